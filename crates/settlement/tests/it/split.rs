//! The split per line: every line and every column add up to the fen.

use crate::{
    arithmetic::{adjudicate, case, policy, state, yuan},
    identities::{cases, policies},
};
use model::{money::Yuan, settlement::ChargeClass};
use proptest::prelude::*;
use rust_decimal::Decimal;
use settlement::{
    Case,
    adjudicate::{CostLine, Costs},
    line::Priced,
    parts::{Burden, Payer},
    policy::Part,
    split::split,
};

fn line(class: ChargeClass, fen: i64, rate: i64) -> CostLine {
    let priced = Priced { class, count: Decimal::ONE, ceiling: None, preself_rate: Decimal::new(rate, 2) };
    CostLine { priced, amount: Yuan::from_fen(fen) }
}

fn of(share: &Burden) -> ([i64; 6], [i64; 3]) {
    let parts =
        [Part::Deductible, Part::Coinsurance, Part::OverCap, Part::FirstSelfPay, Part::OverCeiling, Part::OwnPay];
    let payers = [Payer::Pool, Payer::Account, Payer::Cash];
    (parts.map(|part| share.whole(part).fen()), payers.map(|payer| share.paid_by(payer).fen()))
}

#[test]
fn each_line_has_its_parts_and_its_payers() {
    // In scope 1,200 of class A, 900 of class B (1,000 less 10 %) and nothing of class C: 2,100. The deductible of 1,000
    // is 571.43 and 428.57; of the 1,100 above it the pool pays 85 %: 935. The patient's 165 are 94.28 and 70.72 of
    // what is left: 165 × 628.57 / 1,100 = 94.2855 and 70.7145, the fen to the larger remainder.
    let lines =
        vec![line(ChargeClass::A, 120_000, 0), line(ChargeClass::B, 100_000, 10), line(ChargeClass::C, 5_000, 0)];
    let case = Case { costs: Costs::Lines(lines), ..case() };
    let result = adjudicate(&policy(), &case);
    let shares: Vec<_> = split(&result).iter().map(of).collect();
    assert_eq!(shares[0], ([57_143, 9_429, 0, 0, 0, 0], [53_428, 0, 66_572]));
    assert_eq!(shares[1], ([42_857, 7_071, 0, 10_000, 0, 0], [40_072, 0, 59_928]));
    assert_eq!(shares[2], ([0, 0, 0, 0, 0, 5_000], [0, 0, 5_000]));
    // The account pays 100 of 1,315: in proportion to what is left of each part, and of each part to what the lines have.
    let result = adjudicate(&policy(), &Case { account_balance: yuan(100), ..case });
    let shares = split(&result);
    let account: Yuan = shares.iter().map(|share| share.paid_by(Payer::Account)).sum();
    assert_eq!(account, yuan(100));
    // 50.00 of 1,315.00 in class C: 3.80 of 100.00.
    assert_eq!(shares[2].paid_by(Payer::Account), Yuan::from_fen(380));
    assert_eq!(shares[2].left(Part::OwnPay), Yuan::from_fen(4_620));
}

#[test]
fn totals_have_no_lines_and_negative_lines_no_shares() {
    assert_eq!(split(&adjudicate(&policy(), &case())), []);
    let lines = vec![line(ChargeClass::A, 120_000, 0), line(ChargeClass::A, -20_000, 0)];
    assert_eq!(split(&adjudicate(&policy(), &Case { costs: Costs::Lines(lines), ..case() })), []);
}

proptest! {
    #[test]
    fn lines_and_columns_add_up(policy in policies(), case in cases()) {
        let result = adjudicate(&policy, &case);
        let shares = split(&result);
        let Costs::Lines(lines) = &case.costs else { unreachable!("made of lines") };
        prop_assert_eq!(shares.len(), lines.len());
        for (line, share) in lines.iter().zip(&shares) {
            let payers: Yuan = Payer::ALL.into_iter().map(|payer| share.paid_by(payer)).sum();
            prop_assert_eq!(payers, line.amount);
            let parts: Yuan = Part::ALL.iter().map(|part| share.whole(*part)).sum();
            prop_assert_eq!(parts + share.paid_by(Payer::Pool), line.amount);
        }
        for part in Part::ALL {
            let whole: Yuan = shares.iter().map(|share| share.whole(*part)).sum();
            prop_assert_eq!(whole, result.burden.whole(*part), "{:?}", part);
            for payer in Payer::ALL.into_iter().skip(1) {
                let paid: Yuan = shares.iter().map(|share| share.paid(*part, payer)).sum();
                prop_assert_eq!(paid, result.burden.paid(*part, payer), "{:?} {:?}", part, payer);
                prop_assert!(shares.iter().all(|share| !share.paid(*part, payer).is_negative()));
            }
        }
        for payer in Payer::ALL {
            let paid: Yuan = shares.iter().map(|share| share.paid_by(payer)).sum();
            prop_assert_eq!(paid, result.burden.paid_by(payer), "{:?}", payer);
        }
        // The burden is what the national amounts say.
        let (a, b) = (&result.amounts, &result.burden);
        let paid = [Payer::Pool, Payer::SecondTier, Payer::SeriousIllness, Payer::Assistance].map(|one| b.paid_by(one));
        prop_assert_eq!(paid, [a.hifp_pay, a.hifob_pay, a.hifmi_pay, a.maf_pay]);
        prop_assert_eq!((b.paid_by(Payer::Family), b.paid_by(Payer::Cash)), (a.acct_mulaid_pay, a.psn_cash_pay));
    }

    #[test]
    fn the_order_of_the_lines_changes_nothing(policy in policies(), case in cases(), by in 1usize..40) {
        let mut turned = case.clone();
        let Costs::Lines(lines) = &mut turned.costs else { unreachable!("made of lines") };
        lines.reverse();
        if !lines.is_empty() {
            let by = by % lines.len();
            lines.rotate_left(by);
        }
        let (one, two) = (adjudicate(&policy, &case), adjudicate(&policy, &turned));
        prop_assert_eq!((&one.amounts, &one.burden), (&two.amounts, &two.burden));
        let sorted = |result: &settlement::Adjudication| {
            let mut all: Vec<_> = split(result).iter().map(of).collect();
            all.sort_unstable();
            all
        };
        prop_assert_eq!(sorted(&one), sorted(&two));
    }

    #[test]
    fn more_cost_never_means_less_payment(policy in policies(), case in cases(), more in 1i64..500_000) {
        let mut policy = policy;
        state(&mut policy);
        let mut larger = case.clone();
        let Costs::Lines(lines) = &mut larger.costs else { unreachable!("made of lines") };
        lines.push(line(ChargeClass::A, more, 0));
        let (one, two) = (adjudicate(&policy, &case).amounts, adjudicate(&policy, &larger).amounts);
        let funds = |a: model::settlement::Amounts| a.hifp_pay + a.hifob_pay + a.hifmi_pay + a.maf_pay;
        // A fen that is rounded up in one layer may be missing in the base of the next.
        prop_assert!(funds(two) + Yuan::from_fen(2) >= funds(one), "{:?} {:?}", one, two);
    }
}
