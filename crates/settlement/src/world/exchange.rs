//! Exchanges with the platform (decisions.md D9): what each allows next.
//!
//! 2304 with an unknown outcome: query (5203) first; reverse (2601) only when a query that was asked late enough found
//! nothing; only then a new 2304 with a new message id. One that is refused may be refused because it was done before, by
//! the same message: it is believed when a query finds nothing. 2401, 2402 and 2404: reverse, then anew; so is a 2401 that is
//! refused because the person is in bed already ([`STAY_OPEN`]). The others repeat.
//!
//! A registration is taken back (the admission was cancelled, or the stay is under another insurance) in this order: a 2401
//! whose outcome is unknown is resolved; lines that may be there are deleted (2302); 2404.

use super::{
    Bill, Exchange, ExchangeState, SettlementState, World,
    bill::{bill_of, not_cancelled, unlocked},
};
use crate::{ledger, limits, policy::FamilyAccount};
use chrono::Duration;
use model::{
    SideRef,
    decide::Context,
    id::{AdmissionId, ExchangeId},
    interface::Interface,
    message::Refusal,
    refusal,
    settlement::{
        Amounts, AnswerSetAside, Event, ExchangeAnswered, ExchangeIntended, ExchangeUnknown, Misfit, Outcome,
        SettlementReopened, SettlementSettled, SettlementSubmitted,
    },
    time::Instant,
};

/// What the platform says of a 2401 when it has the person in bed already: by another hospital, or by a copy of this very
/// message. No query tells which; a reversal names the message, and takes back what it did, if anything.
pub const STAY_OPEN: &str = "stay-open";

/// From this moment a query that finds nothing is final: the exchange can no longer arrive.
pub(super) fn certain_at(exchange: &Exchange) -> Instant {
    exchange.deadline + Duration::seconds(limits::GRACE_SECONDS)
}

/// Does this interface change something at the platform, so that an unknown outcome must be resolved?
pub(super) fn needs_recovery(infno: Interface) -> bool {
    matches!(infno, Interface::Settlement | Interface::Admission | Interface::Discharge | Interface::AdmissionUndo)
}

fn find(world: &World, exchange: Option<ExchangeId>) -> Result<&Exchange, Refusal> {
    let found = exchange.and_then(|id| world.exchange(id));
    found.ok_or_else(|| Refusal::new("exchange-not-found").field("exchange"))
}

/// One that is under way or unknown stands in the way of another of its kind.
fn none_open(world: &World, admission: AdmissionId, infno: Interface) -> Result<(), Refusal> {
    let open = world.exchanges(admission).find(|exchange| exchange.infno == infno && exchange.is_open());
    match open.map(|exchange| exchange.state) {
        None => Ok(()),
        Some(ExchangeState::Unknown) => Refusal::new("exchange-outcome-unknown").with("infno", infno).err(),
        Some(_) => Refusal::new(refusal::EXCHANGE_UNDER_WAY).with("infno", infno).err(),
    }
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

pub(super) fn intend(world: &World, asked: &ExchangeIntended, context: &Context) -> Result<Vec<Event>, Refusal> {
    if world.exchange(asked.exchange).is_some() {
        return Refusal::new("exchange-id-used").field("exchange").err();
    }
    if asked.msgid.len() != 30 || !asked.msgid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Refusal::new("msgid-form").field("msgid").with("value", asked.msgid.as_str()).err();
    }
    if world.exchange_by_msgid(&asked.msgid).is_some() {
        return Refusal::new(refusal::MSGID_USED).field("msgid").with("value", asked.msgid.as_str()).err();
    }
    if asked.deadline <= context.now {
        return Refusal::new("exchange-deadline-past").field("deadline").with("deadline", asked.deadline).err();
    }
    if let Some(admission) = asked.admission {
        let bill = bill_of(world, admission)?;
        if bill.exchange_count as usize >= limits::EXCHANGES_MAX {
            return Refusal::new("exchanges-max").with("max", limits::EXCHANGES_MAX as i64).err();
        }
    }
    let mut events = vec![Event::from(asked.clone())];
    match asked.infno {
        Interface::SignIn | Interface::Person => {}
        Interface::Admission => register(world, asked)?,
        Interface::Lines => upload(world, asked)?,
        Interface::LinesUndo => delete_lines(world, asked, context)?,
        Interface::Trial => trial(world, asked)?,
        Interface::Settlement => events.push(settle(world, asked)?.into()),
        Interface::Discharge => discharge(world, asked)?,
        Interface::AdmissionUndo => undo_admission(world, asked)?,
        Interface::Query => query(world, asked)?,
        Interface::Reversal => reverse(world, asked, context)?,
    }
    Ok(events)
}

/// The stay's bill; those who pay all have nothing to do with the platform.
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

fn settle(world: &World, asked: &ExchangeIntended) -> Result<SettlementSubmitted, Refusal> {
    let (admission, _) = registered(world, asked)?;
    let unknown = || Refusal::new("settlement-unknown").field("settlement");
    let settlement = asked.settlement.and_then(|id| world.settlement(id)).ok_or_else(unknown)?;
    if settlement.admission != admission {
        return unknown().err();
    }
    none_open(world, admission, Interface::Settlement)?;
    match settlement.state {
        SettlementState::Consented => {}
        SettlementState::Presettled => return Refusal::new(refusal::CONSENT_MISSING).err(),
        SettlementState::Superseded => return Refusal::new("settlement-superseded").err(),
        SettlementState::Submitted => return Refusal::new("settlement-under-way").err(),
        SettlementState::Settled | SettlementState::Paid => return Refusal::new("bill-locked").err(),
    }
    Ok(SettlementSubmitted { settlement: settlement.settlement, exchange: asked.exchange })
}

fn discharge(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let (admission, bill) = registered(world, asked)?;
    if bill.discharged_at_platform {
        return Refusal::new("stay-discharged").err();
    }
    let state = world.current_settlement(admission).map(|settlement| settlement.state);
    if !matches!(state, Some(SettlementState::Settled | SettlementState::Paid)) {
        return Refusal::new("settlement-not-settled").err();
    }
    none_open(world, admission, Interface::Discharge)
}

/// A stay whose registration is being taken back, and its number there.
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

/// Until when an upload that was sent may still arrive, if one may.
pub(super) fn upload_may_arrive(world: &World, admission: AdmissionId, now: Instant) -> Option<Instant> {
    let open = world.exchanges(admission).filter(|exchange| exchange.infno == Interface::Lines && exchange.is_open());
    open.map(certain_at).max().filter(|until| now < *until)
}

/// May the platform have lines of a stay? Not before anything was uploaded, nor once all were deleted; a 2404 that was
/// refused may have been refused because of lines.
pub(super) fn lines_may_be_there(world: &World, admission: AdmissionId) -> bool {
    world.exchanges(admission).fold(false, |there, exchange| match (exchange.infno, &exchange.answer) {
        (Interface::Lines, Some(Outcome::Refused { .. })) => there,
        (Interface::Lines, _) => true,
        // A registration that is new has none.
        (Interface::Admission, Some(Outcome::Admitted { .. }))
        | (Interface::LinesUndo | Interface::AdmissionUndo, Some(Outcome::Done)) => false,
        (Interface::AdmissionUndo, Some(Outcome::Refused { .. })) => true,
        _ => there,
    })
}

fn query(world: &World, asked: &ExchangeIntended) -> Result<(), Refusal> {
    let about = find(world, asked.about)?;
    if about.infno != Interface::Settlement || about.admission != asked.admission {
        return Refusal::new("query-of-settlement-only").field("about").with("infno", about.infno).err();
    }
    match about.state {
        ExchangeState::Unknown | ExchangeState::Reversed => none_running(world, asked),
        ExchangeState::Intended => Refusal::new(refusal::EXCHANGE_UNDER_WAY).with("infno", Interface::Settlement).err(),
        ExchangeState::Answered => Refusal::new("exchange-answered").with("infno", Interface::Settlement).err(),
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
    if infno == Interface::Settlement && !about.not_there {
        return Refusal::new("reversal-needs-query").err();
    }
    // Of a 2401 that was refused a copy has arrived.
    if context.now < certain_at(about) && !(infno == Interface::Admission && about.is_refused()) {
        return Refusal::new("exchange-may-still-arrive").with("until", certain_at(about)).err();
    }
    none_running(world, asked)
}

pub(super) fn silence(world: &World, exchange: ExchangeId) -> Result<ExchangeUnknown, Refusal> {
    let row = find(world, Some(exchange))?;
    if row.state != ExchangeState::Intended {
        return Refusal::new("exchange-not-under-way").with("infno", row.infno).err();
    }
    Ok(ExchangeUnknown { exchange })
}

/// Is this an answer that its interface can give?
fn fits(exchange: &Exchange, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused { .. } => true,
        Outcome::Done => matches!(
            exchange.infno,
            Interface::SignIn
                | Interface::LinesUndo
                | Interface::Discharge
                | Interface::AdmissionUndo
                | Interface::Reversal
        ),
        Outcome::Insured { .. } => exchange.infno == Interface::Person,
        Outcome::Admitted { .. } => exchange.infno == Interface::Admission,
        Outcome::Uploaded { lines } => {
            exchange.infno == Interface::Lines && lines.iter().all(|(charge, _)| exchange.charges.contains(charge))
        }
        Outcome::Trial { .. } => exchange.infno == Interface::Trial,
        Outcome::Settled { .. } => matches!(exchange.infno, Interface::Settlement | Interface::Query),
        Outcome::NotThere => exchange.infno == Interface::Query,
    }
}

/// What is wrong with an answer for this stay, beyond what its own request says: a number at the platform that is another
/// stay's, and a settlement of another total than the patient agreed to (a 5203 asks for no total).
fn misfits(world: &World, exchange: &Exchange, outcome: &Outcome) -> Vec<Misfit> {
    let others = |id: &String| world.platform_ids.get(id).is_some_and(|owner| Some(*owner) != exchange.admission);
    let mut found = Vec::new();
    if !fits(exchange, outcome) {
        found.push(Misfit::of("answer"));
    }
    match outcome {
        Outcome::Admitted { mdtrt_id } if others(mdtrt_id) => found.push(Misfit::of("mdtrt_id")),
        Outcome::Settled { setl_id, medins_setl_id, amounts } => {
            if others(setl_id) {
                found.push(Misfit::of("setl_id"));
            }
            let by = world.exchange_by_msgid(medins_setl_id).filter(|by| by.admission == exchange.admission);
            let agreed = by.and_then(|by| world.settlement(by.settlement?)).map(|agreed| agreed.trial.medfee_sumamt);
            if let Some(agreed) = agreed.filter(|agreed| *agreed != amounts.medfee_sumamt) {
                found.push(Misfit::amount("medfee_sumamt", Some(agreed), amounts.medfee_sumamt));
            }
        }
        Outcome::Admitted { .. }
        | Outcome::Insured { .. }
        | Outcome::Done
        | Outcome::Uploaded { .. }
        | Outcome::Trial { .. }
        | Outcome::NotThere
        | Outcome::Refused { .. } => {}
    }
    found
}

/// Keeps an answer that does not fit.
///
/// # Errors
/// `exchange-answered`: it has an answer that does.
pub(super) fn set_aside(
    world: &World,
    exchange: ExchangeId,
    misfits: &[Misfit],
    body: &SideRef,
) -> Result<AnswerSetAside, Refusal> {
    let row = find(world, Some(exchange))?;
    if row.state == ExchangeState::Answered {
        return Refusal::new("exchange-answered").with("infno", row.infno).err();
    }
    Ok(AnswerSetAside { exchange, misfits: misfits.to_vec(), body: body.clone() })
}

/// Does an answer move its exchange? Not after a reversal was sent (F04), not when a 2304 is answered with somebody else's
/// settlement, and not when a 2304 is refused: it may have been done before. What is [`doubted`] moves nothing either.
pub(super) fn moves(world: &World, exchange: &Exchange, outcome: &Outcome) -> bool {
    let reversing = || {
        let about = |other: &Exchange| other.infno == Interface::Reversal && other.about == Some(exchange.exchange);
        exchange.admission.is_some_and(|admission| {
            // A 2601 that was refused leaves the exchange to the next query.
            world.exchanges(admission).any(|other| about(other) && !other.is_refused())
        })
    };
    let is_believed = match outcome {
        Outcome::Settled { medins_setl_id, .. } => {
            exchange.infno != Interface::Settlement || *medins_setl_id == exchange.msgid
        }
        Outcome::Refused { .. } => exchange.infno != Interface::Settlement,
        Outcome::Done
        | Outcome::Insured { .. }
        | Outcome::Admitted { .. }
        | Outcome::Uploaded { .. }
        | Outcome::Trial { .. }
        | Outcome::NotThere => true,
    };
    is_believed && exchange.is_open() && !(needs_recovery(exchange.infno) && reversing())
}

/// Is this a 2401 that is refused because the person is in bed already? A copy of it may have been done. That it was doubted
/// stands in the event: those of before were taken for what they said.
fn doubted(exchange: &Exchange, outcome: &Outcome) -> bool {
    exchange.infno == Interface::Admission && matches!(outcome, Outcome::Refused { code } if code == STAY_OPEN)
}

/// Was a reversal of this exchange sent that could still take effect after a query of that moment was answered?
fn reversal_may_arrive(world: &World, exchange: &Exchange, queried: Instant) -> bool {
    exchange.admission.is_some_and(|admission| {
        world.exchanges(admission).any(|other| {
            other.infno == Interface::Reversal
                && other.about == Some(exchange.exchange)
                && other.is_open()
                && queried < certain_at(other)
        })
    })
}

pub(super) fn answer(
    world: &World,
    exchange: ExchangeId,
    outcome: &Outcome,
    body: &SideRef,
) -> Result<Vec<Event>, Refusal> {
    let row = find(world, Some(exchange))?;
    if row.state == ExchangeState::Answered {
        return Refusal::new("exchange-answered").with("infno", row.infno).err();
    }
    let misfits = misfits(world, row, outcome);
    if !misfits.is_empty() {
        return Ok(vec![AnswerSetAside { exchange, misfits, body: body.clone() }.into()]);
    }
    let doubted = doubted(row, outcome);
    let mut events: Vec<Event> =
        vec![ExchangeAnswered { exchange, outcome: outcome.clone(), doubted, body: body.clone() }.into()];
    if doubted || !moves(world, row, outcome) {
        return Ok(events);
    }
    match (row.infno, outcome) {
        (Interface::Settlement, Outcome::Settled { setl_id, amounts, .. }) => {
            events.extend(settled(world, row, setl_id, amounts))
        }
        // Nothing is there: the refusal of the 2304 was what it said.
        (Interface::Query, Outcome::NotThere) => {
            let refused = find(world, row.about).ok().filter(|about| about.is_refused() && about.is_open());
            events.extend(refused.and_then(|about| reopened(world, about)));
        }
        (Interface::Query, Outcome::Settled { setl_id, medins_setl_id, amounts }) => {
            let ours = world.exchange_by_msgid(medins_setl_id);
            let ours = ours.filter(|found| found.infno == Interface::Settlement && found.admission == row.admission);
            let ours = ours.filter(|found| !reversal_may_arrive(world, found, row.at));
            events.extend(ours.and_then(|found| settled(world, found, setl_id, amounts)));
        }
        (Interface::Reversal, Outcome::Done) => {
            events.extend(find(world, row.about).ok().and_then(|about| reopened(world, about)))
        }
        _ => {}
    }
    Ok(events)
}

/// The platform has settled by this 2304; once for a stay.
fn settled(world: &World, exchange: &Exchange, setl_id: &str, amounts: &Amounts) -> Option<Event> {
    let settlement = world.settlement(exchange.settlement?)?;
    let done = |state| matches!(state, SettlementState::Settled | SettlementState::Paid);
    if world.settlements(settlement.admission).any(|other| done(other.state)) {
        return None;
    }
    let bill = world.bill(settlement.admission)?;
    let policy = bill.policy.as_deref().and_then(|id| world.policy(id));
    let inside = policy.is_some_and(|policy| policy.account.family.value == FamilyAccount::Inside);
    let postings = ledger::settled(amounts, inside);
    let (setl_id, amounts) = (setl_id.to_owned(), *amounts);
    let (settlement, exchange) = (settlement.settlement, exchange.exchange);
    Some(SettlementSettled { settlement, exchange, setl_id, amounts, postings }.into())
}

/// The platform has not settled by this 2304, if it is the one under way.
fn reopened(world: &World, exchange: &Exchange) -> Option<Event> {
    let settlement = world.settlement(exchange.settlement?)?;
    let under_way = settlement.state == SettlementState::Submitted
        && settlement.submitted.last() == Some(&exchange.exchange)
        && exchange.infno == Interface::Settlement;
    under_way.then(|| SettlementReopened { settlement: settlement.settlement, exchange: exchange.exchange }.into())
}
