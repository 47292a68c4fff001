//! The page in both languages and in every state.

use super::{
    end::SessionOver,
    list,
    merge::hindrances,
    opened::{self, Opened},
    place::{Place, Purpose},
    show,
};
use crate::ui::{
    checks::{all, first, sound, words},
    parts::Link,
    registering::{Register, RegisterForm},
    samples, words as terms,
};
use askama::Template;
use hospital::view::{DayList, SessionEnd};
use model::{
    id::AppointmentId,
    journey::Subject,
    message::{Message, Obstacle, Refusal},
    person::CredentialKind,
    scheduling::QueueClass,
};
use scraper::Html;

/// What the page shows.
#[derive(Default)]
struct Shown<'a> {
    found: bool,
    opened: bool,
    typed: Option<&'a RegisterForm>,
    place: Place,
}

fn page(t: &crate::locale::Localizer, list: &DayList, shown: &Shown<'_>) -> Html {
    let search = samples::search();
    let place = &shown.place;
    let screen = show::DeskScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        notice: None,
        typed: String::new(),
        department: list.department.department.to_string(),
        title: t.label(&list.department.name),
        summary: list::summary(t, list.counts),
        departments: Vec::new(),
        only_looks: !list.may_change,
        classes: terms::choices(&QueueClass::AT_CHECK_IN, None, |class| show::class_words(t, class)),
        credentials: terms::choices(&terms::CREDENTIALS, None, |kind| terms::credential(t, kind)),
        rows: list.rows.iter().map(|visit| list::masked(t, list.date, visit)).collect(),
        ends: list.ends.iter().map(|(head, end)| SessionOver::new(t, head, *end)).collect(),
        sessions: list.sessions.iter().map(|head| super::end::GoesOn::new(t, head)).collect(),
        found: if shown.found {
            search.hits.iter().map(|hit| opened::found(t, hit, place, Some(CredentialKind::ResidentId))).collect()
        } else {
            Vec::new()
        },
        search: place.search().map(|(with, purpose)| show::Search {
            with: with.to_string(),
            purpose: terms::code(&purpose),
            words: t.text("desk-search-end"),
            back: Link { href: "/desk".into(), words: t.text("desk-search-end"), current: false },
        }),
        opened: shown.opened.then(|| Opened::new(t, &samples::desk_person(), place)),
        slots: if shown.opened || !list.may_change { list::slots(t, &samples::slots()) } else { Vec::new() },
        to_phone: String::new(),
        appeals: String::new(),
        unreached: String::new(),
        register: Register::new(t, shown.typed),
        close: "/desk".into(),
        open: "/desk?person=".into(),
    };
    sound(&screen.render().unwrap())
}

#[test]
fn one_focused_field_takes_every_credential() {
    for t in samples::localizers() {
        let page = page(&t, &samples::day_list(), &Shown::default());
        assert_eq!(all(&page, "form[action='/desk/scan'] input[autofocus]").len(), 1);
        assert_eq!(all(&page, ".today tbody tr").len(), 6);
        assert_eq!(all(&page, ".today form[action$='/check-in']").len(), 2, "those who are booked and not here");
        assert_eq!(all(&page, "form[action$='/undo-check-in']").len(), 1);
        assert_eq!(all(&page, "form[action$='/undo-missed']").len(), 1);
    }
}

#[test]
fn a_list_shows_masked_names_until_somebody_is_opened() {
    for t in samples::localizers() {
        let shown = Shown { found: true, ..Shown::default() };
        let page = page(&t, &samples::day_list(), &shown);
        let text = words(all(&page, "main")[0]);
        for whole in ["王建国", "林秀英", "郑雅琴", "1234567"] {
            assert!(!text.contains(whole), "{whole} is read by whoever stands there");
        }
        assert!(text.contains("林*英"), "{text}");
        let href = all(&page, ".hits a")[0].value().attr("href").unwrap();
        assert!(href.contains("person=") && href.contains("shown=resident_id"), "{href}");
        assert!(all(&page, ".opened").is_empty());
    }
}

#[test]
fn who_is_opened_can_be_checked_in_and_booked_by_what_was_presented() {
    for t in samples::localizers() {
        let place = Place { shown: Some(CredentialKind::ResidentId), ..Place::default() };
        let page = page(&t, &samples::day_list(), &Shown { opened: true, place, ..Shown::default() });
        let shown = all(&page, ".opened .opened-in input[name=credential][value=resident_id]");
        assert_eq!(shown.len(), 1, "the scan says which credential it was");
        assert_eq!(
            all(&page, ".opened form[action$='/book'] input[name=slot]").len(),
            2,
            "a full window is not offered"
        );
        assert_eq!(all(&page, ".alike a[href*='/merge/']").len(), 1);
        assert_eq!(all(&page, ".merged form[action$='/undo-merge']").len(), 1);
        for way in ["/correct", "/login", "/newborn", "purpose=merge", "purpose=family"] {
            assert_eq!(all(&page, &format!(".desk-ways a[href*='{way}']")).len(), 1, "{way}");
        }
    }
}

#[test]
fn another_departments_list_has_windows_and_no_step() {
    for t in samples::localizers() {
        let rows = samples::day_list().rows.into_iter().map(|row| hospital::view::ListedVisit {
            can_check_in: false,
            can_undo: false,
            can_cancel: false,
            can_move: false,
            can_return: false,
            can_undo_return: false,
            can_transfer: false,
            can_undo_transfer: false,
            can_excuse: false,
            impossible: None,
            ..row
        });
        let list = DayList { may_change: false, rows: rows.collect(), ..samples::day_list() };
        let page = page(&t, &list, &Shown { opened: true, ..Shown::default() });
        assert_eq!(all(&page, ".today tbody tr").len(), 6);
        assert_eq!(all(&page, ".windows-left li").len(), 2);
        assert!(all(&page, ".today form").is_empty() && all(&page, "form[action$='/book']").is_empty());
        assert!(!first(&page, "#only-looks").is_empty());
    }
}

#[test]
fn whoever_is_looked_for_leads_to_the_two_side_by_side() {
    for t in samples::localizers() {
        for purpose in [Purpose::Merge, Purpose::Family] {
            let place = Place {
                with: Some(samples::desk_person().merged[0].record),
                purpose: Some(purpose),
                ..Place::default()
            };
            let page = page(&t, &samples::day_list(), &Shown { found: true, place, ..Shown::default() });
            assert_eq!(all(&page, "form[action='/desk/scan'] input[name=with]").len(), 1);
            let part = if purpose == Purpose::Merge { "/merge/" } else { "/family/" };
            assert_eq!(all(&page, &format!(".hits a[href*='{part}']")).len(), 1);
        }
    }
}

#[test]
fn each_obstacle_of_a_merge_links_to_where_it_is_resolved() {
    for t in samples::localizers() {
        let visits = [40, 41].map(|number| Subject::Appointment(AppointmentId(samples::id(number))));
        let message = Message::new("obstacle-two-stays");
        let refusal = Refusal::new("merge-conflict").because_of(vec![Obstacle { message, subjects: visits.to_vec() }]);
        let all = hindrances(&t, &refusal);
        assert_eq!(all.len(), 1);
        let hrefs: Vec<&str> = all[0].ways.iter().map(|way| way.href.as_str()).collect();
        assert_eq!(hrefs, [40, 41].map(|number| format!("/desk/appointments/{}", AppointmentId(samples::id(number)))));
    }
}

#[test]
fn a_refused_registration_comes_back_as_it_was_typed() {
    for t in samples::localizers() {
        let typed = RegisterForm { name: samples::HOSTILE.into(), credential: "110".into(), ..RegisterForm::default() };
        let page = page(&t, &samples::day_list(), &Shown { typed: Some(&typed), ..Shown::default() });
        assert_eq!(all(&page, "details.register[open]").len(), 1);
        let name = all(&page, "details.register input[name=name]")[0].value().attr("value");
        assert_eq!(name, Some(samples::HOSTILE));
    }
}

#[test]
fn an_empty_day_says_what_to_do() {
    for t in samples::localizers() {
        let page = page(&t, &DayList { rows: Vec::new(), ..samples::day_list() }, &Shown::default());
        assert!(!first(&page, ".empty p").is_empty());
    }
}

#[test]
fn a_session_whose_time_is_over_is_ended_here_by_a_button_that_says_whom_it_concerns() {
    for t in samples::localizers() {
        let mut list = samples::day_list();
        let head = samples::room(None).session;
        list.ends = vec![(head, SessionEnd::Left { not_seen: 2, missed: 1 })];
        let over = page(&t, &list, &Shown::default());
        let button = first(&over, "form[action^='/desk/sessions/'][action$='/end'] button");
        assert!(button.contains('2') && button.contains('1'), "{button}");
        list.ends[0].1 = SessionEnd::Ended { at: list.now, not_seen: 2, can_undo: true };
        let ended = page(&t, &list, &Shown::default());
        assert_eq!(all(&ended, "form[action$='/undo-end']").len(), 1);
        assert!(all(&ended, "form[action$='/end']").is_empty());
    }
}
