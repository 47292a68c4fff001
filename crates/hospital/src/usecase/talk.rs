//! What the insurance platform has to do with a use case; the exchange does it.

use model::id::{AdmissionId, PersonId, SettlementId};

/// What the insurance platform has to do with a use case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Talk {
    /// Nothing.
    Nothing,
    /// The stay is registered before it can be decided (1101, 2401).
    RegisterFirst(AdmissionId),
    /// Before it can be decided, the stay is registered, its lines are uploaded (2301) and the trial is made (2303).
    TrialFirst(AdmissionId),
    /// It is an exchange itself (2304), which decides it.
    Settle(SettlementId),
    /// Once it is decided, and before it is answered, the settlement is taken back (2305).
    TakeBack(SettlementId),
    /// Once it is decided, and before it is answered, the stay is registered anew.
    RegisterAgain(AdmissionId),
    /// The recovery tells the platform what was decided.
    Tells,
    /// The same, for a patient who has left (2402).
    Discharged(AdmissionId),
    /// Once it is decided, this person's stays that are not registered yet are registered in the background (1101,
    /// 2401).
    Insured(PersonId),
}

impl Talk {
    /// Must the platform be asked before the use case is answered?
    pub(crate) const fn speaks(self) -> bool {
        match self {
            Self::RegisterFirst(_)
            | Self::TrialFirst(_)
            | Self::Settle(_)
            | Self::TakeBack(_)
            | Self::RegisterAgain(_) => true,
            Self::Nothing | Self::Tells | Self::Discharged(_) | Self::Insured(_) => false,
        }
    }

    /// Does the recovery have something to tell the platform, once it is decided?
    pub(crate) const fn wakes(self) -> bool {
        match self {
            Self::Tells | Self::Discharged(_) => true,
            Self::Nothing
            | Self::RegisterFirst(_)
            | Self::TrialFirst(_)
            | Self::Settle(_)
            | Self::TakeBack(_)
            | Self::RegisterAgain(_)
            | Self::Insured(_) => false,
        }
    }

    /// Does the running hospital go on with exchanges in the background, once it is decided?
    pub(crate) const fn goes_on(self) -> bool {
        match self {
            Self::Insured(_) => true,
            Self::Nothing
            | Self::RegisterFirst(_)
            | Self::TrialFirst(_)
            | Self::Settle(_)
            | Self::TakeBack(_)
            | Self::RegisterAgain(_)
            | Self::Tells
            | Self::Discharged(_) => false,
        }
    }
}
