//! The hospital of all simulations after ten days: two departments with a morning's session each, few seats, few beds,
//! some patients, and keys that are older than any node's memory.

mod ward;

use super::server::Rows;
use crate::usecase;
use crate::{
    Answer, Request,
    deciding::Decision,
    fixture::profile,
    hospital::decision_of,
    prepare::Prepared,
    tests::harness::{bare_core, morning as seven, rules, today},
    writer::{Batch, Core, decide_job, keys::KeyUse},
};
use chrono::Duration;
use journal::{EventRow, Grain};
use model::{
    Label, SideRef,
    actor::{Actor, Role},
    id::{AdmissionId, BedId, ClinicianId, DepartmentId, PersonId, SessionId, SlotId, UserId, WardId},
    journey::{self, Births, Identity, PersonRegistered},
    money::Yuan,
    person::Sex,
    scheduling::{BookingRules, Channel, ClinicianEnrolled, ReasonCode, RulesScope, Title},
    time::{Instant, MinuteOfDay},
};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;
use uuid::Uuid;

/// The hospital's own seed, the same in all simulations.
pub(super) const SEED: u64 = 1;
const PATIENTS: u128 = 7;
/// Seats in each window of the departments.
const SEATS: [u16; 2] = [1, 2];

/// What can be charged, and for how much: parts of a fen are rounded.
pub(super) const ITEMS: [(&str, &str); 2] = [("A1", "12.345"), ("A2", "200")];

/// The start of each simulation: 07:00, two hours before the first window.
pub(super) fn morning() -> Instant {
    seven()
}

/// A department with its session.
pub(super) struct Clinic {
    pub(super) department: DepartmentId,
    pub(super) clinician: ClinicianId,
    pub(super) session: SessionId,
    /// When its hour begins today.
    pub(super) from: MinuteOfDay,
    pub(super) slots: Vec<SlotId>,
}

/// A ward with its beds.
pub(super) struct Ward {
    pub(super) ward: WardId,
    pub(super) beds: Vec<BedId>,
}

/// A command of long ago, whose key no node remembers.
pub(super) struct Old {
    pub(super) actor: Actor,
    pub(super) key: KeyUse,
    pub(super) request: Request,
    pub(super) answer: Answer,
}

/// What every simulation begins with.
pub(super) struct Scene {
    pub(super) rows: Rows,
    pub(super) patients: Vec<PersonId>,
    pub(super) clinics: Vec<Clinic>,
    pub(super) wards: Vec<Ward>,
    /// Who may be admitted; the first of them have been.
    pub(super) inpatients: Vec<PersonId>,
    /// The first of them lies in the first bed.
    pub(super) stays: Vec<AdmissionId>,
    pub(super) old: Vec<Old>,
}

/// A key as `Hospital::execute` sees it.
pub(super) fn key_use(actor: &Actor, key: String, request: &Request) -> KeyUse {
    let body = serde_json::to_vec(request).unwrap();
    let body_hash = Sha256::digest(&body).into();
    KeyUse { user: actor.user, key, body_hash, body_hash_before: body_hash }
}

pub(super) fn patient(person: PersonId) -> Actor {
    Actor { user: Some(UserId(person.0)), role: Role::Patient, person: Some(person), ..Actor::system() }
}

fn staff(user: u128, role: Role) -> Actor {
    Actor { user: Some(UserId(Uuid::from_u128(user))), role, ..Actor::system() }
}

pub(super) fn desk(clinic: &Clinic) -> Actor {
    Actor { department: Some(clinic.department), ..staff(501, Role::Desk) }
}

pub(super) fn clinician(clinic: &Clinic) -> Actor {
    Actor { department: Some(clinic.department), clinician: Some(clinic.clinician), ..staff(502, Role::Clinician) }
}

pub(super) fn administrator() -> Actor {
    staff(504, Role::Admin)
}

pub(super) fn nurse(ward: &Ward) -> Actor {
    Actor { ward: Some(ward.ward), ..staff(503, Role::Nurse) }
}

pub(super) fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| Building::begin().build())
}

/// The hospital while it is made.
struct Building {
    core: Core,
    batch: Batch,
    now: Instant,
}

impl Building {
    fn begin() -> Self {
        let now = morning() - Duration::days(10);
        Self { core: bare_core(now, SEED), batch: Batch::default(), now }
    }

    fn decide(&mut self, actor: &Actor, key: Option<KeyUse>, mut decision: Decision) -> Answer {
        let mut worlds = self.core.worlds_mut();
        decide_job(&self.core, &mut worlds, self.now, actor, key, &mut decision, &mut self.batch).unwrap()
    }

    fn system(&mut self, request: Request) -> Answer {
        let actor = Actor::system();
        self.decide(&actor.clone(), None, decision_of(actor, request, Prepared::default()))
    }

    /// A person without a name, because names are not in the journal.
    fn person(&mut self, number: u128, sex: Sex) -> PersonId {
        let person = PersonId(Uuid::from_u128(number));
        let registered = PersonRegistered {
            person,
            sex,
            born_in: None,
            identity: Identity::Unidentified,
            credentials: Vec::new(),
            record: SideRef { id: Uuid::from_u128(1000 + number), hash: String::new() },
            name_lookup: None,
            phone_lookup: None,
        };
        let register: Decision = Box::new(move |deciding| {
            let births = Births::default();
            deciding.journey(journey::command::Register { asked: registered.clone(), births })?;
            Ok(Answer::Done)
        });
        self.decide(&Actor::system(), None, register);
        person
    }

    fn clinic(&mut self, number: u128, seats: u16) -> Clinic {
        let name = |zh: &str, en: &str| Label::new(zh, en);
        let (code, place) = (format!("D{number}"), name("门诊楼", "Outpatient building"));
        let opened =
            Request::OpenDepartment(usecase::OpenDepartment { code, name: name("科室", "Department"), place });
        let Answer::DepartmentOpened { department } = self.system(opened) else { panic!("not opened") };
        let (clinician, person) = (ClinicianId(Uuid::from_u128(2000 + number)), self.person(100 + number, Sex::Female));
        let fee = Yuan::from_fen(1500);
        let enrolled = ClinicianEnrolled { clinician, department, person, title: Title::Chief, fee };
        let enrol: Decision = Box::new(move |deciding| {
            deciding.scheduling(enrolled.clone())?;
            Ok(Answer::Done)
        });
        self.decide(&Actor::system(), None, enrol);
        let from = MinuteOfDay(9 * 60 + u16::try_from(number).unwrap() * 60);
        let published = Request::PublishSession(usecase::PublishSession {
            pools: Vec::new(),
            clinician,
            device: None,
            room: name("诊室", "Room"),
            date: today(),
            from,
            until: MinuteOfDay(from.0 + 60),
            slot_minutes: 20,
            capacity: seats,
        });
        let Answer::SessionPublished { session, slots } = self.system(published) else { panic!("not published") };
        Clinic { department, clinician, session, from, slots }
    }

    fn old(&mut self, actor: &Actor, key: &str, request: Request) -> Old {
        let key = key_use(actor, key.into(), &request);
        let decision = decision_of(actor.clone(), request.clone(), Prepared::default());
        let answer = self.decide(actor, Some(key.clone()), decision);
        Old { actor: actor.clone(), key, request, answer }
    }

    /// Books and cancels: the seat can be booked again, but not under the same key.
    fn changed_mind(&mut self, person: PersonId, slot: SlotId) -> [Old; 2] {
        let actor = patient(person);
        let book = Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None });
        let booked = self.old(&actor, "long ago", book);
        let Answer::Booked { appointment, .. } = booked.answer else { panic!("not booked") };
        let cancel = Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
        let cancelled = self.old(&actor, "a little later", cancel);
        [booked, cancelled]
    }

    fn build(mut self) -> Scene {
        let rules = BookingRules {
            days_ahead: Some(30),
            cancel_minutes_before: Some(30),
            cancels_per_day_max: Some(100),
            cancels_per_department_day_max: Some(100),
            cleaning_minutes: Some(5),
            undo_minutes: Some(240),
            hold_minutes: None,
            waitlist: None,
            queue: None,
            no_shows: Vec::new(),
            ..rules()
        };
        let adopted = BookingRules { valid_from: today().plus_days(-40), ..rules };
        self.system(Request::AdoptRules(usecase::AdoptRules {
            scope: RulesScope::Hospital,
            rules: adopted,
            version: None,
        }));
        let patients: Vec<PersonId> = (1..=PATIENTS).map(|number| self.person(number, Sex::Female)).collect();
        let clinics: Vec<Clinic> = (0..).zip(SEATS).map(|(number, seats)| self.clinic(number, seats)).collect();
        let mut old = Vec::new();
        for (person, slot) in patients.iter().zip(&clinics[1].slots) {
            old.extend(self.changed_mind(*person, *slot));
        }
        self.system(Request::AdoptProfile(profile().into()));
        let (wards, inpatients) =
            (self.wards(&clinics.iter().map(|clinic| clinic.department).collect::<Vec<_>>()), self.inpatients());
        let (stays, admissions) = self.stays(&inpatients, clinics[0].department, &wards);
        old.extend(admissions);
        old.extend(self.bills(&stays));
        let rows = EventRow::all(&self.batch.entries, Grain::Command, "").unwrap();
        let mut kept = Rows::default();
        kept.add(&self.batch.entries, rows, Vec::new()).unwrap();
        Scene { rows: kept, patients, clinics, wards, inpatients, stays, old }
    }
}
