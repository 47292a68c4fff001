//! A PostgreSQL for one benchmark: in a folder of its own, on loopback, with the slow-sync library, ended when dropped.

use super::slow::Slow;
use crate::command::{Error, complete, output};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The user who runs the server where we are root, which PostgreSQL refuses to be.
const USER: &str = "postgres";

/// A running server.
#[derive(Debug)]
pub(super) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// The folder of the newest server's programs; `None` where there is none.
pub(super) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("pgbench").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin)
}

fn root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A command run by the user who may run a server.
fn as_user(program: &Path) -> Command {
    if !root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", USER, "--"]).arg(program);
    command
}

impl Postgres {
    /// Makes a cluster in `folder`/pg and starts it with the slow-sync library.
    pub(super) fn start(programs: &Path, folder: &Path, slow: &Slow) -> Result<Self, Error> {
        let folder = folder.join("pg");
        std::fs::create_dir_all(&folder).map_err(|source| Error::File { path: folder.clone(), source })?;
        if root() {
            complete(Command::new("chown").args([USER, &folder.display().to_string()]))?;
        }
        let data = folder.join("data");
        let initdb = as_user(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--pgdata"])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        if !initdb.is_ok_and(|status| status.success()) {
            return Err(Error::Words("initdb failed".into()));
        }
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| Error::Words(format!("no free port: {error}")))?
            .port();
        let server = Self { programs: programs.to_owned(), folder, port };
        // Checkpoints do not fall into rows that take seconds; everything else is as installed, and each commit is
        // synced.
        let settings = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c max_connections=300 -c checkpoint_timeout=1h -c max_wal_size=8GB",
            server.folder.display()
        );
        let mut start = as_user(Path::new("env"));
        start.args(slow.environment().map(|(name, value)| format!("{name}={value}")));
        start.arg(programs.join("pg_ctl")).arg("--pgdata").arg(&data).arg("--log").arg(server.folder.join("log"));
        start.args(["--wait", "--silent", "--options", &settings, "start"]);
        complete(start.stdout(Stdio::null()))?;
        server.psql(&["--command", "create database onething"])?;
        Ok(server)
    }

    /// The address of its database.
    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/onething", self.port)
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(["--host", "127.0.0.1", "--username", "postgres", "--port", &self.port.to_string()]);
        command
    }

    fn psql(&self, arguments: &[&str]) -> Result<(), Error> {
        let mut psql = self.client("psql");
        psql.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"]).args(arguments);
        complete(psql.stdout(Stdio::null()))
    }

    /// Makes the peer's tables in a separate database.
    pub(super) fn prepare_peer(&self, schema: &Path) -> Result<(), Error> {
        self.psql(&["--command", "create database peer"])?;
        self.psql(&["--dbname", "peer", "--file", &schema.display().to_string()])
    }

    /// pgbench's transactions a second with a script: one booking each.
    pub(super) fn peer(&self, script: &Path, clients: usize, seconds: u32) -> Result<f64, Error> {
        let mut pgbench = self.client("pgbench");
        pgbench.args(["--no-vacuum", "--jobs", &clients.min(2).to_string(), "--client", &clients.to_string()]);
        pgbench.args(["--time", &seconds.to_string(), "--file"]).arg(script).arg("peer");
        let text = output(pgbench.stderr(Stdio::null()))?;
        let figure = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        figure.ok_or_else(|| Error::Words(format!("pgbench printed no rate:\n{text}")))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_user(&self.programs.join("pg_ctl"));
        stop.args(["--mode", "immediate", "--silent", "--pgdata"]).arg(self.folder.join("data")).arg("stop");
        drop(stop.stdout(Stdio::null()).status());
    }
}
