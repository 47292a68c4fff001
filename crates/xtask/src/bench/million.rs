//! How a hospital with a million appointments starts: it is made in bulk, stopped as its user would, and started again.

use super::{
    booking::{Folder, example, listening},
    memory_mb,
    postgres::{self, Postgres},
    program, round,
    slow::Slow,
};
use crate::command::{Error, complete, output};
use serde_json::{Value as Json, json};
use std::{path::Path, process::Command, time::Instant};

const APPOINTMENTS: u32 = 1_000_000;

/// One row for each available database.
pub(super) fn run() -> Result<Json, Error> {
    let (serve, bench) = (program()?, example()?);
    let folder = Folder::new(&std::env::temp_dir(), "million")?;
    let key = folder.0.join("key");
    std::fs::write(&key, "07".repeat(32)).map_err(|source| Error::File { path: key.clone(), source })?;
    // Only because a server is started with it; nothing is slowed down.
    let slow = Slow::build(&folder.0, 0)?;
    let server = match postgres::programs() {
        Some(programs) => Some(Postgres::start(&programs, &folder.0, &slow)?),
        None => None,
    };
    let file = format!("sqlite://{}", folder.0.join("million.db").display());
    let mut rows = Vec::new();
    for (backend, url) in [("sqlite", Some(file)), ("postgres", server.as_ref().map(Postgres::url))] {
        if let Some(url) = url {
            eprintln!("start: {APPOINTMENTS} appointments on {backend}");
            rows.push(row(backend, &url, &key, &serve, &bench)?);
        }
    }
    Ok(Json::Array(rows))
}

fn row(backend: &str, url: &str, key: &Path, serve: &Path, bench: &Path) -> Result<Json, Error> {
    let ask = |way: &[&str]| {
        let mut command = Command::new(bench);
        let text = output(command.args(way).args(["--database", url, "--key-file"]).arg(key))?;
        serde_json::from_str::<Json>(&text).map_err(|error| Error::Words(format!("the bench program: {error}")))
    };
    let made = ask(&["fill", "--appointments", &APPOINTMENTS.to_string()])?;
    let began = Instant::now();
    let mut command = Command::new(serve);
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--key-file"]).arg(key);
    let (mut served, _) = listening(&mut command)?;
    let seconds = began.elapsed().as_secs_f64();
    let memory = memory_mb(served.0.id());
    complete(Command::new("kill").args(["-TERM", &served.0.id().to_string()]))?;
    served.0.wait().map_err(|source| Error::Start { program: "onething serve".into(), source })?;
    let again = ask(&["reopen"])?;
    let number = |json: &Json, name: &str| json[name].as_f64().map(round);
    Ok(json!({ "backend": backend, "appointments": APPOINTMENTS, "events": again["events"],
        "snapshot_mb": number(&again, "snapshot_mb"), "seconds_to_listening": round(seconds), "memory_mb": memory,
        "opened_s": number(&again, "opened_s"), "made_s": number(&made, "made_s"),
        "stopped_s": number(&made, "stopped_s") }))
}
