//! What `journey` is asked to do. Ids of new things are made by the caller.

use super::{
    Births, CoverageAdded, MergeUndone, Move, PersonCorrected, PersonRegistered, PersonsMerged, RelativeAdded,
    SexRecorded,
};
use crate::{
    command::commands,
    id::{JourneyId, PersonId},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

commands! {
    /// What `journey` is asked to do.
    ($) each_journey_command;
    /// Records the sex of somebody of whom it was not known.
    RecordSex(SexRecorded),
    /// Takes a merge back.
    UndoMerge(MergeUndone),
    /// Adds insurance.
    AddCoverage(CoverageAdded),
    /// Names a family member who may act for a person.
    AddRelative(RelativeAdded),
    ;
    /// Registers a person; refused where a credential is somebody else's.
    Register {
        /// What becomes the event.
        asked: PersonRegistered,
        /// Birth dates of the person and, of a newborn, the mother.
        births: Births,
    }
    /// Corrects a person's data with a new version of the side record.
    Correct {
        /// What becomes the event.
        asked: PersonCorrected,
        /// The person's birth date, as corrected.
        birth: Option<NaiveDate>,
    }
    /// Erases a person's data; the decider names the classes whose keys are destroyed and those that must be kept.
    Erase {
        /// Who.
        person: PersonId,
    }
    /// Two records are one person; `from` becomes an alias.
    Merge {
        /// What becomes the event.
        asked: PersonsMerged,
        /// Birth dates of `from` and of `into`.
        births: Births,
    }
    /// A journey goes on.
    GoOn {
        /// Which.
        journey: JourneyId,
        /// How, one after the other.
        moves: Vec<Move>,
    }
}
