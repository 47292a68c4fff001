//! `cargo xtask test`: everything that must pass before a commit; CI runs this and nothing else.

use crate::{
    axe,
    command::{Error, cargo, complete, exists, output, target},
    simulation, tidy,
};
use std::{process::Command, time::Instant};

/// The seed of the property tests' cases, so that a run that passed passes again. Without it the cases differ each
/// time.
pub(crate) const SEED: &str = "20261128";

/// Installs what is missing, then runs all checks, the cheapest first.
pub(crate) fn run() -> Result<(), Error> {
    install()?;
    step("formatting", || run_cargo(&["fmt", "--all", "--check"]))?;
    step("rules of the tree", tidy::run)?;
    step("clippy", || run_cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))?;
    step("building", || run_cargo(&["build", "--workspace", "--bins", "--tests", "--quiet"]))?;
    // The program that was just built: on its own it would be built with other features, and much else again too.
    let program = target().join("debug/onething");
    let axe = axe::fetched();
    step("tests", || {
        let mut tests = cargo(&["test", "--workspace", "--quiet"]);
        tests.env("ONETHING_PROGRAM", program).envs(axe.map(|script| ("ONETHING_AXE", script)));
        complete(tests.env("PROPTEST_RNG_SEED", SEED))
    })?;
    step("documentation", || {
        complete(cargo(&["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
    })
}

/// The long run of the fault tests, of the pages' accessibility and of the simulation.
pub(crate) fn faults() -> Result<(), Error> {
    let mut tests = cargo(&["test", "-p", "tests", "--test", "faults", "--test", "pages", "--", "--nocapture"]);
    let axe = axe::fetched();
    complete(tests.envs(axe.map(|script| ("ONETHING_AXE", script))).env("ONETHING_FAULTS", "long"))?;
    simulation::long()
}

fn run_cargo(arguments: &[&str]) -> Result<(), Error> {
    complete(&mut cargo(arguments))
}

fn step(name: &str, work: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    println!("── {name}");
    let start = Instant::now();
    work()?;
    println!("   {name}: {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// The tests need Chromium with its driver, a font with Chinese characters, PostgreSQL, and npm for axe-core.
fn install() -> Result<(), Error> {
    let font = || output(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty());
    let mut missing: Vec<&str> =
        [("chromium", "chromium"), ("chromedriver", "chromium-driver"), ("fc-list", "fontconfig")]
            .into_iter()
            .filter(|(program, _)| !exists(program))
            .map(|(_, package)| package)
            .collect();
    if !exists("fc-list") || !font() {
        missing.push("fonts-noto-cjk");
    }
    if !has_postgres() {
        missing.push("postgresql");
    }
    missing.extend(["openssl", "npm"].into_iter().filter(|program| !exists(program)));
    install_packages(&missing)
}

/// The tests of the journal alone need a PostgreSQL.
pub(crate) fn install_postgres() -> Result<(), Error> {
    if has_postgres() { Ok(()) } else { install_packages(&["postgresql"]) }
}

fn install_packages(missing: &[&str]) -> Result<(), Error> {
    if missing.is_empty() {
        return Ok(());
    }
    let words = format!("apt-get install -y {}", missing.join(" "));
    if !exists("apt-get") {
        return Err(Error::Words(format!("the tests need {}; install them and try again", missing.join(", "))));
    }
    step(&words, || {
        let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
        let apt = |arguments: &[&str]| {
            let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
            if !root {
                command.arg("apt-get");
            }
            command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
            command.stdout(std::process::Stdio::null());
            complete(&mut command)
        };
        apt(&["update", "-q"])?;
        apt(&[&["install", "-q", "-y", "--no-install-recommends"], missing].concat())
    })
}

/// Debian keeps the server's programs outside the path, in one folder for each version.
fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}
