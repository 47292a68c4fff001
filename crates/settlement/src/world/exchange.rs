//! Exchanges with the platform (decisions.md D9): what each of them allows next.
//!
//! If the outcome of a 2304 is unknown: query (5203) first; reverse (2601) only when a query that was asked late enough
//! found nothing; only then send a new 2304 with a new message id. A 2304 may be refused because the same message had
//! already been done: the refusal is believed when a query finds nothing. A 2305 goes the same way, with what a query
//! finds the other way round: what still stands was not taken back. 2401, 2402, 2404 and 2405: reverse, then send anew;
//! the same for a 2401 that is refused because the person is in bed already ([`STAY_OPEN`]). The others are repeated.
//!
//! A registration is withdrawn (the admission was cancelled, or the stay is under another insurance) in this order: the
//! unknown outcome of a 2401 is resolved; lines that may be there are deleted (2302); 2404.

use super::{
    Bill, Decision, Exchange, ExchangeState, Settlement, SettlementState, World,
    bill::{bill_of, not_cancelled, unlocked},
    change::change,
};
use crate::limits;
use chrono::Duration;
use model::{
    code::{SettlementNumber, StayNumber},
    decide::{Apply, Context, Decide, Stamp},
    id::{AdmissionId, ExchangeId},
    interface::Interface,
    message::Refusal,
    refusal,
    settlement::{Event, ExchangeIntended, ExchangeUnknown, Outcome, SettlementSubmitted, command},
    time::Instant,
};

/// From this moment a query that finds nothing is final: the exchange can no longer arrive.
pub(super) fn certain_at(exchange: &Exchange) -> Instant {
    exchange.deadline + Duration::seconds(limits::GRACE_SECONDS)
}

/// Does this interface change something at the platform, so that an unknown outcome must be resolved?
pub(super) fn needs_recovery(infno: Interface) -> bool {
    match infno {
        Interface::Settlement
        | Interface::SettlementUndo
        | Interface::Admission
        | Interface::Discharge
        | Interface::AdmissionUndo
        | Interface::DischargeUndo => true,
        // What asks changes nothing, and the rest is told again as it was: the same lines, the same reversal.
        Interface::Person
        | Interface::Lines
        | Interface::LinesUndo
        | Interface::Trial
        | Interface::Reversal
        | Interface::Query
        | Interface::SignIn => false,
    }
}

/// Does it end what is open at the platform? Nothing may stay open because there were too many messages before.
fn resolves(infno: Interface) -> bool {
    matches!(infno, Interface::Query | Interface::Reversal | Interface::SettlementUndo)
}

/// Can a query tell what became of it, so that it is asked before anything is reversed?
pub(super) fn is_queried(infno: Interface) -> bool {
    matches!(infno, Interface::Settlement | Interface::SettlementUndo)
}

impl Decide<World> for ExchangeIntended {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        if world.exchange(self.exchange).is_some() {
            return Refusal::new("exchange-id-used").field("exchange").err();
        }
        if world.exchange_by_msgid(&self.msgid).is_some() {
            return Refusal::new(refusal::MSGID_USED).field("msgid").with("value", self.msgid.as_str()).err();
        }
        if self.deadline <= context.now {
            return Refusal::new("exchange-deadline-past").field("deadline").with("deadline", self.deadline).err();
        }
        if let Some(admission) = self.admission {
            let bill = bill_of(world, admission)?;
            if bill.exchange_count as usize >= limits::EXCHANGES_MAX && !resolves(self.infno) {
                return Refusal::new("exchanges-max").with("max", limits::EXCHANGES_MAX as i64).err();
            }
        }
        let mut events = vec![Event::from(self.clone())];
        match self.infno {
            Interface::SignIn | Interface::Person => {}
            Interface::Admission => register(world, self)?,
            Interface::Lines => upload(world, self)?,
            Interface::LinesUndo => delete_lines(world, self, context)?,
            Interface::Trial => trial(world, self)?,
            Interface::Settlement => events.push(settle(world, self)?.into()),
            Interface::SettlementUndo => take_back(world, self)?,
            Interface::Discharge => discharge(world, self)?,
            Interface::AdmissionUndo => undo_admission(world, self)?,
            Interface::DischargeUndo => undo_discharge(world, self)?,
            Interface::Query => query(world, self)?,
            Interface::Reversal => reverse(world, self, context)?,
        }
        Ok(events)
    }
}

impl Apply<World> for ExchangeIntended {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let row = Exchange {
            exchange: self.exchange,
            infno: self.infno,
            msgid: self.msgid.clone(),
            admission: self.admission,
            settlement: self.settlement,
            about: self.about,
            charges: self.charges.clone(),
            body: self.body.clone(),
            deadline: self.deadline,
            state: ExchangeState::Intended,
            answer: None,
            answer_body: None,
            misfits: Vec::new(),
            not_there: false,
            at: stamp.at,
            intended_seq: stamp.seq,
            seq: stamp.seq,
        };
        index_exchange(world, &row);
        world.exchanges.insert(row.exchange, row);
        if let Some(admission) = self.admission {
            change(world, admission, stamp, |bill| bill.exchange_count += 1);
        }
    }
}

impl Decide<World> for command::RecordSilence {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let exchange = self.exchange;
        let row = find(world, Some(exchange))?;
        if row.state != ExchangeState::Intended {
            return Refusal::new("exchange-not-under-way").with("infno", row.infno).err();
        }
        Ok(vec![ExchangeUnknown { exchange }.into()])
    }
}

impl Apply<World> for ExchangeUnknown {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        set_state(world, self.exchange, ExchangeState::Unknown, stamp);
    }
}

/// Adds an exchange to the indexes. Also used when a snapshot is restored.
pub(super) fn index_exchange(world: &mut World, row: &Exchange) {
    world.msgids.insert(row.msgid.clone(), row.exchange);
    world.exchanges_of.insert((row.admission, row.intended_seq), row.exchange);
    index_open(world, row);
    index_platform_id(world, row);
}

/// A number that the platform gave: those of a stay and of a settlement may look the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlatformId {
    Stay(StayNumber),
    Settlement(SettlementNumber),
}

impl PlatformId {
    /// The number that an answer brings, if it brings one.
    pub(super) fn given(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Admitted { mdtrt_id } => Some(Self::Stay(mdtrt_id.clone())),
            Outcome::Settled { setl_id, .. } => Some(Self::Settlement(setl_id.clone())),
            Outcome::Insured { .. }
            | Outcome::Done
            | Outcome::Uploaded { .. }
            | Outcome::Trial { .. }
            | Outcome::TakenBack { .. }
            | Outcome::NotThere
            | Outcome::Refused { .. } => None,
        }
    }
}

/// The number that the platform gave a stay or its settlement.
fn index_platform_id(world: &mut World, row: &Exchange) {
    let given = row.answer.as_ref().and_then(PlatformId::given);
    if let (Some(given), Some(admission), ExchangeState::Answered) = (given, row.admission, row.state) {
        world.platform_ids.insert(given, admission);
    }
}

/// Open are those that are under way, and those whose outcome is unknown and must be resolved.
fn index_open(world: &mut World, row: &Exchange) {
    let key = (row.intended_seq, row.exchange);
    let unresolved = row.state == ExchangeState::Unknown && needs_recovery(row.infno);
    if row.state == ExchangeState::Intended || unresolved {
        world.open.insert(key, ());
    } else {
        world.open.remove(&key);
    }
}

pub(super) fn set_state(world: &mut World, id: ExchangeId, state: ExchangeState, stamp: Stamp) {
    change_exchange(world, id, stamp, |row| row.state = state);
}

pub(super) fn change_exchange(world: &mut World, id: ExchangeId, stamp: Stamp, change_row: impl FnOnce(&mut Exchange)) {
    world.exchanges.update(&id, |row| {
        change_row(row);
        row.seq = stamp.seq;
    });
    let Some(row) = world.exchanges.get(&id).cloned() else {
        panic!("event {} is about an exchange that is not there", stamp.seq)
    };
    index_open(world, &row);
    index_platform_id(world, &row);
    if let Some(admission) = row.admission {
        change(world, admission, stamp, |_| {});
    }
}

pub(super) fn find(world: &World, exchange: Option<ExchangeId>) -> Result<&Exchange, Refusal> {
    let found = exchange.and_then(|id| world.exchange(id));
    found.ok_or_else(|| Refusal::new("exchange-not-found").field("exchange"))
}

/// An exchange of this kind that is under way or unknown prevents another one.
fn none_open(world: &World, admission: AdmissionId, infno: Interface) -> Result<(), Refusal> {
    let open = world.exchanges(admission).find(|exchange| exchange.infno == infno && exchange.is_open());
    let Some(open) = open else { return Ok(()) };
    let code =
        if open.state == ExchangeState::Unknown { "exchange-outcome-unknown" } else { refusal::EXCHANGE_UNDER_WAY };
    Refusal::new(code).with("infno", infno).err()
}

fn none_running(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let same = |other: &&Exchange| {
        other.infno == asked.infno && other.about == asked.about && other.state == ExchangeState::Intended
    };
    match asked.admission.and_then(|admission| world.exchanges(admission).find(same)) {
        None => Ok(()),
        Some(_) => Refusal::new(refusal::EXCHANGE_UNDER_WAY).with("infno", asked.infno).err(),
    }
}

/// The stay's bill; for those who pay everything there is no platform to ask.
fn insured<'a>(world: &'a World, asked: &ExchangeIntended) -> Result<(AdmissionId, &'a Bill), Refusal> {
    let admission = asked.admission.ok_or_else(|| Refusal::new("bill-unknown").field("admission"))?;
    let bill = bill_of(world, admission)?;
    not_cancelled(bill)?;
    if bill.withdrawing {
        return Refusal::new("registration-withdrawing").field("admission").err();
    }
    if bill.is_self_pay() { Refusal::new("stay-self-pay").err() } else { Ok((admission, bill)) }
}

fn registered<'a>(world: &'a World, asked: &ExchangeIntended) -> Result<(AdmissionId, &'a Bill), Refusal> {
    let (admission, bill) = insured(world, asked)?;
    if bill.mdtrt_id.is_none() { Refusal::new("stay-not-registered").err() } else { Ok((admission, bill)) }
}

fn register(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, bill) = insured(world, asked)?;
    if bill.mdtrt_id.is_some() {
        return Refusal::new(refusal::STAY_REGISTERED).err();
    }
    none_open(world, admission, Interface::Admission)
}

fn upload(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, _) = registered(world, asked)?;
    unlocked(world, admission)?;
    if asked.charges.is_empty() {
        return Refusal::new("upload-empty").field("charges").err();
    }
    let missing = world.to_upload(admission);
    if let Some(charge) = asked.charges.iter().find(|charge| !missing.contains(charge)) {
        return Refusal::new("charge-uploaded").field("charges").with("charge", charge.to_string()).err();
    }
    none_running(world, asked)
}

fn trial(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, bill) = registered(world, asked)?;
    unlocked(world, admission)?;
    if bill.line_count == 0 {
        return Refusal::new("bill-empty").err();
    }
    let missing = world.to_upload(admission).len();
    if missing > 0 {
        return Refusal::new("lines-not-uploaded").with("count", missing as i64).err();
    }
    none_running(world, asked)
}

/// The settlement that is asked for; it must be the stay's own.
fn settlement_of<'a>(
    world: &'a World,
    asked: &ExchangeIntended,
    admission: AdmissionId,
) -> Result<&'a Settlement, Refusal> {
    let found = asked.settlement.and_then(|id| world.settlement(id)).filter(|row| row.admission == admission);
    found.ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))
}

/// One that somebody asked for; never a second one while it is under way or unknown.
fn take_back(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, _) = registered(world, asked)?;
    let settlement = settlement_of(world, asked, admission)?;
    none_open(world, admission, Interface::SettlementUndo)?;
    if settlement.state == SettlementState::TakingBack {
        Ok(())
    } else {
        Refusal::new("take-back-not-wanted").field("settlement").err()
    }
}

fn settle(world: &World, asked: &ExchangeIntended) -> Result<SettlementSubmitted, Refusal> {
    let (admission, _) = registered(world, asked)?;
    let settlement = settlement_of(world, asked, admission)?;
    none_open(world, admission, Interface::Settlement)?;
    match settlement.state {
        SettlementState::Consented => {}
        SettlementState::Presettled => return Refusal::new(refusal::CONSENT_MISSING).err(),
        SettlementState::Superseded => return Refusal::new("settlement-superseded").err(),
        SettlementState::Submitted => return Refusal::new("settlement-under-way").err(),
        SettlementState::Settled | SettlementState::Paid => return Refusal::new("bill-locked").err(),
        SettlementState::TakingBack => return Refusal::new("settlement-taking-back").err(),
        SettlementState::TakenBack => return Refusal::new("settlement-taken-back").field("settlement").err(),
    }
    Ok(SettlementSubmitted { settlement: settlement.settlement, exchange: asked.exchange })
}

fn discharge(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, bill) = registered(world, asked)?;
    if bill.discharged_at_platform {
        return Refusal::new("stay-discharged").err();
    }
    if !world.is_settled(admission) {
        return Refusal::new("settlement-not-settled").err();
    }
    if world.is_taking_back(admission) {
        return Refusal::new("settlement-taking-back").err();
    }
    none_open(world, admission, Interface::DischargeUndo)?;
    none_open(world, admission, Interface::Discharge)
}

/// A stay that has ended at the platform is in bed there again, so that its bill can be settled anew.
fn undo_discharge(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, bill) = registered(world, asked)?;
    unlocked(world, admission)?;
    if !bill.discharged_at_platform {
        return Refusal::new("stay-not-discharged").err();
    }
    none_open(world, admission, Interface::Discharge)?;
    none_open(world, admission, Interface::DischargeUndo)
}

/// A stay whose registration is being withdrawn and has a number at the platform.
fn withdrawing(world: &World, asked: &ExchangeIntended) -> Result<AdmissionId, Refusal> {
    let admission = asked.admission.ok_or_else(|| Refusal::new("bill-unknown").field("admission"))?;
    let bill = bill_of(world, admission)?;
    if !bill.withdrawing {
        return Refusal::new("registration-kept").field("admission").err();
    }
    if bill.mdtrt_id.is_none() { Refusal::new("stay-not-registered").err() } else { Ok(admission) }
}

fn delete_lines(world: &World, asked: &ExchangeIntended, context: &Context) -> Result<(), Refusal> {
    let admission = withdrawing(world, asked)?;
    if let Some(until) = upload_may_arrive(world, admission, context.now) {
        return Refusal::new("exchange-may-still-arrive").with("until", until).err();
    }
    none_open(world, admission, Interface::AdmissionUndo)?;
    none_running(world, asked)
}

fn undo_admission(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let admission = withdrawing(world, asked)?;
    if lines_may_be_there(world, admission) {
        return Refusal::new("lines-to-delete").field("admission").err();
    }
    none_open(world, admission, Interface::AdmissionUndo)
}

/// Until when an upload that was sent may still arrive; `None` if none may.
pub(super) fn upload_may_arrive(world: &World, admission: AdmissionId, now: Instant) -> Option<Instant> {
    let open = world.exchanges(admission).filter(|exchange| exchange.infno == Interface::Lines && exchange.is_open());
    open.map(certain_at).max().filter(|until| now < *until)
}

/// May the platform have lines of a stay? Not before anything was uploaded, nor once everything was deleted; if a 2404
/// was refused, lines may have been the reason.
pub(super) fn lines_may_be_there(world: &World, admission: AdmissionId) -> bool {
    world.exchanges(admission).fold(false, |there, exchange| {
        let refused = matches!(exchange.answer, Some(Outcome::Refused { .. }));
        let done = matches!(exchange.answer, Some(Outcome::Done));
        match exchange.infno {
            Interface::Lines => there || !refused,
            Interface::LinesUndo => there && !done,
            // A new registration has none.
            Interface::Admission => there && !matches!(exchange.answer, Some(Outcome::Admitted { .. })),
            Interface::AdmissionUndo => refused || (there && !done),
            Interface::Person
            | Interface::Trial
            | Interface::Settlement
            | Interface::SettlementUndo
            | Interface::Discharge
            | Interface::DischargeUndo
            | Interface::Reversal
            | Interface::Query
            | Interface::SignIn => there,
        }
    })
}

fn query(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let about = find(world, asked.about)?;
    if !is_queried(about.infno) || about.admission != asked.admission {
        return Refusal::new("query-of-settlement-only").field("about").with("infno", about.infno).err();
    }
    match about.state {
        ExchangeState::Unknown | ExchangeState::Reversed => none_running(world, asked),
        ExchangeState::Intended => Refusal::new(refusal::EXCHANGE_UNDER_WAY).with("infno", about.infno).err(),
        ExchangeState::Answered => Refusal::new("exchange-answered").with("infno", about.infno).err(),
    }
}

fn reverse(world: &World, asked: &ExchangeIntended, context: &Context) -> Result<(), Refusal> {
    let about = find(world, asked.about)?;
    let infno = about.infno;
    if !needs_recovery(infno) || about.admission != asked.admission {
        return Refusal::new("reversal-not-possible").field("about").with("infno", infno).err();
    }
    match about.state {
        ExchangeState::Unknown => {}
        ExchangeState::Intended => return Refusal::new(refusal::EXCHANGE_UNDER_WAY).with("infno", infno).err(),
        ExchangeState::Answered => return Refusal::new("reversal-of-known").with("infno", infno).err(),
        ExchangeState::Reversed => return Refusal::new("exchange-reversed").with("infno", infno).err(),
    }
    if is_queried(infno) && !about.not_there {
        return Refusal::new("reversal-needs-query").err();
    }
    // If a 2401 was refused, a copy of it has arrived.
    if context.now < certain_at(about) && !(infno == Interface::Admission && about.is_refused()) {
        return Refusal::new("exchange-may-still-arrive").with("until", certain_at(about)).err();
    }
    none_running(world, asked)
}
