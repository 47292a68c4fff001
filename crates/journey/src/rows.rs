//! The rows of the world. A row has the number of its last event, so that an answer can wait until what it has seen is
//! durable (decisions.md D6).

use chrono::NaiveDate;
use model::{
    SideRef,
    decide::Stamp,
    id::{CoverageId, DepartmentId, JourneyId, PersonId, Seq},
    journey::{
        CredentialRef, Effort, Identity, InsuranceType, Move, Owner, PersonClass, RetentionClass, StepKind, Subject,
    },
    person::Sex,
    time::{Instant, compact},
};
use serde::{Deserialize, Serialize};

/// Someone known to the hospital, by keyed hashes only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The id; never used again for another person.
    pub id: PersonId,
    /// Sex; unknown after an erasure.
    pub sex: Sex,
    /// How the person is known. A newborn or unidentified person becomes known with the first credential.
    pub identity: Identity,
    /// The mother, for somebody who was registered as a newborn; she may act for the child.
    pub mother: Option<PersonId>,
    /// Credentials as keyed hashes, sorted; each belongs to one person only.
    pub credentials: Vec<CredentialRef>,
    /// The current version of name, numbers and phone; `None` once erased.
    pub record: Option<SideRef>,
    /// Keyed hash of the full name.
    pub name_lookup: Option<String>,
    /// Keyed hash of the phone number.
    pub phone_lookup: Option<String>,
    /// When the person was registered.
    pub registered: Instant,
    /// The record that this one was merged into.
    pub alias_of: Option<PersonId>,
    /// What an erasure left, if there was one.
    pub erased: Option<Erasure>,
    /// Number of the last event about this row.
    pub seq: Seq,
}

/// What an erasure destroyed and what it had to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// When.
    pub at: Instant,
    /// Classes whose keys are destroyed.
    pub destroyed: Vec<RetentionClass>,
    /// Classes that must be kept, and until when.
    pub kept: Vec<(RetentionClass, NaiveDate)>,
}

/// A person's insurance (参保).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The id.
    pub id: CoverageId,
    /// The person.
    pub person: PersonId,
    /// The scheme.
    pub insurance: InsuranceType,
    /// Active, retired, resident.
    pub class: PersonClass,
    /// Administrative code of the place of insurance, six digits; empty for somebody who is not insured.
    pub region: String,
    /// The platform's person number, encrypted.
    pub record: Option<SideRef>,
    /// When it was added.
    pub added: Instant,
    /// Number of the event that added it.
    pub seq: Seq,
}

/// One thing (一件事), from the first booking until nothing is left to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// The id.
    pub id: JourneyId,
    /// The person, as opened; [`World::person`](crate::World::person) resolves a later merge.
    pub person: PersonId,
    /// The department in which it began.
    pub department: Option<DepartmentId>,
    /// When it was opened.
    #[serde(with = "compact")]
    pub opened: Instant,
    /// When it was closed; `None` while something is left to do.
    #[serde(with = "compact::option")]
    pub closed: Option<Instant>,
    /// The steps in the order in which they were opened.
    pub steps: Vec<Step>,
    /// The effort ledger.
    pub effort: Effort,
    /// Number of the last event about this row.
    pub seq: Seq,
}

impl Journey {
    /// The journey after one more move that was decided: it opens a journey that is not there, or changes one that is.
    pub(crate) fn moved(before: Option<Self>, id: JourneyId, step: &Move, stamp: Stamp) -> Self {
        let mut row = match (before, step) {
            (None, Move::Opened { person, department }) => {
                let (person, department) = (*person, *department);
                let (steps, effort) = (Vec::new(), Effort::default());
                return Self { id, person, department, opened: stamp.at, closed: None, steps, effort, seq: stamp.seq };
            }
            (Some(row), Move::StepOpened { .. } | Move::StepClosed { .. } | Move::EffortCounted(_) | Move::Closed) => {
                row
            }
            (None, Move::StepOpened { .. } | Move::StepClosed { .. } | Move::EffortCounted(_) | Move::Closed) => {
                panic!("event {} is about a journey that is not there", stamp.seq)
            }
            (Some(_), Move::Opened { .. }) => panic!("event {} opens a journey that is there", stamp.seq),
        };
        row.seq = stamp.seq;
        match step {
            Move::Opened { .. } => {}
            Move::StepOpened { kind, subject, owner, due } => {
                row.closed = None;
                row.steps.push(Step {
                    kind: *kind,
                    subject: *subject,
                    owner: *owner,
                    due: *due,
                    opened: stamp.at,
                    closed: None,
                    done: false,
                });
            }
            Move::StepClosed { kind, subject, done } => {
                let open = row.steps.iter_mut().find(|step| step.is_open() && step.is(*kind, *subject));
                let Some(step) = open else { panic!("event {} closes a step that is not open", stamp.seq) };
                (step.closed, step.done) = (Some(stamp.at), *done);
            }
            Move::EffortCounted(more) => row.count(*more),
            Move::Closed => row.closed = Some(stamp.at),
        }
        row
    }

    fn count(&mut self, more: Effort) {
        let effort = &mut self.effort;
        effort.trips = effort.trips.saturating_add(more.trips);
        effort.documents = effort.documents.saturating_add(more.documents);
        effort.typed_twice = effort.typed_twice.saturating_add(more.typed_twice);
        effort.waiting_minutes = effort.waiting_minutes.saturating_add(more.waiting_minutes);
        effort.procedure_minutes = effort.procedure_minutes.saturating_add(more.procedure_minutes);
    }

    /// The open steps in the order in which they were opened.
    pub fn open_steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is_open())
    }

    /// Is nothing open, so that the journey can be closed?
    pub fn is_all_closed(&self) -> bool {
        self.open_steps().next().is_none()
    }

    /// The open step of a kind and subject; there is at most one.
    pub fn open_step(&self, kind: StepKind, subject: Subject) -> Option<&Step> {
        self.open_steps().find(|step| step.is(kind, subject))
    }
}

/// A step of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The kind of step.
    pub kind: StepKind,
    /// What it is about.
    pub subject: Subject,
    /// Who must deal with it.
    pub owner: Owner,
    /// When it is due.
    #[serde(with = "compact::option")]
    pub due: Option<Instant>,
    /// When it was opened.
    #[serde(with = "compact")]
    pub opened: Instant,
    /// When it was closed.
    #[serde(with = "compact::option")]
    pub closed: Option<Instant>,
    /// Done (`true`) or no longer needed (`false`), once closed.
    pub done: bool,
}

impl Step {
    /// Is it still open?
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Is it of this kind and about this subject?
    pub fn is(&self, kind: StepKind, subject: Subject) -> bool {
        self.kind == kind && self.subject == subject
    }
}
