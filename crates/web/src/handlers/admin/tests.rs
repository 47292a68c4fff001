//! The pages in both languages and in every state.

use super::{glass, overview, schedule, users};
use crate::handlers::staff::{
    checks::{all, first, sound, words},
    parts::Link,
    samples,
};
use askama::Template;
use hospital::view::BrokenGlass;
use model::{actor::Role, id::SessionId};
use scraper::Html;

fn overview(t: &crate::locale::Localizer, empty: bool) -> Html {
    let page = samples::overview(empty);
    let (histogram, windows) = overview::histogram(t, &page);
    let screen = overview::OverviewScreen {
        t,
        shell: &samples::shell(t),
        place: "overview",
        head: t.day(page.until),
        updated: t.clock(page.now),
        spans: overview::spans(t, page.days),
        promises: overview::promises(t, &page),
        histogram,
        windows,
        steps: overview::steps(t, &page),
        slowest: overview::slowest_words(t, &page),
        attention: vec![overview::Attention {
            words: samples::HOSTILE.into(),
            way: Some(Link { words: "x".into(), ..Link::default() }),
        }],
    };
    sound(&screen.render().unwrap())
}

#[test]
fn the_three_promises_stand_against_their_targets() {
    for t in samples::localizers() {
        let page = overview(&t, false);
        let figures: Vec<_> = all(&page, ".promise-figure b").into_iter().map(words).collect();
        assert_eq!(figures, ["94.1", "22.4", "94.4"]);
        assert_eq!(all(&page, ".promise .tag-ok").len(), 2);
        assert!(first(&page, ".promise .tag-warn").contains("0.6"), "how far it is short");
        assert_eq!(all(&page, ".promise .figures tbody tr").len(), 21, "every day of each trend as a table");
        assert!(words(all(&page, ".is-slowest")[0]).contains("8.4"), "the slowest step is named");
    }
}

#[test]
fn the_first_day_has_no_cases_and_says_so() {
    for t in samples::localizers() {
        let page = overview(&t, true);
        assert_eq!(all(&page, ".promise .tag-rest").len(), 3);
        assert_eq!(all(&page, "p.empty").len(), 2);
    }
}

fn schedule(t: &crate::locale::Localizer, session: Option<u128>) -> Html {
    let page = samples::week();
    let today = samples::day();
    let session = session.map(|number| SessionId(samples::id(number)));
    let screen = schedule::ScheduleScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        place: "schedule",
        notice: None,
        department: t.label(&page.department.name),
        department_id: page.department.department.to_string(),
        week: String::new(),
        monday: schedule::monday(&page, today).to_string(),
        before: "/admin/schedule".into(),
        after: "/admin/schedule".into(),
        departments: Vec::new(),
        days: schedule::days(t, &page, today),
        clinicians: schedule::rows(t, &page, today, session),
        chosen: session.and_then(|session| schedule::chosen(t, &page, session)),
        publish: schedule::Publish::new(&page, today, None),
    };
    sound(&screen.render().unwrap())
}

#[test]
fn a_week_is_a_grid_and_only_an_empty_session_can_be_withdrawn() {
    for t in samples::localizers() {
        let page = schedule(&t, Some(602));
        assert_eq!(all(&page, ".week-grid .session").len(), 5);
        assert_eq!(all(&page, "form[action$='/withdraw']").len(), 1);
        let page = schedule(&t, Some(601));
        assert!(all(&page, "form[action$='/withdraw']").is_empty());
        assert!(words(all(&page, "main")[0]).contains("31"), "who is booked in it is the reason");
        let page = schedule(&t, None);
        assert_eq!(all(&page, "form[action='/admin/sessions'] input[name=slot_minutes][value='20']").len(), 1);
    }
}

#[test]
fn logins_are_listed_and_created() {
    for t in samples::localizers() {
        let screen = users::UsersScreen {
            t: &t,
            shell: &samples::shell(&t),
            nonce: samples::NONCE,
            place: "users",
            notice: None,
            users: users::lines(&t, &samples::users(), &users::Places::default()),
            create: users::Create::new(&t, &users::Places::default(), None),
        };
        let page = sound(&screen.render().unwrap());
        assert_eq!(all(&page, ".users tbody tr").len(), 3);
        assert_eq!(all(&page, "form[action$='/password']").len(), 3, "each can be given a new password");
        assert_eq!(all(&page, "form[action$='/unlock']").len(), 1, "only what is locked is unlocked");
        let password = all(&page, "input[name=password]")[0];
        assert_eq!(password.value().attr("value"), None, "a password never comes back");
    }
}

#[test]
fn broken_glass_is_reported_with_its_reasons() {
    for t in samples::localizers() {
        let shell = samples::shell(&t);
        let row = BrokenGlass {
            at: samples::at(9, 0),
            login: "nurse3".into(),
            role: Role::Nurse,
            person: None,
            reason: samples::HOSTILE.into(),
        };
        let page = sound(&glass::GlassScreen::new(&t, &shell, &[row]).render().unwrap());
        assert_eq!(all(&page, ".users tbody tr").len(), 1);
        let page = sound(&glass::GlassScreen::new(&t, &shell, &[]).render().unwrap());
        assert!(first(&page, "p.empty").contains("30"), "it says of how many days");
    }
}
