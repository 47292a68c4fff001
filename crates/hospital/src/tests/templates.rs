//! Templates of sessions the whole way: adopted, published as the clock goes on, booked, shown, found after a restart.

use super::harness::{Harness, Silent, config, journal_at, refused, today};
use crate::{
    Answer, Failure, Hospital, Request,
    ids::IdSource,
    read, usecase,
    view::{TemplateList, TemplateSessionState},
};
use chrono::Duration;
use model::{
    Label,
    id::{BedId, TemplateId},
    scheduling::{CalendarYear, DayOfWeek, DaysOff, ReasonCode, TemplatePlan, Weeks, WindowSeats, WorkedDay},
    time::{BusinessDate, MinuteOfDay},
};
use std::sync::Arc;
use uuid::Uuid;

fn day(text: &str) -> BusinessDate {
    text.parse().unwrap()
}

/// Thursdays 14:00–15:00, published 7 days before at 07:00. Today is Thursday, 26 November 2026, 07:00.
pub(super) fn plan() -> TemplatePlan {
    TemplatePlan {
        valid_from: today(),
        valid_until: None,
        room: Label::new("3 诊室", "Room 3"),
        device: None,
        weekday: DayOfWeek::Thursday,
        weeks: Weeks::Every,
        anchor: today(),
        from: MinuteOfDay(840),
        until: MinuteOfDay(900),
        slot_minutes: 20,
        capacity: 1.into(),
        release_days: 7,
        release_at: MinuteOfDay(420),
        pools: Vec::new(),
    }
}

/// 10 December is a day off; Saturday 12 December is worked as a Thursday.
pub(super) fn calendar() -> Request {
    let off = DaysOff { name: Label::new("院庆", "Anniversary"), from: day("2026-12-10"), until: day("2026-12-10") };
    let worked = WorkedDay { date: day("2026-12-12"), worked_as: Some(DayOfWeek::Thursday) };
    let calendar = CalendarYear { year: 2026, source: "test".into(), off: vec![off], worked: vec![worked] };
    Request::AdoptCalendar(usecase::AdoptCalendar { calendar })
}

/// What is due by itself is decided, as the server does each second.
async fn tick(harness: &Harness) {
    harness.hospital.inner.core.queue.send(crate::writer::Work::Due(crate::attended::due)).await.unwrap();
    // A request that is queued after it is answered after it.
    let nothing = Request::ReadyBed(usecase::ReadyBed { bed: BedId(Uuid::nil()) });
    assert!(harness.system(nothing).await.is_err());
}

fn moment(hospital: &Hospital) -> scheduling::read::Moment {
    scheduling::read::Moment { now: hospital.now(), zone: hospital.zone() }
}

/// The days after today on which the clinician has an afternoon.
fn afternoons(hospital: &Hospital) -> Vec<String> {
    let moment = moment(hospital);
    hospital.look(|worlds| {
        let all = worlds.scheduling.sessions_between(today(), today().plus_days(60), moment);
        all.iter().filter(|one| one.from.0 == 840).map(|one| one.date.to_string()).collect()
    })
}

async fn list(harness: &Harness) -> TemplateList {
    harness.hospital.read(&harness.admin(), read::Templates { department: None }).await.unwrap()
}

pub(super) async fn created(harness: &Harness, plan: TemplatePlan) -> TemplateId {
    let request = Request::CreateTemplate(usecase::CreateTemplate { clinician: harness.clinician, plan });
    let Ok(Answer::TemplateCreated { template }) = harness.execute(&harness.admin(), request).await else { panic!() };
    template
}

#[tokio::test]
async fn sessions_are_published_as_the_clock_goes_on_and_are_booked_like_any_other() {
    let harness = Harness::new(1).await;
    let template = created(&harness, plan()).await;
    tick(&harness).await;
    // Nobody knows the holidays: nothing is published, and it is said.
    assert_eq!(afternoons(&harness.hospital), [""; 0]);
    let page = list(&harness).await;
    assert_eq!((page.years[0].year, page.years[0].source.as_deref()), (2026, None));
    assert!(page.not_published.iter().all(|one| one.state == TemplateSessionState::NotPublished));
    let why: Vec<_> = page.not_published.iter().map(|one| one.why.as_ref().unwrap().id.to_string()).collect();
    // Today's and next Thursday's.
    assert_eq!(why, ["refusal-no-calendar", "refusal-no-calendar"]);

    harness.execute(&harness.admin(), calendar()).await.unwrap();
    tick(&harness).await;
    assert_eq!(afternoons(&harness.hospital), ["2026-11-26", "2026-12-03"]);
    let page = list(&harness).await;
    assert_eq!(page.templates.len(), 1);
    assert_eq!((page.templates[0].template, &page.templates[0].plans[..]), (template, &[plan()][..]));
    assert_eq!((page.not_published.len(), page.to_come.len()), (0, 0), "12 December is released on 5 December");
    let of = |date: &str| page.days.iter().find(|one| one.date == day(date)).unwrap();
    assert_eq!(
        (of("2026-12-10").off.as_ref().map(|off| off.zh.as_str()), of("2026-12-10").worked_as),
        (Some("院庆"), None)
    );
    assert_eq!((of("2026-12-12").is_exchanged, of("2026-12-12").worked_as), (true, Some(DayOfWeek::Thursday)));
    assert_eq!((of("2026-11-26").sessions, of("2026-12-03").sessions), (2, 1));
    assert_eq!(
        (page.days.first().unwrap().date, page.days.last().unwrap().date),
        (day("2026-11-01"), day("2027-01-25")),
        "26 November and 60 days"
    );

    // Somebody books one of its windows.
    let person = harness.person().await;
    let now = moment(&harness.hospital);
    let slot = harness.hospital.look(|worlds| {
        let next = day("2026-12-03");
        worlds.scheduling.sessions_between(next, next, now)[0].slots[0].id
    });
    assert!(matches!(harness.book(person, slot).await, Ok(Answer::Booked { .. })));

    // Days pass; then the exchanged Saturday and the Thursdays from today on are published.
    harness.clock.step(Duration::days(11));
    tick(&harness).await;
    assert_eq!(afternoons(&harness.hospital), ["2026-11-26", "2026-12-03", "2026-12-12"]);
    harness.clock.step(Duration::days(10));
    tick(&harness).await;
    // 17 December, 07:00: today's and next Thursday's.
    assert_eq!(afternoons(&harness.hospital), ["2026-11-26", "2026-12-03", "2026-12-12", "2026-12-17", "2026-12-24"]);

    // Everything is found again.
    let before = list(&harness).await;
    harness.hospital.shutdown().await;
    let journal = journal_at(&harness.place.url).await;
    let clock = Arc::new(harness.clock.clone());
    let again = Hospital::open(config(), journal, clock, IdSource::seeded(9), Arc::new(Silent)).await.unwrap();
    let after = again.read(&harness.admin(), read::Templates { department: None }).await.unwrap();
    assert_eq!((after.templates, after.days), (before.templates, before.days));
    assert_eq!(afternoons(&again).len(), 5);
}

#[tokio::test]
async fn a_conflict_is_shown_with_the_other_session_and_goes_away_with_it() {
    let harness = Harness::new(1).await;
    harness.system(calendar()).await.unwrap();
    let hours = (MinuteOfDay(860), MinuteOfDay(880));
    let (other, _) = harness.publish(Label::new("7 诊室", "Room 7"), day("2026-12-03"), hours, 1).await;
    created(&harness, plan()).await;
    tick(&harness).await;
    assert_eq!(afternoons(&harness.hospital), ["2026-11-26"]);
    let page = list(&harness).await;
    let [one] = &page.not_published[..] else { panic!("{:?}", page.not_published) };
    let why = one.why.as_ref().unwrap();
    assert_eq!(
        (one.date, one.state, why.id.as_ref()),
        (day("2026-12-03"), TemplateSessionState::NotPublished, "refusal-clinician-overlap")
    );
    let room = model::message::Value::Label(Label::new("7 诊室", "Room 7"));
    assert!(why.args.iter().any(|(name, value)| name == "room" && *value == room), "{why:?}");
    let head = harness.hospital.look(|worlds| worlds.seq);
    tick(&harness).await;
    assert_eq!(harness.hospital.look(|worlds| worlds.seq), head, "nothing is written while it stands in the way");
    let withdrawn = |session| {
        Request::WithdrawSession(usecase::WithdrawSession { session, reason: ReasonCode::Hospital, text: None })
    };
    harness.execute(&harness.admin(), withdrawn(other)).await.unwrap();
    tick(&harness).await;
    assert_eq!(afternoons(&harness.hospital), ["2026-11-26", "2026-12-03"]);
    // What was published and taken back stays away, and is shown.
    let now = moment(&harness.hospital);
    let published = harness
        .hospital
        .look(|worlds| worlds.scheduling.sessions_between(day("2026-12-03"), day("2026-12-03"), now)[0].id);
    harness.execute(&harness.admin(), withdrawn(published)).await.unwrap();
    tick(&harness).await;
    assert_eq!(afternoons(&harness.hospital), ["2026-11-26"]);
    assert_eq!(list(&harness).await.not_published[0].state, TemplateSessionState::Withdrawn);
}

#[tokio::test]
async fn only_an_administrator_changes_templates_and_nobody_publishes_from_them_by_hand() {
    let harness = Harness::new(1).await;
    harness.system(calendar()).await.unwrap();
    let template = created(&harness, plan()).await;
    let requests = [
        Request::CreateTemplate(usecase::CreateTemplate { clinician: harness.clinician, plan: plan() }),
        Request::ChangeTemplate(usecase::ChangeTemplate {
            template,
            plan: TemplatePlan { capacity: 2.into(), ..plan() },
            version: None,
        }),
        Request::EndTemplate(usecase::EndTemplate {
            template,
            until: today(),
            reason: ReasonCode::Hospital,
            text: Some("停诊".into()),
        }),
        calendar(),
    ];
    let others = [harness.desk(), harness.doctor(), harness.nurse(), harness.patient(harness.person().await)];
    for (actor, request) in others.iter().flat_map(|actor| requests.iter().map(move |request| (actor, request))) {
        assert!(matches!(harness.execute(actor, request.clone()).await, Err(Failure::Denied)), "{request:?}");
    }
    let publish = usecase::PublishFromTemplate { template, date: day("2026-12-03") };
    let by_hand = harness.execute(&harness.admin(), Request::PublishFromTemplate(publish)).await;
    assert!(matches!(by_hand, Err(Failure::Denied)));
    for request in requests.into_iter().skip(1) {
        harness.execute(&harness.admin(), request).await.unwrap();
    }
    let ended = Request::ChangeTemplate(usecase::ChangeTemplate { template, plan: plan(), version: None });
    harness.clock.step(Duration::days(1));
    assert_eq!(refused(harness.execute(&harness.admin(), ended).await), ("template-ended", Some("template")));
    let nameless = TemplatePlan { room: Label::new(" ", "x"), valid_from: today().plus_days(1), ..plan() };
    let request = Request::CreateTemplate(usecase::CreateTemplate { clinician: harness.clinician, plan: nameless });
    assert_eq!(refused(harness.execute(&harness.admin(), request).await), ("text-missing", Some("room")));
    let unknown = read::Templates { department: Some(model::id::DepartmentId(Uuid::nil())) };
    assert!(matches!(harness.hospital.read(&harness.admin(), unknown).await, Err(Failure::NotFound)));
    assert!(matches!(
        harness.hospital.read(&harness.desk(), read::Templates { department: None }).await,
        Err(Failure::Denied)
    ));
}

#[tokio::test]
async fn a_change_of_what_was_changed_meanwhile_is_refused_and_publishing_is_no_change() {
    let harness = Harness::new(1).await;
    harness.system(calendar()).await.unwrap();
    let template = created(&harness, plan()).await;
    let version = |page: TemplateList| page.templates[0].version;
    let seen = version(list(&harness).await);
    tick(&harness).await;
    assert_eq!(afternoons(&harness.hospital).len(), 2);
    assert_eq!(version(list(&harness).await), seen);
    let change = |capacity, version| {
        let plan = TemplatePlan { capacity: WindowSeats::Each(capacity), ..plan() };
        Request::ChangeTemplate(usecase::ChangeTemplate { template, plan, version })
    };
    harness.execute(&harness.admin(), change(2, Some(seen))).await.unwrap();
    let refusal = refused(harness.execute(&harness.admin(), change(3, Some(seen))).await);
    assert_eq!(refusal, ("template-changed-meanwhile", Some("plan")));
    let now = version(list(&harness).await);
    assert_ne!(now, seen);
    harness.execute(&harness.admin(), change(3, Some(now))).await.unwrap();
    // Whoever names no version changes whatever it says.
    harness.execute(&harness.admin(), change(4, None)).await.unwrap();
    assert_eq!(list(&harness).await.templates[0].plans[0].capacity, WindowSeats::Each(4));
}

#[tokio::test]
async fn what_is_published_beside_the_calendar_is_counted_and_only_administrators_read_it() {
    let harness = Harness::new(1).await;
    harness.system(calendar()).await.unwrap();
    created(&harness, plan()).await;
    tick(&harness).await;
    let department = list(&harness).await.department.department;
    let beside = async || harness.hospital.published_beside(&harness.admin(), department, 2026).await.unwrap();
    let before = beside().await;
    assert_eq!(before.calendar.as_ref().map(|year| year.worked.len()), Some(1));
    assert_eq!((before.on_days_off.len(), before.differing.len()), (0, 0));
    let attention = async || {
        let page = harness.hospital.read(&harness.admin(), read::Overview { days: None }).await.unwrap();
        page.attention.into_iter().find(|item| item.id == "attention-days-off")
    };
    assert_eq!(attention().await, None);
    // 3 December becomes a day off; one of its windows is booked.
    let now = moment(&harness.hospital);
    let next = day("2026-12-03");
    let slot = harness.hospital.look(|worlds| worlds.scheduling.sessions_between(next, next, now)[0].slots[0].id);
    harness.book(harness.person().await, slot).await.unwrap();
    let off = DaysOff { name: Label::new("院庆", "Anniversary"), from: next, until: next };
    let changed = CalendarYear { year: 2026, source: "test".into(), off: vec![off], worked: Vec::new() };
    harness.system(Request::AdoptCalendar(usecase::AdoptCalendar { calendar: changed })).await.unwrap();
    let after = beside().await;
    let [one] = &after.on_days_off[..] else { panic!("{after:?}") };
    assert_eq!((one.date, one.from, one.booked), (next, MinuteOfDay(840), 1));
    assert_eq!(one.off.as_ref().map(|off| off.en.as_str()), Some("Anniversary"));
    let counts: Vec<_> = attention().await.unwrap().args.into_iter().map(|(_, value)| value).collect();
    assert_eq!(counts, [model::message::Value::Count(1), model::message::Value::Count(1)]);
    // The day after, it is over.
    harness.clock.step(Duration::days(8));
    assert_eq!((beside().await.on_days_off.len(), attention().await), (0, None));
    let none = harness.hospital.published_beside(&harness.admin(), department, 2027).await.unwrap();
    assert_eq!(none.calendar, None);
    for actor in [harness.desk(), harness.doctor(), harness.nurse(), harness.patient(harness.person().await)] {
        let denied = harness.hospital.published_beside(&actor, department, 2026).await;
        assert!(matches!(denied, Err(Failure::Denied)));
    }
}
