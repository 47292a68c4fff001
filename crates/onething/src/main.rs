//! The Onething program: command line, configuration and start-up.
//!
//! [`cli`] says what can be asked; each command is in the module of its name. A command ends with 0 (done), 1 (the
//! answer is no) or 2 (it could not be done, and nothing was changed); [`Ending`] says which.

mod admin;
mod beds;
mod bench;
mod bulk;
mod cases;
mod cli;
mod config;
mod demo;
mod draw;
mod ending;
mod files;
mod forget;
mod key;
mod learn;
mod listen;
mod load;
mod messages;
mod migrate;
mod names;
mod policies;
mod policy;
mod print;
mod schedule;
mod serve;
mod server;
mod settle;
mod simulate;
mod tables;
mod transfer;
mod verify;

use clap::Parser;
use cli::{Admin, Arguments, Bench, Command, Journal};
use ending::Ending;
use std::{process::ExitCode, time::Duration};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // Whatever files are made (databases, keys, exports) are for their owner only.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = Arguments::parse();
    log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Ending::cannot(error).report(),
    };
    let done = match &arguments.command {
        Command::Demo(demo) => runtime.block_on(demo::run(demo)),
        Command::Serve(serve) => runtime.block_on(serve::run(serve)),
        Command::Migrate(address) => runtime.block_on(migrate::run(address)),
        Command::Settle(settle) => settle::run(settle),
        Command::Policy(policy) => policy::run(policy),
        Command::Bench(Bench::Settlement(asked)) => bench::run(asked),
        Command::Schedule(schedule) => schedule::run(schedule),
        Command::Beds(beds) => runtime.block_on(beds::run(beds)),
        Command::Draw(draw) => draw::run(draw),
        Command::Simulate(simulate) => simulate::run(simulate),
        Command::Load(load) => runtime.block_on(load::run(load)),
        Command::Backup { one, to } => runtime.block_on(transfer::export(one, to)),
        Command::Journal(Journal::Verify(one)) => runtime.block_on(verify::run(one)),
        Command::Journal(Journal::Export { one, to }) => runtime.block_on(transfer::export(one, to)),
        Command::Journal(Journal::Import { one, from }) => runtime.block_on(transfer::import(one, from)),
        Command::Journal(Journal::RebuildTables(one)) => runtime.block_on(tables::run(one)),
        Command::Journal(Journal::ForgetSnapshot(one)) => runtime.block_on(forget::run(one)),
        Command::Journal(Journal::IndexNames { database, which }) => runtime.block_on(names::run(database, which.id())),
        Command::Admin(Admin::Create { database, which, name }) => {
            runtime.block_on(admin::create(database, which.id(), name))
        }
    };
    // Whatever still blocks a thread, such as looking up a name, is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(ending) => ending.report(),
    }
}

/// Logs go to standard error; `ONETHING_LOG` chooses which (`info`, `hospital=debug`), `ONETHING_LOG_JSON=1` their
/// form. A panic is a line of the log like any other, and says the request in which it happened.
fn log() {
    let filter = EnvFilter::try_from_env("ONETHING_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var_os("ONETHING_LOG_JSON").is_some_and(|json| json == "1") {
        lines.json().init();
    } else {
        lines.init();
    }
    std::panic::set_hook(Box::new(|panic| {
        // Not its words: they may quote what somebody typed.
        tracing::error!(place = panic.location().map(ToString::to_string), "a panic");
    }));
}
