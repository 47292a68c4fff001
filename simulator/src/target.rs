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
    /// The hospital publishes the sessions of a day by its own templates; none on a day off. A day that already has
    /// sessions is left alone.
    PublishSessions {
        /// The day.
        date: BusinessDate,
    },
    /// A patient books. Answered with [`Outcome::Booked`].
    Book {
        /// The patient.
        patient: Patient,
        /// The window.
        slot: SlotId,
        /// The channel of the booking.
        channel: Channel,
    },
    /// A patient cancels.
    Cancel {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// A patient checks in.
    CheckIn {
        /// The appointment.
        appointment: AppointmentId,
        /// What is presented.
        credential: CredentialKind,
    },
    /// A clinician calls the next patient. Answered with [`Outcome::Called`].
    Call {
        /// The session whose queue it is.
        session: SessionId,
    },
    /// A patient who was called does not answer.
    Pass {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// The patient enters.
    Start {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// The patient leaves the room.
    Finish {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// A clinician asks for a bed. Answered with [`Outcome::AdmissionRequested`].
    RequestAdmission {
        /// The patient.
        patient: Patient,
        /// The consultation; `None` = through the emergency department (or in bed when the simulation starts).
        appointment: Option<AppointmentId>,
        /// The department that asks.
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
    /// The bed manager reserves a bed.
    AssignBed {
        /// The admission.
        admission: AdmissionId,
        /// The bed.
        bed: BedId,
    },
    /// The patient arrives to be admitted.
    Arrive {
        /// The admission.
        admission: AdmissionId,
        /// What is presented.
        credential: CredentialKind,
    },
    /// A formality is done. `Form` fills and submits the one form, `Insurance` registers with the platform, `Deposit`
    /// takes a deposit where one is due.
    DoFormality {
        /// The admission.
        admission: AdmissionId,
        /// The formality.
        formality: Formality,
    },
    /// The patient lies down.
    OccupyBed {
        /// The admission.
        admission: AdmissionId,
    },
    /// Charges one day of a stay, by the target's own price list and the stay's diagnosis.
    ChargeDay {
        /// The admission whose bill it is.
        admission: AdmissionId,
        /// Day of the stay, from 1.
        day: u16,
        /// The day on which the patient leaves.
        last: bool,
    },
    /// The nurse shows the trial settlement.
    Presettle {
        /// The admission.
        admission: AdmissionId,
    },
    /// The patient agrees to it.
    Consent {
        /// The admission.
        admission: AdmissionId,
    },
    /// The nurse settles with the platform.
    Settle {
        /// The admission.
        admission: AdmissionId,
    },
    /// The difference to the deposits is collected or returned.
    Pay {
        /// The admission.
        admission: AdmissionId,
    },
    /// The patient leaves.
    Discharge {
        /// The admission.
        admission: AdmissionId,
        /// Where it was settled, in the simulation. A target that settles bills itself ignores this.
        settled: SettledAt,
    },
    /// A bed is made.
    ReadyBed {
        /// The bed.
        bed: BedId,
    },
    /// The hospital does what is due by itself (no-shows). A target with its own clockwork does nothing.
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
    /// The target does not offer this: it is neither done nor refused.
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

/// What a simulation must know of a patient: it decides who comes to which department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Man or woman.
    pub sex: Sex,
    /// Date of birth.
    pub birth: NaiveDate,
}

/// A hospital on which the engine can act, and at which it can look.
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
