//! Only for tests: the real program in a folder of its own, a PostgreSQL, and a browser to talk to the program.
//!
//! * [`Server`] starts `onething` as its user would, reads the address that it prints, and ends it when dropped.
//! * [`Faults`] gives it a disk that fails when told to.
//! * [`Proxy`] stands between it and its PostgreSQL, and stops, cuts or continues at one statement.
//! * [`Gate`] stands between it and a browser: it cannot be reached, errors are sent instead, or answers are lost.
//! * [`Database`] is an empty database of a private PostgreSQL cluster, which ends with the tests' process.
//! * [`Browser`] is a headless Chromium behind chromedriver, ended when dropped.
//!
//! All are bounded in time: if something does not start within four minutes (a debug build first makes a history), that
//! is a panic that says what was printed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "in tests, a panic with its place is the best report")]

mod browser;
mod faults;
mod gate;
mod postgres;
mod proxy;
mod server;

pub use browser::Browser;
pub use faults::{Fault, Faults};
pub use gate::{Gate, Way};
pub use postgres::{Cluster, Database};
pub use proxy::{Place, Proxy, Statement};
pub use server::{Server, program};

/// The password of all logins of the demo, which prints it.
pub const DEMO_PASSWORD: &str = "yijianshi";

/// A TCP port of 127.0.0.1 that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).unwrap().port()
}
