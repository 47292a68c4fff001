//! The page in both languages and in every state.

use super::{register::RegisterForm, show};
use crate::handlers::staff::{
    checks::{all, first, sound, words},
    samples, words as terms,
};
use askama::Template;
use hospital::view::DayList;
use scraper::Html;

const CARD: &str = "11010519491231002X";

fn page(t: &crate::locale::Localizer, list: &DayList, found: bool, typed: Option<&RegisterForm>) -> Html {
    let search = samples::search();
    let screen = show::DeskScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        typed: String::new(),
        department: list.department.department.to_string(),
        title: t.label(&list.department.name),
        summary: show::summary(t, list.counts),
        departments: Vec::new(),
        credentials: terms::choices(&terms::CREDENTIALS, None, |kind| terms::credential(t, kind)),
        rows: list.rows.iter().map(|visit| show::row(t, visit)).collect(),
        found: if found {
            search.hits.iter().map(|hit| show::found(t, &search, hit, CARD)).collect()
        } else {
            Vec::new()
        },
        slots: if found { show::slots(t, &samples::slots()) } else { Vec::new() },
        register: show::Register::new(t, typed),
    };
    sound(&screen.render().unwrap())
}

#[test]
fn one_focused_field_takes_every_credential() {
    for t in samples::localizers() {
        let page = page(&t, &samples::day_list(), false, None);
        assert_eq!(all(&page, "form[action='/desk/scan'] input[autofocus]").len(), 1);
        assert_eq!(all(&page, ".today tbody tr").len(), 6);
        assert_eq!(all(&page, ".today form[action$='/check-in']").len(), 2, "those who are booked and not here");
        assert_eq!(all(&page, "form[action$='/undo-check-in']").len(), 1);
        assert_eq!(all(&page, "form[action$='/undo-missed']").len(), 1);
    }
}

#[test]
fn who_is_found_can_be_checked_in_and_booked_by_what_was_presented() {
    for t in samples::localizers() {
        let page = page(&t, &samples::day_list(), true, None);
        let shown = all(&page, ".found-list form input[name=credential][value=resident_id]");
        assert_eq!(shown.len(), 1, "the scan says which credential it was");
        assert_eq!(all(&page, "form[action$='/book'] input[name=slot]").len(), 2, "a full window is not offered");
        assert!(!words(all(&page, ".desk-left")[0]).contains(CARD), "a number is never shown in full");
    }
}

#[test]
fn a_refused_registration_comes_back_as_it_was_typed() {
    for t in samples::localizers() {
        let typed = RegisterForm { name: samples::HOSTILE.into(), credential: "110".into(), ..RegisterForm::default() };
        let page = page(&t, &samples::day_list(), false, Some(&typed));
        assert_eq!(all(&page, "details.register[open]").len(), 1);
        let name = all(&page, "details.register input[name=name]")[0].value().attr("value");
        assert_eq!(name, Some(samples::HOSTILE));
    }
}

#[test]
fn an_empty_day_says_what_to_do() {
    for t in samples::localizers() {
        let page = page(&t, &DayList { rows: Vec::new(), ..samples::day_list() }, false, None);
        assert!(!first(&page, ".empty p").is_empty());
    }
}
