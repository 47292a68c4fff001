//! Stays over 31 December: hospital and platform take the number of the stay and the year's sums from the year that the
//! policy names, and the stays after it too.

use crate::{
    harness::{Harness, Insured, refusal},
    take_back::{pay, take_back},
};
use hospital::{Request, usecase};
use model::money::Yuan;
use settlement::{Bill, Settlement, policy::JINAN_EMPLOYEE_INPATIENT_2024};

/// The policy with another convention: a first stay of a year has a deductible of 1,000, the second of 500.
fn policy(cross_year: &str) -> String {
    let stated = "cross_year = { value = \"discharge_date\"";
    assert!(JINAN_EMPLOYEE_INPATIENT_2024.contains(stated));
    JINAN_EMPLOYEE_INPATIENT_2024.replace(stated, &format!("cross_year = {{ value = \"{cross_year}\""))
}

/// In bed since 26 November, with 50,000 yuan of charges and nothing on the account.
async fn in_bed(cross_year: &str) -> Harness {
    let insured = Insured { policy: policy(cross_year), balance: Yuan::ZERO, ..Insured::default() };
    let harness = Harness::in_bed_as(&insured).await;
    harness.charge("50").await;
    harness
}

fn set(harness: &Harness, at: &str) {
    harness.clock.set(at.parse().unwrap());
}

/// She leaves, and is admitted again with 5,000 yuan of charges.
async fn comes_again(harness: &mut Harness, at: &str) {
    let admission = harness.admission;
    harness.ask(Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    harness.until(|harness| harness.bill().discharged_at_platform).await;
    set(harness, at);
    harness.admission = harness.arrive(harness.patient).await;
    harness.insure().await.unwrap();
    harness.occupy().await;
    harness.charge("5").await;
}

fn current(harness: &Harness) -> Settlement {
    harness.look(|worlds| worlds.settlement.current_settlement(harness.admission).unwrap().clone())
}

/// The deductible that was settled; hospital and platform agree on everything.
fn deductible(harness: &Harness) -> Yuan {
    let row = current(harness);
    assert_eq!(row.estimate, row.trial, "the hospital says the same as the platform");
    let (_, settled) = row.settled.unwrap();
    assert_eq!(settled, row.trial);
    settled.act_pay_dedc
}

/// Which stay of the year it is, and the deductibles before it.
fn year(bill: &Bill) -> (u8, Yuan) {
    (bill.admission_no, bill.year_to_date.deductible)
}

const FULL: Yuan = Yuan::from_fen(100_000);
const HALF: Yuan = Yuan::from_fen(50_000);

#[tokio::test]
async fn the_second_stay_of_a_year_is_the_first_of_the_next_one_if_the_policy_says_so() {
    for (cross_year, number, before, expected) in [
        ("admission_date", 2, FULL, HALF),
        ("discharge_date", 1, Yuan::ZERO, FULL),
        ("settlement_date", 1, Yuan::ZERO, FULL),
    ] {
        let mut harness = in_bed(cross_year).await;
        pay(&harness).await;
        assert_eq!(deductible(&harness), FULL, "{cross_year}");
        // 23:00 in the hospital's zone; two hours later it is 2027.
        comes_again(&mut harness, "2026-12-31T15:00:00Z").await;
        assert_eq!(year(&harness.bill()), (2, FULL), "{cross_year}: known on arrival");
        harness.clock.step(chrono::Duration::hours(2));
        let settlement = pay(&harness).await;
        assert_eq!(deductible(&harness), expected, "{cross_year}");
        assert_eq!(year(&harness.bill()), (number, before), "{cross_year}");
        // Taken back long after, it counts in the same year when it is settled anew.
        harness.clock.step(chrono::Duration::days(40));
        harness.ask(take_back(settlement)).await.unwrap();
        pay(&harness).await;
        assert_eq!(deductible(&harness), expected, "{cross_year}");
        assert_eq!(harness.in_force().await.len(), 2);
    }
}

#[tokio::test]
async fn the_stay_after_it_counts_it_in_its_own_year() {
    for (cross_year, number, before, expected) in
        [("admission_date", 1, Yuan::ZERO, FULL), ("discharge_date", 2, FULL, HALF), ("settlement_date", 2, FULL, HALF)]
    {
        let mut harness = in_bed(cross_year).await;
        set(&harness, "2026-12-31T17:00:00Z");
        pay(&harness).await;
        assert_eq!(deductible(&harness), FULL, "{cross_year}");
        comes_again(&mut harness, "2027-01-02T02:00:00Z").await;
        assert_eq!(year(&harness.bill()), (number, before), "{cross_year}");
        pay(&harness).await;
        assert_eq!(deductible(&harness), expected, "{cross_year}");
    }
}

#[tokio::test]
async fn what_was_signed_before_midnight_is_void_when_another_year_counts() {
    for (cross_year, is_void) in [("admission_date", false), ("discharge_date", true)] {
        let mut harness = in_bed(cross_year).await;
        pay(&harness).await;
        comes_again(&mut harness, "2026-12-31T15:30:00Z").await;
        let signed = harness.consent().await;
        harness.clock.step(chrono::Duration::hours(1));
        let settled = harness.settle(signed).await;
        if is_void {
            assert_eq!(refusal(settled), "settlement-superseded");
            assert_eq!(harness.in_force().await.len(), 1, "nothing was sent");
            pay(&harness).await;
            assert_eq!(deductible(&harness), FULL);
        } else {
            settled.unwrap();
            assert_eq!(deductible(&harness), HALF);
        }
    }
}

#[tokio::test]
async fn the_year_is_remembered_over_a_restart() {
    let mut harness = in_bed("discharge_date").await;
    set(&harness, "2026-12-31T17:00:00Z");
    pay(&harness).await;
    harness.restart().await;
    comes_again(&mut harness, "2027-01-02T02:00:00Z").await;
    assert_eq!(year(&harness.bill()), (2, FULL));
}
