//! The demo hospital as the simulator's target: what people do, as requests.

use super::{executor::Executor, roster::Roster};
use hospital::usecase;
use hospital::{
    Answer, Failure as HospitalFailure, Request,
    request::{ConsentGiven, FormAnswers},
    worlds::Worlds,
};
use model::{
    actor::Actor,
    id::{AdmissionId, AppointmentId, PersonId, SessionId, SettlementId, TemplateId},
    money::Yuan,
    refusal,
    scheduling::{Formality, ReasonCode},
    settlement::{PayMethod, PayPlace},
    time::{BusinessDate, Instant, Zone},
};
use rust_decimal::Decimal;
use scheduling::{
    World,
    read::{AdmissionState, AdmissionView, Moment, Publication},
};
use settlement::SettlementState;
use simulator::{
    demo::{Blueprint, people::DemoPerson},
    target::{Action, Facts, Failure, Outcome, Patient, Target},
};
use std::sync::Arc;

/// How many days' charges are written down at once; the rest follows when the patient leaves.
const CHARGE_EVERY_DAYS: u16 = 7;

/// What every stay is charged on its last day: the sign that its bill is complete.
const LAST_ITEM: &str = "D056";

/// What is left to the user once the demo is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// Nothing: the history is played whole.
    Nothing,
    /// The demo logins' room and ward.
    OwnRoomAndWard,
}

/// The hospital behind an executor, as the simulator sees it.
pub(crate) struct HospitalTarget<E> {
    pub(crate) executor: E,
    roster: Arc<Roster>,
    facts: Vec<Facts>,
    zone: Zone,
    left: Left,
}

impl<E: Executor> HospitalTarget<E> {
    pub(crate) fn new(executor: E, roster: Arc<Roster>, people: &[DemoPerson], zone: Zone, left: Left) -> Self {
        let facts = people.iter().map(|person| Facts { sex: person.sex, birth: person.birth }).collect();
        Self { executor, roster, facts, zone, left }
    }

    fn ask(&mut self, at: Instant, request: Request) -> Result<Answer, Failure> {
        self.executor.execute(at, &Actor::system(), request).map_err(failure)
    }

    fn done(&mut self, at: Instant, request: Request) -> Result<Outcome, Failure> {
        self.ask(at, request).map(|_| Outcome::Done)
    }

    fn person(&self, patient: Patient) -> Result<PersonId, Failure> {
        let found = self.roster.people.get(patient as usize).copied();
        found.ok_or_else(|| Failure::Broken(format!("there is no patient {patient}")))
    }

    fn admission(&self, id: AdmissionId) -> Result<AdmissionView, Failure> {
        let found = self.executor.look(|worlds| worlds.scheduling.admission(id));
        found.ok_or_else(|| Failure::Broken(format!("there is no admission {id}")))
    }

    /// Should a demo login do this?
    fn is_left(&self, at: Instant, action: &Action) -> bool {
        if self.left == Left::Nothing {
            return false;
        }
        let moment = Moment { now: at, zone: self.zone };
        let own_session = |worlds: &Worlds, session: SessionId| {
            let session = worlds.scheduling.session(session, moment);
            session.map(|session| session.clinician) == self.roster.own_clinician()
        };
        let own_visit = |worlds: &Worlds, visit: AppointmentId| {
            let visit = worlds.scheduling.appointment(visit);
            visit.map(|visit| visit.clinician) == self.roster.own_clinician()
        };
        let own_stay = |worlds: &Worlds, stay: AdmissionId| {
            let bed = worlds.scheduling.admission(stay).and_then(|stay| stay.bed);
            bed.is_some_and(|bed| Some(bed.ward) == self.roster.own_ward())
        };
        self.executor.look(|worlds| match action {
            Action::Call { session } => own_session(worlds, *session),
            Action::Pass { appointment } | Action::Start { appointment } | Action::Finish { appointment } => {
                own_visit(worlds, *appointment)
            }
            Action::RequestAdmission { appointment: Some(appointment), .. } => own_visit(worlds, *appointment),
            Action::AssignBed { bed, .. } | Action::ReadyBed { bed } => {
                worlds.scheduling.bed(*bed, moment).is_some_and(|bed| Some(bed.place.ward) == self.roster.own_ward())
            }
            Action::Arrive { admission, .. }
            | Action::DoFormality { admission, .. }
            | Action::OccupyBed { admission }
            | Action::ChargeDay { admission, .. }
            | Action::Presettle { admission }
            | Action::Consent { admission }
            | Action::Settle { admission }
            | Action::Pay { admission }
            | Action::Discharge { admission, .. } => own_stay(worlds, *admission),
            _ => false,
        })
    }

    fn publish(&mut self, at: Instant, date: BusinessDate) -> Result<Outcome, Failure> {
        let moment = Moment { now: at, zone: self.zone };
        if !self.executor.look(|worlds| worlds.scheduling.sessions_between(date, date, moment)).is_empty() {
            return Ok(Outcome::Done);
        }
        // The templates would do it at the next tick, for all days at once.
        let mut templates: Vec<TemplateId> = self.executor.look(|worlds| {
            let scheduling = &worlds.scheduling;
            let departments = self.roster.departments.values();
            let days = departments.flat_map(|department| scheduling.template_days(*department, (date, date), moment));
            days.filter(|day| day.publication == Publication::Now).map(|day| day.template).collect()
        });
        templates.sort_unstable();
        for template in templates {
            self.ask(at, Request::PublishFromTemplate(usecase::PublishFromTemplate { template, date }))?;
        }
        Ok(Outcome::Done)
    }

    fn formality(&mut self, at: Instant, admission: AdmissionId, formality: Formality) -> Result<Outcome, Failure> {
        match formality {
            Formality::Form => {
                // Everything that the form asks for is known already.
                return self.done(
                    at,
                    Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm {
                        admission,
                        answers: FormAnswers::default(),
                    }),
                );
            }
            Formality::Deposit => {
                let stay = self.admission(admission)?;
                let amount = deposit(stay.expected_days);
                self.ask(
                    at,
                    Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method: PayMethod::Mobile }),
                )?;
            }
            Formality::Identity | Formality::Insurance | Formality::Wristband | Formality::Handover => {}
        }
        self.done(at, Request::DoFormality(usecase::DoFormality { admission, formality }))
    }

    /// Charges for a day. Daily items are written down for several days at once, so that a bill stays readable.
    fn charge_day(&mut self, at: Instant, id: AdmissionId, day: u16, last: bool) -> Result<Outcome, Failure> {
        let stay = self.admission(id)?;
        let department = self.executor.look(|worlds| worlds.scheduling.department(stay.department));
        let department = department.map(|department| department.code).unwrap_or_default();
        let demo = Blueprint::get();
        let mut doses = demo.once(&department, &stay.diagnosis, day, last);
        // The day of leaving is not charged, unless it is also the day of admission.
        let until = if last { day.saturating_sub(1).max(1) } else { day };
        let before = charged_days(&self.executor, id);
        if last || until >= before + CHARGE_EVERY_DAYS {
            let days = Decimal::from(until.saturating_sub(before));
            let beds = self.executor.look(|worlds| beds_in_room(&worlds.scheduling, &stay, at, self.zone));
            doses.extend(demo.daily(&department, bed_item(beds)).into_iter().map(|mut dose| {
                dose.count *= days;
                dose
            }));
        }
        for dose in doses.into_iter().filter(|dose| dose.count > Decimal::ZERO) {
            self.ask(at, Request::Charge(usecase::Charge { admission: id, item: dose.item, count: dose.count }))?;
        }
        Ok(Outcome::Done)
    }

    /// Writes down what has not been charged yet of a stay that ends.
    fn charge_rest(&mut self, at: Instant, id: AdmissionId) -> Result<(), Failure> {
        let stay = self.admission(id)?;
        let charged = self.executor.look(|worlds| {
            let settling = worlds.settlement.current_settlement(id).is_some();
            settling || worlds.settlement.lines(id).any(|line| line.item.as_str() == LAST_ITEM)
        });
        let Some(in_bed) = stay.in_bed_at.filter(|_| !charged) else { return Ok(()) };
        let day = (self.zone.date(at).0 - self.zone.date(in_bed).0).num_days() + 1;
        self.charge_day(at, id, u16::try_from(day).unwrap_or(u16::MAX), true).map(drop)
    }

    /// The settlement that is under way, with its state and fingerprint.
    fn settlement(&self, admission: AdmissionId) -> Result<(SettlementId, SettlementState, String), Failure> {
        let current = self.executor.look(|worlds| {
            let current = worlds.settlement.current_settlement(admission)?;
            Some((current.settlement, current.state, current.fingerprint.clone()))
        });
        current.ok_or(Failure::Later)
    }

    fn presettle(&mut self, at: Instant, admission: AdmissionId) -> Result<Outcome, Failure> {
        self.charge_rest(at, admission)?;
        self.done(at, Request::Presettle(usecase::Presettle { admission }))
    }

    fn settle(&mut self, at: Instant, admission: AdmissionId) -> Result<Outcome, Failure> {
        let (settlement, state, _) = self.settlement(admission)?;
        let self_pay = |worlds: &Worlds| worlds.settlement.bill(admission).is_some_and(settlement::Bill::is_self_pay);
        if self.executor.look(self_pay) {
            // There is nobody to settle with: what the patient agreed to is paid.
            return Ok(Outcome::Done);
        }
        if state == SettlementState::Consented {
            self.ask(at, Request::Settle(usecase::Settle { settlement }))?;
        }
        match self.settlement(admission)?.1 {
            SettlementState::Settled | SettlementState::Paid => Ok(Outcome::Done),
            _ => Err(Failure::Later),
        }
    }

    /// The platform accepts nobody whose last stay is not settled; such a person is not sent to a ward.
    fn owes_settlement(&self, patient: PersonId) -> bool {
        self.executor.look(|worlds| {
            let mut bills = worlds.settlement.bills().filter(|bill| bill.patient == patient && !bill.is_self_pay());
            bills.any(|bill| {
                let current = worlds.settlement.current_settlement(bill.admission);
                current.is_none_or(|settlement| settlement.state != SettlementState::Paid)
            })
        })
    }
}

impl<E: Executor> Target for HospitalTarget<E> {
    fn patients(&self) -> u32 {
        self.roster.people.len() as u32
    }

    fn facts(&self, patient: Patient) -> Facts {
        self.facts[patient as usize]
    }

    fn patient(&self, person: PersonId) -> Option<Patient> {
        self.roster.place(person)
    }

    fn act(&mut self, at: Instant, action: &Action) -> Result<Outcome, Failure> {
        if self.is_left(at, action) {
            return Ok(Outcome::NotHere);
        }
        match action.clone() {
            Action::PublishSessions { date } => self.publish(at, date),
            Action::Book { patient, slot, channel } => {
                let patient = self.person(patient)?;
                match self.ask(at, Request::Book(usecase::Book { slot, patient, channel, impossible: None }))? {
                    Answer::Booked { appointment, .. } => Ok(Outcome::Booked(appointment)),
                    other => Err(Failure::Broken(format!("a booking was answered with {other:?}"))),
                }
            }
            Action::Cancel { appointment } => self.done(
                at,
                Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None }),
            ),
            Action::CheckIn { appointment, credential } => {
                self.done(at, Request::CheckIn(usecase::CheckIn { appointment, credential, class: None }))
            }
            Action::Call { session } => match self.ask(at, Request::CallNext(usecase::CallNext { session }))? {
                Answer::Called { appointment } => Ok(Outcome::Called(appointment)),
                other => Err(Failure::Broken(format!("a call was answered with {other:?}"))),
            },
            Action::Pass { appointment } => self.done(at, Request::Pass(usecase::Pass { appointment })),
            Action::Start { appointment } => self.done(at, Request::Start(usecase::Start { appointment })),
            Action::Finish { appointment } => self.done(at, Request::Finish(usecase::Finish { appointment })),
            Action::RequestAdmission { patient, appointment, department, diagnosis, urgency, needs, expected_days } => {
                let person = self.person(patient)?;
                if self.owes_settlement(person) {
                    return Ok(Outcome::NotHere);
                }
                let request = match appointment {
                    Some(appointment) => Request::RequestAdmission(usecase::RequestAdmission {
                        appointment,
                        diagnosis,
                        urgency,
                        needs,
                        expected_days,
                    }),
                    None => Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
                        patient: person,
                        department,
                        diagnosis,
                        urgency,
                        needs,
                        expected_days,
                    }),
                };
                match self.ask(at, request)? {
                    Answer::AdmissionRequested { admission } => Ok(Outcome::AdmissionRequested(admission)),
                    other => Err(Failure::Broken(format!("a request for a bed was answered with {other:?}"))),
                }
            }
            Action::AssignBed { admission, bed } => {
                self.done(at, Request::AssignBed(usecase::AssignBed { admission, bed }))
            }
            Action::Arrive { admission, credential } => {
                self.done(at, Request::Arrive(usecase::Arrive { admission, credential, number: None }))
            }
            Action::DoFormality { admission, formality } => self.formality(at, admission, formality),
            Action::OccupyBed { admission } => self.done(at, Request::OccupyBed(usecase::OccupyBed { admission })),
            Action::ChargeDay { admission, day, last } => self.charge_day(at, admission, day, last),
            Action::Presettle { admission } => self.presettle(at, admission),
            Action::Consent { admission } => {
                let (settlement, _, fingerprint) = self.settlement(admission)?;
                self.done(
                    at,
                    Request::Consent(usecase::Consent { settlement, fingerprint, means: ConsentGiven::Print }),
                )
            }
            Action::Settle { admission } => self.settle(at, admission),
            Action::Pay { admission } => {
                let (settlement, ..) = self.settlement(admission)?;
                self.done(
                    at,
                    Request::Pay(usecase::Pay { settlement, method: PayMethod::Mobile, place: PayPlace::Bedside }),
                )
            }
            Action::Discharge { admission, .. } => {
                self.charge_rest(at, admission)?;
                let done = self.done(at, Request::Discharge(usecase::Discharge { admission }))?;
                Ok(done)
            }
            Action::ReadyBed { bed } => self.done(at, Request::ReadyBed(usecase::ReadyBed { bed })),
            Action::Tick => self.executor.tick(at).map(|()| Outcome::Done).map_err(failure),
        }
    }

    fn look<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        self.executor.look(|worlds| look(&worlds.scheduling))
    }
}

/// Is this a refusal because the platform has not answered? It passes by itself.
fn failure(failure: HospitalFailure) -> Failure {
    match failure {
        HospitalFailure::Refused(refusal) if refusal.code == refusal::PLATFORM_SILENT => Failure::Later,
        HospitalFailure::Refused(refusal) => Failure::Refused(refusal),
        HospitalFailure::Busy { .. } | HospitalFailure::TooOften { .. } | HospitalFailure::OutcomeUnknown => {
            Failure::Later
        }
        other => Failure::Broken(other.to_string()),
    }
}

/// A deposit of about the patient's own share: 400 yuan for each expected day, at least 1,000.
fn deposit(expected_days: u16) -> Yuan {
    Yuan::from_fen((i64::from(expected_days) * 40_000).max(100_000))
}

/// The bed's daily charge, by the number of beds in the room.
const fn bed_item(beds: usize) -> &'static str {
    match beds {
        1 => "B003",
        2 => "B002",
        _ => "B001",
    }
}

fn beds_in_room(world: &World, stay: &AdmissionView, at: Instant, zone: Zone) -> usize {
    let Some(place) = stay.bed.as_ref().filter(|_| stay.state == AdmissionState::InBed) else { return 3 };
    let ward = world.ward(place.ward, Moment { now: at, zone });
    let rooms = ward.map(|ward| ward.rooms).unwrap_or_default();
    rooms.iter().find(|room| room.id == place.room).map_or(3, |room| room.beds.len())
}

/// The number of days for which a stay's bed has been charged already.
fn charged_days(executor: &impl Executor, admission: AdmissionId) -> u16 {
    executor.look(|worlds| {
        let beds = worlds.settlement.lines(admission).filter(|line| line.item.as_str().starts_with('B'));
        let days: Decimal = beds.filter(|line| line.item.as_str() != "B005").map(|line| line.count).sum();
        u16::try_from(days.trunc().mantissa()).unwrap_or_default()
    })
}
