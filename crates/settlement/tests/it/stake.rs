//! What an assumption is worth, compared with files that have the other value.

use model::{
    journey::PersonClass,
    message::Message,
    money::Yuan,
    settlement::{LineSplit, YearToDate},
};
use settlement::{
    Policy, adjudicate,
    adjudicate::{Case, Costs, Days, HospitalFacts, Particulars, PersonFacts},
    policy::{HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024 as JINAN},
    stake::stakes,
};

fn yuan(whole: i64) -> Yuan {
    Yuan::from_fen(whole * 100)
}

fn case(in_scope: Yuan, own: Yuan, account: Yuan) -> Case {
    Case {
        person: PersonFacts { class: PersonClass::Active, remote: false, assistance: false },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 1,
        days: Days::default(),
        costs: Costs::Totals(LineSplit { fulamt_ownpay_amt: own, inscp_scp_amt: in_scope, ..LineSplit::default() }),
        year_to_date: YearToDate::default(),
        account_balance: account,
        family_balance: Yuan::ZERO,
        deposits: Yuan::ZERO,
        particulars: Particulars::default(),
    }
}

fn parse(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn where_no_other_value_would_give_other_money_nothing_is_said() {
    // 13 values are assumed; none of them moves a first stay of 8,000 without account money.
    assert_eq!(stakes(&parse(JINAN), &case(yuan(8_000), yuan(1_000), Yuan::ZERO)), []);
}

#[test]
fn what_is_at_stake_is_what_the_other_value_moves() {
    let policy = parse(JINAN);
    let case = case(yuan(8_000), yuan(1_000), yuan(2_500));
    // The pool pays (8,000 − 1,000) × 85 % = 5,950.00 of 9,000.00; the patient's 3,050.00 hold 1,000.00 of own pay. The account
    // pays 2,500.00 of everything and leaves 550.00 in cash; of what is no own pay, or only in scope, it pays 2,050.00 and leaves
    // 1,000.00.
    let moved = yuan(1_000 - 550);
    let found = stakes(&policy, &case);
    let found: Vec<_> = found.into_iter().map(|stake| (stake.convention, stake.at_stake)).collect();
    assert_eq!(found, [(Message::new("convention-account-pays"), moved)]);
}

#[test]
fn a_source_is_a_document_an_article_and_a_day_or_else_the_policy() {
    let cited = |text: &str| {
        let (policy, case) = (parse(text), case(yuan(8_000), Yuan::ZERO, Yuan::ZERO));
        let ours = adjudicate(&policy, &case).expect("an adjudication");
        let explained = settlement::explanation::Explained {
            policy: Some(&policy),
            stay: (3, 1),
            amounts: &ours.amounts,
            deposits: Yuan::ZERO,
            ours: &ours,
            differences: Vec::new(),
            fits: &[],
        };
        let sources = explained.explanation().sources;
        let words = |one: settlement::policy::Cited| {
            (one.document.zh, one.article.map(|article| article.zh), one.date.to_string())
        };
        sources.into_iter().map(words).collect::<Vec<_>>()
    };
    let title = "济南市职工基本医疗保险住院待遇（2024）".to_owned();
    assert_eq!(cited(JINAN), [(title.clone(), None, "2024-01-01".to_owned())]);
    let with_article =
        JINAN.replacen("source = \"pool\"\nrepeat", "source = \"pool\"\narticle = \"第 3 条 / article 3\"\nrepeat", 1);
    assert_ne!(with_article, JINAN);
    assert_eq!(cited(&with_article), [(title.clone(), Some("第 3 条".to_owned()), "2024-01-01".to_owned())]);
    // An older file, adopted long ago: its free text is for administrators.
    let before = JINAN.replace("source = \"pool\"", "source = \"https://example.org/blog (copied)\"");
    assert_eq!(cited(&before), [(title, None, "2024-01-01".to_owned())]);
}
