//! What is due, the promises, who left and who waits, against a plain fold over what was told, whatever was told.

use crate::{
    harness::*,
    properties::{open, play, steps},
};
use chrono::Duration;
use model::{
    decide::{Decider, Stamp},
    id::{AdmissionId, AppointmentId, BedId, DepartmentId, SessionId, SlotId, WardId},
    person::Sex,
    scheduling::{BookingRules, Command, Event, Needs, RulesScope, SettledAt, Title, command},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use proptest::prelude::*;
use scheduling::{
    Due,
    read::{AppointmentState, Moment, Share},
};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
struct Window {
    session: SessionId,
    department: DepartmentId,
    date: BusinessDate,
    from: Instant,
    until: Instant,
}

#[derive(Clone, Debug)]
struct Visit {
    slot: SlotId,
    state: AppointmentState,
    before_missed: AppointmentState,
    is_excused: bool,
    /// Waits where a call put it.
    is_placed: bool,
    checked_in: Option<Instant>,
    called: Option<Instant>,
    first_called: Option<(Instant, Option<bool>)>,
    /// The window that was booked, of somebody who was sent on to another session.
    booked: Option<(Instant, Instant)>,
}

#[derive(Clone, Debug, Default)]
struct Stay {
    bed: Option<BedId>,
    arrived: Option<Instant>,
    in_bed: Option<Instant>,
    left: Option<(Instant, SettledAt)>,
    is_cancelled: bool,
}

/// What there is by what was told, in maps and nothing else.
#[derive(Clone, Debug, Default)]
struct Fold {
    rules: Vec<(RulesScope, BookingRules)>,
    windows: BTreeMap<SlotId, Window>,
    visits: BTreeMap<AppointmentId, Visit>,
    /// Until when each seat is held.
    holds: BTreeMap<(SlotId, u16), Instant>,
    wards: BTreeMap<BedId, WardId>,
    cleaning: BTreeMap<BedId, Instant>,
    /// Until when each bed is out of use, if that is known.
    blocked: BTreeMap<BedId, Instant>,
    stays: BTreeMap<AdmissionId, Stay>,
}

impl Fold {
    fn of(log: &[(Told, Stamp)]) -> Self {
        let mut fold = Self::default();
        for (told, stamp) in log {
            if let Told::Event(event) = told {
                fold.outpatient(event, stamp.at);
                fold.inpatient(event, stamp.at);
            }
        }
        fold
    }

    fn visit(&mut self, id: AppointmentId) -> &mut Visit {
        self.visits.get_mut(&id).expect("booked")
    }

    /// Waits in another session, with the window that was booked; a call that was not followed is off.
    fn sent_on(&mut self, id: AppointmentId, slot: SlotId) {
        let before = self.visit(id).slot;
        let window = self.windows.get(&before).map(|window| (window.from, window.until));
        let visit = self.visit(id);
        let is_first = visit.first_called.map(|(first, _)| first) == visit.called;
        if visit.state == AppointmentState::Called && is_first && !visit.is_placed {
            visit.first_called = None;
        }
        visit.booked = visit.booked.or(window);
        (visit.slot, visit.state) = (slot, AppointmentState::Arrived);
        (visit.called, visit.is_placed) = (None, false);
    }

    fn outpatient(&mut self, event: &Event, at: Instant) {
        use AppointmentState::{Arrived, Booked, Called, Cancelled, Fulfilled, InConsultation, NoShow, NotSeen};
        match event {
            Event::RulesAdopted(adopted) => self.rules.push((adopted.scope, adopted.rules.clone())),
            Event::SessionPublished(published) => {
                for spec in &published.slots {
                    let window = Window {
                        session: published.session,
                        department: published.department,
                        date: published.date,
                        from: spec.from,
                        until: spec.until,
                    };
                    self.windows.insert(spec.slot, window);
                }
            }
            Event::SessionChanged(changed) => {
                let of = |window: &&Window| window.session == changed.session;
                let Some(department) = self.windows.values().find(of).map(|window| window.department) else { return };
                self.windows.retain(|slot, _| !changed.dropped.contains(slot));
                for spec in &changed.added {
                    let (from, until) = (spec.from, spec.until);
                    let window = Window { session: changed.session, department, date: changed.date, from, until };
                    self.windows.insert(spec.slot, window);
                }
            }
            Event::SessionWithdrawn(gone) => self.windows.retain(|_, window| window.session != gone.session),
            Event::AppointmentBooked(booked) => {
                let visit = Visit {
                    slot: booked.slot,
                    state: Booked,
                    before_missed: Booked,
                    is_excused: false,
                    is_placed: false,
                    checked_in: None,
                    called: None,
                    first_called: None,
                    booked: None,
                };
                self.visits.insert(booked.appointment, visit);
            }
            Event::HoldPlaced(held) => _ = self.holds.insert((held.slot, held.seat), held.until),
            Event::HoldEnded(ended) => _ = self.holds.remove(&(ended.slot, ended.seat)),
            Event::AppointmentCancelled(it) => self.visit(it.appointment).state = Cancelled,
            Event::CancellationUndone(it) => {
                let visit = self.visit(it.appointment);
                let (slot, before_missed) = (visit.slot, Booked);
                *visit = Visit {
                    slot,
                    state: Booked,
                    before_missed,
                    is_excused: false,
                    is_placed: false,
                    checked_in: None,
                    called: None,
                    first_called: None,
                    booked: None,
                };
            }
            Event::AppointmentMoved(it) => {
                let visit = self.visit(it.appointment);
                (visit.slot, visit.is_excused, visit.booked) = (it.slot, false, None);
            }
            Event::VisitTransferred(it) => self.sent_on(it.appointment, it.slot),
            Event::VisitTransferUndone(it) => self.sent_on(it.appointment, it.slot),
            Event::PatientCheckedIn(it) => {
                let visit = self.visit(it.appointment);
                (visit.state, visit.checked_in) = (Arrived, Some(at));
            }
            Event::CheckInUndone(it) => {
                let visit = self.visit(it.appointment);
                (visit.state, visit.checked_in) = (Booked, None);
            }
            Event::PatientCalled(it) => {
                let visit = self.visit(it.appointment);
                (visit.state, visit.called) = (Called, Some(at));
                visit.first_called = visit.first_called.or(Some((at, it.in_turn)));
            }
            Event::CallUndone(it) => {
                let visit = self.visit(it.appointment);
                visit.state = Arrived;
                let is_first = visit.first_called.map(|(first, _)| first) == visit.called;
                visit.first_called = visit.first_called.filter(|_| visit.is_placed || !is_first);
                visit.called = None;
            }
            Event::PatientPassed(it) => {
                let visit = self.visit(it.appointment);
                (visit.state, visit.is_placed) = (Arrived, true);
            }
            Event::ConsultationStarted(it) => self.visit(it.appointment).state = InConsultation,
            Event::ConsultationFinished(it) => self.visit(it.appointment).state = Fulfilled,
            Event::PatientReturned(it) => {
                let visit = self.visit(it.appointment);
                (visit.state, visit.is_placed) = (Arrived, false);
            }
            Event::ReturnUndone(it) => {
                let visit = self.visit(it.appointment);
                (visit.state, visit.is_placed) = (Fulfilled, false);
            }
            Event::FinishUndone(it) => self.visit(it.appointment).state = InConsultation,
            Event::AppointmentMissed(it) => {
                let visit = self.visit(it.appointment);
                (visit.before_missed, visit.state) = (visit.state, NoShow);
            }
            Event::MissedUndone(it) => {
                let visit = self.visit(it.appointment);
                visit.is_excused = true;
                visit.is_placed |= visit.before_missed != Booked;
                visit.state = if visit.before_missed == Booked { Booked } else { Arrived };
            }
            Event::AppointmentNotSeen(it) => self.visit(it.appointment).state = NotSeen,
            Event::SessionEndUndone(it) => {
                it.awaited.iter().for_each(|id| self.visit(*id).state = Booked);
                it.waiting.iter().for_each(|id| self.visit(*id).state = Arrived);
            }
            _ => {}
        }
    }

    fn inpatient(&mut self, event: &Event, at: Instant) {
        let left = match event {
            Event::PatientDischarged(it) => Some(it.bed),
            Event::PatientTransferred(it) => Some(it.from),
            Event::TransferUndone(it) => Some(it.from),
            _ => None,
        };
        left.map(|bed| self.cleaning.insert(bed, at));
        let taken = match event {
            Event::BedReadied(it) => Some(it.bed),
            Event::PatientTransferred(it) => Some(it.bed),
            Event::TransferUndone(it) => Some(it.bed),
            Event::DischargeUndone(it) => Some(it.bed),
            _ => None,
        };
        taken.map(|bed| self.cleaning.remove(&bed));
        match event {
            Event::WardOpened(opened) => {
                let beds = opened.rooms.iter().flat_map(|room| &room.beds);
                self.wards.extend(beds.map(|bed| (bed.bed, opened.ward)));
            }
            Event::BedBlocked(it) => _ = it.until.map(|until| self.blocked.insert(it.bed, until)),
            Event::BedUnblocked(it) => _ = self.blocked.remove(&it.bed),
            Event::AdmissionRequested(it) => _ = self.stays.insert(it.admission, Stay::default()),
            Event::AdmissionCancelled(it) => self.stay(it.admission).is_cancelled = true,
            Event::BedAssigned(it) => self.stay(it.admission).bed = Some(it.bed),
            Event::BedUnassigned(it) => self.stay(it.admission).bed = None,
            Event::PatientArrived(it) => self.stay(it.admission).arrived = Some(at),
            Event::PatientInBed(it) => self.stay(it.admission).in_bed = Some(at),
            Event::PatientTransferred(it) => self.stay(it.admission).bed = Some(it.bed),
            Event::TransferUndone(it) => self.stay(it.admission).bed = Some(it.bed),
            Event::PatientDischarged(it) => self.stay(it.admission).left = Some((at, it.settled)),
            Event::DischargeUndone(it) => self.stay(it.admission).left = None,
            _ => {}
        }
    }

    fn stay(&mut self, id: AdmissionId) -> &mut Stay {
        self.stays.get_mut(&id).expect("requested")
    }

    /// What the last of the sets of a scope says that are in force.
    fn said(&self, scope: RulesScope, today: BusinessDate, rule: fn(&BookingRules) -> Option<u16>) -> Option<u16> {
        let sets = self.rules.iter().filter(|(of, set)| *of == scope && set.valid_from <= today);
        rule(&sets.max_by_key(|(_, set)| set.valid_from)?.1)
    }

    /// What is due at a moment: all there is is looked through.
    fn due(&self, now: Instant) -> Vec<(Instant, Due)> {
        let today = ZONE.date(now);
        let minutes = |minutes: u16| Duration::minutes(i64::from(minutes));
        let clean = self.said(RulesScope::Hospital, today, |set| set.cleaning_minutes).expect("the hospital's");
        let mut all: Vec<_> =
            self.cleaning.iter().map(|(bed, since)| (*since + minutes(clean), Due::ReadyBed(*bed))).collect();
        all.extend(self.blocked.iter().map(|(bed, until)| (*until, Due::UnblockBed(*bed))));
        for (id, visit) in &self.visits {
            use AppointmentState::{Arrived, Booked, Called};
            let Some(window) = self.windows.get(&visit.slot) else { continue };
            if visit.state == Booked && !visit.is_excused {
                let scopes = [
                    RulesScope::Session(window.session),
                    RulesScope::Department(window.department),
                    // Everybody in this world has one title.
                    RulesScope::Kind(Title::Chief),
                    RulesScope::Hospital,
                ];
                let said = scopes.into_iter().find_map(|scope| self.said(scope, today, |set| set.missed_minutes_after));
                all.push((window.until + minutes(said.expect("the hospital's")), Due::MarkMissed(*id)));
            }
            if matches!(visit.state, Booked | Arrived | Called) {
                let closes = ZONE.instant(window.date.plus_days(1), MinuteOfDay(240));
                all.push((closes, Due::EndSession(window.session)));
            }
        }
        for ((slot, seat), until) in self.holds.iter().filter(|(_, until)| **until <= now) {
            // A session is looked at once its first hold is over, which comes before the others.
            let session = self.windows[slot].session;
            let of_session = self.holds.iter().filter(|((other, _), _)| self.windows[other].session == session);
            let first = of_session.map(|(_, until)| *until).min().unwrap_or(*until);
            all.push((first, Due::LapseHold(*slot, *seat)));
        }
        all.retain(|(at, _)| *at <= now);
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Everything that is due now, soon, by night and the day after.
fn due_holds(harness: &mut Harness) -> Result<(), TestCaseError> {
    let fold = Fold::of(&harness.log);
    for minutes in [0, 17, 45, 600, 1_259, 1_260, 1_500] {
        let now = harness.now + Duration::minutes(minutes);
        prop_assert_eq!(harness.world.due(Moment { now, zone: ZONE }), fold.due(now), "{} minutes later", minutes);
    }
    Ok(())
}

/// The promises of each day, and of all of them.
fn promises_hold(harness: &Harness) -> Result<(), TestCaseError> {
    let fold = Fold::of(&harness.log);
    let said = harness.world.promises(date("2026-11-25"), date("2026-11-28"), ZONE);
    let (mut visits, mut missed) = (0, 0);
    for day in said.days {
        let (mut kept, mut early, mut out_of_turn, mut unknown, mut not_seen) = (Share::default(), 0, 0, 0, 0);
        for visit in fold.visits.values().filter(|visit| visit.state != AppointmentState::Cancelled) {
            let window = fold.windows.get(&visit.slot).expect("not withdrawn while it has a visit");
            if window.date != day.date {
                continue;
            }
            visits += u64::from(visit.state == AppointmentState::Fulfilled);
            missed += u64::from(visit.state == AppointmentState::NoShow);
            not_seen += u64::from(visit.state == AppointmentState::NotSeen);
            let (Some((called, in_turn)), Some(here)) = (visit.first_called, visit.checked_in) else { continue };
            let (from, until) = visit.booked.unwrap_or((window.from, window.until));
            if here >= from {
                continue;
            }
            let is_early = called < from;
            if is_early && in_turn == Some(false) {
                out_of_turn += 1;
                continue;
            }
            unknown += u64::from(is_early && in_turn.is_none());
            early += u64::from(is_early && in_turn == Some(true));
            kept.of += 1;
            kept.count += u64::from(called < until);
        }
        prop_assert_eq!((day.calls.kept_window, day.not_seen), (kept, not_seen));
        prop_assert_eq!((day.calls.early, day.calls.out_of_turn, day.calls.unknown), (early, out_of_turn, unknown));
        let longest = fold.windows.values().filter(|window| window.date == day.date);
        let longest = longest.map(|window| (window.until - window.from).num_minutes() as u16).max();
        prop_assert_eq!(day.slot_minutes_max, longest);
        let came = fold.stays.values().filter_map(|stay| Some((stay.arrived?, stay.in_bed?)));
        let came: Vec<_> = came.filter(|(_, in_bed)| ZONE.date(*in_bed) == day.date).collect();
        let seconds: i64 = came.iter().map(|(arrived, in_bed)| (*in_bed - *arrived).num_seconds()).sum();
        prop_assert_eq!((day.admission.seconds, day.admission.cases), (seconds, came.len() as u64));
        let gone: Vec<_> = fold.stays.values().filter_map(|stay| stay.left).collect();
        let gone: Vec<_> = gone.into_iter().filter(|(at, _)| ZONE.date(*at) == day.date).collect();
        let bedside = gone.iter().filter(|(_, settled)| *settled == SettledAt::Bedside).count() as u64;
        prop_assert_eq!(day.bedside, Share { count: bedside, of: gone.len() as u64 });
    }
    prop_assert_eq!((said.visits, said.missed), (visits, missed));
    Ok(())
}

/// Who left each ward lately, and who waits for a bed or lies in none yet.
fn stays_hold(harness: &Harness) -> Result<(), TestCaseError> {
    let fold = Fold::of(&harness.log);
    for (ward, hours) in [(ward(1), 1), (ward(1), 48), (ward(2), 48)] {
        let since = harness.now - Duration::hours(hours);
        let said: Vec<_> = harness.world.discharges(ward, since).iter().map(|stay| stay.id).collect();
        let was_here = |stay: &Stay| stay.bed.and_then(|bed| fold.wards.get(&bed)) == Some(&ward);
        let left = |stay: &Stay| stay.left.is_some_and(|(at, _)| at >= since);
        let expected = fold.stays.iter().filter(|(_, stay)| left(stay) && was_here(stay)).map(|(id, _)| *id);
        prop_assert_eq!(said, expected.collect::<Vec<_>>(), "{} hours", hours);
    }
    let mut waiting: Vec<_> = harness.world.admissions_waiting(None).iter().map(|stay| stay.id).collect();
    waiting.sort_unstable();
    let waits = |stay: &Stay| stay.in_bed.is_none() && !stay.is_cancelled;
    let expected = fold.stays.iter().filter(|(_, stay)| waits(stay)).map(|(id, _)| *id);
    prop_assert_eq!(waiting, expected.collect::<Vec<_>>());
    for id in fold.stays.keys() {
        let listed = harness.world.suggest_beds(*id, usize::MAX);
        prop_assert!(listed.is_sorted_by_key(|bed| (-bed.score, bed.place.bed)), "best first, then by id");
    }
    Ok(())
}

fn all_hold(harness: &mut Harness) -> Result<(), TestCaseError> {
    due_holds(harness)?;
    promises_hold(harness)?;
    stays_hold(harness)
}

/// Random histories seldom come to a discharge: two wards, by hand.
#[test]
fn who_has_left_a_ward_is_told_from_the_minute_on() {
    let mut harness = Harness::new();
    harness.open_second_ward();
    // By id the other way round than by when they leave.
    let stays = [(1, bed(1, 0), "11:00"), (2, bed(1, 1), "10:00"), (3, bed(5, 0), "10:30"), (4, bed(3, 0), "12:00")];
    for (number, bed, _) in stays {
        harness.set("08:00").admit(number, Sex::Male, Needs::default(), bed);
    }
    for number in [2, 3, 1] {
        let settled = SettledAt::Bedside;
        harness.set(stays[number as usize - 1].2);
        harness.ok(Command::Discharge(command::Discharge { admission: admission(number), settled }));
    }
    let left = |harness: &Harness, number, since| -> Vec<AdmissionId> {
        harness.world.discharges(ward(number), since).iter().map(|stay| stay.id).collect()
    };
    // Number 4 lies in the first ward still.
    assert_eq!(left(&harness, 1, at("08:00")), [1, 2].map(admission));
    assert_eq!(left(&harness, 1, at("10:00")), [1, 2].map(admission));
    assert_eq!(left(&harness, 1, at("10:00") + Duration::seconds(1)), [admission(1)]);
    assert_eq!(left(&harness, 1, at("11:00") + Duration::seconds(1)), []);
    assert_eq!(left(&harness, 2, at("08:00")), [admission(3)]);
    assert_eq!(left(&harness, 2, at("10:31")), []);
    // Who was not to leave has not left.
    let undone = command::UndoDischarge { admission: admission(1), reason: reason() };
    harness.set("11:10").ok(Command::UndoDischarge(undone));
    assert_eq!(left(&harness, 1, at("08:00")), [admission(2)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_due_and_counted_is_what_was_told(kept in steps(160), undone in steps(80)) {
        let mut harness = open();
        for steps in kept.chunks(20) {
            play(&mut harness, steps);
            all_hold(&mut harness)?;
        }
        // What is taken back is due no more, and counted no more.
        let (mark, now, length) = (harness.world.mark(), harness.now, harness.log.len());
        play(&mut harness, &undone);
        harness.world.take_back_to(mark);
        harness.now = now;
        harness.log.truncate(length);
        all_hold(&mut harness)?;
        harness.world = scheduling::World::restore(harness.world.snapshot());
        all_hold(&mut harness)?;
    }
}
