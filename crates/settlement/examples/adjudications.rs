//! How many 200-line bills one thread adjudicates in a second, with all explanation steps.
//!
//! `cargo run --release -p settlement --example adjudications [-- --json]`; the goal is 20,000 a second.

use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{ChargeClass, YearToDate},
};
use rust_decimal::Decimal;
use settlement::{
    Case, Policy, adjudicate,
    adjudicate::{CostLine, Costs, Days, HospitalFacts, PersonFacts},
    line::{self, Priced},
    policy::{HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024},
};
use std::{
    hint::black_box,
    io::{self, Write},
    time::{Duration, Instant},
};

const LINES: i64 = 200;
const GOAL_PER_SECOND: u64 = 20_000;
const MEASURED_FOR: Duration = Duration::from_secs(3);

/// Lines like those of a real bill: a third in class B with a first self-pay, some above a ceiling, some in class C.
fn bill() -> Vec<CostLine> {
    let line = |number: i64| {
        let class = match number % 10 {
            0..5 => ChargeClass::A,
            5..9 => ChargeClass::B,
            _ => ChargeClass::C,
        };
        let count = Decimal::new(10 + number % 37 * 5, 1);
        let price = Decimal::new(1_234_567 + number * 77_777, 4);
        let ceiling = (number % 7 == 0).then(|| Decimal::new(1_000_000 + number * 70_000, 4));
        let preself_rate = if class == ChargeClass::B { Decimal::new(10, 2) } else { Decimal::ZERO };
        CostLine { priced: Priced { class, count, ceiling, preself_rate }, amount: line::amount(price, count) }
    };
    (0..LINES).map(line).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let json = std::env::args().any(|argument| argument == "--json");
    let policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).map_err(|problems| problems[0].clone())?;
    let case = Case {
        person: PersonFacts { class: PersonClass::Active, remote: false, assistance: false },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 1,
        days: Days::default(),
        costs: Costs::Lines(bill()),
        year_to_date: YearToDate::default(),
        account_balance: Yuan::from_fen(50_000),
        family_balance: Yuan::ZERO,
        deposits: Yuan::from_fen(1_000_000),
    };
    let once = adjudicate(&policy, &case)?;
    let (mut count, begun) = (0u64, Instant::now());
    while begun.elapsed() < MEASURED_FOR {
        for _ in 0..1000 {
            black_box(adjudicate(black_box(&policy), black_box(&case))?);
        }
        count += 1000;
    }
    let per_second = count * 1000 / u64::try_from(begun.elapsed().as_millis())?.max(1);
    let mut out = io::stdout().lock();
    if json {
        writeln!(
            out,
            "{{\"lines\":{LINES},\"adjudications_per_second\":{per_second},\"goal_per_second\":{GOAL_PER_SECOND},\
             \"fund_pay_sumamt\":\"{}\",\"steps\":{}}}",
            once.amounts.fund_pay_sumamt,
            once.steps.len()
        )?;
    } else {
        writeln!(out, "adjudications of a {LINES}-line bill, one thread")?;
        writeln!(out, "{:<24} {per_second:>10} /s", "measured")?;
        writeln!(out, "{:<24} {GOAL_PER_SECOND:>10} /s", "goal")?;
        writeln!(out, "{:<24} {:>10}", "steps explained", once.steps.len())?;
        writeln!(out, "{:<24} {:>10}", "fund_pay_sumamt", once.amounts.fund_pay_sumamt.to_string())?;
    }
    Ok(())
}
