//! `cargo xtask mutants`: changes the code one operator, arm or result at a time and counts which changes that crate's
//! tests detect (cargo-mutants). It takes hours for all areas, so neither `cargo xtask test` nor CI runs it.
//!
//! What is left out, and why, is in `.cargo/mutants.toml`.
//!
//! The changes are made in a copy of the tree, `mutants/tree` in the target directory, and built next to it, in
//! `mutants/build`. Both are kept: a later run builds only what it changes, and a run that is interrupted leaves the tree
//! as it was. There is no debug information, and no failing property is shrunk: it is enough that it fails.

use crate::{
    command::{Error, cargo, complete, exists, output, read, root, target},
    test,
};
use clap::{Args, ValueEnum};
use serde_json::Value as Json;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// The share of changes to an area that must be detected.
const SEEN_PERCENT_MIN: usize = 90;

/// The areas in which an undetected change costs somebody money, a seat or the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Area {
    /// Amounts, lines, adjudication, bills, and what is set off against deposits.
    Money,
    /// The double-entry ledger.
    Ledger,
    /// What scheduling decides, what is due by itself, and what changes as a result.
    Decisions,
    /// How the three promises are counted.
    Promises,
    /// Whether the journal is as it was written.
    Verify,
}

impl Area {
    /// Each crate with its files.
    const fn files(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::Money => &[
                ("model", &["crates/model/src/money.rs"]),
                (
                    "settlement",
                    &[
                        "crates/settlement/src/line.rs",
                        "crates/settlement/src/adjudicate/*.rs",
                        "crates/settlement/src/policy/bands.rs",
                        "crates/settlement/src/world/bill.rs",
                        "crates/settlement/src/world/deposit.rs",
                        "crates/settlement/src/world/insure.rs",
                        "crates/settlement/src/world/money.rs",
                    ],
                ),
            ],
            Self::Ledger => &[("settlement", &["crates/settlement/src/ledger.rs"])],
            Self::Decisions => &[(
                "scheduling",
                &[
                    "crates/scheduling/src/due.rs",
                    "crates/scheduling/src/queue.rs",
                    "crates/scheduling/src/rules.rs",
                    "crates/scheduling/src/transition/*.rs",
                ],
            )],
            Self::Promises => &[("scheduling", &["crates/scheduling/src/read/promises.rs"])],
            Self::Verify => &[(
                "journal",
                &["crates/journal/src/verify.rs", "crates/journal/src/played.rs", "crates/journal/src/chain.rs"],
            )],
        }
    }
}

/// The code to change.
#[derive(Args)]
#[command(after_help = "\
Changes by area: ledger 36, verify 101, promises 89, decisions 567, money 584.
On 2 cores with nothing else running a change of scheduling takes 13 s (the promises 20 minutes, the decisions two hours),
beside builds five times as long; the first run also builds the dependencies and, if it is missing, cargo-mutants (5 to
15 minutes).")]
pub(crate) struct Mutants {
    /// The areas; all if none is named.
    #[arg(value_enum)]
    areas: Vec<Area>,
    /// Only one part of an area, as `1/8`: 0/8 to 7/8 are all of it.
    #[arg(long)]
    shard: Option<String>,
}

/// What became of the changes to an area.
#[derive(Default)]
struct Count {
    seen: usize,
    missed: usize,
    unviable: usize,
}

impl Count {
    fn add(&mut self, outcomes: &Json) -> Option<()> {
        let of = |name: &str| outcomes[name].as_u64().and_then(|count| usize::try_from(count).ok());
        // Tests that never end count as tests that fail.
        self.seen += of("caught")? + of("timeout")?;
        self.missed += of("missed")?;
        self.unviable += of("unviable")?;
        Some(())
    }

    fn is_enough(&self) -> bool {
        self.seen * 100 >= SEEN_PERCENT_MIN * (self.seen + self.missed)
    }
}

/// Installs what is missing, changes what is named, and prints the share that was detected.
pub(crate) fn run(asked: &Mutants) -> Result<(), Error> {
    if !exists("cargo-mutants") {
        println!("── cargo install --locked cargo-mutants");
        complete(&mut cargo(&["install", "--locked", "--quiet", "cargo-mutants"]))?;
    }
    let areas = if asked.areas.is_empty() { Area::value_variants() } else { &asked.areas };
    if areas.contains(&Area::Verify) {
        test::install_postgres()?;
    }
    let tree = copied()?;
    let mut few = Vec::new();
    for area in areas {
        let name = area.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        println!("── {name}");
        let (mut count, mut survivors) = (Count::default(), String::new());
        for (package, files) in area.files() {
            let folder = target().join("mutants").join(&name).join(package);
            survivors += &change(&tree, package, files, asked.shard.as_deref(), &folder, &mut count)?;
        }
        let Count { seen, missed, unviable } = count;
        let percent = (seen * 100).checked_div(seen + missed).unwrap_or(100);
        print!("{survivors}");
        println!("   {name}: {seen} of {} seen ({percent} %); {unviable} more do not compile", seen + missed);
        if !count.is_enough() {
            few.push(name);
        }
    }
    if few.is_empty() {
        return Ok(());
    }
    Err(Error::Words(format!("fewer than {SEEN_PERCENT_MIN} % of the changes are seen in {}", few.join(", "))))
}

/// Changes one crate's files; returns the changes that no test detected, one a line.
fn change(
    tree: &Path,
    package: &str,
    files: &[&str],
    shard: Option<&str>,
    folder: &Path,
    count: &mut Count,
) -> Result<String, Error> {
    // The output of an earlier run must not be taken for this one's, even if this one fails.
    made(folder, remove)?;
    made(folder, |folder| fs::create_dir_all(folder))?;
    let mut mutants = cargo(&["mutants", "--in-place", "--no-times", "--colors", "never", "--package", package]);
    mutants.arg("--dir").arg(tree).arg("--output").arg(folder);
    mutants.args(files.iter().flat_map(|file| ["--file", file]));
    mutants.args(shard.into_iter().flat_map(|shard| ["--shard", shard]));
    // On a busy machine slow tests are not taken for tests that do not end.
    mutants.args(["--cargo-test-arg=--lib", "--cargo-test-arg=--tests", "--minimum-test-timeout", "120"]);
    mutants.env("CARGO_TARGET_DIR", target().join("mutants/build")).env("CARGO_PROFILE_DEV_DEBUG", "0");
    mutants.env("PROPTEST_RNG_SEED", test::SEED).env("PROPTEST_MAX_SHRINK_ITERS", "0");
    // A case on which one change fails must not become a case of the next one.
    mutants.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true");
    match complete(&mut mutants) {
        // 2: some were missed; 3: some tests did not end. Both are counted.
        Err(Error::Failed { status, .. }) if matches!(status.code(), Some(2 | 3)) => {}
        other => other?,
    }
    let folder = folder.join("mutants.out");
    let outcomes = serde_json::from_str(&read(&folder.join("outcomes.json"))?).ok();
    outcomes
        .and_then(|outcomes| count.add(&outcomes))
        .ok_or_else(|| Error::Words(format!("{}: not the outcomes of cargo-mutants", folder.display())))?;
    read(&folder.join("missed.txt"))
}

/// Makes the copy in which the code is changed equal to the tree. A file that is the same is not written, so that it is
/// not built again.
fn copied() -> Result<PathBuf, Error> {
    let copy = target().join("mutants/tree");
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = output(Command::new("git").args(list).current_dir(root()))?;
    // Git lists a file that was removed until the removal is committed.
    let files: BTreeSet<&Path> =
        list.split_terminator('\0').map(Path::new).filter(|file| root().join(file).is_file()).collect();
    made(&copy, |copy| fs::create_dir_all(copy))?;
    made(&copy, |copy| forget(copy, Path::new(""), &files))?;
    for file in files {
        made(&copy.join(file), |to| {
            let now = fs::read(root().join(file))?;
            if fs::read(to).is_ok_and(|before| before == now) {
                return Ok(());
            }
            fs::create_dir_all(to.parent().unwrap_or(to))?;
            fs::write(to, now)
        })?;
    }
    Ok(copy)
}

/// Removes files that are no longer in the tree.
fn forget(copy: &Path, folder: &Path, files: &BTreeSet<&Path>) -> io::Result<()> {
    for entry in fs::read_dir(copy.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            forget(copy, &path, files)?;
        } else if !files.contains(path.as_path()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn made<T>(path: &Path, make: impl FnOnce(&Path) -> io::Result<T>) -> Result<T, Error> {
    make(path).map_err(|source| Error::File { path: path.to_owned(), source })
}
