//! A template's seats, tuned by the visits of the hospital itself, and the change that follows from it.

use super::{
    harness::{Harness, today},
    templates::{calendar, created, plan},
};
use crate::{Answer, Failure, Request, read, usecase, view::TemplateTuning};
use chrono::Duration;
use model::{
    id::{AppointmentId, BedId, TemplateId},
    person::CredentialKind,
    scheduling::{TemplatePlan, WindowSeats},
};
use rust_decimal::Decimal;
use uuid::Uuid;

async fn tick(harness: &Harness) {
    harness.hospital.inner.core.queue.send(crate::writer::Work::Due(crate::attended::due)).await.unwrap();
    // A request that is queued after it is answered after it.
    let nothing = Request::ReadyBed(usecase::ReadyBed { bed: BedId(Uuid::nil()) });
    assert!(harness.system(nothing).await.is_err());
}

fn asked(template: TemplateId) -> read::Tuning {
    read::Tuning { template, plan: None, wait_weight: None, overtime_weight: None }
}

async fn tuning(harness: &Harness, template: TemplateId) -> TemplateTuning {
    harness.hospital.read(&harness.admin(), asked(template)).await.unwrap()
}

/// A full morning of nine windows with four seats: in each window whoever has the last seat of six in turn does not come,
/// and the others are in the room for four minutes each.
async fn morning_of_thirty(harness: &Harness) {
    harness.at(-40);
    let mut booked: Vec<AppointmentId> = Vec::new();
    for slot in harness.slots.clone() {
        for _ in 0..4 {
            let person = harness.person().await;
            let Ok(Answer::Booked { appointment, .. }) = harness.book(person, slot).await else { panic!() };
            booked.push(appointment);
        }
    }
    let missed: Vec<_> = booked.iter().copied().enumerate().filter(|(place, _)| place % 6 == 5).collect();
    let comes: Vec<_> = booked.iter().copied().enumerate().filter(|(place, _)| place % 6 != 5).collect();
    for window in 0..9_usize {
        let here: Vec<_> = comes.iter().filter(|(place, _)| place / 4 == window).collect();
        let begins = window as i64 * 20;
        harness.at(begins - 1);
        for (_, appointment) in &here {
            let request =
                usecase::CheckIn { appointment: *appointment, credential: CredentialKind::ResidentId, class: None };
            harness.execute(&harness.desk(), Request::CheckIn(request)).await.unwrap();
        }
        for place in 0..here.len() {
            harness.at(begins + place as i64 * 4);
            let next = Request::CallNext(usecase::CallNext { session: harness.session });
            let Ok(Answer::Called { appointment }) = harness.execute(&harness.doctor(), next).await else { panic!() };
            harness.execute(&harness.doctor(), Request::Start(usecase::Start { appointment })).await.unwrap();
            harness.at(begins + place as i64 * 4 + 4);
            harness.execute(&harness.doctor(), Request::Finish(usecase::Finish { appointment })).await.unwrap();
        }
    }
    harness.at(215);
    for (_, appointment) in missed {
        let missed = Request::MarkMissed(usecase::MarkMissed { appointment });
        // The tick may have been first.
        match harness.execute(&harness.desk(), missed).await {
            Err(Failure::Refused(refusal)) => assert_eq!(refusal.code, "cannot-be-missed"),
            answer => assert_eq!(answer.unwrap(), Answer::Done),
        }
    }
}

#[tokio::test]
async fn a_morning_is_learnt_and_what_is_proposed_is_published_from_its_day_on() {
    let harness = Harness::new(4).await;
    harness.system(calendar()).await.unwrap();
    let template = created(&harness, TemplatePlan { capacity: WindowSeats::Each(4), ..plan() }).await;
    morning_of_thirty(&harness).await;
    // Today's visits are not over for everybody: they are learnt from tomorrow on.
    let before = tuning(&harness, template).await;
    assert_eq!((before.visits, before.present, before.own.times), (0, None, None));
    let refusal = before.refusal.unwrap();
    assert_eq!((refusal.code, refusal.field), ("tuning-too-few", Some("template")));

    harness.clock.step(Duration::days(1));
    tick(&harness).await;
    let found = tuning(&harness, template).await;
    assert_eq!((found.visits, found.until, found.left_out), (36, today(), 0));
    let (times, no_show) = (found.own.times.unwrap(), found.own.no_show.unwrap());
    // 30 of four minutes each; of 36 six were missed: 6.5 / 37.
    assert_eq!((times.visits, times.mean), (30, Decimal::from(4)));
    assert_eq!((no_show.visits, no_show.missed, no_show.rate), (36, 6, Decimal::new(1757, 4)));
    assert_eq!((found.types.len(), found.lead.len(), found.lead[0].days_to), (1, 1, 0), "first visits of the day");
    let (present, proposed) = (found.present.unwrap(), found.proposed.unwrap());
    assert_eq!((present.seats, proposed.seats.iter().sum::<u16>()), (vec![4, 4, 4], 12));
    assert!(proposed.cost <= present.cost && found.refusal.is_none());
    // Next Thursday's is published: a change from the day after leaves it as it is.
    assert_eq!((&found.published[..], found.first_day), (&[today().plus_days(7)][..], today().plus_days(8)));

    let seats = WindowSeats::Windows(vec![6, 5, 1]);
    let plan = TemplatePlan { valid_from: found.first_day, capacity: seats.clone(), ..found.plan.clone() };
    let change = |version| {
        let plan = plan.clone();
        Request::ChangeTemplate(usecase::ChangeTemplate { template, plan, version: Some(version) })
    };
    harness.execute(&harness.admin(), change(found.version)).await.unwrap();
    assert!(harness.execute(&harness.admin(), change(found.version)).await.is_err(), "it was changed since");
    let later = tuning(&harness, template).await;
    assert_eq!((later.plan.capacity, &later.later[..]), (WindowSeats::Each(4), &[found.first_day][..]));
    let asked = read::Tuning { plan: Some(found.first_day), ..asked(template) };
    let new = harness.hospital.read(&harness.admin(), asked).await.unwrap();
    assert_eq!((new.plan.capacity, new.present.unwrap().seats), (seats, vec![6, 5, 1]));

    // 12 December is worked as a Thursday; 10 December is a day off.
    harness.clock.step(Duration::days(11));
    tick(&harness).await;
    let moment = scheduling::read::Moment { now: harness.hospital.now(), zone: harness.hospital.zone() };
    let windows = |days: i64| {
        let date = today().plus_days(days);
        harness.hospital.look(|worlds| {
            let all = worlds.scheduling.sessions_between(date, date, moment);
            let afternoon = all.iter().find(|one| one.from.0 == 840).unwrap();
            afternoon.slots.iter().map(|slot| slot.capacity).collect::<Vec<_>>()
        })
    };
    assert_eq!((windows(7), windows(16)), (vec![4, 4, 4], vec![6, 5, 1]));
}

#[tokio::test]
async fn only_an_administrator_reads_it_and_what_cannot_be_asked_is_refused() {
    let harness = Harness::new(1).await;
    harness.system(calendar()).await.unwrap();
    let template = created(&harness, plan()).await;
    for other in [harness.desk(), harness.doctor(), harness.nurse(), harness.patient(harness.person().await)] {
        assert!(matches!(harness.hospital.read(&other, asked(template)).await, Err(Failure::Denied)));
    }
    let admin = harness.admin();
    for unknown in
        [asked(TemplateId(Uuid::nil())), read::Tuning { plan: Some(today().plus_days(1)), ..asked(template) }]
    {
        assert!(matches!(harness.hospital.read(&admin, unknown).await, Err(Failure::NotFound)));
    }
    for (wait_weight, overtime_weight, code, field) in [
        (Some(1001), None, "out-of-range", "wait_weight"),
        (None, Some(1001), "out-of-range", "overtime_weight"),
        (Some(-1), None, "out-of-range", "wait_weight"),
        (Some(0), Some(0), "tuning-no-weight", "wait_weight"),
    ] {
        let wrong = read::Tuning { wait_weight, overtime_weight, ..asked(template) };
        let Err(Failure::Refused(refusal)) = harness.hospital.read(&admin, wrong).await else { panic!() };
        assert_eq!((refusal.code, refusal.field), (code, Some(field)));
    }
    let weighed = read::Tuning { wait_weight: Some(2), overtime_weight: Some(0), ..asked(template) };
    let found = harness.hospital.read(&admin, weighed).await.unwrap();
    assert_eq!((found.wait_weight, found.overtime_weight), (2, 0));
}

/// Snapshots say nowhere whether a number or a list follows.
#[test]
fn seats_are_found_again_in_a_snapshot() {
    for seats in [WindowSeats::Each(3), WindowSeats::Windows(vec![4, 0, 2]), WindowSeats::Windows(Vec::new())] {
        let bytes = postcard::to_allocvec(&seats).unwrap();
        assert_eq!(postcard::from_bytes::<WindowSeats>(&bytes).unwrap(), seats);
    }
}
