//! `cargo xtask bench booking`: bookings a second and their cost in syncs, in process and over HTTP, on SQLite and
//! PostgreSQL, beside pgbench with one transaction a booking on the same PostgreSQL.
//!
//! Everything is measured in one run: on tmpfs with a fixed sync of 2 ms (`rows`, `half_peak`, `refusals`), because the
//! cost of a virtual disk's syncs drifts tenfold within an hour, and on the real disk (`disk_rows`). Ratios are to the
//! peer with as many clients on the same windows under the same syncs. `nodes` compares three nodes on one PostgreSQL
//! with one.
//!
//! `ONETHING_BENCH_PROGRAMS` names a folder of programs that are already built (`onething`, `examples/booking`);
//! without it they are built in release.

use super::{
    nodes,
    postgres::{self, Postgres},
    program, round,
    slow::Slow,
};
use crate::command::{Error, cargo, complete, output, root, target};
use serde_json::{Map, Value as Json, json};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The fixed cost of a sync, microseconds.
const SYNC_US: u32 = 2000;
/// Seconds of a row on tmpfs, on the disk, and of the peer.
const SLOW_SECONDS: u32 = 2;
const DISK_SECONDS: u32 = 2;
const PEER_SECONDS: u32 = 2;
const CLIENTS: [usize; 4] = [1, 16, 64, 256];
const SLOTS: [(u64, &str); 2] = [(1, "book-hot.pgbench.sql"), (500, "book-500.pgbench.sql")];

/// A folder that is removed when dropped.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    /// Makes one that others may enter: PostgreSQL's server runs as another user.
    pub(super) fn new(parent: &Path, name: &str) -> Result<Self, Error> {
        let folder = parent.join(format!("onething-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|source| Error::File { path: folder.clone(), source })?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A server of the program; killed when dropped.
pub(super) struct Serve(pub(super) Child);

impl Drop for Serve {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// All tables of the benchmark, by name.
pub(super) fn run() -> Result<Map<String, Json>, Error> {
    let tools = match std::env::var_os("ONETHING_BENCH_PROGRAMS").map(PathBuf::from) {
        Some(folder) => Tools { serve: folder.join("onething"), bench: folder.join("examples/booking") },
        None => Tools { serve: program()?, bench: example()? },
    };
    let mut tables = Map::new();
    let add = |tables: &mut Map<String, Json>, name: &str, rows: Vec<Json>| {
        if !rows.is_empty() {
            tables.insert(name.into(), rows.into());
        }
    };
    let shared = Folder::new(Path::new("/dev/shm"), "tmpfs")?;
    let slow = tools.disk(&shared.0, SYNC_US, SLOW_SECONDS)?;
    drop(shared);
    let measured =
        [("rows", slow.rows), ("half_peak", slow.half_peak), ("refusals", slow.refusals), ("nodes", slow.nodes)];
    for (name, rows) in measured {
        add(&mut tables, name, rows);
    }
    let real = Folder::new(&std::env::temp_dir(), "disk")?;
    let disk = tools.disk(&real.0, 0, DISK_SECONDS)?;
    add(&mut tables, "disk_rows", disk.rows);
    add(&mut tables, "not_measured", [slow.not_measured, disk.not_measured].concat());
    Ok(tables)
}

/// The benchmark program, built in release.
pub(super) fn example() -> Result<PathBuf, Error> {
    complete(&mut cargo(&["build", "--release", "--quiet", "-p", "onething", "--example", "booking"]))?;
    Ok(target().join("release/examples/booking"))
}

pub(super) struct Tools {
    serve: PathBuf,
    bench: PathBuf,
}

/// The measurements on one disk.
#[derive(Default)]
struct Measured {
    rows: Vec<Json>,
    half_peak: Vec<Json>,
    refusals: Vec<Json>,
    /// One node and several; only with the fixed sync.
    nodes: Vec<Json>,
    /// What could not be measured, and why.
    not_measured: Vec<Json>,
}

/// A database that is measured.
pub(super) struct Database<'a> {
    backend: &'static str,
    url: String,
    folder: &'a Path,
    slow: &'a Slow,
}

impl Database<'_> {
    pub(super) const fn backend(&self) -> &'static str {
        self.backend
    }

    /// The folder of its files.
    pub(super) const fn folder(&self) -> &Path {
        self.folder
    }
}

impl Tools {
    /// Measures both databases and the peer in a folder. Without PostgreSQL's programs only SQLite, and no peer.
    fn disk(&self, folder: &Path, us: u32, seconds: u32) -> Result<Measured, Error> {
        // The library is loaded by another user, and by programs that may not run from the data's folder.
        let tools = Folder::new(&std::env::temp_dir(), &format!("slow-{us}"))?;
        let slow = Slow::build(&tools.0, us)?;
        let key = folder.join("key");
        std::fs::write(&key, "07".repeat(32)).map_err(|source| Error::File { path: key.clone(), source })?;
        let postgres = match postgres::programs() {
            Some(programs) => Some(Postgres::start(&programs, folder, &slow)?),
            None => None,
        };
        let peer = match &postgres {
            Some(server) => peer(server)?,
            None => Vec::new(),
        };
        let mut measured = Measured::default();
        let sqlite = format!("sqlite://{}", folder.join("bench.db").display());
        let databases = [("sqlite", Some(sqlite)), ("postgres", postgres.as_ref().map(Postgres::url))];
        for (backend, url) in databases {
            let Some(url) = url else { continue };
            let database = Database { backend, url, folder, slow: &slow };
            let mut done = self.database(&database, seconds, &peer, &mut measured);
            if done.is_ok() && us > 0 && backend == "postgres" {
                done = nodes::rows(self, &database).map(|rows| measured.nodes = rows);
            }
            if let Err(error) = done {
                eprintln!("booking: {backend} was not measured: {error}");
                measured.not_measured.push(json!({ "backend": backend, "sync_us": us, "why": error.to_string() }));
            }
        }
        Ok(measured)
    }

    fn database(&self, on: &Database<'_>, seconds: u32, peer: &[Json], measured: &mut Measured) -> Result<(), Error> {
        eprintln!("booking: {} in {}", on.backend, on.folder.display());
        // Without the library: preparing need not wait for syncs.
        complete(&mut self.bench("prepare", on))?;
        let mut core = self.bench("core", on);
        let core = report(core.envs(on.slow.environment()), on, &CLIENTS, seconds)?;
        let (serve, address) = listening(&mut self.serve(on))?;
        let mut http = self.bench("http", on);
        let http = report(http.args(["--target", &address]), on, &CLIENTS, seconds)?;
        drop(serve);
        for (path, report) in [("core", core), ("http", http)] {
            let rows = |name: &str| report[name].as_array().cloned().unwrap_or_default();
            measured.rows.extend(rows("rows").iter().map(|row| compared(on.backend, path, row, peer)));
            measured.half_peak.extend(rows("half_peak").iter().map(|row| half_peak(on.backend, path, row)));
            measured.refusals.extend(rows("refusals").iter().map(|row| refusals(on.backend, path, row)));
        }
        Ok(())
    }

    /// A server on the database, with the library.
    pub(super) fn serve(&self, on: &Database<'_>) -> Command {
        let mut command = Command::new(&self.serve);
        command.args(["serve", "--database", &on.url, "--listen", "127.0.0.1:0", "--key-file"]);
        command.arg(on.folder.join("key")).envs(on.slow.environment());
        command
    }

    /// The benchmark program with its database, key and fixture.
    pub(super) fn bench(&self, way: &str, on: &Database<'_>) -> Command {
        let mut command = Command::new(&self.bench);
        command.args([way, "--database", &on.url, "--key-file"]).arg(on.folder.join("key"));
        command.arg("--fixture").arg(on.folder.join(format!("{}.json", on.backend)));
        command
    }
}

/// The rows that the benchmark program reports.
pub(super) fn report(command: &mut Command, on: &Database<'_>, clients: &[usize], seconds: u32) -> Result<Json, Error> {
    let clients: Vec<String> = clients.iter().map(ToString::to_string).collect();
    command.args(["--seconds", &seconds.to_string(), "--clients", &clients.join(",")]);
    let text = output(command.arg("--sync-count").arg(on.slow.count()))?;
    serde_json::from_str(&text).map_err(|error| Error::Words(format!("the bench program printed no JSON: {error}")))
}

/// Starts a server and waits for its address.
pub(super) fn listening(command: &mut Command) -> Result<(Serve, String), Error> {
    let started = command.stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(|source| Error::Start { program: "onething serve".into(), source })?;
    let out = child.stdout.take();
    let serve = Serve(child);
    let mut lines = out.map(|out| BufReader::new(out).lines().map_while(Result::ok)).into_iter().flatten();
    let address = lines.find_map(|line| line.split(' ').find(|word| word.starts_with("http://")).map(str::to_owned));
    address.map(|address| (serve, address)).ok_or_else(|| Error::Words("the server ended before it listened".into()))
}

/// The peer's rates: `{"slots", "clients", "bookings_per_s"}`.
fn peer(server: &Postgres) -> Result<Vec<Json>, Error> {
    let scripts = root().join("crates/xtask/peers");
    server.prepare_peer(&scripts.join("booking-schema.sql"))?;
    let mut rows = Vec::new();
    for (slots, script) in SLOTS {
        for clients in CLIENTS {
            let rate = server.peer(&scripts.join(script), clients, PEER_SECONDS)?;
            rows.push(json!({ "slots": slots, "clients": clients, "bookings_per_s": rate }));
        }
    }
    Ok(rows)
}

fn number(value: &Json) -> f64 {
    value.as_f64().unwrap_or_default()
}

/// Adds the counts of other answers to a row, if there were any.
pub(super) fn with_others(mut row: Json, measured: &Json) -> Json {
    let others = measured["others"].as_object().filter(|others| !others.is_empty());
    if let (Some(row), Some(others)) = (row.as_object_mut(), others) {
        row.insert("others".into(), Json::Object(others.clone()));
    }
    row
}

fn compared(backend: &str, path: &str, row: &Json, peer: &[Json]) -> Json {
    let same = |one: &&Json| one["slots"] == row["slots"] && one["clients"] == row["clients"];
    let peer = peer.iter().find(same).map(|one| number(&one["bookings_per_s"]));
    let rate = number(&row["answers_per_s"]);
    with_others(
        json!({
            "backend": backend,
            "path": path,
            "slots": row["slots"],
            "clients": row["clients"],
            "bookings_per_s": rate.round(),
            "syncs_per_booking": row["syncs_per_answer"],
            "p50_ms": round(number(&row["p50_ms"])),
            "p99_ms": round(number(&row["p99_ms"])),
            "peer_bookings_per_s": peer.map(f64::round),
            "ratio": peer.map(|peer| round(rate / peer)),
            "tables_behind": row["tables"]["behind"],
            "tables_level_s": row["tables"]["level_s"],
        }),
        row,
    )
}

fn half_peak(backend: &str, path: &str, row: &Json) -> Json {
    with_others(
        json!({
            "backend": backend,
            "path": path,
            "slots": row["slots"],
            "arrivals_per_s": number(&row["rate"]).round(),
            "bookings_per_s": number(&row["answers_per_s"]).round(),
            "p50_ms": round(number(&row["p50_ms"])),
            "p99_ms": round(number(&row["p99_ms"])),
        }),
        row,
    )
}

fn refusals(backend: &str, path: &str, row: &Json) -> Json {
    with_others(
        json!({
            "backend": backend,
            "path": path,
            "clients": row["clients"],
            "refusals_per_s": number(&row["answers_per_s"]).round(),
            "syncs": (number(&row["syncs_per_answer"]) * number(&row["answers"])).round(),
            "p50_ms": round(number(&row["p50_ms"])),
            "p99_ms": round(number(&row["p99_ms"])),
        }),
        row,
    )
}
