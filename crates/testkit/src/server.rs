//! The program under test, as its user starts it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    time::Duration,
};

/// The `onething` program: the one in `ONETHING_PROGRAM` if set, otherwise built once by cargo in the profile of the
/// tests.
pub fn program() -> PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM
        .get_or_init(|| {
            if let Some(program) = std::env::var_os("ONETHING_PROGRAM") {
                return program.into();
            }
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let release = if cfg!(debug_assertions) { &[][..] } else { &["--release"][..] };
            let mut build = Command::new(cargo);
            build.args(["build", "-p", "onething", "--message-format=json-render-diagnostics"]).args(release);
            // The variables that cargo sets for the package under test would make build scripts that look at them run
            // again.
            for (name, _) in std::env::vars_os() {
                if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.to_string_lossy().starts_with(own)) {
                    build.env_remove(name);
                }
            }
            let built = build.stderr(Stdio::inherit()).output().expect("cargo builds onething");
            assert!(built.status.success(), "cargo build -p onething failed");
            String::from_utf8_lossy(&built.stdout)
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
                .filter(|message| message["target"]["name"] == "onething")
                .find_map(|message| message["executable"].as_str().map(PathBuf::from))
                .expect("cargo names the program it built")
        })
        .clone()
}

/// A running `onething`; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: String,
    printed: Vec<String>,
}

impl Server {
    /// Starts `onething demo` on a free port with its data in `data`. Waits until it listens.
    pub fn demo(data: &Path) -> Self {
        let data = data.to_str().expect("a folder with a name in UTF-8");
        Self::start(&["demo", "--listen", "127.0.0.1:0", "--data", data])
    }

    /// Starts any command of the program that ends up listening. Waits until the greeting is complete: the first
    /// `http://` address, then a pause of half a second.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_in(arguments, &[])
    }

    /// The same in an environment with these variables added.
    pub fn start_in(arguments: &[&str], environment: &[(&str, PathBuf)]) -> Self {
        let mut child = Command::new(program())
            .args(arguments)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("onething starts");
        let out = child.stdout.take().expect("a pipe");
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let mut printed: Vec<String> = Vec::new();
        let mut address = None;
        loop {
            let patience = if address.is_some() { Duration::from_millis(500) } else { Duration::from_secs(240) };
            match lines.recv_timeout(patience) {
                Ok(line) => {
                    if address.is_none() {
                        address = line.split_whitespace().find_map(|word| {
                            word.starts_with("http://").then(|| word.trim_end_matches(['/', '。', ',']).to_owned())
                        });
                    }
                    printed.push(line);
                }
                Err(_) if address.is_some() => break,
                Err(_) => {
                    drop(child.kill());
                    panic!("onething {arguments:?} did not listen; it printed:\n{}", printed.join("\n"));
                }
            }
        }
        // Keeps emptying the pipe, so that the server never blocks on it.
        std::thread::spawn(move || while lines.recv().is_ok() {});
        Self { child, address: address.unwrap_or_default(), printed }
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it printed before it began to listen: addresses and logins.
    pub fn greeting(&self) -> String {
        self.printed.join("\n")
    }

    /// Kills it with SIGKILL: no chance to end in good order.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Waits until it ends by itself; `false` when it still runs after this time.
    pub fn ends_within(&mut self, patience: Duration) -> bool {
        let until = std::time::Instant::now() + patience;
        while std::time::Instant::now() < until {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// Sends it a signal, such as `STOP` or `CONT`.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "kill -{name}");
    }

    /// Sends it SIGTERM and waits until it has ended.
    pub fn stop(&mut self) -> std::process::ExitStatus {
        self.signal("TERM");
        self.child.wait().expect("the program ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
