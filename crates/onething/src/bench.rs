//! `onething bench settlement`: how many bills of 200 lines this machine adjudicates in a second.

use crate::{bulk::cores, cli::BenchSettlement, ending::Ending, print::print};
use chrono::NaiveDate;
use model::{
    journey::PersonClass,
    message::Message,
    money::Yuan,
    settlement::{ChargeClass, YearToDate},
    time::Zone,
};
use rust_decimal::Decimal;
use serde::Serialize;
use settlement::{
    Case, Policy,
    adjudicate::{CostLine, Costs, Days, HospitalFacts, Particulars, PersonFacts, adjudicate, amounts},
    line::{self, Priced},
    policy::{Basis, HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024},
};
use std::{
    hint::black_box,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use web::locale::{Locale, Localizer};

const LINES: u32 = 200;
/// What one core should do where the policy states everything, with the explanation: 50 µs a bill.
const GOAL_PER_SECOND: u64 = 20_000;
/// So many conventions the policy does not state.
const OPEN: [u32; 3] = [0, 5, 10];

/// One measurement.
#[derive(Serialize)]
struct Measured {
    cores: usize,
    explained: bool,
    open: u32,
    bills_per_second: u64,
    lines_per_second: u64,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    lines: u32,
    /// On one core, explained, where the policy states everything.
    adjudications_per_second: u64,
    goal_per_second: u64,
    measured: &'a [Measured],
}

/// Measures and prints.
pub(crate) fn run(asked: &BenchSettlement) -> Result<(), Ending> {
    let t = Localizer::new(Locale::of_tag(&asked.lang), Zone::SHANGHAI);
    let measured = all(Duration::from_secs(u64::from(asked.seconds)))?;
    let text = if asked.json {
        let printed = Printed {
            lines: LINES,
            adjudications_per_second: measured.first().map_or(0, |first| first.bills_per_second),
            goal_per_second: GOAL_PER_SECOND,
            measured: &measured,
        };
        serde_json::to_string_pretty(&printed).map_err(Ending::cannot)? + "\n"
    } else {
        table(&t, &measured)
    };
    print(&text)
}

fn all(lasting: Duration) -> Result<Vec<Measured>, Ending> {
    let case = case();
    let mut found = Vec::new();
    for threads in [1, cores()] {
        for explained in [true, false] {
            for open in OPEN {
                let policy = policy(open)?;
                // A bill that is refused takes no time, so it would be measured as a fast one.
                adjudicate(&policy, &case).map_err(|refusal| Ending::cannot(refusal.code))?;
                let bills_per_second = measured(threads, lasting, || {
                    if explained {
                        black_box(adjudicate(black_box(&policy), black_box(&case)).is_ok());
                    } else {
                        black_box(amounts(black_box(&policy), black_box(&case)).is_ok());
                    }
                });
                let lines_per_second = bills_per_second * u64::from(LINES);
                found.push(Measured { cores: threads, explained, open, bills_per_second, lines_per_second });
            }
        }
    }
    Ok(found)
}

/// How often something is done in a second by so many threads together.
fn measured(threads: usize, lasting: Duration, what: impl Fn() + Sync) -> u64 {
    let one = || {
        let (mut count, begun) = (0u64, Instant::now());
        while begun.elapsed() < lasting {
            for _ in 0..10 {
                what();
            }
            count += 10;
        }
        let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        count * 1_000 / millis
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))).sum()
    })
}

fn table(t: &Localizer, measured: &[Measured]) -> String {
    let title = Message::new("cli-bench").with("lines", LINES.to_string()).with("cores", cores().to_string());
    let mut text = format!("{}\n", t.say(&title));
    text += &format!("{:>12} {:>14}\n", t.text("cli-bench-bills"), t.text("cli-bench-lines"));
    for one in measured {
        let row = Message::new("cli-bench-row")
            .with("cores", one.cores.to_string())
            .with("open", one.open.to_string())
            .with("explained", if one.explained { "yes" } else { "no" });
        text += &format!("{:>12} {:>14}  {}\n", one.bills_per_second, one.lines_per_second, t.say(&row));
    }
    text
}

/// Lines like those of a real bill: most in class A, many in class B with a first self-pay, some above a ceiling, some in
/// class C.
fn bill() -> Vec<CostLine> {
    let line = |number: u32| {
        let class = match number % 10 {
            0..5 => ChargeClass::A,
            5..9 => ChargeClass::B,
            _ => ChargeClass::C,
        };
        let of = |fixed: u32, each: u32, scale: u32| Decimal::new(i64::from(fixed + number * each), scale);
        let count = Decimal::new(i64::from(10 + number % 37 * 5), 1);
        let price = of(1_234_567, 77_777, 4);
        let ceiling = number.is_multiple_of(7).then(|| of(1_000_000, 70_000, 4));
        let preself_rate = if class == ChargeClass::B { Decimal::new(10, 2) } else { Decimal::ZERO };
        CostLine { priced: Priced { class, count, ceiling, preself_rate }, amount: line::amount(price, count) }
    };
    (0..LINES).map(line).collect()
}

/// A stay of somebody who was in hospital before in the year.
fn case() -> Case {
    let day = |day: u32| NaiveDate::from_ymd_opt(2024, 3, day);
    Case {
        person: PersonFacts { class: PersonClass::Active, remote: false, assistance: false },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 1,
        days: Days { admitted: day(1), discharged: day(9), settled: day(9) },
        costs: Costs::Lines(bill()),
        year_to_date: YearToDate { in_scope: Yuan::from_fen(500_000), ..YearToDate::default() },
        account_balance: Yuan::from_fen(50_000),
        family_balance: Yuan::ZERO,
        deposits: Yuan::from_fen(1_000_000),
        particulars: Particulars::default(),
    }
}

/// The policy with so many conventions open; a source states the others.
fn policy(open: u32) -> Result<Policy, Ending> {
    let mut policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024)
        .map_err(|problems| Ending::cannot(settlement::problem::first(&problems).code))?;
    for (place, basis) in (0..).zip(bases(&mut policy)) {
        *basis = if place < open { Basis::NotStated } else { Basis::Source(Arc::default()) };
    }
    Ok(policy)
}

/// The grounds of its conventions.
fn bases(policy: &mut Policy) -> Vec<&mut Basis> {
    let (rounding, account) = (&mut policy.rounding, &mut policy.account);
    let mut bases = vec![
        &mut rounding.mode.basis,
        &mut rounding.place.basis,
        &mut policy.line_order.basis,
        &mut account.pays.basis,
        &mut account.in_fund.basis,
        &mut account.family.basis,
    ];
    if let Some(pool) = &mut policy.pool {
        let (deductible, cap) = (&mut pool.deductible, &mut pool.cap);
        bases.extend([&mut pool.band_edges.basis, &mut pool.band_period.basis, &mut pool.year_position.basis]);
        bases.extend([&mut deductible.repeat.basis, &mut deductible.yearly_max.basis, &mut cap.kind.basis]);
        bases.extend([&mut cap.period.basis, &mut cap.deductible.basis, &mut cap.over.basis]);
    }
    if let Some(tier) = &mut policy.second_tier {
        bases.extend([&mut tier.base.basis, &mut tier.period.basis, &mut tier.cap.kind.basis]);
    }
    bases.push(&mut policy.cross_year.basis);
    bases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_reaches_the_open_conventions() {
        let reasons = |open| {
            let result = adjudicate(&policy(open).unwrap(), &case()).unwrap();
            result.notes.iter().filter(|note| note.estimate_only).count()
        };
        // The account pays something, so whether it counts as a fund's payment gives other amounts.
        assert!(reasons(0) < reasons(5) && reasons(5) <= reasons(10), "{} {} {}", reasons(0), reasons(5), reasons(10));
        assert_eq!(bill().len(), 200);
    }

    #[test]
    fn all_threads_are_counted() {
        let lasting = Duration::from_millis(60);
        let slow = || thread::sleep(Duration::from_millis(2));
        let (one, four) = (measured(1, lasting, slow), measured(4, lasting, slow));
        assert!(one > 0 && four > one, "{one} {four}");
    }
}
