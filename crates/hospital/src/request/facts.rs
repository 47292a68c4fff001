//! What is known of a request without looking into it.

use super::Request;
use model::scheduling::ReasonCode;

impl Request {
    /// The reason that it gives, if it is one that gives any.
    pub const fn reason(&self) -> Option<ReasonCode> {
        match self {
            Self::Cancel { reason, .. }
            | Self::UndoCheckIn { reason, .. }
            | Self::UndoCall { reason, .. }
            | Self::UndoFinish { reason, .. }
            | Self::UndoMissed { reason, .. }
            | Self::UndoEndSession { reason, .. }
            | Self::CancelAdmission { reason, .. }
            | Self::UnassignBed { reason, .. }
            | Self::UndoFormality { reason, .. }
            | Self::PayAllForNow { reason, .. }
            | Self::Transfer { reason, .. }
            | Self::DeclineTransfer { reason, .. }
            | Self::WithdrawTransfer { reason, .. }
            | Self::UndoTransfer { reason, .. }
            | Self::UndoDischarge { reason, .. }
            | Self::RefundCharge { reason, .. }
            | Self::ReturnDeposit { reason, .. }
            | Self::ConfirmDifference { reason, .. }
            | Self::CloseRegistration { reason, .. }
            | Self::CorrectPerson { reason, .. }
            | Self::UndoMerge { reason, .. }
            | Self::WithdrawSession { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    /// The reason in own words, if somebody wrote any.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Cancel { text, .. }
            | Self::UndoCheckIn { text, .. }
            | Self::UndoCall { text, .. }
            | Self::UndoFinish { text, .. }
            | Self::UndoMissed { text, .. }
            | Self::UndoEndSession { text, .. }
            | Self::CancelAdmission { text, .. }
            | Self::UnassignBed { text, .. }
            | Self::UndoFormality { text, .. }
            | Self::PayAllForNow { text, .. }
            | Self::Transfer { text, .. }
            | Self::DeclineTransfer { text, .. }
            | Self::WithdrawTransfer { text, .. }
            | Self::UndoTransfer { text, .. }
            | Self::UndoDischarge { text, .. }
            | Self::RefundCharge { text, .. }
            | Self::ReturnDeposit { text, .. }
            | Self::ConfirmDifference { text, .. }
            | Self::CloseRegistration { text, .. }
            | Self::CorrectPerson { text, .. }
            | Self::UndoMerge { text, .. }
            | Self::WithdrawSession { text, .. } => text.as_deref().map(str::trim).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Does it move money? Its idempotency key is then looked up however old it is.
    pub const fn moves_money(&self) -> bool {
        matches!(
            self,
            Self::Charge { .. }
                | Self::RefundCharge { .. }
                | Self::TakeDeposit { .. }
                | Self::ReturnDeposit { .. }
                | Self::Settle { .. }
                | Self::Pay { .. }
        )
    }
}
