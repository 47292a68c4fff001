//! Random histories in which nobody may be beyond a cap, by any path: booking by every channel, moving, cancelling and
//! taking it back, the waiting list, a draw, closures, transfers, undone no-shows and endings, merges.
//!
//! Those of clinicians 1 and 2, who are chiefs, count besides the others, and so do those of children, as everybody is. A ledger of its own follows the events alone and counts by the calendar itself. The histories begin on Wednesday
//! 30 December 2026: the week, the month, the quarter and the year end within them, and one session runs over midnight into
//! the new year.

use crate::{
    cancelling::undo as undo_cancel,
    closing::{close, undo},
    drawing,
    exempting::{end, grant},
    harness::*,
    waiting::{accept, join, tick, waitlist_rules, wish},
};
use chrono::Datelike as _;
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, ExemptionId, PersonId, SessionId, SlotId, WaitlistEntryId},
    scheduling::{
        BookingRules, Cap, Channel, Command, Event, ExemptFrom, Half, PatientGroup, Period, PersonFact, RulesAdopted,
        RulesScope, Silence, Title, Within, command,
    },
    time::BusinessDate,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// (session, clinician, day, from, until): clinicians 1 and 3 are of department 1, clinician 2 of department 2.
const SESSIONS: [(u32, u32, &str, u16, u16); 9] = [
    (1, 1, "2026-12-30", 600, 660),
    (2, 2, "2026-12-30", 600, 660),
    (3, 3, "2026-12-31", 480, 540),
    // 23:20–01:00.
    (4, 1, "2026-12-31", 1400, 1500),
    (5, 2, "2027-01-01", 480, 540),
    (6, 3, "2027-01-02", 480, 540),
    // Sunday and Monday: of two weeks.
    (7, 1, "2027-01-03", 480, 540),
    (8, 1, "2027-01-04", 480, 540),
    // Beside session 1: they send patients to each other.
    (9, 3, "2026-12-30", 600, 660),
];
const PEOPLE: u32 = 5;

#[derive(Clone, Debug)]
enum Step {
    Book(u32, u32, u32, Channel),
    /// Person, as one who waits for the draw.
    JoinDraw(u32),
    /// Checked in and sent on to another session.
    Transfer(usize, u32),
    UndoTransfer(usize),
    /// Who, where; given up again or not.
    Hold(u32, u32, u32, bool),
    Join(u32, usize),
    Accept(u32),
    Cancel(usize, bool),
    UndoCancel(usize, bool),
    Move(usize, u32, u32, bool),
    /// Checked in, called, seen, and perhaps not seen after all.
    Visit(usize, bool),
    Missed(usize),
    UndoMissed(usize),
    End(u32),
    UndoEnd(u32),
    Close(u32, u8, bool, u32),
    AnswerClosure(usize, bool),
    UndoClosure(u32),
    Merge(u32, u32),
    Part(u32),
    Wait(u8),
    /// Exempt from caps, in a department or everywhere, from today for so many days.
    Exempt(u32, u32, u8),
    EndExemption(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..30usize;
    let session = || 1..=SESSIONS.len() as u32;
    // A clinician books the next visit from the room.
    let by = || prop::sample::select(vec![Channel::Online, Channel::Online, Channel::OnSite, Channel::FollowUp]);
    let window = || 0..3u32;
    let who = || 1..=PEOPLE;
    prop_oneof![
        12 => (who(), session(), window(), by()).prop_map(|(who, session, window, by)| Step::Book(who, session, window, by)),
        3 => who().prop_map(Step::JoinDraw),
        4 => (which(), session()).prop_map(|(which, to)| Step::Transfer(which, to)),
        2 => which().prop_map(Step::UndoTransfer),
        4 => (who(), session(), window(), prop::bool::weighted(0.2))
            .prop_map(|(who, session, window, back)| Step::Hold(who, session, window, back)),
        3 => (who(), 0..SESSIONS.len()).prop_map(|(who, session)| Step::Join(who, session)),
        4 => (1..40u32).prop_map(Step::Accept),
        3 => (which(), any::<bool>()).prop_map(|(which, by)| Step::Cancel(which, by)),
        3 => (which(), any::<bool>()).prop_map(|(which, by)| Step::UndoCancel(which, by)),
        4 => (which(), session(), window(), any::<bool>()).prop_map(|(which, to, at, by)| Step::Move(which, to, at, by)),
        4 => (which(), any::<bool>()).prop_map(|(which, back)| Step::Visit(which, back)),
        2 => which().prop_map(Step::Missed),
        2 => which().prop_map(Step::UndoMissed),
        2 => session().prop_map(Step::End),
        2 => session().prop_map(Step::UndoEnd),
        3 => (session(), 1..20u8, any::<bool>(), session()).prop_map(|(of, hours, keep, to)| Step::Close(of, hours, keep, to)),
        5 => (which(), any::<bool>()).prop_map(|(which, yes)| Step::AnswerClosure(which, yes)),
        2 => session().prop_map(Step::UndoClosure),
        2 => (who(), who()).prop_map(|(from, into)| Step::Merge(from, into)),
        1 => who().prop_map(Step::Part),
        3 => (0..14u8).prop_map(Step::Wait),
        1 => (who(), 0..3u32, 0..3u8).prop_map(|(who, place, days)| Step::Exempt(who, place, days)),
        1 => (1..140u32).prop_map(Step::EndExemption),
    ]
}

/// Caps of every kind, tight enough to be met.
fn caps() -> impl Strategy<Value = Vec<Cap>> {
    let of = |per, hospital: std::ops::Range<u16>| {
        (hospital, 1..4u16, 1..4u16, any::<[bool; 3]>()).prop_map(move |(hospital, department, clinician, is_said)| {
            let department = department.min(hospital);
            let maxima = [hospital, department, clinician.min(department)];
            let all = Within::ALL.into_iter().zip(maxima).zip(is_said);
            // The hospital says how many a day.
            let said =
                all.filter(move |((within, _), said)| *said || (per, *within) == (Period::Day, Within::Hospital));
            said.map(|((within, max), _)| Cap::new(per, within, max)).collect::<Vec<_>>()
        })
    };
    (of(Period::Day, 1..4), of(Period::Week, 2..6), of(Period::Month, 2..5), of(Period::Quarter, 2..5))
        .prop_map(|(day, week, month, quarter)| [day, week, month, quarter].concat())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Over,
    /// Cancelled, displaced, or not seen.
    Gone,
}

/// What counts once: an appointment, an offer to an entry of the waiting list, or a seat that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seat {
    Of(AppointmentId),
    Offered(WaitlistEntryId),
    Held(SlotId, u16),
}

/// What the events say.
#[derive(Default)]
struct Ledger {
    seen: usize,
    alias_of: BTreeMap<PersonId, PersonId>,
    slots: BTreeMap<SlotId, (BusinessDate, DepartmentId, ClinicianId)>,
    visits: BTreeMap<AppointmentId, (PersonId, SlotId, State)>,
    kept: BTreeMap<AppointmentId, SlotId>,
    old: BTreeMap<SessionId, BTreeMap<AppointmentId, SlotId>>,
    entries: BTreeMap<WaitlistEntryId, PersonId>,
    offers: BTreeMap<WaitlistEntryId, SlotId>,
    holds: BTreeMap<(SlotId, u16), PersonId>,
    exemptions: BTreeMap<ExemptionId, (PersonId, Option<DepartmentId>, BusinessDate)>,
    /// Who was ever exempt, and so may still have too many.
    were_exempt: BTreeSet<PersonId>,
}

impl Ledger {
    fn root(&self, person: PersonId) -> PersonId {
        self.alias_of.get(&person).map_or(person, |next| self.root(*next))
    }

    fn state(&mut self, id: AppointmentId, state: State) -> (PersonId, SlotId) {
        let visit = self.visits.get_mut(&id).expect("booked");
        visit.2 = state;
        (visit.0, visit.1)
    }

    /// Follows what happened since; returns who got a seat, and which.
    fn follow(&mut self, harness: &Harness) -> Vec<(PersonId, SlotId)> {
        let mut taken = Vec::new();
        for (told, _) in &harness.log[self.seen..] {
            match told {
                Told::Fact(PersonFact::Merged { from, into }) => _ = self.alias_of.insert(*from, *into),
                Told::Fact(PersonFact::Parted { from, .. }) => _ = self.alias_of.remove(from),
                Told::Fact(PersonFact::Known { .. } | PersonFact::Born { .. }) => {}
                Told::Event(event) => taken.extend(self.happened(event)),
            }
        }
        self.seen = harness.log.len();
        taken
    }

    fn happened(&mut self, event: &Event) -> Vec<(PersonId, SlotId)> {
        match event {
            Event::SessionPublished(e) => {
                for slot in &e.slots {
                    self.slots.insert(slot.slot, (e.date, e.department, e.clinician));
                }
                Vec::new()
            }
            Event::AppointmentBooked(e) => {
                self.visits.insert(e.appointment, (e.patient, e.slot, State::Open));
                vec![(e.patient, e.slot)]
            }
            Event::AppointmentMoved(e) => {
                self.kept.remove(&e.appointment);
                let visit = self.visits.get_mut(&e.appointment).expect("booked");
                (visit.1, visit.2) = (e.slot, State::Open);
                vec![(visit.0, e.slot)]
            }
            Event::VisitTransferred(e) => self.sent(e.appointment, e.slot),
            Event::VisitTransferUndone(e) => self.sent(e.appointment, e.slot),
            Event::AppointmentCancelled(e) => {
                self.state(e.appointment, State::Gone);
                Vec::new()
            }
            Event::AppointmentNotSeen(e) => {
                self.state(e.appointment, State::Gone);
                Vec::new()
            }
            Event::AppointmentMissed(e) => {
                self.state(e.appointment, State::Over);
                Vec::new()
            }
            Event::ConsultationFinished(e) => {
                self.state(e.appointment, State::Over);
                Vec::new()
            }
            Event::CancellationUndone(e) => vec![self.state(e.appointment, State::Open)],
            Event::MissedUndone(e) => self.again(&[e.appointment]),
            Event::FinishUndone(e) => self.again(&[e.appointment]),
            Event::SessionEndUndone(e) => self.again(&[&e.awaited[..], &e.waiting].concat()),
            Event::SessionClosed(e) => {
                e.released.iter().for_each(|id| _ = self.kept.remove(id));
                let proposed: BTreeMap<_, _> = e.proposals.iter().map(|one| (one.appointment, one.slot)).collect();
                let mut taken = Vec::new();
                for id in proposed.keys().chain(&e.to_phone) {
                    let (person, slot) = self.state(*id, State::Gone);
                    self.old.entry(e.session).or_default().insert(*id, slot);
                    taken.extend(proposed.get(id).map(|slot| (person, *slot)));
                }
                self.kept.extend(proposed);
                taken
            }
            Event::RebookingAccepted(e) => {
                self.kept.remove(&e.appointment);
                Vec::new()
            }
            Event::RebookingDeclined(e) => {
                self.kept.remove(&e.appointment);
                Vec::new()
            }
            Event::ClosureUndone(e) => {
                let old = self.old[&e.session].clone();
                old.keys().for_each(|id| _ = self.kept.remove(id));
                let mut taken: Vec<_> = e.back.iter().map(|id| self.state(*id, State::Open)).collect();
                for id in &e.asked {
                    self.kept.insert(*id, old[id]);
                    taken.push((self.visits[id].0, old[id]));
                }
                taken
            }
            Event::ClosureLapsed(e) => {
                let old = self.old.get(&e.session).cloned().unwrap_or_default();
                old.keys().for_each(|id| _ = self.kept.remove(id));
                Vec::new()
            }
            Event::WaitlistJoined(e) => {
                self.entries.insert(e.entry, e.patient);
                Vec::new()
            }
            Event::SeatOffered(e) => {
                self.offers.insert(e.entry, e.slot);
                vec![(self.entries[&e.entry], e.slot)]
            }
            Event::HoldPlaced(e) => {
                self.holds.insert((e.slot, e.seat), e.patient);
                vec![(e.patient, e.slot)]
            }
            Event::HoldEnded(e) => {
                self.holds.remove(&(e.slot, e.seat));
                Vec::new()
            }
            Event::OfferAccepted(e) => self.no_offer(e.entry),
            Event::OfferPassed(e) => self.no_offer(e.entry),
            Event::OfferLapsed(e) => self.no_offer(e.entry),
            Event::OfferWithdrawn(e) => self.no_offer(e.entry),
            Event::WaitlistLeft(e) => self.no_offer(e.entry),
            Event::ExemptionGranted(e) => {
                self.exemptions.insert(e.exemption, (e.patient, e.department, e.until));
                self.were_exempt.insert(e.patient);
                Vec::new()
            }
            Event::ExemptionEnded(e) => {
                self.exemptions.remove(&e.exemption);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn sent(&mut self, id: AppointmentId, to: SlotId) -> Vec<(PersonId, SlotId)> {
        let visit = self.visits.get_mut(&id).expect("booked");
        visit.1 = to;
        vec![(visit.0, to)]
    }

    fn no_offer(&mut self, entry: WaitlistEntryId) -> Vec<(PersonId, SlotId)> {
        self.offers.remove(&entry);
        Vec::new()
    }

    /// Everything of a person that counts: which, where, and whether it is over.
    fn of(&self, person: PersonId) -> Vec<(Seat, SlotId, bool)> {
        let own = |other: PersonId| self.root(other) == self.root(person);
        let visits = self.visits.iter().filter(|(_, (of, _, state))| own(*of) && *state != State::Gone);
        let visits = visits.map(|(id, (_, slot, state))| (Seat::Of(*id), *slot, *state == State::Over));
        let kept = self.kept.iter().filter(|(id, _)| own(self.visits[id].0));
        let kept = kept.map(|(id, slot)| (Seat::Of(*id), *slot, false));
        let offers = self.offers.iter().filter(|(id, _)| own(self.entries[id]));
        let offers = offers.map(|(id, slot)| (Seat::Offered(*id), *slot, false));
        let holds = self.holds.iter().filter(|(_, of)| own(**of));
        let holds = holds.map(|((slot, seat), _)| (Seat::Held(*slot, *seat), *slot, false));
        visits.chain(kept).chain(offers).chain(holds).collect()
    }

    /// What counted already over longer periods is open again: whoever was exempt keeps it, however much it is.
    fn again(&mut self, ids: &[AppointmentId]) -> Vec<(PersonId, SlotId)> {
        let all: Vec<_> = ids.iter().map(|id| self.state(*id, State::Open)).collect();
        all.into_iter().filter(|(person, _)| !self.was_exempt(*person)).collect()
    }

    fn was_exempt(&self, person: PersonId) -> bool {
        self.were_exempt.iter().any(|other| self.root(*other) == self.root(person))
    }

    /// Every exemption begins on the day on which it is granted.
    fn is_exempt(&self, person: PersonId, slot: SlotId, today: BusinessDate) -> bool {
        self.exemptions.values().any(|(of, place, until)| {
            let is_here = place.is_none_or(|place| place == self.slots[&slot].1);
            self.root(*of) == self.root(person) && is_here && today <= *until
        })
    }

    /// Does somebody have an offer?
    fn has_offer(&self, person: PersonId) -> bool {
        self.offers.keys().any(|id| self.root(self.entries[id]) == self.root(person))
    }

    /// Does a hold count besides this seat? It gives way to what is offered, but is placed only where both have room.
    fn holds_count(&self, person: PersonId, slot: SlotId) -> bool {
        let is_held =
            |((of, _), whom): (&(SlotId, u16), &PersonId)| *of == slot && self.root(*whom) == self.root(person);
        !self.has_offer(person) || self.holds.iter().any(is_held)
    }

    /// How many seats of a person, or of those with chiefs, are together with one of them under a cap.
    fn count(&self, person: PersonId, slot: SlotId, cap: Cap, of_chiefs: bool) -> usize {
        let (date, department, clinician) = self.slots[&slot];
        let together = |other: &SlotId| {
            let (day, of, with) = self.slots[other];
            (!of_chiefs || is_chief(with))
                && same_period(cap.per, date, day)
                && match cap.within {
                    Within::Hospital => true,
                    Within::Department => of == department,
                    Within::Clinician => with == clinician,
                }
        };
        let counts =
            |(_, slot, is_over): &(Seat, SlotId, bool)| together(slot) && !(*is_over && cap.per == Period::Day);
        let holds_count = self.holds_count(person, slot);
        let all = self.of(person).into_iter().filter(counts).map(|(seat, ..)| seat);
        let all: BTreeSet<_> = all.filter(|seat| holds_count || !matches!(seat, Seat::Held(..))).collect();
        all.len()
    }

    fn holds(&self, taken: &[(PersonId, SlotId)], caps: &Sets, step: &Step, today: BusinessDate) {
        for (person, slot) in taken.iter().filter(|(person, slot)| !self.is_exempt(*person, *slot, today)) {
            // What was let go in the same decision is no seat any more.
            let still = self.of(*person).iter().any(|(_, other, _)| other == slot);
            let of_chiefs = caps.of_chiefs.iter().filter(|_| is_chief(self.slots[slot].2)).map(|cap| (cap, true));
            let all = caps.all.iter().chain(&caps.of_children).map(|cap| (cap, false)).chain(of_chiefs);
            for (cap, of_chiefs) in all.filter(|_| still) {
                let count = self.count(*person, *slot, *cap, of_chiefs);
                assert!(count <= usize::from(cap.max), "{step:?}: {count} under {cap:?} at {:?}", self.slots[slot]);
            }
        }
    }
}

/// The caps of the hospital, those of the chiefs' sessions, and those of children.
struct Sets {
    all: Vec<Cap>,
    of_chiefs: Vec<Cap>,
    of_children: Vec<Cap>,
}

fn is_chief(who: ClinicianId) -> bool {
    who != clinician(3)
}

/// By the calendar: no day is counted twice, no week begins anew with the year.
fn same_period(per: Period, one: BusinessDate, other: BusinessDate) -> bool {
    let (one, other) = (one.0, other.0);
    match per {
        Period::Day => one == other,
        Period::Week => one.iso_week() == other.iso_week(),
        Period::Month => (one.year(), one.month()) == (other.year(), other.month()),
        Period::Quarter => (one.year(), one.month().div_ceil(3)) == (other.year(), other.month().div_ceil(3)),
    }
}

fn open(caps: &Sets) -> Harness {
    let mut harness = Harness::new();
    harness.now = on("2026-12-30", "07:00");
    harness.enrol_as(3, 1, Title::Attending);
    let rules = BookingRules {
        caps: caps.all.clone(),
        cancel_minutes_before: Some(0),
        cancels_per_day_max: Some(100),
        cancels_per_department_day_max: Some(100),
        undo_minutes: Some(2_000),
        waitlist: Some(waitlist_rules()),
        ..rules()
    };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    let rules = BookingRules { caps: caps.of_chiefs.clone(), ..said() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Kind(Title::Chief), rules }));
    let rules = BookingRules { caps: caps.of_children.clone(), ..said() };
    let scope = RulesScope::Group(PatientGroup::Children);
    harness.ok(Command::AdoptRules(RulesAdopted { scope, rules }));
    for who in 1..=PEOPLE {
        harness.learn(PersonFact::Born { person: person(who), year: Some(2020) });
    }
    for (number, who, day, from, until) in SESSIONS {
        harness.ok(publish(number, who, day, (from, until), 20, 1 + (number % 2) as u16));
    }
    // The night before the new year is drawn in the afternoon.
    let times = ["08:00", "12:00", "12:05"].map(|time| on("2026-12-30", time));
    harness.ok(drawing::set_up_at(1, &drawing::seed(7), times));
    harness
}

/// What a step asks for, in order; refusals are as good as anything else.
fn play(harness: &mut Harness, step: &Step, made: &mut u32) {
    *made += 1;
    let number = |which: &usize| *which as u32 + 1;
    let of = |which: &usize| appointment(number(which));
    let asked = match step {
        Step::Book(who, session, window, channel) => {
            let (appointment, slot) = (appointment(*made), slot(*session, *window));
            let (patient, journey) = (person(*who), journey(*who));
            vec![Command::Book(command::Book { appointment, slot, patient, journey, channel: *channel })]
        }
        Step::JoinDraw(who) => vec![drawing::join_as(*made, *who, 1)],
        Step::Transfer(which, to) => {
            let (appointment, session, reason) = (of(which), session(*to), reason());
            let sent_on = command::TransferVisit { appointment, session, reason };
            vec![check_in(number(which)), Command::TransferVisit(sent_on)]
        }
        Step::UndoTransfer(which) => {
            let undo = command::UndoVisitTransfer { appointment: of(which), reason: reason() };
            vec![Command::UndoVisitTransfer(undo)]
        }
        Step::Hold(who, session, window, back) => {
            let to = slot(*session, *window);
            [Some(hold(*who, to)), back.then(|| release_hold(*who, to))].into_iter().flatten().collect()
        }
        Step::Join(who, at) => {
            let (_, clinician, day, from, _) = SESSIONS[*at];
            let half = if from < 720 { Half::Morning } else { Half::Afternoon };
            vec![join(*made, *who, &[wish(clinician, day, half)])]
        }
        Step::Accept(entry) => (1..=PEOPLE).map(|who| accept(*entry, *made, who)).collect(),
        Step::Cancel(which, by) => vec![cancel(number(which), *by)],
        Step::UndoCancel(which, by) => vec![undo_cancel(number(which), *by)],
        Step::Move(which, session, window, by) => vec![move_to(number(which), slot(*session, *window), *by)],
        Step::Visit(which, back) => {
            let appointment = of(which);
            let session = harness.world.appointment(appointment).map(|view| view.session);
            let call = session.map(|session| Command::Call(command::Call { session, appointment: Some(appointment) }));
            let steps = [
                Some(check_in(number(which))),
                call,
                Some(Command::Start(command::Start { appointment })),
                Some(Command::Finish(command::Finish { appointment })),
                back.then(|| Command::UndoFinish(command::UndoFinish { appointment, reason: reason() })),
            ];
            steps.into_iter().flatten().collect()
        }
        Step::Missed(which) => vec![Command::MarkMissed(command::MarkMissed { appointment: of(which) })],
        Step::UndoMissed(which) => {
            vec![Command::UndoMissed(command::UndoMissed { appointment: of(which), reason: reason() })]
        }
        Step::End(number) => vec![Command::EndSession(command::EndSession { session: session(*number) })],
        Step::UndoEnd(number) => {
            vec![Command::UndoEndSession(command::UndoEndSession { session: session(*number), reason: reason() })]
        }
        Step::Close(of, hours, keep, to) => {
            let displaced = harness.world.would_displace(session(*of), harness.moment()).unwrap_or_default();
            let numbers: Vec<u32> = displaced.iter().map(|visit| visit.id.0.as_u128() as u32).collect();
            let (first, others) = numbers.split_at(numbers.len().min(3));
            let offered: Vec<_> = (0..).zip(first).map(|(window, id)| (*id, slot(*to, window))).collect();
            let silence = if *keep { Silence::Keep } else { Silence::Return };
            let deadline = harness.now + chrono::Duration::hours(i64::from(*hours));
            // If not all of it can be had, everybody is phoned.
            vec![close(*of, deadline, silence, &offered, others), close(*of, deadline, silence, &[], &numbers)]
        }
        Step::AnswerClosure(which, true) => {
            vec![Command::AcceptRebooking(command::AcceptRebooking { appointment: of(which) })]
        }
        Step::AnswerClosure(which, false) => {
            vec![Command::DeclineRebooking(command::DeclineRebooking { appointment: of(which) })]
        }
        Step::UndoClosure(number) => vec![undo(*number)],
        Step::Exempt(who, place, days) => {
            let today = harness.moment().today();
            let (from, until) = (today.to_string(), today.plus_days(i64::from(*days)).to_string());
            let place = Some(*place).filter(|place| *place > 0);
            vec![grant(*made, *who, ExemptFrom::Caps, place, (&from, &until))]
        }
        Step::EndExemption(number) => vec![end(*number)],
        Step::Merge(..) | Step::Part(_) | Step::Wait(_) => Vec::new(),
    };
    for command in asked {
        let _refused = harness.play(&command);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_beyond_a_cap_by_any_path(
        all in caps(),
        of_chiefs in caps(),
        of_children in caps(),
        steps in prop::collection::vec(step(), 0..140),
    ) {
        let caps = Sets { all, of_chiefs, of_children };
        let mut harness = open(&caps);
        let mut ledger = Ledger::default();
        ledger.follow(&harness);
        let mut made = 0;
        for step in &steps {
            match step {
                Step::Merge(from, into) => {
                    let (one, other) = (ledger.root(person(*from)), ledger.root(person(*into)));
                    let is_alias = ledger.alias_of.contains_key(&person(*from));
                    if one != other && !is_alias && harness.obstacles(*from, *into).is_empty() {
                        harness.learn(PersonFact::Merged { from: one, into: other });
                    }
                    ledger.follow(&harness);
                    // What is still to come is within every cap, also as one person.
                    let now = harness.moment().today();
                    let open = ledger.of(other).into_iter().filter(|(_, slot, over)| !over && ledger.slots[slot].0 >= now);
                    // But for what is held beside an offer, which one of them had before.
                    let open = open.filter(|(seat, ..)| !matches!(seat, Seat::Held(..)) || !ledger.has_offer(other));
                    let open: Vec<_> = open.map(|(_, slot, _)| (other, slot)).collect();
                    if ledger.root(one) == other && one != other && !ledger.was_exempt(other) {
                        ledger.holds(&open, &caps, step, now);
                    }
                }
                Step::Part(from) => {
                    if let Some(into) = ledger.alias_of.get(&person(*from)).copied() {
                        harness.learn(PersonFact::Parted { from: person(*from), into });
                    }
                }
                Step::Wait(hours) => {
                    harness.now += chrono::Duration::hours(i64::from(*hours));
                    // Each event is looked at by itself: what one takes, the next may give back.
                    tick(&mut harness);
                    drawing::drive(&mut harness, &drawing::seed(7));
                    tick(&mut harness);
                }
                _ => play(&mut harness, step, &mut made),
            }
            let taken = ledger.follow(&harness);
            ledger.holds(&taken, &caps, step, harness.moment().today());
        }
    }
}
