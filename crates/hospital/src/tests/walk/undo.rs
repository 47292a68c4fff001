//! Taking back what was just done.

use super::Walk;
use crate::{
    Answer, Request,
    usecase::{
        RefundCharge, ReturnDeposit, UnassignBed, UndoCall, UndoCancel, UndoCheckIn, UndoDischarge, UndoEndSession,
        UndoFinish, UndoFormality, UndoMerge, UndoMissed, UndoTransfer,
    },
};

impl Walk {
    /// What takes this back, if anything does.
    pub(super) fn undo(&mut self, request: &Request, answer: &Answer) -> Option<Request> {
        let (reason, text) = (self.reason(), None);
        Some(match (request, answer) {
            (Request::Cancel(it), _) => UndoCancel { appointment: it.appointment, reason, text }.into(),
            (Request::CheckIn(it), _) => UndoCheckIn { appointment: it.appointment, reason, text }.into(),
            (_, Answer::Called { appointment }) => UndoCall { appointment: *appointment, reason, text }.into(),
            (Request::Finish(it), _) => UndoFinish { appointment: it.appointment, reason, text }.into(),
            (Request::MarkMissed(it), _) => UndoMissed { appointment: it.appointment, reason, text }.into(),
            (Request::EndSession(it), _) => UndoEndSession { session: it.session, reason, text }.into(),
            (Request::AssignBed(it), _) => UnassignBed { admission: it.admission, reason, text }.into(),
            (Request::DoFormality(it), _) => {
                UndoFormality { admission: it.admission, formality: it.formality, reason, text }.into()
            }
            (Request::Transfer(it), _) => UndoTransfer { admission: it.admission, reason, text }.into(),
            (Request::AcceptTransfer(it), _) => UndoTransfer { admission: it.admission, reason, text }.into(),
            (Request::Discharge(it), _) => UndoDischarge { admission: it.admission, reason, text }.into(),
            (Request::MergePersons(it), _) => UndoMerge { from: it.from, reason, text }.into(),
            (_, Answer::DepositTaken { deposit }) => {
                ReturnDeposit { deposit: *deposit, amount: None, reason, text }.into()
            }
            (_, Answer::Charged { charge }) => {
                RefundCharge { charge: *charge, count: "0.5".parse().unwrap(), reason, text }.into()
            }
            _ => return None,
        })
    }
}
