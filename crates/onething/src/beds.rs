//! `onething beds`: who gets which bed, from a file of the PAS benchmark.

use crate::{
    cli::{Beds, Score, Solve},
    ending::Ending,
    listen,
};
use beds::{
    Problem, assign,
    house::House,
    pas,
    rules::Rules,
    score,
    search::{Budget, Control, Options, Plan, solve},
    solution,
};
use model::{message::Refusal, time::Zone};
use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use web::locale::{Locale, Localizer};

/// Solves or scores.
pub(crate) async fn run(beds: &Beds) -> Result<(), Ending> {
    match beds {
        Beds::Solve(solve) => plan(solve).await,
        Beds::Score(score) => say_score(score),
    }
}

/// Searches until the budget is spent or somebody interrupts, and writes the best plan.
async fn plan(asked: &Solve) -> Result<(), Ending> {
    let t = localizer(&asked.lang);
    let house = house(&t, &asked.file)?;
    let part = Part::new(&asked.out)?;
    let (budget, note) = match (asked.budget.iterations, asked.budget.seconds) {
        (Some(steps), _) => (Budget::Steps(steps), "cli-beds-by-iterations"),
        (None, seconds) => {
            (Budget::Time(Duration::from_secs(seconds.unwrap_or_default().into())), "cli-beds-by-seconds")
        }
    };
    eprintln!("{}", t.text(note));
    let threads = asked.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, Into::into), usize::from);
    let options = Options { seed: asked.seed, budget, threads };
    let stop = Arc::new(AtomicBool::new(false));
    let (interrupted, stopping) = (listen::signalled()?, stop.clone());
    tokio::spawn(async move {
        interrupted.await;
        stopping.store(true, Ordering::Relaxed);
    });
    let search = move || {
        let started = Instant::now();
        let plan = search(&house, options, &stop, &|| started.elapsed());
        (assign::beds(&house, &plan.rooms), house)
    };
    let (beds, house) = tokio::task::spawn_blocking(search).await.map_err(Ending::cannot)?;
    part.keep(&solution::write(&house, &beds))?;
    println!("{}", score::score(&house, &beds));
    Ok(())
}

/// Searches, and says each better score with its time.
fn search(house: &House, options: Options, stop: &AtomicBool, clock: &(dyn Fn() -> Duration + Sync)) -> Plan {
    let problem = Problem::new(house, &Rules::default());
    solve(&problem, options, &Control { clock, stop }, |plan| {
        let score = score::Score { hard: 0, medium: -plan.unplaced, soft: -plan.cost };
        eprintln!("{:>8.2} s  {score}", clock().as_secs_f64());
    })
}

fn say_score(asked: &Score) -> Result<(), Ending> {
    let t = localizer(&asked.lang);
    let house = house(&t, &asked.file)?;
    let beds = solution::read(&read(&asked.solution)?, &house).map_err(|why| refused(&t, &asked.solution, &why))?;
    println!("{}", score::score(&house, &beds));
    Ok(())
}

fn localizer(lang: &str) -> Localizer {
    Localizer::new(Locale::of_tag(lang), Zone::SHANGHAI)
}

fn house(t: &Localizer, file: &Path) -> Result<House, Ending> {
    pas::read(&read(file)?).map_err(|why| refused(t, file, &why))
}

fn refused(t: &Localizer, file: &Path, why: &Refusal) -> Ending {
    Ending::cannot(format!("{}: {}", file.display(), t.say(&why.message())))
}

fn read(file: &Path) -> Result<String, Ending> {
    let cannot = |why: &dyn std::fmt::Display| Ending::cannot(format!("{}: {why}", file.display()));
    let size = fs::metadata(file).map_err(|error| cannot(&error))?.len();
    if size > pas::limits::FILE_BYTES_MAX as u64 {
        return Err(cannot(&format!("{size} bytes; at most {}", pas::limits::FILE_BYTES_MAX)));
    }
    fs::read_to_string(file).map_err(|error| cannot(&error))
}

/// A file beside the one that is wanted, made before the search so that a place where nothing can be written is known at
/// once. Only a complete plan takes the place of an earlier one.
struct Part<'o> {
    out: &'o Path,
    part: std::path::PathBuf,
    file: fs::File,
}

impl<'o> Part<'o> {
    fn new(out: &'o Path) -> Result<Self, Ending> {
        if out.is_dir() {
            return Err(unwritten(out, &std::io::ErrorKind::IsADirectory.into()));
        }
        let mut part = out.as_os_str().to_owned();
        part.push(".part");
        let part = std::path::PathBuf::from(part);
        let mut options = OpenOptions::new();
        let opened = options.write(true).create(true).truncate(true).mode(0o600).open(&part);
        opened.map(|file| Self { out, part, file }).map_err(|error| unwritten(out, &error))
    }

    fn keep(mut self, text: &str) -> Result<(), Ending> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_all());
        written.and_then(|()| fs::rename(&self.part, self.out)).map_err(|error| unwritten(self.out, &error))
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        // There is none any more if the plan was kept; otherwise it is of no use.
        drop(fs::remove_file(&self.part));
    }
}

fn unwritten(out: &Path, error: &std::io::Error) -> Ending {
    Ending::cannot(format!("{}: {error}", out.display()))
}
