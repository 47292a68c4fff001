//! Words that several of the patient's pages share.

use super::parts::Entry;
use crate::{
    handlers::staff::{parts::Chip, words},
    locale::Localizer,
};
use hospital::view::{FamilyMember, JourneyPage, StayCard, StayState, VisitCard, VisitState};
use model::{message::Message, time::Instant};

/// `林秀英（本人）`
pub(super) fn member(t: &Localizer, member: &FamilyMember) -> String {
    if member.myself {
        t.say(&Message::new("patient-myself").with("name", member.name.full.as_str()))
    } else {
        member.name.full.clone()
    }
}

/// `心血管内科 3 诊室 · 周远航 主任医师`
pub(super) fn place(t: &Localizer, visit: &VisitCard) -> String {
    format!("{} · {} {}", t.label(&visit.room), visit.clinician.full, words::title(t, visit.title))
}

/// `11月26日 周四 09:00–09:20`
pub(super) fn when(t: &Localizer, visit: &VisitCard) -> String {
    format!("{} {}", t.day(visit.date), t.window(visit.from, visit.until))
}

/// `08:47 已签到`
pub(super) fn checked_in(t: &Localizer, at: Instant) -> String {
    t.say(&Message::new("patient-checked-in").with("at", t.clock(at)))
}

/// From when the patient can check in, or that they can now.
pub(super) fn check_in_hint(t: &Localizer, now: Instant, visit: &VisitCard) -> String {
    if now >= visit.checkin_from {
        return t.text("patient-checkin-open");
    }
    t.say(&Message::new("patient-checkin-hint").with("at", t.clock(visit.checkin_from)))
}

/// What became of a visit that did not take place.
pub(super) fn outcome(t: &Localizer, visit: &VisitCard) -> String {
    match visit.state {
        VisitState::Cancelled => t.text("patient-cancelled"),
        VisitState::Missed => t.text("patient-missed"),
        _ => String::new(),
    }
}

/// A journey as something to go on with: where it stands, and what comes next.
pub(super) fn entry(t: &Localizer, journey: &JourneyPage) -> Entry {
    let department = journey.department.as_ref().map(|department| t.label(&department.name));
    let head = match department {
        Some(department) => format!("{department} · {}", journey.patient.name.full),
        None => journey.patient.name.full.clone(),
    };
    let visit = journey.visits.first();
    let stay = journey.stays.iter().find(|stay| !matches!(stay.state, StayState::Cancelled));
    let (chip, line) = match (journey.closed_at, stay, visit) {
        (Some(_), _, visit) => {
            let line = visit.map_or_else(|| t.day_and_clock(journey.opened_at), |visit| when(t, visit));
            (Chip::new("rest", t.text("patient-closed")), line)
        }
        (None, Some(stay), _) => (words::stay(t, stay.state), place_of_stay(t, stay)),
        (None, None, Some(visit)) => visit_entry(t, visit),
        (None, None, None) => (Chip::new("ok", t.text("patient-open")), t.day_and_clock(journey.opened_at)),
    };
    Entry {
        href: format!("/journeys/{}", journey.journey),
        head,
        line,
        chip,
        urgent: journey.closed_at.is_none() && visit.is_some_and(|visit| visit.state == VisitState::Called),
    }
}

fn visit_entry(t: &Localizer, visit: &VisitCard) -> (Chip, String) {
    match visit.state {
        VisitState::Booked => (Chip::new("ok", t.text("patient-booked")), when(t, visit)),
        VisitState::Waiting => {
            let ahead = Message::new("patient-ahead-line").with("ahead", visit.ahead.unwrap_or_default());
            (Chip::new("info", t.text("patient-step-wait")), t.say(&ahead))
        }
        VisitState::Called => {
            let room = Message::new("patient-called-to").with("room", t.label(&visit.room));
            (Chip::new("warn", t.text("patient-called")), t.say(&room))
        }
        VisitState::InConsultation => (Chip::new("info", t.text("patient-inside")), place(t, visit)),
        VisitState::Finished => (Chip::new("rest", t.text("patient-finished")), when(t, visit)),
        VisitState::Cancelled => (Chip::new("rest", t.text("patient-cancelled")), when(t, visit)),
        VisitState::Missed => (Chip::new("bad", t.text("patient-missed")), when(t, visit)),
    }
}

/// `心内科一病区 7 房 3 床`, or that a bed is looked for.
pub(super) fn place_of_stay(t: &Localizer, stay: &StayCard) -> String {
    match (&stay.ward, &stay.bed) {
        (Some(ward), Some((room, bed))) => t.say(
            &Message::new("patient-bed")
                .with("ward", t.label(ward))
                .with("room", room.as_str())
                .with("bed", bed.as_str()),
        ),
        _ if stay.state == StayState::Requested => t.text("patient-bed-wanted"),
        _ => String::new(),
    }
}
