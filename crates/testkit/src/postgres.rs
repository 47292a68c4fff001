//! A PostgreSQL for tests: a private cluster in a temporary folder, and databases in it.

use crate::{Fault, Faults, Proxy};
use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// The owner of the databases: an ordinary role.
const ROLE: &str = "hospital";
/// Its password for TCP.
const PASSWORD: &str = "yijianshi";

/// The settings of a cluster that waits for its disk: as installed, except that checkpoints come only when they must.
const SYNCING: &[&str] = &["checkpoint_timeout=1h"];

/// A running cluster. It ends and its folder is removed when this process ends, however that happens.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    port: u16,
    next: AtomicU32,
    faults: Option<Faults>,
    /// Ends the cluster when the pipe to its standard input closes.
    _guard: Child,
}

/// A database in a cluster.
#[derive(Debug)]
pub struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Cluster {
    /// The cluster that all tests of a process share. It does not wait for its disk.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&["fsync=off", "full_page_writes=off"]))
    }

    /// A new cluster that uses TLS, with a certificate of its own that nobody knows.
    pub fn encrypted() -> Self {
        Self::prepare(&std::env::temp_dir(), &[], &["fsync=off", "ssl=on"], |_, data| {
            let (key, certificate) = (data.join("server.key"), data.join("server.crt"));
            let mut make = as_postgres(Path::new("openssl"));
            make.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]);
            run(make.arg("-keyout").arg(key).arg("-out").arg(certificate).stderr(Stdio::null()));
            None
        })
    }

    /// A new cluster with more settings, `NAME=VALUE` each.
    pub fn start(settings: &[&str]) -> Self {
        Self::prepare(&std::env::temp_dir(), &[], settings, |_, _| None)
    }

    /// A new cluster that waits for its disk, which [fails when told to](Self::faults). It is in memory where possible:
    /// what is synced is only counted and copied.
    pub fn faulty() -> Self {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        // Each sync of the log copies one of its files.
        Self::prepare(&parent, &["--wal-segsize=1"], SYNCING, |folder, data| {
            let own = folder.join("faults");
            fs::create_dir(&own).unwrap();
            let faults = Faults::kept_in(own.clone(), data);
            to_postgres(&own);
            Some(faults)
        })
    }

    fn prepare(
        parent: &Path,
        init: &[&str],
        settings: &[&str],
        before_start: impl FnOnce(&Path, &Path) -> Option<Faults>,
    ) -> Self {
        let bin = programs();
        let folder = tempfile::Builder::new().prefix("onething-pg-").tempdir_in(parent).unwrap().keep();
        let port = crate::free_port();
        let data = folder.join("data");
        let guard = guard(&folder, &bin);
        to_postgres(&folder);
        let mut make = as_postgres(&bin.join("initdb"));
        make.arg("-D").arg(&data).args(["-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256"]);
        run(make.args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]).args(init));
        let faults = before_start(&folder, &data);
        let cluster = Self { folder, bin, port, next: AtomicU32::new(1), faults, _guard: guard };
        cluster.start_server(&data, port, settings);
        cluster.psql("postgres", &format!("create role {ROLE} login password '{PASSWORD}'"));
        cluster
    }

    /// A new cluster whose commits wait for a standby, which can take its place.
    pub fn replicated() -> Self {
        let cluster = Self::start(&["fsync=off"]);
        let port = cluster.port.to_string();
        let mut copy = as_postgres(&cluster.bin.join("pg_basebackup"));
        copy.args(["-U", "postgres", "-p", &port, "-c", "fast", "-X", "stream", "-R", "--no-sync"]);
        run(copy.arg("-h").arg(&cluster.folder).arg("-D").arg(cluster.standby()));
        cluster.start_server(&cluster.standby(), crate::free_port(), &["fsync=off"]);
        cluster.psql("postgres", "alter system set synchronous_standby_names = '*'");
        cluster.psql("postgres", "select pg_reload_conf()");
        for _ in 0..300 {
            if cluster.psql("postgres", "select count(*) from pg_stat_replication where sync_state = 'sync'") == "1" {
                return cluster;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the standby does not follow");
    }

    /// Kills the primary of a replicated cluster, and promotes the standby to its address.
    pub fn fail_over(&self) {
        self.kill();
        self.clear_up();
        let standby = || {
            let mut control = as_postgres(&self.bin.join("pg_ctl"));
            control.arg("-D").arg(self.standby()).arg("-w");
            control
        };
        run(standby().arg("promote"));
        run(standby().args(["-m", "fast", "stop"]));
        self.start_server(&self.standby(), self.port, &["fsync=off"]);
    }

    /// The disk of a [faulty](Self::faulty) cluster.
    pub fn faults(&self) -> &Faults {
        self.faults.as_ref().expect("a faulty cluster")
    }

    /// Does it accept connections?
    pub fn is_up(&self) -> bool {
        let mut ask = Command::new(self.bin.join("pg_isready"));
        ask.args(["-q", "-t", "1", "-p", &self.port.to_string()]).arg("-h").arg(&self.folder);
        ask.status().is_ok_and(|status| status.success())
    }

    /// Kills the server with SIGKILL; the processes that serve its connections end when they notice that it is gone.
    pub fn kill(&self) {
        if let Ok(pid) = fs::read_to_string(self.folder.join("data/postmaster.pid")) {
            // It may already be dead.
            let mut kill = Command::new("kill");
            kill.args(["-KILL", pid.lines().next().expect("a process id")]).stderr(Stdio::null());
            kill.status().expect("kill");
        }
    }

    /// Starts a faulty cluster that has ended or is to be killed, on a disk that works again. After a power cut only
    /// what was synced is there.
    pub fn start_again(&self, power_cut: bool) {
        self.kill();
        self.clear_up();
        let (faults, data) = (self.faults(), self.folder.join("data"));
        Self::end_the_rest(&data);
        if power_cut {
            faults.cut_power();
            to_postgres(&data);
        }
        faults.arm(Fault::None);
        self.start_server(&data, self.port, SYNCING);
    }

    /// Ends the remaining processes of a killed server: one that waits for a dead process's lock would wait for ever,
    /// and one that still works would write to the new server's files.
    fn end_the_rest(data: &Path) {
        let data = data.canonicalize().unwrap();
        // Dead processes that nobody has collected no longer have a folder.
        let is_there = |process: &fs::DirEntry| fs::read_link(process.path().join("cwd")).is_ok_and(|at| at == data);
        for _ in 0..600 {
            let left: Vec<_> = fs::read_dir("/proc").unwrap().flatten().filter(is_there).collect();
            if left.is_empty() {
                return;
            }
            let mut kill = Command::new("kill");
            kill.arg("-KILL").args(left.iter().map(fs::DirEntry::file_name)).stderr(Stdio::null());
            // They may already be gone.
            kill.status().expect("kill");
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("a process of the killed server does not end");
    }

    /// Removes what a killed server leaves behind: where nobody collects dead processes, its process id still looks
    /// alive.
    fn clear_up(&self) {
        let left = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
        // The seventh line: key and number of the shared memory by which servers notice one another.
        if let Some(memory) = left.lines().nth(6).and_then(|line| line.split_whitespace().nth(1)) {
            let mut remove = Command::new("ipcrm");
            // It may already be gone.
            drop(remove.args(["-m", memory]).stdout(Stdio::null()).stderr(Stdio::null()).status());
        }
        let socket = format!(".s.PGSQL.{}", self.port);
        for file in [socket.clone(), format!("{socket}.lock"), "data/postmaster.pid".to_owned()] {
            drop(fs::remove_file(self.folder.join(file)));
        }
    }

    fn standby(&self) -> PathBuf {
        self.folder.join("standby")
    }

    fn start_server(&self, data: &Path, port: u16, settings: &[&str]) {
        let mut options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} -c max_connections=200 \
            -c shared_buffers=64MB -c dynamic_shared_memory_type=mmap",
            self.folder.display()
        );
        for setting in settings {
            options.push_str(&format!(" -c {setting}"));
        }
        let mut start = as_postgres(Path::new("env"));
        for (name, value) in self.faults.iter().flat_map(Faults::environment) {
            start.arg(format!("{name}={}", value.display()));
        }
        start.arg(self.bin.join("pg_ctl"));
        let log = self.folder.join("log");
        run(start.arg("-D").arg(data).arg("-l").arg(log).args(["-w", "-t", "60", "-o", &options, "start"]));
    }

    /// A new, empty database.
    pub fn database(&'static self) -> Database {
        self.new_database("template1")
    }

    fn new_database(&'static self, template: &str) -> Database {
        let name = format!("hospital_{}", self.next.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("create database {name} template {template} owner {ROLE}"));
        Database { cluster: self, name }
    }

    /// Runs SQL as the cluster's superuser and returns what it printed: one row a line, cells separated by `|`.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        let port = self.port.to_string();
        let output = Command::new(self.bin.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
                "-p",
                &port,
                "-d",
                database,
                "-c",
                sql,
            ])
            .arg("-h")
            .arg(&self.folder)
            .output()
            .expect("psql starts");
        assert!(output.status.success(), "psql: {sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Database {
    /// A new database in the shared cluster.
    #[expect(clippy::new_without_default, reason = "each is another one")]
    pub fn new() -> Self {
        Cluster::shared().database()
    }

    /// A copy; nobody may be connected to the original.
    pub fn copy(&self) -> Self {
        self.cluster.new_database(&self.name)
    }

    /// A proxy in front of its server.
    pub fn proxy(&self) -> Proxy {
        Proxy::new(self.cluster.port)
    }

    /// Its address through a proxy.
    pub fn url_through(&self, proxy: &Proxy) -> String {
        format!("postgres://{ROLE}:{PASSWORD}@127.0.0.1:{}/{}?sslmode=disable", proxy.port(), self.name)
    }

    /// Its address, over the cluster's socket and without a password.
    pub fn url(&self) -> String {
        let Cluster { folder, port, .. } = self.cluster;
        format!("postgres:///{}?host={}&port={port}&user={ROLE}", self.name, folder.display())
    }

    /// Its address for another role, over the cluster's socket and without a password.
    pub fn url_of(&self, role: &str) -> String {
        self.url().replace(&format!("&user={ROLE}"), &format!("&user={role}"))
    }

    /// Its address over TCP with this password, or with the right one if none is given.
    pub fn tcp_url(&self, password: Option<&str>) -> String {
        let password = password.unwrap_or(PASSWORD);
        format!("postgres://{ROLE}:{password}@127.0.0.1:{}/{}", self.cluster.port, self.name)
    }

    /// The folder of its cluster's socket, with the port.
    pub fn socket(&self) -> PathBuf {
        self.cluster.folder.join(format!(".s.PGSQL.{}", self.cluster.port))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its owner.
    pub const fn role(&self) -> &'static str {
        ROLE
    }

    /// Runs SQL in it as a superuser and returns what it printed: one row a line, cells separated by `|`.
    pub fn psql(&self, sql: &str) -> String {
        self.cluster.psql(&self.name, sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.cluster.psql("postgres", &format!("drop database if exists {} with (force)", self.name));
        }
    }
}

/// The folder of the newest PostgreSQL's programs.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|folder| folder.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| Path::new(&format!("/usr/lib/postgresql/{version}/bin/initdb")).exists())
        .max();
    let version = newest.expect("PostgreSQL in /usr/lib/postgresql (cargo xtask test installs it)");
    format!("/usr/lib/postgresql/{version}/bin").into()
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// A command that does not run as root, which PostgreSQL refuses.
fn as_postgres(program: &Path) -> Command {
    let mut command = if root() { Command::new("runuser") } else { Command::new(program) };
    if root() {
        command.args(["-u", "postgres", "--"]).arg(program);
    }
    // In a process group of its own: an interrupt at the terminal is only for the tests.
    command.current_dir("/").process_group(0);
    command
}

/// Gives a path to the user who runs the server.
fn to_postgres(path: &Path) {
    if root() {
        run(Command::new("chown").args(["-R", "postgres"]).arg(path));
    }
}

fn run(command: &mut Command) {
    // Not a pipe, which the server would keep open.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().expect("a program of PostgreSQL starts");
    assert!(status.success(), "{command:?}: {status}");
}

/// Waits until this process has ended, then ends the cluster's servers and removes its folder.
fn guard(folder: &Path, bin: &Path) -> Child {
    let stop = if root() { "runuser -u postgres -- " } else { "" };
    let script = format!(
        "cat > /dev/null; for data in '{folder}/data' '{folder}/standby'; do {stop}'{}' -D $data -m immediate stop; done; \
        for process in /proc/[0-9]*; do case $(readlink $process/cwd) in '{folder}'/*) kill -KILL ${{process#/proc/}};; esac; done; \
        rm -rf '{folder}'",
        bin.join("pg_ctl").display(),
        folder = folder.display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir("/").process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("sh starts")
}
