//! What clients remember: what they asked for, what they were told, what they read.

use crate::{Answer, Request, writer::keys::KeyUse};
use model::{
    id::{AppointmentId, PersonId, Seq, SlotId},
    message::Refusal,
};
use std::collections::BTreeMap;

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
    /// No node was still at work on the same command when it was asked for the last time.
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

/// What a client read: how many seats were taken, and after which event.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) seq: Seq,
    pub(super) taken: BTreeMap<SlotId, u16>,
}

/// All that clients remember.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) told: Vec<Told>,
    pub(super) seen: Vec<Seen>,
    /// Appointments, their slots and their patients.
    pub(super) appointments: Vec<(AppointmentId, SlotId, PersonId)>,
}

impl Ledger {
    /// Remembers what came of a command.
    pub(super) fn learn(&mut self, told: Told) {
        if let Word::Done(Answer::Booked { appointment, .. }) = &told.reply.word
            && let Request::Book(booked) = &told.request
        {
            self.appointments.push((*appointment, booked.slot, booked.patient));
        }
        self.told.push(told);
    }
}
