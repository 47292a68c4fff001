//! The bill and its paper in both languages and in every stage.

use super::{bill::BillScreen, paper::Paper, receipt::ReceiptScreen, samples, statement::StatementScreen};
use crate::{
    locale::Localizer,
    ui::{
        checks::{all, first, sound, words},
        samples as staff,
    },
};
use askama::Template;
use hospital::view::{BillDetail, SettlementStage};
use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{LineSplit, YearToDate},
};
use scraper::Html;
use settlement::{
    Difference, Policy,
    adjudicate::{Case, Costs, Days, HospitalFacts, Particulars, PersonFacts},
    cause::{Accumulator, Cause, Setting},
    explanation::Explained,
    policy::HospitalKind,
};

fn page(t: &Localizer, bill: &BillDetail) -> Html {
    let shell = staff::shell(t);
    sound(&BillScreen::new(t, &shell, staff::NONCE, bill, None, None).render().unwrap())
}

/// The page after the first line was chosen to be taken back.
fn refunding(t: &Localizer, bill: &BillDetail) -> Html {
    let shell = staff::shell(t);
    sound(&BillScreen::new(t, &shell, staff::NONCE, bill, None, Some(bill.lines[0].charge)).render().unwrap())
}

const HOSPITAL: &str = "泉城示例医院";

fn paper(t: &Localizer, bill: &BillDetail) -> Paper {
    Paper::of_bill(t, bill, (HOSPITAL, staff::HOSTILE))
}

fn statement(t: &Localizer, bill: &BillDetail) -> Paper {
    Paper::of_statement(t, bill, (HOSPITAL, staff::HOSTILE))
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
            SettlementStage::TakingBack,
        ] {
            let page = page(&t, &samples::bill(stage));
            let stamp = all(&page, ".stamp")[0];
            let class = stamp.value().attr("class").unwrap().to_owned();
            assert!(stamps.insert((class, words(stamp))), "{stage:?} looks like another");
            let can_consent = all(&page, "form[action$='/settle']").len();
            assert_eq!(can_consent, usize::from(stage == SettlementStage::Presettled), "{stage:?}");
            let can_take_back = all(&page, "form[action$='/take-back']").len();
            let settled = matches!(stage, SettlementStage::Settled | SettlementStage::Paid);
            assert_eq!(can_take_back, usize::from(settled), "{stage:?}");
        }
        assert_eq!(stamps.len(), 6);
    }
}

#[test]
fn consent_names_the_fingerprint_and_works_on_the_screen_and_on_paper() {
    for t in staff::localizers() {
        let bill = samples::bill(SettlementStage::Presettled);
        let page = page(&t, &bill);
        let fingerprint = &bill.settlement.as_ref().unwrap().fingerprint;
        assert_eq!(all(&page, &format!("input[name=fingerprint][value='{fingerprint}']")).len(), 1);
        assert_eq!(all(&page, ".signature[hidden] canvas").len(), 1, "the field appears with JavaScript only");
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
        assert!(all(&page, ".check-bad").is_empty(), "what the button does is not in its way");
        let waits = all(&page, ".check-rest");
        assert_eq!(waits.len(), 1);
        assert!(words(waits[0]).contains(&t.text("check-by-trial")));
        assert_eq!(all(&page, "form[action$='/presettle'] button:not([disabled])").len(), 1);
    }
}

/// An amount as a page writes it, with its sign.
fn amount(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let negative = text.trim_start().starts_with('−');
    digits.parse::<i64>().unwrap_or_else(|_| panic!("{text} is no amount")) * if negative { -1 } else { 1 }
}

/// The steps of a page, and the sum that it states.
fn split(page: &Html) -> (Vec<i64>, i64) {
    let steps = all(page, ".split li .amount").into_iter().map(|step| amount(&words(step))).collect();
    (steps, amount(&first(page, ".split-total .amount")))
}

/// Every page that explains an amount, at every stage, for the nurse, on the phone and on paper.
fn pages(t: &Localizer, bill: &BillDetail) -> Vec<(&'static str, Html)> {
    let phone = crate::ui::page::Shell { kind: "phone", ..staff::shell(t) };
    let reading = BillScreen::new(t, &phone, staff::NONCE, bill, None, None).render().unwrap();
    let paper =
        StatementScreen::new(t, &staff::shell(t), &samples::statement(bill), statement(t, bill)).render().unwrap();
    vec![("bedside", page(t, bill)), ("phone", sound(&reading)), ("statement", sound(&paper))]
}

/// A bill of somebody without insurance, closed by card after 7,880.00 had been paid on top of the deposits.
fn paid_by_card() -> BillDetail {
    let mut bill = samples::bill(SettlementStage::Paid);
    let fen = Yuan::from_fen;
    bill.policy = None;
    bill.deposits_held = fen(2_000_000);
    (bill.deposit_refund, bill.arrears) = (Yuan::ZERO, fen(788_000));
    bill.refunds.clear();
    bill.amounts = model::settlement::Amounts {
        medfee_sumamt: fen(2_788_000),
        psn_part_amt: fen(2_788_000),
        psn_cash_pay: fen(2_788_000),
        fulamt_ownpay_amt: fen(2_788_000),
        ..Default::default()
    };
    bill.explanation.balance = fen(-788_000);
    if let Some(card) = &mut bill.settlement {
        card.setl_id = None;
        card.paid = Some((bill.now, model::settlement::PayMethod::Card));
    }
    bill
}

#[test]
fn nobody_chooses_how_money_goes_back_and_with_two_ways_each_says_how_much() {
    for t in staff::localizers() {
        let mut bill = samples::bill(SettlementStage::Settled);
        let way = |method, fen| hospital::view::RefundWay { method, amount: Yuan::from_fen(fen) };
        let (card, cash) = (model::settlement::PayMethod::Card, model::settlement::PayMethod::Cash);
        bill.refunds = vec![way(card, 200_000), way(cash, 56_886)];
        let html = page(&t, &bill);
        let said = first(&html, ".consent-form");
        assert!(said.contains("2,000.00") && said.contains("568.86"), "{said}");
        let radios = "input[type=radio][name=method]";
        assert!(all(&html, radios).is_empty());
        bill.deposit_refund = Yuan::ZERO;
        assert_eq!(all(&page(&t, &bill), radios).len(), 3, "who pays chooses");
    }
}

/// What was paid is not asked for again, on the screen, on the phone or on paper; each says how and when it was paid.
#[test]
fn a_paid_bill_asks_for_nothing_and_says_how_it_was_paid() {
    let [zh, en] = staff::localizers();
    let asking = [
        "还需",
        "还要",
        "补交",
        "本次退还",
        "合计，退还您",
        "still",
        "To be",
        "to pay",
        "You pay",
        "returned now",
        "goes back",
    ];
    for (t, how, returned) in [(&zh, "银行卡", "已退还"), (&en, "ard", "eturned")] {
        for (bill, amount, says) in
            [(paid_by_card(), "7,880.00", how), (samples::bill(SettlementStage::Paid), "2,568.86", returned)]
        {
            for (name, page) in pages(t, &bill) {
                let said = first(&page, "main");
                // What would go back if the settlement were taken back is said only to whoever opens that form.
                let back = all(&page, "main details.inline-form").into_iter().map(words);
                let told = back.fold(said.clone(), |told, back| told.replace(&back, ""));
                for ask in asking {
                    assert!(!told.contains(ask), "{name}: {ask} in {told}");
                }
                assert!(said.contains(amount) && said.contains(says), "{name}: {said}");
                assert!(all(&page, ".amount-warn, .checks").is_empty(), "{name}: what was checked before");
                let number = super::present::settlement_number(bill.settlement.as_ref().unwrap());
                assert!(said.contains(&number), "{name}: the number to quote is not in {said}");
                if name == "statement" {
                    let paid = first(&page, ".paid-by");
                    let at = super::present::moment(t, bill.now).replace('\u{a0}', " ");
                    assert!(paid.contains(amount) && paid.contains(says) && paid.contains(&at), "{paid}");
                }
            }
        }
        let page = page(t, &paid_by_card());
        for part in [".who-pays", ".receipt"] {
            let said = first(&page, part);
            assert!(!said.contains(" 0.00") && !said.contains("¥0.00"), "nobody who pays nothing: {said}");
        }
        assert_eq!(all(&page, ".who-pays dt").len(), 1, "who pays all is not told of a part that is all of it");
    }
}

#[test]
fn two_papers_have_two_titles_at_every_stage() {
    for t in staff::localizers() {
        for stage in STAGES {
            let bill = samples::bill(stage);
            assert_ne!(paper(&t, &bill).title, statement(&t, &bill).title, "{stage:?}");
            assert_eq!(paper(&t, &bill).title, t.text("bedside-list"), "a list of charges is one, settled or not");
        }
    }
}

const STAGES: [SettlementStage; 7] = [
    SettlementStage::None,
    SettlementStage::Presettled,
    SettlementStage::Consented,
    SettlementStage::Submitted,
    SettlementStage::Settled,
    SettlementStage::Paid,
    SettlementStage::TakingBack,
];

#[test]
fn what_is_explained_is_what_is_signed_step_by_step_on_every_page() {
    for t in staff::localizers() {
        for stage in STAGES {
            let bill = samples::bill(stage);
            for (name, page) in pages(&t, &bill) {
                let (steps, total) = split(&page);
                assert_eq!(steps.len(), 5, "{name} {stage:?}");
                assert_eq!(steps.iter().sum::<i64>(), total, "{name} {stage:?}: the steps add up");
                assert_eq!(total, 256_886, "{name} {stage:?}");
                for button in all(&page, ".consent-form button.button-primary") {
                    assert_eq!(amount(&words(button)), total, "{stage:?}: the amount on the button");
                }
            }
        }
    }
}

#[test]
fn each_step_says_its_parts_and_the_rules_are_a_document_an_article_and_a_date() {
    let [zh, en] = staff::localizers();
    for (t, rules) in [
        (zh, "《济南市职工医保 2024》第 3 条，2024年1月1日起执行"),
        (en, "Jinan employees 2024, article 3, in force since 1 Jan 2024"),
    ] {
        for (name, page) in pages(&t, &samples::bill(SettlementStage::Presettled)) {
            assert!(first(&page, ".sources").contains(rules), "{name}: {}", first(&page, ".sources"));
            assert!(first(&page, ".split").contains("1,204.00"), "{name}");
        }
    }
}

fn differing(causes: Vec<Cause>) -> BillDetail {
    let mut bill = samples::bill(SettlementStage::Presettled);
    bill.estimate.psn_cash_pay += Yuan::from_fen(44_000);
    let field = |field, platform, estimate| Difference {
        field,
        platform: Yuan::from_fen(platform),
        estimate: Yuan::from_fen(estimate),
    };
    bill.explanation.differences =
        vec![field("act_pay_dedc", 50_000, 100_000), field("fund_pay_sumamt", 1_740_538, 1_696_538)];
    bill.explanation.causes = causes;
    bill
}

#[test]
fn a_difference_is_named_field_by_field_with_every_cause_that_fits() {
    let stay = Setting::Stay { ours: 1, fits: 2, or_later: false };
    let used = Yuan::from_fen(100_000);
    let amount = Setting::Amount { of: Accumulator::Deductible, ours: Yuan::ZERO, from: used, until: Some(used) };
    for t in staff::localizers() {
        let one = differing(vec![Cause { settings: vec![stay] }]);
        for (name, page) in pages(&t, &one) {
            let said = first(&page, ".difference");
            for part in ["440.00", "500.00", "1,000.00", "17,405.38", "16,965.38", "2"] {
                assert!(said.contains(part), "{name}: {part} is not in {said}");
            }
            assert!(all(&page, "form[action$='/difference']").is_empty());
        }
        let two = differing(vec![Cause { settings: vec![stay] }, Cause { settings: vec![amount] }]);
        for (name, page) in pages(&t, &two) {
            let said = first(&page, ".difference");
            let [first, second] = [&stay, &amount].map(|one| super::why::setting(&t, one).replace('\u{a0}', " "));
            assert!(said.contains(&first) && said.contains(&second), "{name}: {said}");
        }
    }
    let [zh, _] = staff::localizers();
    let said = first(&page(&zh, &differing(vec![Cause { settings: vec![stay] }])), ".difference");
    assert!(said.contains("推算：如果这是本年第 2 次住院"), "computed, and worded so: {said}");
}

#[test]
fn a_difference_that_nobody_can_name_asks_the_nurse_and_nobody_else() {
    for t in staff::localizers() {
        let mut bill = differing(Vec::new());
        let form = "form[action$='/difference'] textarea[name=text][required]";
        assert_eq!(all(&page(&t, &bill), form).len(), 1);
        for (name, page) in pages(&t, &bill).into_iter().skip(1) {
            assert!(all(&page, "form[action$='/difference']").is_empty(), "{name}");
        }
        bill.difference_confirmed_at = Some(bill.now);
        assert!(all(&page(&t, &bill), form).is_empty(), "looked into once");
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
        assert!(first(&closed, ".receipt").contains("S202 6112 6001"), "a number to quote");
    }
}

#[test]
fn a_deposit_has_a_number_and_a_receipt() {
    for t in staff::localizers() {
        let mut bill = samples::bill(SettlementStage::None);
        let number = crate::handlers::bedside::present::spaced(&model::id::short_code(bill.deposits[0].deposit.0));
        let shown = page(&t, &bill);
        let way = all(&shown, ".deposits a[href$='/receipt']");
        assert!(way.len() == 1 && words(way[0]).contains(&number));
        let shell = staff::shell(&t);
        let receipt = |bill: &hospital::view::BillDetail| {
            let html =
                ReceiptScreen::new(&t, &shell, bill, &bill.deposits[0], (HOSPITAL, staff::HOSTILE)).render().unwrap();
            first(&sound(&html), ".paper")
        };
        let said = receipt(&bill);
        assert!(
            said.contains(HOSPITAL)
                && said.contains("2026")
                && said.contains(&number)
                && said.contains("5,000.00")
                && said.contains(staff::HOSTILE)
        );
        bill.deposits[0].returned_at = Some(bill.now);
        bill.deposits[0].returned = Yuan::from_fen(123_456);
        assert!(receipt(&bill).contains("1,234.56"), "a receipt says what part was given back");
        bill.deposits[0].returned = bill.deposits[0].amount;
        let whole = receipt(&bill);
        assert!(whole.len() > said.len() && !whole.contains("1,234.56"), "a receipt of what was given back says so");
    }
}

#[test]
fn of_several_items_that_are_meant_one_is_chosen() {
    for t in staff::localizers() {
        let mut bill = samples::bill(SettlementStage::None);
        let mut other = bill.items[0].clone();
        other.item = "X002".parse().unwrap();
        bill.items.push(other);
        let sent = |item: &str, count: &str| vec![("item".into(), item.into()), ("count".into(), count.into())];
        let found = super::charge::several(&t, &bill, &sent("aspl", "2")).unwrap();
        let codes: Vec<_> = found.items.iter().map(|item| item.value.as_str()).collect();
        assert_eq!((codes, found.count.as_str()), (vec!["X001", "X002"], "2"));
        assert!(found.items[0].words.contains("43.20"), "what a unit costs");
        assert!(super::charge::several(&t, &bill, &sent("X001", "2")).is_none(), "a code means one");
        let shell = staff::shell(&t);
        let mut screen = BillScreen::new(&t, &shell, staff::NONCE, &bill, None, None);
        screen.several = Some(found);
        let page = sound(&screen.render().unwrap());
        assert_eq!(all(&page, "#several button[name=item]").len(), 2);
        assert_eq!(all(&page, "#several input[name=count][value='2']").len(), 1);
    }
}

#[test]
fn the_statement_has_hospital_number_dates_code_classes_signature_and_who_printed_it() {
    for t in staff::localizers() {
        let shell = staff::shell(&t);
        for stage in [SettlementStage::None, SettlementStage::Paid] {
            let mut statement = samples::statement(&samples::bill(stage));
            let paid = stage == SettlementStage::Paid;
            if !paid {
                statement.signature = None;
            }
            let html =
                StatementScreen::new(&t, &shell, &statement, self::statement(&t, &statement.bill)).render().unwrap();
            let page = sound(&html);
            assert!(first(&page, ".paper footer").contains(staff::HOSTILE), "who printed it, as text");
            assert!(first(&page, ".paper header").contains(HOSPITAL));
            let number =
                crate::handlers::bedside::present::spaced(&model::id::short_code(statement.bill.stay.admission.0));
            assert!(first(&page, ".paper-who").contains(&number));
            assert!(first(&page, ".paper-who").contains("2026"), "dates with their year");
            assert_eq!(all(&page, ".classes tbody tr").len(), 1, "all lines are of one class");
            assert_eq!(all(&page, ".sign-line").len(), usize::from(!paid), "a place to sign where nobody has signed");
            let given = ".signature[viewBox='0 0 1000 1000'] path[d='M10 20 990 940 M500 600h0']";
            assert_eq!(all(&page, given).len(), usize::from(paid), "the signature that was given, in its own measure");
            if paid {
                let code = first(&page, ".paper-code b");
                assert_eq!(code.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4], "{code}");
                assert_eq!(
                    code,
                    first(&self::page(&t, &samples::bill(SettlementStage::Presettled)), ".fingerprint code")
                );
                assert!(first(&page, ".paper-who").contains("S202 6112 6001"), "a number that can be read out");
            }
        }
    }
}

/// On paper a bill has everything that a statement has, and says first that it is not settled.
#[test]
fn a_bills_print_has_hospital_number_stage_lines_and_who_printed_it() {
    for t in staff::localizers() {
        for stage in [SettlementStage::None, SettlementStage::Presettled, SettlementStage::Paid] {
            let (bill, shell) = (samples::bill(stage), staff::shell(&t));
            let mut screen = BillScreen::new(&t, &shell, staff::NONCE, &bill, None, None);
            screen.paper = Some(paper(&t, &bill));
            let page = sound(&screen.render().unwrap());
            let head = first(&page, ".paper.only-print");
            let number = crate::handlers::bedside::present::spaced(&model::id::short_code(bill.stay.admission.0));
            assert!(head.contains(HOSPITAL) && head.contains(&number) && head.contains("2026"), "{head}");
            assert!(head.contains(&crate::handlers::bedside::present::stage(&bill).words(&t)), "{stage:?}: {head}");
            assert!(first(&page, ".paper-foot.only-print").contains(staff::HOSTILE), "who printed it");
            assert_eq!(all(&page, ".charge-lines tbody tr").len(), bill.lines.len(), "all its lines");
            assert!(all(&page, ".charge-lines").iter().all(|table| {
                table
                    .ancestors()
                    .filter_map(scraper::ElementRef::wrap)
                    .all(|up| !up.value().classes().any(|one| one == "no-print"))
            }));
        }
    }
}

#[test]
fn strokes_that_are_no_path_are_not_drawn() {
    let [t, _] = staff::localizers();
    let mut statement = samples::statement(&samples::bill(SettlementStage::Paid));
    statement.signature = Some("M1 2\" onload=\"x".into());
    let html =
        StatementScreen::new(&t, &staff::shell(&t), &statement, self::statement(&t, &statement.bill)).render().unwrap();
    assert!(all(&sound(&html), ".signature").is_empty());
}

/// On the phone the bill can be read: it says what happens next, and has no button that would be denied.
#[test]
fn a_patient_reads_the_own_bill_and_presses_nothing() {
    for t in staff::localizers() {
        let shell = crate::ui::page::Shell { kind: "phone", ..staff::shell(&t) };
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

/// Every policy of the project: released, of a published example, or of the demo.
fn policies() -> Vec<Policy> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["crates/settlement/policies", "crates/settlement/tests/data", "simulator/src/demo/data"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    texts
        .filter(|text| text.contains("[pool]") || text.contains("[title]"))
        .map(|text| Policy::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}")))
        .collect()
}

/// A bill as its first estimate, under a policy, with a bit of everything.
/// `in_scope`: the part of the charges that the insurance covers, in fen.
fn estimated(policy: &Policy, in_scope: i64) -> Option<BillDetail> {
    let classes = [PersonClass::Retired, PersonClass::Active, PersonClass::Resident];
    let class = classes
        .into_iter()
        .find(|class| policy.covers(HospitalFacts { level: 3, kind: HospitalKind::General }, *class))?;
    let fen = Yuan::from_fen;
    let totals = LineSplit {
        fulamt_ownpay_amt: fen(120_400),
        overlmt_amt: fen(5_760),
        preselfpay_amt: fen(128_640),
        inscp_scp_amt: fen(in_scope),
    };
    let case = Case {
        person: PersonFacts { class, remote: false, assistance: true },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 2,
        days: Days::default(),
        costs: Costs::Totals(totals),
        year_to_date: YearToDate { in_scope: fen(100_000), ..YearToDate::default() },
        account_balance: fen(266_646),
        family_balance: Yuan::ZERO,
        deposits: fen(500_000),
        particulars: Particulars::default(),
    };
    let ours = settlement::adjudicate(policy, &case).unwrap();
    let explained = Explained {
        policy: Some(policy),
        stay: (3, 2),
        amounts: &ours.amounts,
        deposits: case.deposits,
        ours: &ours,
        differences: Vec::new(),
        fits: &[],
    };
    let mut bill = samples::bill(SettlementStage::None);
    bill.explanation = explained.explanation();
    bill.stakes = settlement::stake::stakes(policy, &case);
    bill.amounts = ours.amounts;
    Some(bill)
}

/// Amounts without their unit: digits with two decimals, neither after ¥ nor before 元.
fn without_unit(text: &str) -> Vec<String> {
    let is_amount = |word: &&str| {
        let digits = word.trim_matches(|letter: char| !letter.is_ascii_digit());
        digits.split_once('.').is_some_and(|(_, fen)| fen.len() == 2 && fen.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |place: &usize| {
        let word = words[*place];
        is_amount(&word) && !word.contains('¥') && !words.get(place + 1).is_some_and(|next| next.starts_with('元'))
    };
    (0..words.len()).filter(bare).map(|place| words[place].to_owned()).collect()
}

/// The rules that are named each gave a step; a tier that paid nothing is not among them.
#[test]
fn a_tier_that_paid_nothing_is_no_source() {
    let policies = policies();
    let demo = policies.iter().find(|policy| policy.id.as_str() == "demo-370100-390-inpatient").unwrap();
    let sources = |in_scope| {
        let bill = estimated(demo, in_scope).unwrap();
        let names = bill.explanation.sources.iter().map(|one| one.document.zh.clone()).collect::<Vec<_>>();
        (bill.amounts.hifmi_pay.is_zero(), names.join(" "))
    };
    let (none, small) = sources(500_000);
    assert!(none && !small.contains("大病") && small.contains("住院"), "{small}");
    let (none, large) = sources(9_193_997);
    assert!(!none && large.contains("大病") && large.contains("住院"), "{large}");
}

#[test]
fn nobody_is_shown_links_notes_field_names_or_amounts_without_unit() {
    let policies = policies();
    assert!(policies.len() > 12, "{}", policies.len());
    let bills: Vec<(String, BillDetail)> =
        policies.iter().filter_map(|policy| Some((policy.id.to_string(), estimated(policy, 9_193_997)?))).collect();
    assert!(bills.len() > 10, "{}", bills.len());
    assert!(
        bills.iter().any(|(_, bill)| !bill.stakes.is_empty())
            && bills.iter().any(|(_, bill)| bill.explanation.steps.len() > 5)
    );
    for t in staff::localizers() {
        for (policy, bill) in &bills {
            for (name, page) in pages(&t, bill) {
                let explained =
                    [".split", ".split-total", ".sources", ".stakes", ".who-pays", ".amounts-top", ".paid-by"];
                let shown = explained.iter().flat_map(|part| all(&page, part)).map(words);
                let shown = shown.collect::<Vec<_>>().join("\n");
                assert!(shown.len() > 200, "{policy} {name}: {shown}");
                for never in ["http", "www.", ".com", ".cn", "_", " / ", "aggregator", "interview", "assumed", "假定"]
                {
                    assert!(!shown.contains(never), "{policy} {name}: {never} in {shown}");
                }
                assert_eq!(without_unit(&shown), Vec::<String>::new(), "{policy} {name}: {shown}");
            }
            let json = serde_json::to_string(&(&bill.explanation, &bill.stakes)).unwrap();
            assert!(!json.contains("http") && !json.contains(".com"), "{policy}: {json}");
        }
    }
}
