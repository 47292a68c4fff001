//! The engine: what people do in a hospital, in virtual time.
//!
//! It is incremental: [`Engine::begin`] looks at the hospital and takes up whatever is under way, and
//! [`Engine::run_until`] plays up to a moment, as often as one likes. So one engine makes a simulation's days, a demo's
//! history and its living present, and goes on after a restart. It reads what it knows of the hospital anew before each
//! action; what somebody else did meanwhile is respected, and what the hospital refuses is counted and dropped.

mod begin;
mod forecasts;
mod inpatient;
mod leaving;
mod outpatient;

use crate::{
    agenda::Agenda,
    demo::{Blueprint, Department},
    random::{Draws, minutes},
    scenario::Scenario,
    station::Station,
    target::{Action, Failure, Outcome, Target},
};
use chrono::Duration;
use forecasts::Told;
use model::{
    id::{AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, SessionId, SlotId, WardId},
    person::CredentialKind,
    scheduling::Formality,
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::read::Moment;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The target failed; the simulation cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("the simulated hospital failed: {0}")]
pub struct Broken(pub String);

/// Rooms, wards and beds that somebody else plays. Patients still book, check in and arrive there.
#[derive(Clone, Debug, Default)]
pub struct HandsOff {
    /// Clinicians whose patients the engine does not call.
    pub clinicians: BTreeSet<ClinicianId>,
    /// Wards on which the engine does no formalities, settlements and discharges, and makes no beds.
    pub wards: BTreeSet<WardId>,
    /// Beds into which the engine puts nobody.
    pub beds: BTreeSet<BedId>,
}

/// How many want to be seen.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// Share of the published seats that somebody asks for, 0–1.
    pub seats_asked_share: f64,
    /// If nobody waits, somebody without a booking comes after this many minutes; 0 = nobody.
    pub walk_in_minutes: f64,
}

impl Demand {
    /// The demand of a scenario.
    pub const fn of(scenario: &Scenario) -> Self {
        let flow = &scenario.outpatient;
        Self { seats_asked_share: flow.seats_asked_share.value, walk_in_minutes: flow.walk_in_minutes.value }
    }
}

/// What the engine has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Actions that were done.
    pub done: u64,
    /// Actions that were refused, by code.
    pub refused: BTreeMap<&'static str, u64>,
    /// People who asked for a seat and found none.
    pub turned_away: u64,
    /// What those who waited were told, against their calls.
    pub forecasts: Forecasts,
}

/// How often somebody who waited was called within the interval that they were told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Forecasts {
    /// The call came within it.
    pub within: u64,
    /// The call came before it.
    pub before: u64,
    /// The call came after it.
    pub after: u64,
    /// People who were told something and never called: in none of the three, since there is no call to compare.
    pub never_called: u64,
}

impl Forecasts {
    /// All that was told and can be compared with a call.
    pub const fn all(self) -> u64 {
        self.within + self.before + self.after
    }

    /// The share of calls within the interval, 0–1; `None` if nobody was told anything.
    pub fn coverage(self) -> Option<f64> {
        (self.all() > 0).then(|| self.within as f64 / self.all() as f64)
    }
}

/// What is on the agenda. Each entry only names what it is about; the state of that is read when its time comes.
#[derive(Clone, Copy, Debug)]
enum Happening {
    NewDay(BusinessDate),
    Tick,
    Demand(SlotId),
    ChangeOfMind(AppointmentId),
    Come(AppointmentId),
    WalkIn(SessionId),
    Open(SessionId),
    Next(SessionId),
    NoAnswer(AppointmentId),
    Enter(AppointmentId),
    End(AppointmentId),
    Emergency,
    FindBed(AdmissionId),
    ToWard(AdmissionId),
    FormalityEnds(AdmissionId, Formality),
    IntoBed(AdmissionId),
    Charges(AdmissionId),
    Leave(AdmissionId, Leaving),
    Cleaned(BedId),
}

/// The steps of leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    Presettle,
    Consent,
    Settle,
    Pay,
    /// Settled on the ward.
    Settled,
    /// Leaving without having settled on the ward.
    Unsettled,
}

/// What came of trying an action.
enum Tried {
    Done(Outcome),
    Refused,
    Later,
}

/// Plays people.
#[derive(Debug)]
pub struct Engine {
    scenario: Scenario,
    zone: Zone,
    draws: Draws,
    agenda: Agenda<Happening>,
    now: Instant,
    departments: BTreeMap<DepartmentId, &'static Department>,
    /// Sessions whose clinician has come.
    open: BTreeSet<SessionId>,
    own_wards: BTreeMap<DepartmentId, WardId>,
    nurses: BTreeMap<WardId, Station<(AdmissionId, Formality)>>,
    /// Formalities that are waiting or being done.
    under_way: BTreeSet<(AdmissionId, Formality)>,
    /// Admissions whose way into bed is on the agenda.
    walking: BTreeSet<AdmissionId>,
    /// The day on which a patient leaves.
    leaving_on: BTreeMap<AdmissionId, BusinessDate>,
    tally: Tally,
    /// What those who wait today were told.
    told: BTreeMap<AppointmentId, Vec<Told>>,
    /// What somebody else plays. May be changed at any time.
    pub hands_off: HandsOff,
    /// From this day on the demand is another than the scenario's: a quiet history is followed by a busy present, for
    /// which people book already.
    pub later_demand: Option<(BusinessDate, Demand)>,
}

impl Engine {
    /// An engine that has not begun.
    pub fn new(scenario: Scenario, zone: Zone, seed: u64) -> Self {
        Self {
            scenario,
            zone,
            draws: Draws::new(seed),
            agenda: Agenda::default(),
            now: Instant::UNIX_EPOCH,
            departments: BTreeMap::new(),
            open: BTreeSet::new(),
            own_wards: BTreeMap::new(),
            nurses: BTreeMap::new(),
            under_way: BTreeSet::new(),
            walking: BTreeSet::new(),
            leaving_on: BTreeMap::new(),
            tally: Tally::default(),
            told: BTreeMap::new(),
            hands_off: HandsOff::default(),
            later_demand: None,
        }
    }

    /// What has been done so far.
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// When the next thing happens; `None` before [`begin`](Self::begin).
    pub fn next_at(&self) -> Option<Instant> {
        self.agenda.next_at()
    }

    /// Plays everything that happens up to and including a moment.
    pub fn run_until<T: Target>(&mut self, until: Instant, target: &mut T) -> Result<(), Broken> {
        while let Some((at, what)) = self.agenda.take_until(until) {
            self.now = self.now.max(at);
            self.play(what, target)?;
        }
        self.now = self.now.max(until);
        Ok(())
    }

    fn play<T: Target>(&mut self, what: Happening, target: &mut T) -> Result<(), Broken> {
        match what {
            Happening::NewDay(date) => self.new_day(date, target),
            Happening::Tick => {
                self.agenda.add(self.now + Duration::minutes(10), Happening::Tick);
                self.note_all_forecasts(target);
                self.act(target, &Action::Tick).map(drop)
            }
            Happening::Demand(slot) => self.demand(slot, target),
            Happening::ChangeOfMind(appointment) => self.change_of_mind(appointment, target),
            Happening::Come(appointment) => self.come(appointment, target),
            Happening::WalkIn(session) => self.walk_in(session, target),
            Happening::Open(session) => {
                self.open.insert(session);
                self.call_next(session, target)
            }
            Happening::Next(session) => self.call_next(session, target),
            Happening::NoAnswer(appointment) => self.no_answer(appointment, target),
            Happening::Enter(appointment) => self.enter(appointment, target),
            Happening::End(appointment) => self.end(appointment, target),
            Happening::Emergency => self.emergency(target),
            Happening::FindBed(admission) => self.find_bed(admission, target),
            Happening::ToWard(admission) => self.come_to_ward(admission, target),
            Happening::FormalityEnds(admission, formality) => self.formality_ends(admission, formality, target),
            Happening::IntoBed(admission) => self.reach_bed(admission, target),
            Happening::Charges(admission) => self.charges(admission, target),
            Happening::Leave(admission, step) => self.leave(admission, step, target),
            Happening::Cleaned(bed) => self.cleaned(bed, target),
        }
    }

    /// Does an action now.
    fn act<T: Target>(&mut self, target: &mut T, action: &Action) -> Result<Tried, Broken> {
        match target.act(self.now, action) {
            Ok(outcome) => {
                self.tally.done += 1;
                Ok(Tried::Done(outcome))
            }
            Err(Failure::Refused(refusal)) => {
                *self.tally.refused.entry(refusal.code).or_default() += 1;
                Ok(Tried::Refused)
            }
            Err(Failure::Later) => Ok(Tried::Later),
            Err(Failure::Broken(why)) => Err(Broken(why)),
        }
    }

    const fn moment(&self) -> Moment {
        Moment { now: self.now, zone: self.zone }
    }

    fn today(&self) -> BusinessDate {
        self.zone.date(self.now)
    }

    fn after(&mut self, how_long: f64, what: Happening) {
        self.agenda.add(self.now + minutes(how_long), what);
    }

    /// A moment of a day, given in hours.
    fn clock(&self, date: BusinessDate, hours: f64) -> Instant {
        self.zone.instant(date, MinuteOfDay(0)) + minutes(hours * 60.0)
    }

    /// What the demo knows about a department.
    fn department<T: Target>(&mut self, id: DepartmentId, target: &T) -> Option<&'static Department> {
        if let Some(known) = self.departments.get(&id) {
            return Some(known);
        }
        let code = target.look(|world| world.department(id))?.code;
        let department = Blueprint::get().department(&code)?;
        self.departments.insert(id, department);
        Some(department)
    }

    /// What a patient presents to be recognised: any of the four credentials, or the visit's own code.
    fn credential(&mut self) -> CredentialKind {
        match self.draws.below(10) {
            0..4 => CredentialKind::InsuranceCode,
            4..6 => CredentialKind::SocialSecurityCard,
            6..8 => CredentialKind::ResidentId,
            8 => CredentialKind::FaceToken,
            _ => CredentialKind::VisitCode,
        }
    }
}
