//! The pages in both languages and in every state.

use super::{break_glass, clock, decide, log_ins, overview, samples, schedule, stay, users};
use crate::ui::{
    checks::{all, first, sound, words},
    parts::Link,
};
use askama::Template;
use hospital::{
    Action, Stopped,
    clock::ClockFault,
    view::{
        AdmissionState, BrokenGlass, ClashingSession, ClockState, FollowedStay, FutureEvents, Held, JourneyStep,
        LateStep, LoginAccess, LoginStep, Name, OpenExchange, OpenedBy, RoomClash, StepState, UnattendedSpan,
        Undecided, WeekPlan, WithoutBed,
    },
};
use model::{
    Label,
    actor::Role,
    id::{AdmissionId, DepartmentId, SessionId},
    interface::Interface,
    journey::{Owner, StepKind, Subject},
    message::Message,
    scheduling::Urgency,
    time::MinuteOfDay,
};
use scraper::Html;

fn overview(t: &crate::locale::Localizer, empty: bool) -> Html {
    let page = samples::overview(empty);
    let (histogram, windows) = overview::histogram(t, &page);
    let screen = overview::OverviewScreen {
        t,
        shell: &samples::shell(t),
        place: "overview",
        head: overview::head(t, &page),
        updated: t.clock(page.now),
        spans: overview::spans(t, page.days),
        promises: overview::promises(t, &page),
        histogram,
        windows,
        steps: overview::steps(t, &page),
        slowest: overview::slowest_words(t, &page),
        attention: vec![overview::Attention {
            words: samples::HOSTILE.into(),
            way: Link { words: "x".into(), ..Link::default() },
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
fn the_head_says_of_which_days_the_promises_are() {
    for t in samples::localizers() {
        let mut page = samples::overview(false);
        page.days = 7;
        let (first, last) = (t.day(page.until.plus_days(-6)), t.day(page.until));
        let head = overview::head(&t, &page);
        assert!(head.contains(&first) && head.contains(&last), "{head}");
        page.days = 1;
        let head = overview::head(&t, &page);
        assert!(!head.contains(&first) && head.contains(&last) && head.contains(&t.text("admin-span-today")), "{head}");
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

/// Each thing that needs a decision leads to a place that exists and where it can be looked into.
#[test]
fn whatever_wants_a_decision_has_its_own_way() {
    let texts = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en/hospital.ftl")).unwrap();
    let ids: Vec<&str> = texts.lines().filter_map(|line| line.split_once(" = ")).map(|(id, _)| id).collect();
    let ids: Vec<&str> = ids.into_iter().filter(|id| id.starts_with("attention-")).collect();
    assert!(ids.len() >= 8, "{ids:?}");
    // What is listed on the page of decisions, by section.
    let listed = [
        ("attention-overdue", "late"),
        ("attention-no-bed", "beds"),
        ("attention-exchanges", "exchanges"),
        ("attention-rooms", "rooms"),
    ];
    for t in samples::localizers() {
        for id in &ids {
            let message = Message::new((*id).to_owned().leak())
                .with("steps", 2u32)
                .with("exchanges", 2u32)
                .with("people", 2u32)
                .with("times", 2u32)
                .with("count", 2u32)
                .with("appointments", 3u32)
                .with("minutes", 12u32)
                .with("step", "x");
            let way = overview::attention(&t, &message).way;
            assert_ne!(way.href, "/admin/decide", "{id} has a place of its own");
            assert!(!way.words.is_empty());
            let section = listed.iter().find(|(of, _)| of == id).map(|(_, section)| *section);
            assert_eq!(way.href.strip_prefix("/admin/decide#"), section, "{id}");
        }
        let shell = samples::shell(&t);
        let page = sound(&decide::DecideScreen::new(&t, &shell, &to_decide(), |_| "心内".into()).render().unwrap());
        for place in ["late", "beds", "exchanges", "rooms"] {
            assert_eq!(all(&page, &format!("section#{place} tbody tr")).len(), 1, "{place}");
        }
        let more = t.say(&Message::new("admin-clock-more").with("count", 6u32));
        assert!(first(&page, "section#late").contains(&more), "seven late steps, one shown, six more");
        let late = first(&page, "section#late tbody tr");
        assert!(late.contains("ABCD EFG1") && late.contains(&t.label(&Label::new("一病区", "Ward 1"))), "{late}");
        for row in all(&page, "section.decide tbody tr") {
            assert_eq!(
                row.select(&scraper::Selector::parse("td.do a[href^='/admin/']").unwrap()).count(),
                1,
                "{}",
                words(row)
            );
        }
        let way = all(&page, "section#late td.do a")[0].value().attr("href");
        assert_eq!(way, Some(format!("/admin/stays/{}", AdmissionId(samples::id(5))).as_str()));
        assert!(!words(all(&page, "section#late td.do span")[0]).is_empty(), "whom to tell");
        let mut visit = to_decide();
        visit.late[0].kind = StepKind::Consult;
        visit.late[0].admission = None;
        let day = sound(&decide::DecideScreen::new(&t, &shell, &visit, |_| String::new()).render().unwrap());
        let way = all(&day, "section#late a")[0].value().attr("href").unwrap();
        assert!(way.starts_with("/admin/schedule?") && way.contains("week=2026-11-26"), "{way}");
        let way = all(&page, "section#rooms a")[0].value().attr("href").unwrap();
        assert!(way.contains("session=") && way.contains("week=2026-11-26"), "{way}");
        let mut of_nobody = to_decide();
        (of_nobody.exchanges[0].admission, of_nobody.exchanges[0].code) = (None, None);
        let screen = decide::DecideScreen::new(&t, &shell, &of_nobody, |_| String::new()).render().unwrap();
        let page = sound(&screen);
        let way = all(&page, "section#exchanges a")[0].value().attr("href");
        assert_eq!(way, Some("/admin/open-stays"), "an exchange that is about no stay");
        let nothing = Undecided {
            late: Vec::new(),
            late_count: 0,
            without_bed: Vec::new(),
            exchanges: Vec::new(),
            exchange_count: 0,
            clashes: Vec::new(),
            ..to_decide()
        };
        let page = sound(&decide::DecideScreen::new(&t, &shell, &nothing, |_| String::new()).render().unwrap());
        assert_eq!(all(&page, "p.empty").len(), 1);
    }
}

#[test]
fn a_stay_is_followed_step_by_step_without_a_name() {
    let admission = AdmissionId(samples::id(5));
    let step = |kind, state, owner| JourneyStep {
        kind,
        subject: Some(Subject::Admission(admission)),
        state,
        owner: Some(owner),
        opened_at: Some(samples::at(8, 0)),
        closed_at: (state == StepState::Done).then(|| samples::at(8, 20)),
        due: Some(samples::at(8, 30)),
    };
    let page = FollowedStay {
        now: samples::at(9, 42),
        code: "ABCDEFG1".into(),
        department: samples::department(),
        ward: Some(Label::new("一病区", "Ward 1")),
        urgency: Urgency::Urgent,
        state: AdmissionState::InBed,
        steps: vec![
            step(StepKind::Admission, StepState::Done, Owner::Ward),
            step(StepKind::Settlement, StepState::Overdue, Owner::Insurer),
            step(StepKind::Stay, StepState::Overdue, Owner::Ward),
            step(StepKind::Discharge, StepState::Ahead, Owner::Ward),
        ],
        exchanges: vec![OpenExchange {
            infno: Interface::Settlement,
            admission: Some(admission),
            code: Some("ABCDEFG1".into()),
            unknown: true,
            since: samples::at(8, 50),
        }],
    };
    for t in samples::localizers() {
        let html = sound(&stay::StayScreen::new(&t, &samples::shell(&t), &page).render().unwrap());
        let rows: Vec<String> = all(&html, "tbody tr").into_iter().map(words).collect();
        assert_eq!(rows.len(), 3, "what only may come is left out: {rows:?}");
        assert!(rows[0].contains(&t.text("patient-step-done")) && rows[0].contains("08:20"), "{rows:?}");
        assert!(rows[1].contains(&t.text("admin-decide-tell-insurer")), "{rows:?}");
        let ward = t.label(&Label::new("一病区", "Ward 1"));
        assert!(rows[2].contains(&ward) && rows[2].contains("1"), "whom to tell, and how late it is: {rows:?}");
        assert!(rows[2].contains(&crate::ui::words::span(&t, 72)), "{rows:?}");
        let tell = t.say(&Message::new("admin-decide-tell").with("whom", ward));
        let told: Vec<bool> = rows.iter().map(|row| row.contains(&tell)).collect();
        assert_eq!(told, [false, false, true], "of what is done nobody is told: {rows:?}");
        let text = words(all(&html, "main")[0]);
        for said in ["ABCD EFG1", "2304", &t.text("admin-decide-unknown")] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}

fn clashing(number: u128) -> ClashingSession {
    ClashingSession {
        session: SessionId(samples::id(number)),
        clinician: Name { full: samples::HOSTILE.into(), masked: "*".into() },
        from: MinuteOfDay(480),
        until: MinuteOfDay(720),
    }
}

fn to_decide() -> Undecided {
    let department = DepartmentId(samples::id(1));
    Undecided {
        now: samples::at(9, 0),
        late: vec![LateStep {
            admission: Some(AdmissionId(samples::id(5))),
            kind: StepKind::FollowUp,
            owner: Owner::Ward,
            department: Some(department),
            due: samples::at(7, 30),
            code: Some("ABCDEFG1".into()),
            ward: Some(Label::new("一病区", "Ward 1")),
        }],
        late_count: 7,
        without_bed: vec![WithoutBed {
            admission: AdmissionId(samples::id(6)),
            code: "MERE78P7".into(),
            department,
            urgency: Urgency::Urgent,
            arrived_at: samples::at(8, 10),
        }],
        exchanges: vec![OpenExchange {
            infno: Interface::Settlement,
            admission: Some(AdmissionId(samples::id(6))),
            code: Some("MERE78P7".into()),
            unknown: true,
            since: samples::at(8, 50),
        }],
        exchange_count: 1,
        clashes: vec![RoomClash {
            department,
            room: Label::new(samples::HOSTILE, samples::HOSTILE),
            date: samples::day(),
            sessions: [clashing(601), clashing(602)],
        }],
    }
}

#[test]
fn a_room_with_two_sessions_is_seen_in_the_grid_and_named() {
    for t in samples::localizers() {
        let mut page = samples::week();
        let load = page.rows[0].days.iter_mut().flatten().next().unwrap();
        load.clashes = vec![clashing(602)];
        let chosen = load.session;
        let html = schedule_of(&t, &page, Some(chosen));
        assert_eq!(all(&html, ".session.is-clash").len(), 1);
        assert!(words(all(&html, ".session.is-clash em")[0]).contains(&t.text("admin-room-clash")));
        assert!(first(&html, ".pairs").contains("08:00–12:00"), "with whose session");
    }
}

#[test]
fn long_lists_are_narrowed() {
    for t in samples::localizers() {
        let all_of = |role: &str, state: &str| {
            let query = users::UsersQuery { role: role.into(), state: state.into(), ..Default::default() };
            users::filtered(&t, &query, samples::users()).1.len()
        };
        assert_eq!(all_of("", ""), 3);
        assert_eq!(all_of("", "locked"), 1);
        let by_role: usize =
            ["patient", "desk", "clinician", "nurse", "admin"].map(|role| all_of(role, "")).iter().sum();
        assert_eq!(by_role, 3);
        assert!(all_of("nurse", "") < 3);

        let page = samples::week();
        let only = page.rows[0].clinician;
        assert_eq!(schedule::rows(&t, &page, samples::day(), None, Some(only)).len(), 1);
        let choices = schedule::choices(&t, &page, Some(only));
        assert_eq!(choices.iter().filter(|choice| choice.chosen).count(), 1);
    }
}

fn schedule(t: &crate::locale::Localizer, session: Option<u128>) -> Html {
    schedule_of(t, &samples::week(), session.map(|number| SessionId(samples::id(number))))
}

fn schedule_of(t: &crate::locale::Localizer, page: &WeekPlan, session: Option<SessionId>) -> Html {
    let today = samples::day();
    let screen = schedule::ScheduleScreen {
        t,
        shell: &samples::shell(t),
        nonce: samples::NONCE,
        place: "schedule",
        notice: None,
        department: t.label(&page.department.name),
        department_id: page.department.department.to_string(),
        week: String::new(),
        monday: schedule::monday(page, today).to_string(),
        before: "/admin/schedule".into(),
        after: "/admin/schedule".into(),
        departments: Vec::new(),
        days: schedule::days(t, page, today),
        choices: schedule::choices(t, page, None),
        clinicians: schedule::rows(t, page, today, session, None),
        chosen: session.and_then(|session| schedule::chosen(t, page, session)),
        publish: schedule::Publish::new(t, page, today),
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
        let (filter, found) = users::filtered(&t, &users::UsersQuery::default(), samples::users());
        let screen = users::UsersScreen {
            filter,
            t: &t,
            shell: &samples::shell(&t),
            nonce: samples::NONCE,
            place: "users",
            notice: None,
            users: users::lines(&t, &found, &users::Places::default(), found.first().map(|own| own.user)),
            create: users::Create::new(&t, &users::Places::default()),
        };
        let page = sound(&screen.render().unwrap());
        assert_eq!(all(&page, ".users tbody tr").len(), 3);
        assert_eq!(all(&page, "form[action$='/password']").len(), 3, "each can be given a new password");
        assert_eq!(all(&page, "form[action$='/unlock']").len(), 1, "only what is locked is unlocked");
        let own = all(&page, ".users tbody tr")[0];
        let switches = |row: scraper::ElementRef<'_>| row.html().contains("/switch-o");
        assert!(!switches(own) && switches(all(&page, ".users tbody tr")[1]), "nobody switches off the own login");
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
            by: OpenedBy::BreakGlass,
        };
        let page = sound(&break_glass::BreakGlassScreen::new(&t, &shell, &[row]).render().unwrap());
        assert_eq!(all(&page, ".users tbody tr").len(), 1);
        let page = sound(&break_glass::BreakGlassScreen::new(&t, &shell, &[]).render().unwrap());
        assert!(first(&page, "p.empty").contains("30"), "it says of how many days");
    }
}

#[test]
fn the_clock_page_says_why_nothing_is_written_and_what_waits() {
    let span = UnattendedSpan {
        since: samples::at(7, 0),
        until: samples::at(9, 30),
        count: 201,
        held: vec![Held {
            due: samples::at(8, 30),
            what: Action::MarkMissed,
            department: Some(Label { zh: "内分泌科".into(), en: "Endocrinology".into() }),
            window: Some((samples::at(7, 40), samples::at(8, 0))),
        }],
    };
    let future = FutureEvents { first: 7, first_at: samples::at(12, 0), last_at: samples::at(12, 30), count: 2_086 };
    let faults = [
        Stopped::Journal,
        Stopped::Clock(ClockFault::Moved { minutes: 30_240 }),
        Stopped::Clock(ClockFault::Moved { minutes: -61 }),
        Stopped::Clock(ClockFault::BehindLastEvent { last: samples::at(12, 30), minutes: 180 }),
        Stopped::Clock(ClockFault::PartedFromServer { minutes: -75 }),
    ];
    for t in samples::localizers() {
        let shell = samples::shell(&t);
        for stopped in faults {
            let view = ClockState {
                now: samples::at(9, 30),
                shows: samples::at(9, 30),
                stopped: Some(stopped),
                future: Some(future),
                unattended: vec![span.clone()],
            };
            let page = sound(&clock::ClockScreen::new(&t, &shell, samples::NONCE, None, &view).render().unwrap());
            let agrees = all(&page, "form[action='/admin/clock/agree']").len();
            assert_eq!(agrees, usize::from(stopped != Stopped::Journal), "nobody agrees to damage");
            let named = all(&page, "form[action='/admin/clock/decide'] input[name=since]")[0].value().attr("value");
            assert_eq!(named, Some(span.since.to_rfc3339().as_str()));
            assert_eq!(all(&page, ".users tbody tr").len(), 1);
            assert!(first(&page, "[role=note]").contains("2,086") || first(&page, "[role=note]").contains("2086"));
            if let Stopped::Clock(ClockFault::Moved { minutes } | ClockFault::PartedFromServer { minutes }) = stopped {
                let said: String = first(&page, "[aria-labelledby=stopped]").replace(',', "");
                assert!(said.contains(&minutes.abs().to_string()), "{said}");
            }
        }
        let well = ClockState {
            now: samples::at(9, 30),
            shows: samples::at(9, 30),
            stopped: None,
            future: None,
            unattended: Vec::new(),
        };
        let page = sound(&clock::ClockScreen::new(&t, &shell, samples::NONCE, None, &well).render().unwrap());
        assert!(all(&page, "form[action^='/admin/clock']").is_empty());
    }
}

#[test]
fn log_ins_are_shown_with_what_was_typed_by_nobody() {
    for t in samples::localizers() {
        let shell = samples::shell(&t);
        let steps = [
            LoginStep::LogIn,
            LoginStep::WrongPassword,
            LoginStep::UnknownName,
            LoginStep::Uncounted,
            LoginStep::Denied,
            LoginStep::Created,
            LoginStep::PasswordSet,
            LoginStep::OwnPassword,
            LoginStep::Unlocked,
            LoginStep::SwitchedOff,
            LoginStep::SwitchedOn,
        ];
        let row = |step| LoginAccess {
            at: samples::at(9, 0),
            login: (step != LoginStep::UnknownName).then(|| samples::HOSTILE.into()),
            step,
            whose: Some(samples::HOSTILE.into()),
            address: Some("2001:db8::/64".into()),
            times: 3,
        };
        let rows = steps.map(row);
        let page =
            sound(&log_ins::LogInsScreen::new(&t, &shell, &log_ins::LogInsQuery::default(), &rows).render().unwrap());
        assert_eq!(all(&page, ".users tbody tr").len(), rows.len());
        assert_eq!(all(&page, ".users .tag-warn").len(), 4, "what was wrong or refused stands out");
        for (kind, found) in [("wrong", 4), ("done", 6)] {
            let query = log_ins::LogInsQuery { kind: kind.into(), days: "7".into() };
            let page = sound(&log_ins::LogInsScreen::new(&t, &shell, &query, &rows).render().unwrap());
            assert_eq!(all(&page, ".users tbody tr").len(), found, "{kind}");
            assert_eq!(all(&page, "select[name=days] option[selected][value='7']").len(), 1);
        }
        let page =
            sound(&log_ins::LogInsScreen::new(&t, &shell, &log_ins::LogInsQuery::default(), &[]).render().unwrap());
        assert!(first(&page, "p.empty").contains("30"), "it says of how many days");
    }
}
