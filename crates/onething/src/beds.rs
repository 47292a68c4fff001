//! `onething beds`: who gets which bed, from a file of the PAS benchmark.

use crate::{
    cli::{Beds, Score, Solve},
    ending::Ending,
    files::{self, Output},
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
    fs,
    io::{self, Write as _},
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
    if fs::canonicalize(&asked.out).is_ok_and(|out| fs::canonicalize(&asked.file).is_ok_and(|file| file == out)) {
        return Err(Ending::cannot(format!("{}: {}", asked.out.display(), t.text("cli-beds-out-is-instance"))));
    }
    let out = Output::new(&asked.out)?;
    let (budget, note) = match (asked.budget.iterations, asked.budget.seconds) {
        (Some(steps), _) => (Budget::Steps(steps), "cli-beds-by-iterations"),
        (None, seconds) => {
            (Budget::Time(Duration::from_secs(seconds.unwrap_or_default().into())), "cli-beds-by-seconds")
        }
    };
    say(&t.text(note));
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
    out.keep(&solution::write(&house, &beds))?;
    // The plan is there, whoever has stopped listening.
    drop(writeln!(io::stdout(), "{}", score::score(&house, &beds)));
    Ok(())
}

/// Searches, and says each better score with its time.
fn search(house: &House, options: Options, stop: &AtomicBool, clock: &(dyn Fn() -> Duration + Sync)) -> Plan {
    let problem = Problem::new(house, &Rules::default());
    solve(&problem, options, &Control { clock, stop }, |plan| {
        let score = score::Score { hard: 0, medium: -plan.unplaced, soft: -plan.cost };
        say(&format!("{:>8.2} s  {score}", clock().as_secs_f64()));
    })
}

/// On standard error; the search goes on if nobody listens there any more.
fn say(line: &str) {
    drop(writeln!(io::stderr(), "{line}"));
}

fn say_score(asked: &Score) -> Result<(), Ending> {
    let t = localizer(&asked.lang);
    let house = house(&t, &asked.file)?;
    let beds = solution::read(&files::read(&t, &asked.solution, pas::limits::FILE_BYTES_MAX)?, &house)
        .map_err(|why| refused(&t, &asked.solution, &why))?;
    println!("{}", score::score(&house, &beds));
    Ok(())
}

fn localizer(lang: &str) -> Localizer {
    Localizer::new(Locale::of_tag(lang), Zone::SHANGHAI)
}

fn house(t: &Localizer, file: &Path) -> Result<House, Ending> {
    pas::read(&files::read(t, file, pas::limits::FILE_BYTES_MAX)?).map_err(|why| refused(t, file, &why))
}

fn refused(t: &Localizer, file: &Path, why: &Refusal) -> Ending {
    Ending::cannot(format!("{}: {}", file.display(), t.say(&why.message())))
}
