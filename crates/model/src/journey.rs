//! Commands and events of `journey`: people, credentials, coverage, and the one thing (一件事).

use crate::{
    SideRef,
    event::events,
    id::{AdmissionId, AppointmentId, CoverageId, DepartmentId, JourneyId, PersonId, SettlementId},
    person::{CredentialKind, Sex},
    scheduling::Reason,
    time::Instant,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub mod command;

pub use command::Command;

/// A credential as the world knows it: its kind and the keyed hash of its number, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CredentialRef {
    /// What kind of credential it is.
    pub kind: CredentialKind,
    /// HMAC-SHA-256 of kind and number under the hospital's look-up key.
    pub lookup: String,
}

/// How someone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Identity {
    /// By at least one credential.
    Known,
    /// A newborn without a number yet, known by the mother.
    Newborn {
        /// The mother's record, by its id.
        mother: PersonId,
    },
    /// An emergency patient whom nobody knows yet.
    Unidentified,
}

/// Classes of records, each with its own retention time.
// decisions.md D12.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionClass {
    /// Name, numbers, phone: as long as the person is a patient.
    Contact,
    /// Medical texts: 15 years, 30 after a stay (医疗机构病历管理规定).
    Medical,
    /// Exchanges with the insurer, signatures: 30 years (会计档案管理办法).
    Financial,
}

/// The insurance schemes of the national code list `insutype`.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum InsuranceType {
    /// Employees' basic medical insurance (职工基本医疗保险).
    #[serde(rename = "310")]
    Employee,
    /// Residents' basic medical insurance (城乡居民基本医疗保险).
    #[serde(rename = "390")]
    Resident,
    /// Not insured: the patient pays everything.
    #[serde(rename = "none")]
    SelfPay,
}

/// Active or retired; part of `psn_type`.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonClass {
    /// Working (在职, 11).
    Active,
    /// Retired (退休, 21).
    Retired,
    /// Insured as a resident (居民, 14).
    Resident,
}

/// A step of a journey.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A visit is booked (预约).
    Booking,
    /// The visit itself (就诊).
    Consult,
    /// Tests, payment and medicine after it (检查).
    Tests,
    /// From the request to the bed (入院).
    Admission,
    /// The days in bed (住院).
    Stay,
    /// The bill is settled (结算).
    Settlement,
    /// The patient leaves the hospital (出院).
    Discharge,
    /// What follows after the discharge (随访).
    FollowUp,
}

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An appointment, by its id.
    Appointment(AppointmentId),
    /// An admission, by its id.
    Admission(AdmissionId),
    /// A settlement, by its id.
    Settlement(SettlementId),
}

/// Who must deal with a step.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The patient or family.
    Patient,
    /// Reception.
    Desk,
    /// The clinician.
    Clinician,
    /// The ward.
    Ward,
    /// The insurance platform.
    Insurer,
}

/// The effort that a journey costs the patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Effort {
    /// Days on which the patient came to the hospital.
    pub trips: u32,
    /// Paper documents that the patient was asked for.
    pub documents: u32,
    /// Fields that were typed although already known; must be 0.
    pub typed_twice: u32,
    /// Minutes waited: from check-in, or the window's start if that is later, to the call.
    pub waiting_minutes: u32,
    /// Minutes from arriving to be admitted to being in bed.
    pub procedure_minutes: u32,
}

/// One thing that happens to a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// It is opened.
    Opened {
        /// The person whose journey it is.
        person: PersonId,
        /// The department in which it began.
        department: Option<DepartmentId>,
    },
    /// A step is opened.
    StepOpened {
        /// What kind of step; a journey has at most one open step of a kind and subject.
        kind: StepKind,
        /// What it is about.
        subject: Subject,
        /// Who must deal with it.
        owner: Owner,
        /// By when.
        due: Option<Instant>,
    },
    /// A step is closed.
    StepClosed {
        /// What kind of step.
        kind: StepKind,
        /// What it is about.
        subject: Subject,
        /// `true`: done; `false`: no longer needed.
        done: bool,
    },
    /// Effort was added: this much more.
    EffortCounted(Effort),
    /// It is closed: nothing is left to do.
    Closed,
}

/// Birth dates that a decision needs. They come with the command, from the sealed records; events, worlds and snapshots
/// say only the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Births {
    /// That of the person in question.
    pub own: Option<NaiveDate>,
    /// That of the other one: the mother, or the record into which it is merged.
    pub other: Option<NaiveDate>,
}

events! {
    area "journey", ($) each_journey_event;
    /// A person was registered. The birth date is in the sealed record only.
    PersonRegistered 3 {
        /// The id.
        person: PersonId,
        /// Sex.
        sex: Sex,
        /// Year of birth, if it is known: rules of a group of patients depend on it. Versions 1 and 2 did not say it.
        born_in: Option<u16>,
        /// How the person is known.
        identity: Identity,
        /// Credentials, as keyed hashes.
        credentials: Vec<CredentialRef>,
        /// Name, numbers and phone, encrypted.
        record: SideRef,
        /// Keyed hash of the full name.
        name_lookup: Option<String>,
        /// Keyed hash of the phone number.
        phone_lookup: Option<String>,
    }
    /// A person's data were corrected.
    PersonCorrected 3 {
        /// The person.
        person: PersonId,
        /// Sex.
        sex: Sex,
        /// Year of birth, if it is known now. Versions 1 and 2 did not say it.
        born_in: Option<u16>,
        /// All credentials now.
        credentials: Vec<CredentialRef>,
        /// The new version of the side record, encrypted.
        record: SideRef,
        /// Keyed hash of the full name.
        name_lookup: Option<String>,
        /// Keyed hash of the phone number.
        phone_lookup: Option<String>,
        /// Why they were corrected.
        reason: Reason,
    }
    /// The sex of a newborn, of somebody unidentified, or of somebody whose sex was not known was recorded.
    SexRecorded 1 {
        /// The person.
        person: PersonId,
        /// What was seen.
        sex: Sex,
    }
    /// The year of birth of somebody was read from the sealed record: the event that registered the person did not say it.
    BirthYearKnown 1 {
        /// The person.
        person: PersonId,
        /// Year of birth.
        born_in: u16,
    }
    /// A person's data were erased.
    PersonErased 2 {
        /// The person.
        person: PersonId,
        /// The records that had been merged into this one and are erased with it.
        aliases: Vec<PersonId>,
        /// The classes whose keys were destroyed.
        destroyed: Vec<RetentionClass>,
        /// The classes that must be kept, and until when.
        kept: Vec<(RetentionClass, NaiveDate)>,
    }
    /// Two records became one. Version 1 had no merge over a cap.
    PersonsMerged 2 {
        /// The record that becomes an alias.
        from: PersonId,
        /// The record that stays.
        into: PersonId,
        /// Why the one person may have more seats than the rules allow; `None` if that is not so.
        over_caps: Option<Reason>,
    }
    /// A merge was taken back.
    MergeUndone 1 {
        /// The record that is no longer an alias.
        from: PersonId,
        /// The record whose alias it was.
        into: PersonId,
        /// Why the merge was taken back.
        reason: Reason,
    }
    /// Insurance was added.
    CoverageAdded 1 {
        /// The id.
        coverage: CoverageId,
        /// The insured person.
        person: PersonId,
        /// The scheme.
        insurance: InsuranceType,
        /// Active, retired, resident.
        class: PersonClass,
        /// Administrative code of the place of insurance (参保地), GB/T 2260.
        region: String,
        /// The platform's person number, encrypted.
        record: Option<SideRef>,
    }
    /// A family member may act for a person.
    RelativeAdded 1 {
        /// Who may act.
        relative: PersonId,
        /// The person for whom.
        person: PersonId,
    }
    /// A family member may not act for a person any more.
    RelativeRemoved 1 {
        /// Who may not act, as they were named.
        relative: PersonId,
        /// The person for whom, as they were named.
        person: PersonId,
        /// All records of that person then: links to their visits end.
        records: Vec<PersonId>,
    }
    /// A journey went on: everything that one use case did to it, in order.
    JourneyMoved 1 {
        /// The journey.
        journey: JourneyId,
        /// What happened.
        moves: Vec<Move>,
    }
}

impl PersonErased {
    /// Everybody whose data go: the person, and the records that had been merged into that one.
    pub fn family(&self) -> impl Iterator<Item = PersonId> {
        std::iter::once(self.person).chain(self.aliases.iter().copied())
    }
}
