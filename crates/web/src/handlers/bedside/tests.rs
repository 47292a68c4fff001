//! The bill and its paper in both languages and in every stage.

use super::{bill::BillScreen, samples, statement::StatementScreen};
use crate::{
    handlers::staff::{
        checks::{all, first, sound, words},
        samples as staff,
    },
    locale::Localizer,
};
use askama::Template;
use hospital::view::{BillPage, SettlementStage};
use model::money::Yuan;
use scraper::Html;

fn page(t: &Localizer, bill: &BillPage) -> Html {
    let shell = staff::shell(t);
    sound(&BillScreen::new(t, &shell, staff::NONCE, bill, None, None).render().unwrap())
}

/// The page once the first line was chosen to be taken back.
fn refunding(t: &Localizer, bill: &BillPage) -> Html {
    let shell = staff::shell(t);
    sound(&BillScreen::new(t, &shell, staff::NONCE, bill, None, Some(bill.lines[0].charge)).render().unwrap())
}

fn button(page: &Html) -> String {
    first(page, ".consent-form button.button-primary")
}

#[test]
fn the_one_button_says_what_will_happen_to_the_fen() {
    let [zh, en] = staff::localizers();
    let mut bill = samples::bill(SettlementStage::Presettled);
    assert_eq!(button(&page(&zh, &bill)), "结算并退还 2,568.86 元");
    assert!(button(&page(&en, &bill)).contains("2,568.86"));

    bill.deposits_held = Yuan::from_fen(100_000);
    bill.deposit_refund = Yuan::ZERO;
    bill.arrears = Yuan::from_fen(143_114);
    assert_eq!(button(&page(&zh, &bill)), "结算并收取 1,431.14 元");

    bill.arrears = Yuan::ZERO;
    assert_eq!(button(&page(&zh, &bill)), "结算（不用补退）");

    let settled = samples::bill(SettlementStage::Settled);
    assert_eq!(button(&page(&zh, &settled)), "退还 2,568.86 元");
}

#[test]
fn estimate_trial_unknown_and_final_never_look_alike() {
    for t in staff::localizers() {
        let mut stamps = std::collections::BTreeSet::new();
        for stage in [
            SettlementStage::None,
            SettlementStage::Presettled,
            SettlementStage::Submitted,
            SettlementStage::Settled,
            SettlementStage::Paid,
        ] {
            let page = page(&t, &samples::bill(stage));
            let stamp = all(&page, ".stamp")[0];
            let class = stamp.value().attr("class").unwrap().to_owned();
            assert!(stamps.insert((class, words(stamp))), "{stage:?} looks like another");
            let can_consent = all(&page, "form[action$='/settle']").len();
            assert_eq!(can_consent, usize::from(stage == SettlementStage::Presettled), "{stage:?}");
        }
        assert_eq!(stamps.len(), 5);
    }
}

#[test]
fn consent_names_the_fingerprint_and_works_on_glass_and_on_paper() {
    for t in staff::localizers() {
        let bill = samples::bill(SettlementStage::Presettled);
        let page = page(&t, &bill);
        let fingerprint = &bill.settlement.as_ref().unwrap().fingerprint;
        assert_eq!(all(&page, &format!("input[name=fingerprint][value='{fingerprint}']")).len(), 1);
        assert_eq!(all(&page, ".glass[hidden] canvas").len(), 1, "glass appears with JavaScript only");
        assert_eq!(all(&page, "input[type=checkbox][name=print]").len(), 1);
        let agreed = self::page(&t, &samples::bill(SettlementStage::Consented));
        assert!(all(&agreed, "canvas").is_empty(), "who has agreed signs no second time");
        assert_eq!(all(&agreed, "form[action$='/settle']").len(), 1);
    }
}

#[test]
fn a_blocking_check_stops_and_shows_the_way() {
    for t in staff::localizers() {
        let page = page(&t, &samples::bill(SettlementStage::None));
        assert_eq!(all(&page, ".check-bad").len(), 1);
        assert!(!first(&page, ".check-bad .quiet").is_empty());
        assert_eq!(all(&page, "form[action$='/presettle'] button[disabled]").len(), 1);
    }
}

#[test]
fn lines_that_the_trial_uploads_do_not_stand_in_its_way() {
    for t in staff::localizers() {
        let mut bill = samples::bill(SettlementStage::None);
        for check in &mut bill.checks {
            check.message = model::message::Message::new("check-uploaded").with("missing", 1i64);
        }
        let page = page(&t, &bill);
        assert_eq!(all(&page, ".check-bad").len(), 1);
        assert_eq!(all(&page, "form[action$='/presettle'] button:not([disabled])").len(), 1);
    }
}

#[test]
fn each_step_opens_to_arithmetic_source_and_what_is_assumed() {
    for t in staff::localizers() {
        let page = page(&t, &samples::bill(SettlementStage::Presettled));
        let step = first(&page, "details.why-step");
        assert!(step.contains("500.00") && step.contains("第 3 条"));
        assert!(first(&page, ".why-more .assumed").contains("<b>因为</b>"), "a reason is text, not markup");
    }
}

#[test]
fn lines_can_be_added_and_taken_back_only_while_the_bill_is_open() {
    for t in staff::localizers() {
        let open = page(&t, &samples::bill(SettlementStage::None));
        assert_eq!(all(&open, "form[action$='/charges'] input[name=item]").len(), 1);
        let ways = all(&open, ".charge-lines a[href*='?refund=']");
        assert_eq!(ways.len(), 2, "a refund is not refunded");
        assert!(all(&open, "form[action$='/refund']").is_empty(), "no form before a line is chosen");
        let chosen = refunding(&t, &samples::bill(SettlementStage::None));
        assert_eq!(all(&chosen, "#charges[open] form[action$='/refund'] input[name=count]").len(), 1);
        assert_eq!(all(&open, "form[action$='/deposits']").len(), 1);
        let closed = page(&t, &samples::bill(SettlementStage::Paid));
        assert!(all(&closed, "a[href*='?refund=']").is_empty());
        assert!(all(&refunding(&t, &samples::bill(SettlementStage::Paid)), "form[action$='/refund']").is_empty());
        for gone in ["charges", "deposits", "return"] {
            assert!(all(&closed, &format!("form[action$='/{gone}']")).is_empty(), "{gone}");
        }
        assert_eq!(all(&closed, "form[action$='/discharge']").len(), 1);
        assert!(first(&closed, ".receipt").contains("S20261126001"), "a number to quote");
    }
}

#[test]
fn the_paper_has_every_line_who_printed_it_and_a_place_to_sign() {
    for t in staff::localizers() {
        let shell = staff::shell(&t);
        for stage in [SettlementStage::None, SettlementStage::Paid] {
            let bill = samples::bill(stage);
            let html = StatementScreen::new(&t, &shell, &bill, staff::HOSTILE).render().unwrap();
            let page = sound(&html);
            assert_eq!(all(&page, ".paper table thead + tbody tr").len(), 3);
            assert!(first(&page, ".paper footer").contains(staff::HOSTILE), "who printed it, as text");
            assert_eq!(all(&page, ".sign-line").len(), 1);
        }
    }
}

/// On the phone the bill is read: what comes next is said, and nothing can be pressed that would be denied.
#[test]
fn a_patient_reads_the_own_bill_and_presses_nothing() {
    for t in staff::localizers() {
        let shell = crate::page::Shell { kind: "phone", ..staff::shell(&t) };
        let mut said = std::collections::BTreeSet::new();
        for stage in [
            SettlementStage::None,
            SettlementStage::Presettled,
            SettlementStage::Submitted,
            SettlementStage::Settled,
            SettlementStage::Paid,
        ] {
            let bill = samples::bill(stage);
            let page = sound(&BillScreen::new(&t, &shell, staff::NONCE, &bill, None, None).render().unwrap());
            assert!(all(&page, "main form, main .checks").is_empty(), "{stage:?}");
            assert!(all(&page, "a[href^='/ward/admissions']").is_empty(), "{stage:?} leads where a patient may not go");
            assert!(!all(&page, ".charge-lines tbody tr").is_empty());
            assert!(said.insert(first(&page, ".bedside-side .card")), "{stage:?} says the same as another");
        }
    }
}
