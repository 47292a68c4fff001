//! What the platform answered: believed, kept as evidence, or doubted (decisions.md D9).

use super::{
    Bill, Decision, Exchange, ExchangeState, SettlementState, World,
    change::change,
    exchange::{PlatformId, certain_at, change_exchange, find, is_queried, needs_recovery},
    insure::{not_uploaded, withdrawn},
    take_back::{self, kept, still_stands, taken_back},
};
use crate::{ledger, policy::FamilyAccount};
use model::{
    code::SettlementNumber,
    decide::{Apply, Context, Decide, Stamp},
    id::ChargeId,
    interface::Interface,
    message::Refusal,
    settlement::{
        Amounts, AnswerSetAside, Event, ExchangeAnswered, LineSplit, Misfit, Outcome, Posting, SettlementReopened,
        SettlementSettled, command,
    },
    time::Instant,
};

/// The platform's refusal of a 2401 because it has the person in bed already: through another hospital, or through a
/// copy of this very message. No query tells which; a reversal names the message and undoes what it did, if anything.
pub const STAY_OPEN: &str = "stay-open";

impl Decide<World> for command::RecordAnswer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (exchange, outcome, body) = (self.exchange, &self.outcome, &self.body);
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
        match outcome {
            Outcome::Settled { setl_id, amounts, .. } if row.infno == Interface::Settlement => {
                events.extend(settled(world, row, setl_id, amounts))
            }
            // By a query: the only other one that this answers.
            Outcome::Settled { setl_id, medins_setl_id, amounts } => {
                let ours = world.exchange_by_msgid(medins_setl_id);
                let ours =
                    ours.filter(|found| found.infno == Interface::Settlement && found.admission == row.admission);
                let ours = ours.filter(|found| !reversal_may_arrive(world, found, row.at));
                events.extend(ours.and_then(|found| settled(world, found, setl_id, amounts)));
                // It still stands: the refusal of the 2305 meant what it said.
                let refused = find(world, row.about).ok().filter(|about| about.is_refused() && about.is_open());
                let refused = refused.filter(|about| still_stands(world, about, setl_id));
                events.extend(refused.and_then(|about| kept(world, about)));
            }
            Outcome::TakenBack { .. } => events.extend(taken_back(world, context, row)),
            // Nothing is there: the refusal of the 2304 meant what it said.
            Outcome::NotThere => {
                let refused = find(world, row.about).ok().filter(|about| about.is_refused() && about.is_open());
                events.extend(refused.and_then(|about| reopened(world, about)));
                // What was to be taken back is no longer there.
                let undone = find(world, row.about).ok().filter(|about| about.is_open());
                let undone = undone.filter(|about| !reversal_may_arrive(world, about, row.at));
                events.extend(undone.map_or_else(Vec::new, |about| taken_back(world, context, about)));
            }
            Outcome::Done if row.infno == Interface::Reversal => {
                let about = find(world, row.about).ok();
                events.extend(about.and_then(|about| reopened(world, about).or_else(|| kept(world, about))));
            }
            Outcome::Done
            | Outcome::Refused { .. }
            | Outcome::Insured { .. }
            | Outcome::Admitted { .. }
            | Outcome::Uploaded { .. }
            | Outcome::Trial { .. } => {}
        }
        Ok(events)
    }
}

impl Apply<World> for ExchangeAnswered {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        let Some(row) = world.exchanges.get(&self.exchange).cloned() else {
            panic!("event {} answers an exchange that is not there", stamp.seq)
        };
        let moves = !self.doubted && moves(world, &row, &self.outcome);
        let state = match row.state {
            ExchangeState::Reversed => ExchangeState::Reversed,
            ExchangeState::Intended | ExchangeState::Unknown | ExchangeState::Answered if moves => {
                ExchangeState::Answered
            }
            ExchangeState::Intended | ExchangeState::Unknown | ExchangeState::Answered => ExchangeState::Unknown,
        };
        change_exchange(world, self.exchange, stamp, |row| {
            row.state = state;
            row.answer = Some(self.outcome.clone());
            row.answer_body = Some(self.body.clone());
        });
        if moves {
            consequences(world, &row, &self.outcome, stamp);
        }
        if let Some(admission) = row.admission {
            withdrawn(world, admission, stamp);
        }
    }
}

/// The effects of an answer on anything other than its own exchange.
fn consequences(world: &mut World, row: &Exchange, outcome: &Outcome, stamp: Stamp) {
    match outcome {
        Outcome::Admitted { mdtrt_id } => of_stay(world, row, stamp, |bill| bill.mdtrt_id = Some(mdtrt_id.clone())),
        Outcome::Insured { insurance, balance, .. } => of_stay(world, row, stamp, |bill| {
            // The platform names the first insurance of a person, which may be another one than the stay's.
            if bill.insurance == *insurance {
                bill.account_balance = *balance;
            }
        }),
        Outcome::Done => done(world, row, stamp),
        Outcome::Uploaded { lines } => uploaded(world, row, lines),
        Outcome::NotThere => {
            let late_enough = |about: &Exchange| row.at >= certain_at(about);
            // For a 2305 it means that it was done.
            let nothing = |about: &Exchange| about.infno != Interface::SettlementUndo && late_enough(about);
            of_other(world, row, stamp, |about| about.not_there = nothing(about) && !about.is_refused());
        }
        // What a 2305 was to take back still stands.
        Outcome::Settled { setl_id, .. } if stands(world, row, setl_id) => {
            let late_enough = |about: &Exchange| row.at >= certain_at(about);
            of_other(world, row, stamp, |about| about.not_there = late_enough(about) && !about.is_refused());
        }
        // Something is there after all, or the platform cannot tell: ask again.
        Outcome::Refused { .. } if row.infno == Interface::Reversal => {
            of_other(world, row, stamp, |about| about.not_there = false);
        }
        // What is settled is an event of its own; trials are kept by whoever asked.
        Outcome::Refused { .. } | Outcome::Settled { .. } | Outcome::Trial { .. } | Outcome::TakenBack { .. } => {}
    }
}

/// Does the answer to a query show that what a 2305 was to take back still stands?
fn stands(world: &World, row: &Exchange, setl_id: &SettlementNumber) -> bool {
    find(world, row.about).is_ok_and(|about| still_stands(world, about, setl_id))
}

/// Changes the bill of the stay that an exchange is about, if it is about one.
fn of_stay(world: &mut World, row: &Exchange, stamp: Stamp, with: impl FnOnce(&mut Bill)) {
    if let Some(admission) = row.admission {
        change(world, admission, stamp, with);
    }
}

/// Changes the exchange that another one is about, if it is about one.
fn of_other(world: &mut World, row: &Exchange, stamp: Stamp, with: impl FnOnce(&mut Exchange)) {
    if let Some(about) = row.about {
        change_exchange(world, about, stamp, with);
    }
}

/// The platform has done what it was asked to do.
fn done(world: &mut World, row: &Exchange, stamp: Stamp) {
    match row.infno {
        Interface::LinesUndo => {
            if let Some(admission) = row.admission {
                not_uploaded(world, admission, stamp);
            }
        }
        Interface::AdmissionUndo => of_stay(world, row, stamp, |bill| bill.mdtrt_id = None),
        Interface::Discharge => of_stay(world, row, stamp, |bill| bill.discharged_at_platform = true),
        Interface::DischargeUndo => of_stay(world, row, stamp, |bill| bill.discharged_at_platform = false),
        // One that a later query found settled stays settled.
        Interface::Reversal => of_other(world, row, stamp, |about| {
            if about.is_open() {
                about.state = ExchangeState::Reversed;
            }
        }),
        Interface::Person
        | Interface::Lines
        | Interface::Trial
        | Interface::Settlement
        | Interface::SettlementUndo
        | Interface::Admission
        | Interface::Query
        | Interface::SignIn => {}
    }
}

/// Lines have arrived at the platform, unless they were forgotten since.
fn uploaded(world: &mut World, row: &Exchange, lines: &[(ChargeId, LineSplit)]) {
    let Some(admission) = row.admission else { return };
    if world.bill(admission).is_some_and(|bill| row.intended_seq < bill.forgotten_seq) {
        return;
    }
    for (charge, split) in lines {
        if let Some(key) = world.charges.get(charge).copied() {
            world.lines.update(&key, |line| line.uploaded = Some(*split));
        } else if let Some(key) = world.refund_ids.get(charge).copied() {
            world.refunds.update(&key, |line| line.uploaded = Some(*split));
        }
    }
}

/// Stores an answer that does not fit.
impl Decide<World> for command::SetAside {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let Self { exchange, misfits, body } = self.clone();
        let row = find(world, Some(exchange))?;
        if row.state == ExchangeState::Answered {
            return Refusal::new("exchange-answered").with("infno", row.infno).err();
        }
        Ok(vec![AnswerSetAside { exchange, misfits, body }.into()])
    }
}

impl Apply<World> for AnswerSetAside {
    fn apply(&self, world: &mut World, stamp: Stamp) {
        change_exchange(world, self.exchange, stamp, |row| {
            if row.state == ExchangeState::Intended {
                row.state = ExchangeState::Unknown;
            }
            row.misfits = self.misfits.clone();
            row.answer_body = Some(self.body.clone());
        });
    }
}

/// Is this an answer that the interface can give?
fn fits(exchange: &Exchange, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Refused { .. } => true,
        Outcome::Done => matches!(
            exchange.infno,
            Interface::SignIn
                | Interface::LinesUndo
                | Interface::Discharge
                | Interface::AdmissionUndo
                | Interface::DischargeUndo
                | Interface::Reversal
        ),
        Outcome::Insured { .. } => exchange.infno == Interface::Person,
        Outcome::Admitted { .. } => exchange.infno == Interface::Admission,
        Outcome::Uploaded { lines } => {
            exchange.infno == Interface::Lines && lines.iter().all(|(charge, _)| exchange.charges.contains(charge))
        }
        Outcome::Trial { .. } => exchange.infno == Interface::Trial,
        Outcome::Settled { .. } => matches!(exchange.infno, Interface::Settlement | Interface::Query),
        Outcome::TakenBack { .. } => exchange.infno == Interface::SettlementUndo,
        Outcome::NotThere => exchange.infno == Interface::Query,
    }
}

/// What is wrong with an answer for this stay, apart from whether it answers the request: a number of the platform that
/// belongs to another stay, or a settlement with another total than the patient agreed to (a 5203 asks for no total).
fn misfits(world: &World, exchange: &Exchange, outcome: &Outcome) -> Vec<Misfit> {
    let given = PlatformId::given(outcome);
    let others =
        given.is_some_and(|id| world.platform_ids.get(&id).is_some_and(|owner| Some(*owner) != exchange.admission));
    let mut found = Vec::new();
    if !fits(exchange, outcome) {
        found.push(Misfit::of("answer"));
    }
    match outcome {
        Outcome::Admitted { .. } if others => found.push(Misfit::of("mdtrt_id")),
        Outcome::Settled { medins_setl_id, amounts, .. } => {
            if others {
                found.push(Misfit::of("setl_id"));
            }
            let by = world.exchange_by_msgid(medins_setl_id).filter(|by| by.admission == exchange.admission);
            let agreed = by.and_then(|by| world.settlement(by.settlement?)).map(|agreed| agreed.trial.medfee_sumamt);
            if let Some(agreed) = agreed.filter(|agreed| *agreed != amounts.medfee_sumamt) {
                found.push(Misfit::amount("medfee_sumamt", Some(agreed), amounts.medfee_sumamt));
            }
        }
        Outcome::TakenBack { setl_id, amounts } => {
            found.extend(take_back::misfits(world, exchange, setl_id, amounts));
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

/// Does an answer change its exchange? Not after a reversal was sent (F04), not if a 2304 is answered with somebody
/// else's settlement, and not if a 2304 or a 2305 is refused: it may have been done before. An answer that is
/// [`doubted`] changes nothing either.
fn moves(world: &World, exchange: &Exchange, outcome: &Outcome) -> bool {
    let reversing = || {
        let about = |other: &Exchange| other.infno == Interface::Reversal && other.about == Some(exchange.exchange);
        exchange.admission.is_some_and(|admission| {
            // If a 2601 was refused, the exchange is left to the next query.
            world.exchanges(admission).any(|other| about(other) && !other.is_refused())
        })
    };
    let is_believed = match outcome {
        Outcome::Settled { medins_setl_id, .. } => {
            exchange.infno != Interface::Settlement || *medins_setl_id == exchange.msgid
        }
        Outcome::Refused { .. } => !is_queried(exchange.infno),
        Outcome::Done
        | Outcome::Insured { .. }
        | Outcome::Admitted { .. }
        | Outcome::Uploaded { .. }
        | Outcome::Trial { .. }
        | Outcome::TakenBack { .. }
        | Outcome::NotThere => true,
    };
    is_believed && exchange.is_open() && !(needs_recovery(exchange.infno) && reversing())
}

/// Is this a 2401 that is refused because the person is in bed already? A copy of it may have been done. The event
/// records that it was doubted: earlier ones were taken at their word.
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

/// The platform has settled by this 2304; only once per stay.
fn settled(world: &World, exchange: &Exchange, setl_id: &SettlementNumber, amounts: &Amounts) -> Option<Event> {
    let settlement = world.settlement(exchange.settlement?)?;
    let taken_back = settlement.state == SettlementState::TakenBack;
    if taken_back || world.settlements(settlement.admission).any(|other| other.state.is_settled()) {
        return None;
    }
    let postings = passed(world, world.bill(settlement.admission)?, amounts);
    let (setl_id, amounts) = (setl_id.clone(), *amounts);
    let (settlement, exchange) = (settlement.settlement, exchange.exchange);
    Some(SettlementSettled { settlement, exchange, setl_id, amounts, postings }.into())
}

/// What passes from the patient to the funds and the account when a bill is settled.
pub(super) fn passed(world: &World, bill: &Bill, amounts: &Amounts) -> Vec<Posting> {
    let policy = bill.policy.as_ref().and_then(|id| world.policy(id));
    let inside = policy.is_some_and(|policy| policy.account.family.value == FamilyAccount::Inside);
    ledger::settled(amounts, inside)
}

/// The platform has not settled by this 2304, if it is the one under way.
fn reopened(world: &World, exchange: &Exchange) -> Option<Event> {
    let settlement = world.settlement(exchange.settlement?)?;
    let under_way = settlement.state == SettlementState::Submitted
        && settlement.submitted.last() == Some(&exchange.exchange)
        && exchange.infno == Interface::Settlement;
    under_way.then(|| SettlementReopened { settlement: settlement.settlement, exchange: exchange.exchange }.into())
}
