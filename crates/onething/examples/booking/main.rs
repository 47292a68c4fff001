//! How many bookings a second a hospital takes, in process and over HTTP; `cargo xtask bench booking` runs this and
//! shows it beside pgbench. The database is only an address.
//!
//! `prepare` makes a hospital to book in; `core` opens it and has N clients call it; `http` has N clients ask a server
//! that was started on it; `fill` makes one with a given number of appointments, and `reopen` starts it again. Clients
//! go on as soon as they are answered (closed loop); at half of what 64 of them reached, they come at random moments
//! instead (open loop), which shows how long one waits when the hospital is not full.

mod core;
mod course;
mod fill;
mod fixture;
mod http;
mod measure;
mod nodes;
mod prepare;

use clap::{Args, Parser, Subcommand};
use std::{error::Error, path::PathBuf, process::ExitCode};

/// An error that ends the program with a message.
type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Parser)]
#[command(about = "How many bookings a second a hospital takes")]
struct Arguments {
    #[command(subcommand)]
    way: Way,
}

#[derive(Subcommand)]
enum Way {
    /// Makes a hospital to book in, and writes down what is in it.
    Prepare {
        #[command(flatten)]
        hospital: Hospital,
    },
    /// Books in process.
    Core {
        #[command(flatten)]
        hospital: Hospital,
        #[command(flatten)]
        rows: Rows,
    },
    /// Books over HTTP.
    Http {
        #[command(flatten)]
        hospital: Hospital,
        #[command(flatten)]
        rows: Rows,
        /// Where `onething serve` listens.
        #[arg(long)]
        target: String,
    },
    /// Books over HTTP on all nodes of a hospital at once.
    Nodes {
        #[command(flatten)]
        hospital: Hospital,
        #[command(flatten)]
        rows: Rows,
        /// Where each `onething serve` listens.
        #[arg(long, required = true)]
        target: Vec<String>,
    },
    /// Makes a hospital with a given number of appointments, and shuts it down properly.
    Fill {
        #[command(flatten)]
        place: Place,
        /// How many are booked, at most 1,475,000.
        #[arg(long, default_value_t = 1_000_000)]
        appointments: usize,
    },
    /// Opens a hospital, and says how long that takes.
    Reopen {
        #[command(flatten)]
        place: Place,
    },
}

/// Where a hospital is.
#[derive(Args)]
struct Place {
    /// The database.
    #[arg(long)]
    database: String,
    /// The hospital's key, 64 hexadecimal digits.
    #[arg(long)]
    key_file: PathBuf,
}

#[derive(Args)]
struct Hospital {
    #[command(flatten)]
    place: Place,
    /// What is in the hospital.
    #[arg(long)]
    fixture: PathBuf,
}

#[derive(Args)]
struct Rows {
    /// Seconds that each row takes.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// The file in which the slow-sync library counts.
    #[arg(long)]
    sync_count: PathBuf,
    /// Numbers of clients.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256])]
    clients: Vec<usize>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().way).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("booking: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(way: Way) -> Done {
    let report = match way {
        Way::Prepare { hospital } => return prepare::run(&hospital).await,
        Way::Fill { place, appointments } => return fill::run(&place, appointments).await,
        Way::Reopen { place } => return fill::reopen(&place).await,
        Way::Core { hospital, rows } => serde_json::to_string(&core::run(&hospital, &rows).await?),
        Way::Http { hospital, rows, target } => serde_json::to_string(&http::run(&hospital, &rows, &target).await?),
        Way::Nodes { hospital, rows, target } => serde_json::to_string(&nodes::run(&hospital, &rows, &target).await?),
    };
    println!("{}", report?);
    Ok(())
}
