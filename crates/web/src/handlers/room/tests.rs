//! The page in both languages and in every state.

use super::{admission::AdmissionForm, show};
use crate::handlers::staff::{
    act,
    checks::{all, first, sound},
    samples,
};
use askama::Template;
use hospital::{
    Failure,
    view::{RoomPage, VisitState},
};
use model::message::Refusal;
use scraper::Html;

fn page(t: &crate::locale::Localizer, room: Option<&RoomPage>, typed: Option<&AdmissionForm>) -> Html {
    let refused = Failure::Refused(Refusal::new("field-number").field("expected_days").with("value", "x"));
    let screen = show::RoomScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: typed.map(|_| act::failed(t, &refused)),
        sessions: room.map(show::sessions).unwrap_or_default(),
        session: room.map(|room| show::Room::new(t, room, typed)),
    };
    sound(&screen.render().unwrap())
}

#[test]
fn one_key_calls_the_next_and_says_whom() {
    for t in samples::localizers() {
        let page = page(&t, Some(&samples::room(None)), None);
        assert!(first(&page, "button[data-key=' ']").contains("林秀英"));
        assert_eq!(all(&page, ".ticket").len(), 6);
        assert_eq!(all(&page, ".ticket.is-next").len(), 1);
        assert!(all(&page, "[data-key=Enter]").is_empty(), "nobody is called: nothing to start");
        assert!(all(&page, "form[action$='/undo-finish']").len() == 1, "the last end can be taken back");
    }
}

#[test]
fn a_called_patient_can_be_started_passed_and_uncalled() {
    for t in samples::localizers() {
        let page = page(&t, Some(&samples::room(Some(VisitState::Called))), None);
        for step in ["start", "pass", "undo-call"] {
            assert_eq!(all(&page, &format!("form[action$='/{step}']")).len(), 1, "{step}");
        }
        assert!(all(&page, "button[data-key=' ']").is_empty(), "one patient at a time");
        assert!(all(&page, "[name=diagnosis]").is_empty(), "an admission is requested from a consultation");
    }
}

#[test]
fn a_consultation_ends_or_requests_an_admission() {
    for t in samples::localizers() {
        let page = page(&t, Some(&samples::room(Some(VisitState::InConsultation))), None);
        assert_eq!(all(&page, "form[action$='/finish']").len(), 1);
        for field in ["diagnosis", "urgency", "oxygen", "isolation", "expected_days"] {
            assert!(!all(&page, &format!("form[action$='/admission'] [name={field}]")).is_empty(), "{field}");
        }
        let seats = all(&page, "svg.chart-seats rect").len();
        assert_eq!(seats, 36, "every seat of the session");
        assert_eq!(all(&page, ".figures tbody tr").len(), 12, "the same as a table");
    }
}

#[test]
fn a_refused_request_comes_back_as_it_was_typed() {
    for t in samples::localizers() {
        let typed = AdmissionForm {
            diagnosis: "I25.1".into(),
            expected_days: "x".into(),
            oxygen: true,
            ..AdmissionForm::default()
        };
        let page = page(&t, Some(&samples::room(Some(VisitState::InConsultation))), Some(&typed));
        assert_eq!(all(&page, "input[name=diagnosis][value='I25.1']").len(), 1);
        assert_eq!(all(&page, "input[name=oxygen][checked]").len(), 1);
        assert_eq!(all(&page, "details[open]").len(), 1);
        assert_eq!(all(&page, "[role=alert]").len(), 1);
    }
}

#[test]
fn without_a_session_the_page_says_what_to_do() {
    for t in samples::localizers() {
        let page = page(&t, None, None);
        assert!(!first(&page, ".empty p").is_empty());
    }
}
