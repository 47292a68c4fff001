//! What clients remember: what they asked for, what they were told, what they read.

use super::{scene::Scene, seen::Seen};
use crate::{Answer, Request, usecase, writer::keys::KeyUse};
use model::{
    id::{AdmissionId, AppointmentId, BedId, ChargeId, DepositId, PersonId, Seq, SlotId},
    message::Refusal,
};

/// A command and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) key: KeyUse,
    pub(super) request: Request,
    pub(super) reply: Reply,
}

/// The end of asking for something.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) word: Word,
    /// The last committed event when it was asked for the last time, and when the answer came.
    pub(super) between: (Seq, Seq),
    /// No node was at work on it for somebody who hung up when it was asked for the last time.
    pub(super) alone: bool,
}

/// The final answer to a command.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Done(Answer),
    Refused(Refusal),
    /// Not done, for a reason other than a rule.
    NotDone,
    /// The client hung up and never came back: it is done once or not at all.
    Unanswered,
}

/// A stay as somebody was last told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) admission: AdmissionId,
    pub(super) stands: Stands,
    /// The bed before, after a transfer.
    pub(super) before: Option<BedId>,
}

/// Where a stay stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Waits,
    Kept(BedId),
    Lies(BedId),
    /// Lies in a bed, and is to move to one of another ward.
    Moves(BedId, BedId),
    Left(BedId),
}

impl Stands {
    pub(super) fn bed(self) -> Option<BedId> {
        match self {
            Self::Waits => None,
            Self::Kept(bed) | Self::Lies(bed) | Self::Moves(bed, _) | Self::Left(bed) => Some(bed),
        }
    }

    /// After something was done about it.
    fn after(self, request: &Request) -> Self {
        match (self, request) {
            (_, Request::AssignBed(assigned)) => Self::Kept(assigned.bed),
            (_, Request::UnassignBed(_)) => Self::Waits,
            (Self::Kept(bed), Request::OccupyBed(_)) => Self::Lies(bed),
            (_, Request::Transfer(moved)) => Self::Lies(moved.bed),
            (Self::Moves(_, bed), Request::AcceptTransfer(_)) => Self::Lies(bed),
            (Self::Moves(bed, _), Request::DeclineTransfer(_) | Request::WithdrawTransfer(_)) => Self::Lies(bed),
            (Self::Lies(bed) | Self::Moves(bed, _), Request::Discharge(_)) => Self::Left(bed),
            (Self::Left(bed), Request::UndoDischarge(_)) => Self::Lies(bed),
            (stands, _) => stands,
        }
    }
}

/// All that clients remember.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) told: Vec<Told>,
    pub(super) seen: Vec<Seen>,
    /// Appointments, their slots and their patients.
    pub(super) appointments: Vec<(AppointmentId, SlotId, PersonId)>,
    /// People who were registered.
    pub(super) newcomers: Vec<PersonId>,
    pub(super) stays: Vec<Stay>,
    /// Charges and deposits, and their stays.
    pub(super) charges: Vec<(ChargeId, AdmissionId)>,
    pub(super) deposits: Vec<(DepositId, AdmissionId)>,
}

impl Ledger {
    /// What everybody knows at the beginning.
    pub(super) fn begin(scene: &Scene) -> Self {
        let mut stays: Vec<Stay> =
            scene.stays.iter().map(|id| Stay { admission: *id, stands: Stands::Waits, before: None }).collect();
        stays[0].stands = Stands::Lies(scene.wards[0].beds[0]);
        let mut ledger = Self { stays, ..Self::default() };
        scene.old.iter().for_each(|old| ledger.learn_money(&old.request, &old.answer));
        ledger
    }

    /// Remembers what came of a command.
    pub(super) fn learn(&mut self, told: Told) {
        if let Word::Done(answer) = &told.reply.word {
            self.learn_money(&told.request, answer);
            match (answer, &told.request) {
                (Answer::Booked { appointment, .. }, Request::Book(booked)) => {
                    self.appointments.push((*appointment, booked.slot, booked.patient));
                }
                (Answer::PersonRegistered { person }, _) => self.newcomers.push(*person),
                (Answer::AdmissionRequested { admission }, _) => {
                    self.stays.push(Stay { admission: *admission, stands: Stands::Waits, before: None });
                }
                (Answer::TransferRequested { admission, bed }, _) => {
                    self.moves(*admission, |stands| stands.bed().map_or(stands, |from| Stands::Moves(from, *bed)));
                }
                (_, Request::UndoTransfer(undone)) => {
                    let before = self.stays.iter().find(|stay| stay.admission == undone.admission);
                    let before = before.and_then(|stay| stay.before);
                    self.moves(undone.admission, |stands| before.map_or(stands, Stands::Lies));
                    for stay in self.stays.iter_mut().filter(|stay| stay.admission == undone.admission) {
                        stay.before = None;
                    }
                }
                (_, request) => {
                    if let Some(admission) = of_stay(request) {
                        self.moves(admission, |stands| stands.after(request));
                    }
                }
            }
        }
        self.told.push(told);
    }

    fn learn_money(&mut self, request: &Request, answer: &Answer) {
        match (request, answer) {
            (Request::Charge(asked), Answer::Charged { charge }) => self.charges.push((*charge, asked.admission)),
            (Request::TakeDeposit(asked), Answer::DepositTaken { deposit }) => {
                self.deposits.push((*deposit, asked.admission));
            }
            _ => {}
        }
    }

    fn moves(&mut self, admission: AdmissionId, to: impl Fn(Stands) -> Stands) {
        for stay in self.stays.iter_mut().filter(|stay| stay.admission == admission) {
            let bed = stay.stands.bed();
            stay.stands = to(stay.stands);
            stay.before = bed.filter(|_| stay.stands.bed() != bed).or(stay.before);
        }
    }
}

/// The stay that a request about a bed is about.
fn of_stay(request: &Request) -> Option<AdmissionId> {
    match request {
        Request::AssignBed(usecase::AssignBed { admission, .. })
        | Request::UnassignBed(usecase::UnassignBed { admission, .. })
        | Request::OccupyBed(usecase::OccupyBed { admission })
        | Request::Transfer(usecase::Transfer { admission, .. })
        | Request::AcceptTransfer(usecase::AcceptTransfer { admission })
        | Request::DeclineTransfer(usecase::DeclineTransfer { admission, .. })
        | Request::WithdrawTransfer(usecase::WithdrawTransfer { admission, .. })
        | Request::Discharge(usecase::Discharge { admission })
        | Request::UndoDischarge(usecase::UndoDischarge { admission, .. }) => Some(*admission),
        _ => None,
    }
}
