//! The pure core as a target: the demo hospital's departments, wards and timetable in a scheduling world, and nothing
//! else. It measures what the hospital runs, because it is the same code.

use crate::{
    demo::{Blueprint, people},
    scenario::Scenario,
    target::{Action, Facts, Failure, Outcome, Patient, Target},
};
use chrono::Duration;
use model::{
    decide::{Context, Decider, Stamp},
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, Seq, SessionId,
        SlotId, WardId,
    },
    message::Refusal,
    person::age_on,
    scheduling::{
        AdmissionRequested, BedSpec, ClinicianEnrolled, Command, DepartmentOpened, Event, ReasonCode, RoomSpec,
        RulesAdopted, RulesScope, WardOpened, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::{World, read::Moment};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A scheduling world with its own clockwork, for one simulation.
#[derive(Debug)]
pub struct Pure {
    world: World,
    zone: Zone,
    seed: u64,
    seq: Seq,
    ids: u64,
    slot_minutes: u16,
    people: Vec<Facts>,
    persons: BTreeMap<PersonId, Patient>,
    clinicians: Vec<ClinicianId>,
}

impl Pure {
    /// The demo hospital, opened at a moment, with its rules in force from that day on at the latest.
    pub fn open(scenario: &Scenario, zone: Zone, seed: u64, now: Instant) -> Result<Self, Refusal> {
        let today = zone.date(now);
        let facts = |person: people::DemoPerson| Facts { sex: person.sex, birth: person.birth };
        let people: Vec<Facts> =
            people::population(seed, scenario.patients.value, today.0).into_iter().map(facts).collect();
        let mut pure = Self {
            world: World::default(),
            zone,
            seed,
            seq: 1,
            ids: 0,
            slot_minutes: scenario.slot_minutes.value,
            persons: (0..people.len() as Patient).map(|patient| (person(patient), patient)).collect(),
            people,
            clinicians: Vec::new(),
        };
        pure.open_departments(now)?;
        pure.open_wards(now)?;
        let mut rules = Blueprint::get().rules.clone();
        rules.valid_from = rules.valid_from.min(today);
        pure.command(now, &Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }))?;
        Ok(pure)
    }

    /// The scheduling world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// How old the patient of an appointment is.
    fn age_of(&self, appointment: AppointmentId, at: Instant) -> Option<u32> {
        let person = self.world.appointment(appointment)?.patient;
        let facts = self.people.get(*self.persons.get(&person)? as usize)?;
        Some(age_on(facts.birth, self.zone.date(at).0))
    }

    fn open_departments(&mut self, now: Instant) -> Result<(), Refusal> {
        for department in &Blueprint::get().departments {
            let id = DepartmentId(self.id(now));
            self.command(
                now,
                &Command::OpenDepartment(DepartmentOpened {
                    department: id,
                    code: department.code.clone(),
                    name: department.name.clone(),
                    place: department.place.clone(),
                }),
            )?;
            for post in &department.clinicians {
                let enrolled = ClinicianEnrolled {
                    clinician: ClinicianId(self.id(now)),
                    department: id,
                    person: PersonId(self.id(now)),
                    title: post.title,
                    fee: post.fee,
                };
                self.clinicians.push(enrolled.clinician);
                self.command(now, &Command::EnrolClinician(enrolled))?;
            }
        }
        Ok(())
    }

    fn open_wards(&mut self, now: Instant) -> Result<(), Refusal> {
        for ward in &Blueprint::get().wards {
            let departments = ward
                .departments
                .iter()
                .filter_map(|code| self.world.department_by_code(code))
                .map(|view| view.id)
                .collect();
            let mut rooms = Vec::new();
            for ((room, beds), number) in ward.rooms.iter().zip(ward.bed_numbers()).zip(1..) {
                rooms.push(RoomSpec {
                    room: RoomId(self.id(now)),
                    number: number.to_string(),
                    sex: room.sex,
                    oxygen: room.oxygen,
                    isolation: room.isolation,
                    beds: beds.into_iter().map(|number| BedSpec { bed: BedId(self.id(now)), number }).collect(),
                });
            }
            let opened = WardOpened {
                ward: WardId(self.id(now)),
                code: ward.code.clone(),
                name: ward.name.clone(),
                departments,
                rooms,
            };
            self.command(now, &Command::OpenWard(opened))?;
        }
        Ok(())
    }

    /// A new id: a time, and a tail that is taken from a counter.
    fn id(&mut self, now: Instant) -> Uuid {
        self.ids += 1;
        let mut tail = self.ids.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        tail ^= tail >> 32;
        let mut random = [0; 10];
        random[..2].copy_from_slice(&(self.ids as u16).to_be_bytes());
        random[2..].copy_from_slice(&tail.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(now.timestamp_millis().unsigned_abs(), &random).into_uuid()
    }

    fn command(&mut self, now: Instant, command: &Command) -> Result<Vec<Event>, Refusal> {
        let context = Context { now, seq: self.seq, seed: self.seed, zone: self.zone };
        let events = self.world.decide(command, &context)?;
        for event in &events {
            self.world.apply(event, Stamp { seq: self.seq, at: now });
            self.seq += 1;
        }
        self.world.durable();
        Ok(events)
    }

    fn publish(&mut self, now: Instant, date: BusinessDate) -> Result<(), Refusal> {
        if !self.world.sessions_between(date, date, Moment { now, zone: self.zone }).is_empty() {
            return Ok(());
        }
        for planned in Blueprint::get().sessions(date) {
            let windows = (planned.until.0 - planned.from.0) / self.slot_minutes;
            let command = Command::PublishSession(command::PublishSession {
                pools: Vec::new(),
                session: SessionId(self.id(now)),
                clinician: self.clinicians[planned.post],
                device: None,
                room: planned.room,
                date,
                from: planned.from,
                // What remains of a session after its last whole window is not published.
                until: MinuteOfDay(planned.from.0 + windows * self.slot_minutes),
                slot_minutes: self.slot_minutes,
                capacity: planned.clinician.capacity.into(),
                slots: (0..windows).map(|_| SlotId(self.id(now))).collect(),
            });
            if self.zone.instant(date, planned.from) >= now {
                self.command(now, &command)?;
            }
        }
        Ok(())
    }

    fn tick(&mut self, now: Instant) -> Result<(), Refusal> {
        for (_, due) in self.world.due(Moment { now, zone: self.zone }) {
            if let Some(command) = due.command(|| self.id(now)) {
                self.command(now, &command)?;
            }
        }
        Ok(())
    }

    fn book(
        &mut self,
        at: Instant,
        patient: Patient,
        slot: SlotId,
        channel: model::scheduling::Channel,
    ) -> Result<Outcome, Failure> {
        let appointment = AppointmentId(self.id(at));
        let command = Command::Book(command::Book {
            appointment,
            slot,
            patient: person(patient),
            journey: JourneyId(appointment.0),
            channel,
        });
        self.command(at, &command)?;
        Ok(Outcome::Booked(appointment))
    }
}

/// The person at a place in the population.
fn person(patient: Patient) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(patient) | 7 << 76 | 2 << 62))
}

impl Target for Pure {
    fn patients(&self) -> u32 {
        self.people.len() as u32
    }

    fn facts(&self, patient: Patient) -> Facts {
        self.people[patient as usize]
    }

    fn patient(&self, person: PersonId) -> Option<Patient> {
        self.persons.get(&person).copied()
    }

    fn act(&mut self, at: Instant, action: &Action) -> Result<Outcome, Failure> {
        let command = match action {
            Action::PublishSessions { date } => return Ok(self.publish(at, *date).map(|()| Outcome::Done)?),
            Action::Tick => return Ok(self.tick(at).map(|()| Outcome::Done)?),
            Action::Book { patient, slot, channel } => return self.book(at, *patient, *slot, *channel),
            Action::Call { session } => {
                let events =
                    self.command(at, &Command::Call(command::Call { session: *session, appointment: None }))?;
                return match &events[..] {
                    [Event::PatientCalled(called)] => Ok(Outcome::Called(called.appointment)),
                    other => Err(Failure::Broken(format!("a call was answered with {other:?}"))),
                };
            }
            Action::RequestAdmission { patient, appointment, department, diagnosis, urgency, needs, expected_days } => {
                let admission = AdmissionId(self.id(at));
                let request = AdmissionRequested {
                    admission,
                    patient: person(*patient),
                    journey: JourneyId(admission.0),
                    sex: self.facts(*patient).sex,
                    department: *department,
                    appointment: *appointment,
                    diagnosis: diagnosis.clone(),
                    urgency: *urgency,
                    needs: *needs,
                    expected_days: *expected_days,
                };
                self.command(at, &Command::RequestAdmission(request))?;
                return Ok(Outcome::AdmissionRequested(admission));
            }
            Action::Cancel { appointment } => Command::Cancel(command::Cancel {
                appointment: *appointment,
                reason: ReasonCode::PatientWish.into(),
                by_hospital: false,
            }),
            Action::CheckIn { appointment, credential } => {
                let age = self.age_of(*appointment, at);
                Command::CheckIn(command::CheckIn {
                    appointment: *appointment,
                    credential: *credential,
                    class: None,
                    age,
                })
            }
            Action::Pass { appointment } => Command::Pass(command::Pass { appointment: *appointment }),
            Action::Start { appointment } => Command::Start(command::Start { appointment: *appointment }),
            Action::Finish { appointment } => Command::Finish(command::Finish { appointment: *appointment }),
            Action::AssignBed { admission, bed } => {
                Command::AssignBed(command::AssignBed { admission: *admission, bed: *bed })
            }
            Action::Arrive { admission, credential } => {
                Command::Arrive(command::Arrive { admission: *admission, credential: *credential })
            }
            Action::DoFormality { admission, formality } => {
                Command::DoFormality(command::DoFormality { admission: *admission, formality: *formality })
            }
            Action::OccupyBed { admission } => Command::OccupyBed(command::OccupyBed { admission: *admission }),
            Action::Discharge { admission, settled } => {
                Command::Discharge(command::Discharge { admission: *admission, settled: *settled })
            }
            Action::ReadyBed { bed } => Command::ReadyBed(command::ReadyBed { bed: *bed }),
            // There is no money in the pure core.
            Action::ChargeDay { .. }
            | Action::Presettle { .. }
            | Action::Consent { .. }
            | Action::Settle { .. }
            | Action::Pay { .. } => return Ok(Outcome::NotHere),
        };
        self.command(at, &command)?;
        Ok(Outcome::Done)
    }

    fn look<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        look(&self.world)
    }
}

/// The moment at which a simulation begins: noon of the day before its first day.
pub(crate) fn start(scenario: &Scenario, zone: Zone) -> Instant {
    zone.instant(scenario.first_day.value, MinuteOfDay(0)) - Duration::hours(12)
}
