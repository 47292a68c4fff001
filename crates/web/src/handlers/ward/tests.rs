//! The pages in both languages and in every state.

use super::{
    board, open_stays,
    stay::{self, AdmissionStage},
    wristband,
};
use crate::handlers::staff::{
    checks::{all, first, sound, words},
    samples,
};
use askama::Template;
use hospital::{
    Failure,
    view::{OpenStay, OpenStaysPage, StayState, WardPage, WrongCompany},
};
use model::{
    id::AdmissionId,
    message::{Message, Refusal},
    money::Yuan,
};
use scraper::Html;

fn ward(t: &crate::locale::Localizer, page: &WardPage) -> Html {
    let screen = board::WardScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        name: t.label(&page.ward.name),
        figures: board::figures(t, &page.figures),
        suggestion: board::first_suggestion(t, page),
        rooms: board::rooms(t, page),
        coming: board::coming(t, page),
        waiting: board::waiting(t, page),
        admitting: board::admitting(t, page),
    };
    sound(&screen.render().unwrap())
}

fn admission(t: &crate::locale::Localizer, state: StayState) -> Html {
    read(t, state, true)
}

fn read(t: &crate::locale::Localizer, state: StayState, acts: bool) -> Html {
    let page = samples::admission(state);
    let board = samples::ward();
    let screen = stay::AdmissionScreen {
        cancels: true,
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        id: page.admission.admission.to_string(),
        head: page.admission.patient.name.full.clone(),
        facts: String::new(),
        line: stay::line(t, &page),
        chip: crate::handlers::staff::words::stay(t, state),
        minutes: stay::minutes(&page),
        part: stay::stage(t, &page, Some(&board), None),
        sex_open: page.sex_open,
        in_bed_words: t.text("ward-stay"),
        acts,
        bill: acts,
    };
    sound(&screen.render().unwrap())
}

/// Who broke the glass, or a clinician of the department, reads; nothing is shown that would be denied.
#[test]
fn who_is_not_of_the_ward_reads_and_presses_nothing() {
    for t in samples::localizers() {
        for state in [StayState::BedAssigned, StayState::Arrived, StayState::InBed, StayState::Discharged] {
            let page = read(&t, state, false);
            assert!(all(&page, "main form, main a[href^='/ward']").is_empty(), "{state:?}");
        }
    }
}

#[test]
fn rooms_are_rooms_and_every_bed_says_its_state_in_words() {
    for t in samples::localizers() {
        let page = ward(&t, &samples::ward());
        assert_eq!(all(&page, ".wardroom").len(), 5);
        assert_eq!(all(&page, ".bed").len(), 13);
        for bed in all(&page, ".bed") {
            assert!(!words(bed).is_empty());
        }
        assert_eq!(all(&page, ".bed.is-suggested").len(), 1);
        assert_eq!(all(&page, "form[action$='/ready']").len(), 1, "the one that is being cleaned");
        let text = words(all(&page, "main")[0]);
        assert!(text.contains("王*国") && !text.contains("王建国"), "a board seen from the corridor masks names");
    }
}

#[test]
fn the_suggested_bed_is_accepted_in_one_touch() {
    for t in samples::localizers() {
        let page = ward(&t, &samples::ward());
        let form = all(&page, ".suggestion form[action$='/bed']");
        assert_eq!(form.len(), 1);
        assert!(first(&page, ".suggestion-bed").contains("23"));
        assert_eq!(all(&page, "form[action$='/arrive'] input[name=text]").len(), 1, "only once a bed is reserved");
        assert!(first(&page, ".running b").contains("11"));
    }
}

#[test]
fn who_wants_to_come_is_taken_in_one_touch_and_wrong_company_is_said() {
    for t in samples::localizers() {
        let mut sample = samples::ward();
        sample.rooms[0].wrong = Some(WrongCompany::Mixed);
        let page = ward(&t, &sample);
        assert_eq!(all(&page, "form[action$='/accept-transfer'] button").len(), 1);
        assert_eq!(all(&page, "details form[action$='/decline-transfer']").len(), 1);
        assert!(!first(&page, ".wardroom .warn-words").is_empty());
        assert_eq!(all(&page, ".wardroom .warn-words").len(), 1);
        let page = ward(&t, &WardPage { coming: Vec::new(), ..samples::ward() });
        assert!(all(&page, "#coming-title").is_empty());
    }
}

#[test]
fn a_transfer_that_waits_can_be_withdrawn_and_the_last_one_taken_back() {
    for t in samples::localizers() {
        let page = admission(&t, StayState::InBed);
        assert_eq!(all(&page, "form[action$='/sex'] button").len(), 2);
        assert_eq!(all(&page, "form[action$='/undo-transfer']").len(), 1);
        let mut waits = samples::admission(StayState::InBed);
        waits.moving_to = waits.undo_to.take();
        let AdmissionStage::Stay { moving, undo, .. } = stay::stage(&t, &waits, None, None) else { panic!() };
        assert!(moving.is_some_and(|words| words.contains("22")) && undo.is_none());
    }
}

#[test]
fn a_ward_without_rooms_says_what_to_do() {
    for t in samples::localizers() {
        let page = ward(&t, &WardPage { rooms: Vec::new(), waiting: Vec::new(), ..samples::ward() });
        assert!(!first(&page, ".empty p").is_empty());
    }
}

#[test]
fn the_one_form_asks_only_for_what_nobody_knows_and_says_where_the_rest_is_from() {
    for t in samples::localizers() {
        let page = admission(&t, StayState::Arrived);
        let known = all(&page, ".known > div");
        assert_eq!(known.len(), 5);
        for field in known {
            assert_eq!(field.select(&scraper::Selector::parse(".source").unwrap()).count(), 1);
        }
        let asked = all(&page, "form[action$='/form'] input:not([type=hidden])");
        let names: Vec<_> = asked.iter().filter_map(|field| field.value().attr("name")).collect();
        assert_eq!(names, ["contact_name", "contact_phone", "allergies"]);
        assert_eq!(all(&page, ".step").len(), 6);
        assert_eq!(all(&page, ".step.is-done").len(), 1);
        assert_eq!(all(&page, "form[action$='/in-bed'] button[disabled]").len(), 1, "not before all is done");
    }
}

#[test]
fn a_stay_can_be_transferred_settled_and_left() {
    for t in samples::localizers() {
        let page = admission(&t, StayState::InBed);
        assert_eq!(all(&page, "form[action$='/transfer'] option").len(), 2 + 5, "free beds and reasons");
        assert_eq!(all(&page, "a[href$='/bill']").len(), 1);
        assert_eq!(all(&page, "details form[action$='/discharge']").len(), 1, "with an open bill only on purpose");
        let page = admission(&t, StayState::Discharged);
        assert_eq!(all(&page, "form[action$='/undo-discharge']").len(), 1);
        admission(&t, StayState::Requested);
        admission(&t, StayState::Cancelled);
    }
}

#[test]
fn a_wristband_has_a_name_a_place_and_a_code() {
    for t in samples::localizers() {
        let screen = wristband::WristbandScreen {
            t: &t,
            shell: &samples::shell(&t),
            id: "x".into(),
            name: samples::HOSTILE.into(),
            facts: String::new(),
            place: "7".into(),
            picture: wristband::picture("7K2M9QX4"),
            code: "7K2M9QX4".into(),
        };
        let page = Html::parse_document(&screen.render().unwrap());
        assert_eq!(all(&page, ".wristband svg").len(), 1);
        assert!(first(&page, ".wristband").contains("7K2M9QX4"));
    }
}

#[test]
fn who_is_refused_by_the_insurer_can_pay_all_for_now() {
    for t in samples::localizers() {
        let page = admission(&t, StayState::Arrived);
        assert_eq!(all(&page, "form[action$='/pay-all'] select[name='reason']").len(), 1);
        assert_eq!(all(&page, "form[action$='/cancel']").len(), 1);
    }
}

/// A refusal because of an old stay, or of money, is a way on.
#[test]
fn a_refusal_that_comes_from_an_old_stay_links_to_it() {
    let (old, new) = (AdmissionId(samples::id(1)), AdmissionId(samples::id(2)));
    for t in samples::localizers() {
        let refusal = Refusal::new("old-stay-open").with("stay", old.to_string());
        let ways = crate::handlers::staff::act::ways_of_stay(&t, &Failure::Refused(refusal), new);
        let hrefs: Vec<&str> = ways.iter().map(|way| way.href.as_str()).collect();
        assert_eq!(hrefs, [format!("/ward/admissions/{old}"), format!("/ward/stays/{old}/bill")]);
        let refusal = Refusal::new("cancel-money-open");
        let ways = crate::handlers::staff::act::ways_of_stay(&t, &Failure::Refused(refusal), new);
        assert_eq!(ways[0].href, format!("/ward/stays/{new}/bill"));
    }
}

#[test]
fn stays_to_put_in_order_say_why_and_lead_on() {
    let stay = OpenStay {
        admission: AdmissionId(samples::id(1)),
        code: "ABCD-1".into(),
        patient: samples::card(801, samples::HOSTILE, model::person::Sex::Female, 68),
        department: samples::department(),
        state: StayState::Cancelled,
        since: samples::at(9, 0),
        messages: vec![
            Message::new("open-stay-cancelled"),
            Message::new("open-stay-refused").with("code", "E77").with("infno", "2404").with("at", samples::at(9, 1)),
        ],
        at_insurer: true,
        deposits: Yuan::from_fen(50_000),
        charges: Yuan::ZERO,
    };
    let page = OpenStaysPage { now: samples::at(10, 0), stays: vec![stay], count: 1 };
    for t in samples::localizers() {
        for (acts, links) in [(true, 2), (false, 0)] {
            let screen = open_stays::OpenStaysScreen::new(&t, &samples::shell(&t), &page, acts).render().unwrap();
            let html = sound(&screen);
            assert_eq!(all(&html, "section.card .buttons a").len(), links);
            assert!(first(&html, "section.card").contains("E77"));
        }
    }
}
