//! The page in both languages and in every state.

use super::show;
use crate::ui::{
    checks::{all, first, sound, words},
    samples,
};
use askama::Template;
use hospital::view::{AdmissionState, ListedStay, RoomBoard, SessionEnd, VisitState};
use model::id::AdmissionId;
use scraper::Html;

fn page(t: &crate::locale::Localizer, room: Option<&RoomBoard>) -> Html {
    let screen = show::RoomScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        sessions: room.map(show::sessions).unwrap_or_default(),
        session: room.map(|room| show::Room::new(t, room)),
    };
    sound(&screen.render().unwrap())
}

#[test]
fn one_key_calls_the_next_and_says_whom() {
    for t in samples::localizers() {
        let page = page(&t, Some(&samples::room(None)));
        assert!(first(&page, "button[data-key=' ']").contains("林秀英"));
        assert_eq!(all(&page, ".ticket").len(), 6);
        assert_eq!(all(&page, ".ticket.is-next").len(), 1);
        let figures = words(all(&page, ".room-top ul")[0]);
        assert!(
            figures.contains(&t.text("room-kept")) && !figures.contains('%'),
            "two of three is no share: {figures}"
        );
        let passed = words(all(&page, ".ticket")[4]);
        assert!(!passed.contains('×'), "a missed call is said once: {passed}");
        assert!(all(&page, "[data-key=Enter]").is_empty(), "nobody is called: nothing to start");
        assert!(all(&page, "form[action$='/undo-finish']").len() == 1, "the last end can be taken back");
    }
}

#[test]
fn a_session_over_its_time_says_since_when() {
    for t in samples::localizers() {
        let over = t.text("room-over-since");
        let figures = |room: &RoomBoard| words(all(&page(&t, Some(room)), ".room-top ul")[0]);
        let mut room = samples::room(None);
        room.now = samples::at(12, 0);
        assert!(!figures(&room).contains(&over), "12:00 is its end");
        room.now = samples::at(12, 1);
        let said = figures(&room);
        assert!(said.contains(&over) && said.contains("12:00"), "{said}");
        room.end = Some(SessionEnd::Ended { at: samples::at(12, 1), not_seen: 0, can_undo: false });
        assert!(!figures(&room).contains(&over), "it has ended");
    }
}

#[test]
fn whoever_waits_can_be_sent_on_and_whoever_is_inside_is_booked_for_next() {
    for t in samples::localizers() {
        let waiting = page(&t, Some(&samples::room(None)));
        assert!(!all(&waiting, ".ticket a[href^='/desk/appointments/']").is_empty());
        assert!(all(&waiting, "a[href$='/next']").is_empty());
        let inside = page(&t, Some(&samples::room(Some(VisitState::InConsultation))));
        assert_eq!(all(&inside, "a[href$='/next']").len(), 1);
        assert_eq!(all(&inside, "a[href$='/tests']").len(), 1);
        let called = page(&t, Some(&samples::room(Some(VisitState::Called))));
        assert!(all(&called, "a[href$='/next'], a[href$='/tests']").is_empty());
    }
}

#[test]
fn a_called_patient_can_be_started_passed_and_uncalled() {
    for t in samples::localizers() {
        let page = page(&t, Some(&samples::room(Some(VisitState::Called))));
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
        let page = page(&t, Some(&samples::room(Some(VisitState::InConsultation))));
        assert_eq!(all(&page, "form[action$='/finish']").len(), 1);
        for field in ["diagnosis", "urgency", "oxygen", "isolation", "expected_days"] {
            assert!(!all(&page, &format!("form[action$='/admission'] [name={field}]")).is_empty(), "{field}");
        }
        let seats = all(&page, "svg.chart-seats rect").len();
        assert_eq!(seats, 36, "every seat of the session");
        assert_eq!(all(&page, ".figures tbody tr").len(), 12, "the same as a table");
    }
}

/// A person whose two records were merged can have two stays: each is shown, and no third is offered.
#[test]
fn every_stay_that_is_not_over_is_seen() {
    for t in samples::localizers() {
        let mut room = samples::room(Some(VisitState::InConsultation));
        let stay = |number: u128, state: AdmissionState, bed: Option<(String, String)>| ListedStay {
            admission: AdmissionId(samples::id(number)),
            state,
            ward: bed.as_ref().map(|_| samples::ward_ref().name),
            bed,
            requested_at: room.now,
        };
        let stays = vec![
            stay(1, AdmissionState::Requested, None),
            stay(2, AdmissionState::InBed, Some(("7".into(), "23".into()))),
        ];
        room.current.as_mut().unwrap().stays = stays;
        let page = page(&t, Some(&room));
        let seen: Vec<String> = all(&page, ".open-stay").into_iter().map(words).collect();
        assert_eq!(seen.len(), 2);
        assert!(seen[1].contains("23") && !seen[0].contains("23"));
        assert!(all(&page, "form[action$='/admission']").is_empty());
    }
}

#[test]
fn without_a_session_the_page_says_what_to_do() {
    for t in samples::localizers() {
        let page = page(&t, None);
        assert!(!first(&page, ".empty p").is_empty());
    }
}

#[test]
fn who_waits_long_is_not_shown_as_if_all_were_well() {
    for t in samples::localizers() {
        let mut room = samples::room(None);
        for row in &mut room.queue {
            row.state = VisitState::Waiting;
            row.waited_minutes = 61;
        }
        let html = page(&t, Some(&room));
        assert!(all(&html, ".ticket .tag-ok").is_empty());
        assert!(first(&html, ".ticket .tag-warn").contains(&crate::ui::words::span(&t, 61)));
    }
}

#[test]
fn a_session_is_ended_once_its_time_is_over_and_that_is_taken_back() {
    for t in samples::localizers() {
        let mut room = samples::room(None);
        let open = page(&t, Some(&room));
        assert!(all(&open, ".session-end").is_empty(), "its time is not over");
        assert!(words(all(&open, "main")[0]).contains(&t.text("room-ends")));
        for (not_seen, missed) in [(2, 0), (0, 1), (2, 1)] {
            room.end = Some(SessionEnd::Left { not_seen, missed });
            let button = first(&page(&t, Some(&room)), "form[action$='/end'] button");
            assert_eq!((button.contains('2'), button.contains('1')), (not_seen > 0, missed > 0), "{button}");
            assert!(!button.contains('0'), "nobody is not said: {button}");
        }
        room.end = Some(SessionEnd::Ended { at: room.now, not_seen: 2, can_undo: true });
        room.queue.clear();
        let ended = page(&t, Some(&room));
        assert_eq!(all(&ended, "form[action$='/undo-end']").len(), 1);
        assert!(!words(all(&ended, "main")[0]).contains(&t.text("room-ends")), "no end is expected of what has ended");
        let button = |act: &str| first(&ended, &format!("form[action$='/{act}'] button"));
        assert_ne!(button("undo-end"), button("undo-finish"), "two things are taken back");
        assert_eq!(first(&ended, ".queue-empty"), t.text("room-queue-over"));
        room.end = Some(SessionEnd::Ended { at: room.now, not_seen: 2, can_undo: false });
        let page = page(&t, Some(&room));
        assert!(all(&page, ".session-end form").is_empty());
        assert!(words(all(&page, ".session-end")[0]).contains("09:01"));
    }
}
