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
    /// Records the sex of somebody whose sex was not known.
    RecordSex(SexRecorded),
    /// Takes a merge back.
    UndoMerge(MergeUndone),
    /// Adds insurance.
    AddCoverage(CoverageAdded),
    /// Names a family member who may act for a person.
    AddRelative(RelativeAdded),
    ;
    /// Registers a person; refused if a credential belongs to somebody else.
    Register {
        /// The payload of the event.
        asked: PersonRegistered,
        /// Birth dates of the person and, for a newborn, of the mother.
        births: Births,
    }
    /// Corrects a person's data with a new version of the side record.
    Correct {
        /// The payload of the event.
        asked: PersonCorrected,
        /// The person's birth date, as corrected.
        birth: Option<NaiveDate>,
    }
    /// Says in which year a person was born whose sealed record has the date, but of whom no event said it.
    KnowBirthYear {
        /// The person.
        person: PersonId,
        /// The birth date of the record.
        birth: Option<NaiveDate>,
    }
    /// Erases a person's data; the decider names the classes whose keys are destroyed and those that must be kept.
    Erase {
        /// The person.
        person: PersonId,
    }
    /// Two records are one person; `from` becomes an alias.
    Merge {
        /// The payload of the event.
        asked: PersonsMerged,
        /// Birth dates of `from` and of `into`.
        births: Births,
    }
    /// A family member may not act for a person any more, under whichever records of both.
    RemoveRelative {
        /// Who acts.
        relative: PersonId,
        /// For whom.
        person: PersonId,
    }
    /// A journey goes on.
    GoOn {
        /// The journey.
        journey: JourneyId,
        /// What happens to it, in order.
        moves: Vec<Move>,
    }
}
