//! Words that several of the patient's pages share.

use super::{itinerary::trip, journey::address, parts::Entry};
use crate::{
    locale::Localizer,
    ui::{parts::Chip, words},
};
use hospital::view::{
    AdmissionState, DepartmentRef, FamilyMember, JourneyDetail, SettlementStage, StaySummary, VisitState, VisitSummary,
};
use model::{message::Message, time::Instant};

/// `林秀英（本人）`
pub(super) fn member(t: &Localizer, member: &FamilyMember) -> String {
    if member.myself {
        t.say(&Message::new("patient-myself").with("name", member.name.full.as_str()))
    } else {
        member.name.full.clone()
    }
}

/// Until when nobody can book online for a member of the family, why, and what helps.
pub(super) fn blocked(t: &Localizer, member: &FamilyMember) -> Option<String> {
    let block = member.blocked?;
    let message = Message::new("patient-blocked")
        .with("name", member.name.full.as_str())
        .with("until", block.until.0)
        .with("count", block.missed)
        .with("days", block.within_days);
    Some(t.say(&message))
}

/// `心血管内科 3 诊室 · 周远航 主任医师`
pub(super) fn place(t: &Localizer, visit: &VisitSummary) -> String {
    format!("{} · {} {}", t.room(&visit.room), visit.clinician.full, words::title(t, visit.title))
}

/// `11月26日 周四 09:00–09:20`
pub(super) fn when(t: &Localizer, visit: &VisitSummary) -> String {
    t.day_and_window(visit.from, visit.until)
}

/// `08:47 已签到`
pub(super) fn checked_in(t: &Localizer, at: Instant) -> String {
    t.say(&Message::new("patient-checked-in").with("at", t.clock(at)))
}

/// `09:40-1 号`, once there is a number.
pub(super) fn ticket(t: &Localizer, visit: &VisitSummary) -> Option<String> {
    visit.ticket.map(|ticket| t.say(&Message::new("patient-ticket").with("ticket", ticket.to_string())))
}

/// From when the patient can check in, or that they can do so now.
pub(super) fn check_in_hint(t: &Localizer, now: Instant, visit: &VisitSummary) -> String {
    if now >= visit.checkin_from {
        return t.text("patient-checkin-open");
    }
    t.say(&Message::new("patient-checkin-hint").with("at", t.clock(visit.checkin_from)))
}

/// What became of a visit that did not take place.
pub(super) fn outcome(t: &Localizer, visit: &VisitSummary) -> String {
    match visit.state {
        VisitState::Cancelled => t.text("patient-cancelled"),
        VisitState::Missed => t.text("patient-missed"),
        VisitState::NotSeen => t.text("patient-not-seen"),
        VisitState::Displaced => t.text("patient-displaced"),
        _ => String::new(),
    }
}

/// Each open visit and stay separately: those who are called come first, then by time.
pub(super) fn under_way(t: &Localizer, journeys: &[JourneyDetail]) -> Vec<Entry> {
    let open = journeys.iter().filter(|journey| is_open(journey));
    let mut entries: Vec<Entry> = open.flat_map(|journey| entries(t, journey)).collect();
    entries.sort_by_key(|entry| (!entry.urgent, entry.at));
    entries
}

/// All visits and stays: first those under way, in the same order, then those that are over, the newest first.
pub(super) fn all(t: &Localizer, journeys: &[JourneyDetail]) -> Vec<Entry> {
    let mut live: Vec<Entry> =
        journeys.iter().filter(|journey| is_open(journey)).flat_map(|one| live(t, one)).collect();
    live.sort_by_key(|entry| (!entry.urgent, entry.at));
    let mut over: Vec<Entry> = journeys.iter().flat_map(|journey| over(t, journey)).collect();
    over.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    live.extend(over);
    live
}

const fn is_open(journey: &JourneyDetail) -> bool {
    journey.closed_at.is_none()
}

fn head(t: &Localizer, page: &JourneyDetail, department: Option<&DepartmentRef>) -> String {
    match department {
        Some(department) => format!("{} · {}", t.label(&department.name), page.patient.name.full),
        None => page.patient.name.full.clone(),
    }
}

/// A journey in one line: what became of its stay, else of its visit.
fn whole(t: &Localizer, page: &JourneyDetail) -> Entry {
    let (chip, line, at) = match (page.stays.iter().rfind(|stay| is_live(stay)), page.visits.first()) {
        (Some(stay), _) => {
            let left = stay.discharged_at.unwrap_or(stay.requested_at);
            (self::stay(t, stay), t.day_and_clock(left), left)
        }
        (None, Some(visit)) => {
            let (chip, line) = visit_entry(t, visit);
            (chip, line, visit.from)
        }
        (None, None) => {
            let id = if page.closed_at.is_some() { "patient-closed" } else { "patient-open" };
            (Chip::new("rest", t.text(id)), t.day_and_clock(page.opened_at), page.opened_at)
        }
    };
    Entry {
        href: format!("/journeys/{}", page.journey),
        head: head(t, page, page.department.as_ref()),
        line,
        chip,
        urgent: false,
        at,
    }
}

const fn is_live(stay: &StaySummary) -> bool {
    !matches!(stay.state, AdmissionState::Cancelled)
}

/// An open journey as things to go on with; otherwise as a single one, with what it was.
fn entries(t: &Localizer, page: &JourneyDetail) -> Vec<Entry> {
    let live = live(t, page);
    if live.is_empty() && !page.visits.iter().any(trip::is_part) { vec![whole(t, page)] } else { live }
}

/// Each open visit of an open journey that is no part of an itinerary, and its stays.
fn live(t: &Localizer, page: &JourneyDetail) -> Vec<Entry> {
    let stays = page.stays.iter().filter(|stay| is_live(stay)).map(|stay| stay_entry(t, page, stay));
    let by_itself = |visit: &&VisitSummary| is_awaited(visit) && !trip::is_part(visit);
    stays.chain(page.visits.iter().filter(by_itself).map(|visit| of_visit(t, page, visit))).collect()
}

/// What is over in a journey: each visit, and, once the journey is closed, each stay; otherwise when it began.
fn over(t: &Localizer, page: &JourneyDetail) -> Vec<Entry> {
    let stays = page.stays.iter().filter(|stay| !(is_open(page) && is_live(stay)));
    let visits = page.visits.iter().filter(|visit| !(is_open(page) && is_awaited(visit)));
    let entries = stays.map(|stay| stay_entry(t, page, stay)).chain(visits.map(|visit| of_visit(t, page, visit)));
    let entries: Vec<Entry> = entries.collect();
    if page.stays.is_empty() && page.visits.is_empty() { vec![whole(t, page)] } else { entries }
}

/// It is still to come, or needs an answer.
fn is_awaited(visit: &VisitSummary) -> bool {
    use VisitState::{Booked, Called, Displaced, InConsultation, Waiting};
    visit.wants_window || matches!(visit.state, Booked | Waiting | Called | InConsultation | Displaced)
}

fn stay_entry(t: &Localizer, page: &JourneyDetail, stay: &StaySummary) -> Entry {
    let place = place_of_stay(t, stay);
    let left = stay.discharged_at.map(|at| t.day_and_clock(at));
    Entry {
        line: left.unwrap_or_else(|| if place.is_empty() { t.day_and_clock(stay.requested_at) } else { place }),
        chip: self::stay(t, stay),
        at: stay.discharged_at.unwrap_or(stay.requested_at),
        ..whole(t, page)
    }
}

fn of_visit(t: &Localizer, page: &JourneyDetail, visit: &VisitSummary) -> Entry {
    let (chip, line) = visit_entry(t, visit);
    Entry {
        href: address(page.journey, visit.appointment),
        head: head(t, page, Some(&visit.department)),
        line,
        chip,
        urgent: matches!(visit.state, VisitState::Called | VisitState::Displaced)
            || visit.wants_window
            || visit.rebooking.is_some(),
        at: visit.from,
    }
}

/// The state of a stay, with its settlement, which is separate from leaving.
pub(super) fn stay(t: &Localizer, stay: &StaySummary) -> Chip {
    use SettlementStage::{Paid, Settled};
    match (stay.state, stay.settlement) {
        (AdmissionState::InBed, Paid) => Chip::new("ok", t.text("patient-stay-settled")),
        (AdmissionState::InBed, Settled) => Chip::new("info", t.text("patient-stay-unpaid")),
        (AdmissionState::Discharged, Paid) => Chip::new("rest", t.text("patient-stay-left-settled")),
        (AdmissionState::Discharged, Settled) => Chip::new("warn", t.text("patient-stay-left-unpaid")),
        (AdmissionState::Discharged, _) => Chip::new("warn", t.text("patient-stay-left-open")),
        (state, _) => {
            let id = match state {
                AdmissionState::Requested => "patient-stay-requested",
                AdmissionState::BedAssigned => "patient-stay-bed-assigned",
                AdmissionState::Arrived => "patient-stay-arrived",
                AdmissionState::InBed => "patient-stay-in-hospital",
                AdmissionState::Discharged => "patient-stay-left-open",
                AdmissionState::Cancelled => "patient-cancelled",
            };
            Chip { words: t.text(id), ..words::stay(t, state) }
        }
    }
}

fn visit_entry(t: &Localizer, visit: &VisitSummary) -> (Chip, String) {
    if let Some(offer) = &visit.rebooking {
        let id = if offer.is_back { "rebooking-home-back" } else { "rebooking-home" };
        let line = Message::new(id)
            .with("day", t.day_at(offer.from))
            .with("window", t.window(offer.from, offer.until))
            .with("at", t.day_and_clock(offer.answer_by));
        return (Chip::new("warn", t.text("rebooking-answer")), t.say(&line));
    }
    match visit.state {
        VisitState::Displaced => (Chip::new("warn", t.text("patient-displaced")), when(t, visit)),
        VisitState::Booked => (Chip::new("ok", t.text("patient-booked")), when(t, visit)),
        VisitState::Waiting => {
            let ahead = Message::new("patient-ahead-line").with("ahead", visit.ahead.unwrap_or_default());
            let line: Vec<String> = ticket(t, visit).into_iter().chain([t.say(&ahead)]).collect();
            (Chip::new("info", t.text("patient-step-wait")), line.join(" · "))
        }
        VisitState::Called => {
            let room = Message::new("patient-called-to").with("room", t.room(&visit.room));
            (Chip::new("warn", t.text("patient-called")), t.say(&room))
        }
        VisitState::InConsultation => (Chip::new("info", t.text("patient-inside")), place(t, visit)),
        VisitState::Finished => (Chip::new("rest", t.text("patient-finished")), when(t, visit)),
        VisitState::Cancelled => (Chip::new("rest", t.text("patient-cancelled")), when(t, visit)),
        VisitState::Missed => (Chip::new("bad", t.text("patient-missed")), when(t, visit)),
        VisitState::NotSeen if visit.wants_window => {
            let line = format!("{} · {}", when(t, visit), t.text("patient-window-wanted"));
            (Chip::new("warn", t.text("patient-not-seen")), line)
        }
        VisitState::NotSeen => (Chip::new("rest", t.text("patient-not-seen")), when(t, visit)),
    }
}

/// `心内科一病区 7 房 3 床`, or that a bed is being looked for.
pub(super) fn place_of_stay(t: &Localizer, stay: &StaySummary) -> String {
    match (&stay.ward, &stay.bed) {
        (Some(ward), Some((room, bed))) => t.say(
            &Message::new("patient-bed")
                .with("ward", t.label(ward))
                .with("room", room.as_str())
                .with("bed", bed.as_str()),
        ),
        _ if stay.state == AdmissionState::Requested => t.text("patient-bed-wanted"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples;
    use model::id::AdmissionId;
    use std::collections::BTreeSet;

    /// Settled by the insurer, paid, left and cancelled are not the same.
    #[test]
    fn every_end_of_a_stay_has_words_of_its_own() {
        use SettlementStage::{None, Paid, Settled};
        let ends = [
            (AdmissionState::InBed, None),
            (AdmissionState::InBed, Settled),
            (AdmissionState::InBed, Paid),
            (AdmissionState::Discharged, None),
            (AdmissionState::Discharged, Settled),
            (AdmissionState::Discharged, Paid),
            (AdmissionState::Cancelled, None),
        ];
        for t in samples::localizers() {
            let mut said = BTreeSet::new();
            for (state, settlement) in ends {
                let card = StaySummary {
                    admission: AdmissionId(samples::id(1)),
                    state,
                    ward: Option::None,
                    bed: Option::None,
                    requested_at: samples::at(8, 0),
                    arrived_at: Option::None,
                    in_bed_at: Option::None,
                    discharged_at: Option::None,
                    settlement,
                };
                assert!(said.insert(stay(&t, &card).words), "{state:?} {settlement:?}");
            }
        }
    }
}
