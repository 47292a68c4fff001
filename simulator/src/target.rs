//! What a simulation acts upon: the pure core, or the running hospital.
//!
//! The engine says what a person does ([`Action`]) and when; the [`Target`] does it by its own rules and may refuse.
//! The engine keeps nothing that the target knows: before each action it looks at the scheduling world, so that it can
//! share a hospital with people who act by themselves, and go on after a restart.

use chrono::NaiveDate;
use model::{
    id::{AdmissionId, AppointmentId, BedId, DepartmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    person::{CredentialKind, Sex},
    scheduling::{Channel, Formality, Needs, SettledAt, Urgency},
    time::{BusinessDate, Instant},
};
use scheduling::World;

/// A patient, as the place in the target's population, from 0.
pub type Patient = u32;

/// One thing that a person (or the hospital's clockwork) does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The hospital publishes the sessions of a day by its own templates; none on a day off. A day that has sessions
    /// already is left alone.
    PublishSessions {
        /// The day.
        date: BusinessDate,
    },
    /// A patient books. Answered with [`Outcome::Booked`].
    Book {
        /// Who.
        patient: Patient,
        /// Which window.
        slot: SlotId,
        /// From where.
        channel: Channel,
    },
    /// A patient cancels.
    Cancel {
        /// Which.
        appointment: AppointmentId,
    },
    /// A patient checks in.
    CheckIn {
        /// Which.
        appointment: AppointmentId,
        /// What is presented.
        credential: CredentialKind,
    },
    /// A clinician calls the next. Answered with [`Outcome::Called`].
    Call {
        /// Whose queue.
        session: SessionId,
    },
    /// Called and not answering.
    Pass {
        /// Who.
        appointment: AppointmentId,
    },
    /// The patient enters.
    Start {
        /// Who.
        appointment: AppointmentId,
    },
    /// The patient leaves the room.
    Finish {
        /// Who.
        appointment: AppointmentId,
    },
    /// A clinician asks for a bed. Answered with [`Outcome::AdmissionRequested`].
    RequestAdmission {
        /// Who.
        patient: Patient,
        /// From which consultation; `None` = through the emergency department (or in bed when the simulation starts).
        appointment: Option<AppointmentId>,
        /// By which department.
        department: DepartmentId,
        /// ICD-10 code.
        diagnosis: String,
        /// How urgent.
        urgency: Urgency,
        /// What the room must have.
        needs: Needs,
        /// Expected days of stay.
        expected_days: u16,
    },
    /// The bed manager keeps a bed.
    AssignBed {
        /// For whom.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    },
    /// The patient arrives to be admitted.
    Arrive {
        /// Who.
        admission: AdmissionId,
        /// What is presented.
        credential: CredentialKind,
    },
    /// A formality is done. `Form` fills and submits the one form, `Insurance` registers with the platform, `Deposit`
    /// takes a deposit where one is due.
    DoFormality {
        /// Of whom.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
    },
    /// The patient lies down.
    OccupyBed {
        /// Who.
        admission: AdmissionId,
    },
    /// What one day of a stay costs is charged, by the target's own price list and the stay's diagnosis.
    ChargeDay {
        /// Whose bill.
        admission: AdmissionId,
        /// Day of the stay, from 1.
        day: u16,
        /// The day on which the patient leaves.
        last: bool,
    },
    /// The nurse shows the trial settlement.
    Presettle {
        /// Of whom.
        admission: AdmissionId,
    },
    /// The patient agrees to it.
    Consent {
        /// Who.
        admission: AdmissionId,
    },
    /// The nurse settles with the platform.
    Settle {
        /// Whose.
        admission: AdmissionId,
    },
    /// The difference to the deposits is taken or returned.
    Pay {
        /// Whose.
        admission: AdmissionId,
    },
    /// The patient leaves.
    Discharge {
        /// Who.
        admission: AdmissionId,
        /// Where it was settled, in the simulation. A target that settles knows better and ignores this.
        settled: SettledAt,
    },
    /// A bed is made.
    ReadyBed {
        /// Which.
        bed: BedId,
    },
    /// What is due by itself is done (no-shows). A target with a clockwork of its own does nothing.
    Tick,
}

/// What came of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Booked.
    Booked(AppointmentId),
    /// Called.
    Called(AppointmentId),
    /// An admission was requested.
    AdmissionRequested(AdmissionId),
    /// The target does not do this: it is neither done nor refused.
    NotHere,
}

/// Why an action was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The rules said no; nothing changed. The simulation goes on.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Not now: an answer is outstanding. The simulation tries again later.
    #[error("not now")]
    Later,
    /// Something broke. The simulation ends.
    #[error("the target failed: {0}")]
    Broken(String),
}

/// What a simulation must know of a patient: who comes to which department depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Man or woman.
    pub sex: Sex,
    /// Born on.
    pub birth: NaiveDate,
}

/// A hospital that can be acted upon and looked at.
pub trait Target {
    /// How many patients there are, at least 1.
    fn patients(&self) -> u32;

    /// Sex and birth of a patient.
    fn facts(&self, patient: Patient) -> Facts;

    /// The place of a person in the population; `None` for people whom the simulation leaves alone.
    fn patient(&self, person: PersonId) -> Option<Patient>;

    /// Does something at a moment. Moments never go back.
    fn act(&mut self, at: Instant, action: &Action) -> Result<Outcome, Failure>;

    /// Looks at the scheduling world.
    fn look<R>(&self, look: impl FnOnce(&World) -> R) -> R;
}
