//! How many 200-line bills one thread adjudicates in a second, with all explanation steps: under a policy that states
//! everything, and with five and ten conventions that it does not state.
//!
//! `cargo run --release -p settlement --example adjudications [-- --json]`; the goal is 20,000 a second where all is stated.

use chrono::NaiveDate;
use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{ChargeClass, YearToDate},
};
use rust_decimal::Decimal;
use settlement::{
    Case, Policy, adjudicate,
    adjudicate::{CostLine, Costs, Days, HospitalFacts, Particulars, PersonFacts},
    line::{self, Priced},
    policy::{Basis, HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024},
};
use std::{
    hint::black_box,
    io::{self, Write},
    time::{Duration, Instant},
};

const LINES: i64 = 200;
const GOAL_PER_SECOND: u64 = 20_000;
const MEASURED_FOR: Duration = Duration::from_secs(2);

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

/// The policy with so many conventions open; a source states the others.
fn policy(open: usize) -> Result<Policy, Box<dyn std::error::Error>> {
    let mut policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).map_err(|problems| problems[0].clone())?;
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
    let stated = || Basis::Source(std::sync::Arc::default());
    for (place, basis) in bases.into_iter().enumerate() {
        *basis = if place < open { Basis::NotStated } else { stated() };
    }
    Ok(policy)
}

/// Adjudications in a second.
fn measured(policy: &Policy, case: &Case) -> Result<u64, Box<dyn std::error::Error>> {
    let (mut count, begun) = (0u64, Instant::now());
    while begun.elapsed() < MEASURED_FOR {
        for _ in 0..100 {
            black_box(adjudicate(black_box(policy), black_box(case))?);
        }
        count += 100;
    }
    Ok(count * 1000 / u64::try_from(begun.elapsed().as_millis())?.max(1))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let json = std::env::args().any(|argument| argument == "--json");
    let stated = policy(0)?;
    let case = Case {
        person: PersonFacts { class: PersonClass::Active, remote: false, assistance: false },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 1,
        days: Days {
            admitted: NaiveDate::from_ymd_opt(2024, 3, 1),
            discharged: NaiveDate::from_ymd_opt(2024, 3, 9),
            settled: NaiveDate::from_ymd_opt(2024, 3, 9),
        },
        costs: Costs::Lines(bill()),
        year_to_date: YearToDate { in_scope: Yuan::from_fen(500_000), ..YearToDate::default() },
        account_balance: Yuan::from_fen(50_000),
        family_balance: Yuan::ZERO,
        deposits: Yuan::from_fen(1_000_000),
        particulars: Particulars::default(),
    };
    let once = adjudicate(&stated, &case)?;
    let per_second = measured(&stated, &case)?;
    let open = [measured(&policy(5)?, &case)?, measured(&policy(10)?, &case)?];
    let mut out = io::stdout().lock();
    if json {
        writeln!(
            out,
            "{{\"lines\":{LINES},\"adjudications_per_second\":{per_second},\"goal_per_second\":{GOAL_PER_SECOND},\
             \"with_5_open\":{},\"with_10_open\":{},\"fund_pay_sumamt\":\"{}\",\"steps\":{}}}",
            open[0],
            open[1],
            once.amounts.fund_pay_sumamt,
            once.steps.len()
        )?;
    } else {
        writeln!(out, "adjudications of a {LINES}-line bill, one thread")?;
        writeln!(out, "{:<24} {per_second:>10} /s", "measured")?;
        for (count, per_second) in [5, 10].into_iter().zip(open) {
            writeln!(out, "{:<24} {per_second:>10} /s", format!("{count} conventions open"))?;
        }
        writeln!(out, "{:<24} {GOAL_PER_SECOND:>10} /s", "goal")?;
        writeln!(out, "{:<24} {:>10}", "steps explained", once.steps.len())?;
        writeln!(out, "{:<24} {:>10}", "fund_pay_sumamt", once.amounts.fund_pay_sumamt.to_string())?;
    }
    Ok(())
}
