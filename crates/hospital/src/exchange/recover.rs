//! Resolves what is unknown, after a restart and from time to time. Settlement says what to do next
//! ([`settlement::Recovery`]); it is done here.

use super::{
    converse,
    shared::Exchanges,
    step,
    writes::{Live, Writes as _},
};
use crate::{billing, deciding::Decision, failure::Failure, request::Answer};
use model::{
    actor::Actor,
    id::{AdmissionId, ExchangeId},
    time::Instant,
};
use settlement::{Bill, Recovery, Withdrawal, World};
use std::{collections::HashMap, sync::Arc, time::Duration as RealDuration};
use tokio::sync::watch;

/// How often recovery looks for something to do; real time, because hospital time may be stepped.
const LOOK_EVERY: RealDuration = RealDuration::from_secs(1);
/// One in this many looks also goes through all bills for what the platform does not know about their stays.
const BILLS_EVERY: u32 = 10;
/// The longest pause between two tries to tell the platform about one stay, seconds of hospital time.
const PAUSE_SECONDS_MAX: i64 = 600;

/// Runs until the hospital closes.
pub(crate) async fn run(exchanges: Arc<Exchanges>, mut closing: watch::Receiver<bool>) {
    let mut tries = HashMap::new();
    // The first look after a start goes through all bills.
    let mut looks = BILLS_EVERY - 1;
    cancelled_before(&mut Live(exchanges.clone())).await;
    loop {
        let wake = exchanges.wake.notified();
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => looks = looks.wrapping_add(1),
            () = wake => looks = 0,
            _ = closing.changed() => return,
        }
        if *closing.borrow() {
            return;
        }
        resolve(&exchanges).await;
        if looks.is_multiple_of(BILLS_EVERY) {
            stays(&exchanges, &mut tries).await;
        }
    }
}

/// Does what each open exchange needs next.
async fn resolve(exchanges: &Arc<Exchanges>) {
    let mut writes = Live(exchanges.clone());
    for (exchange, next) in open(exchanges) {
        let done = match next {
            Recovery::RecordSilence => converse::give_up(&mut writes, exchange).await,
            Recovery::Query => step::query(&mut writes, exchange).await,
            Recovery::Reverse => step::reverse(&mut writes, exchange).await,
            Recovery::Wait { .. } | Recovery::Nothing => continue,
        };
        match done {
            // The next look decides anew.
            Ok(()) | Err(Failure::Refused(_) | Failure::Busy { .. }) => {}
            Err(failure) => tracing::error!(%exchange, %failure, "an exchange cannot be resolved now"),
        }
    }
}

fn open(exchanges: &Arc<Exchanges>) -> Vec<(ExchangeId, Recovery)> {
    let worlds = exchanges.worlds();
    let now = exchanges.now_of(&worlds);
    let in_flight = &exchanges.memory().in_flight;
    let mine = worlds.settlement.exchanges_open().filter(|exchange| !in_flight.contains(&exchange.exchange));
    mine.map(|exchange| (exchange.exchange, worlds.settlement.recovery(exchange.exchange, now))).collect()
}

/// What the platform has to be told about a stay.
#[derive(Clone, Copy, Debug)]
enum Tells {
    /// 2302 and 2404: its registration is taken back.
    Withdrawal,
    /// 2305: its settlement is taken back.
    TakingBack,
    /// 2402: the patient has left, and it still has them in bed.
    Discharge,
}

impl Tells {
    /// What may have to be told.
    fn of(world: &World, bill: &Bill) -> Option<Self> {
        if bill.withdrawing {
            return Some(Self::Withdrawal);
        }
        if world.to_take_back(bill.admission).is_some() {
            return Some(Self::TakingBack);
        }
        (bill.mdtrt_id.is_some() && !bill.discharged_at_platform).then_some(Self::Discharge)
    }

    fn waits(self, writes: &Live, admission: AdmissionId) -> bool {
        match self {
            Self::Withdrawal => !is_to_withdraw(&writes.0, admission),
            Self::TakingBack => false,
            Self::Discharge => !step::needs_discharge(writes, admission),
        }
    }

    async fn tell(self, writes: &mut Live, admission: AdmissionId) -> Result<(), Failure> {
        match self {
            Self::Withdrawal => withdraw(writes, admission).await,
            Self::TakingBack => step::take_back(writes, &Actor::system(), admission).await,
            Self::Discharge => step::discharge(writes, admission).await,
        }
    }
}

/// Sends what the platform does not know about stays, with growing pauses: 2402 for patients who have left but whom it
/// still has in bed, 2302 and 2404 for stays whose registration is taken back, 2305 where a settlement is to be taken
/// back and was not sent.
async fn stays(exchanges: &Arc<Exchanges>, tries: &mut HashMap<AdmissionId, (u32, Instant)>) {
    let mut writes = Live(exchanges.clone());
    let now = exchanges.now();
    let open: Vec<(AdmissionId, Tells)> = {
        let worlds = exchanges.worlds();
        let world = &worlds.settlement;
        world.bills().filter_map(|bill| Some((bill.admission, Tells::of(world, bill)?))).collect()
    };
    for (admission, tells) in open {
        if tells.waits(&writes, admission) || tries.get(&admission).is_some_and(|(_, until)| now < *until) {
            continue;
        }
        let Err(failure) = tells.tell(&mut writes, admission).await else {
            tries.remove(&admission);
            continue;
        };
        tracing::info!(%admission, %failure, ?tells, "the platform is told later");
        let (count, until) = tries.entry(admission).or_insert((0, now));
        *count += 1;
        let pause = 5i64.saturating_mul(1 << (*count).min(7)).min(PAUSE_SECONDS_MAX);
        *until = now + chrono::Duration::seconds(pause);
    }
}

fn is_to_withdraw(exchanges: &Arc<Exchanges>, admission: AdmissionId) -> bool {
    let now = exchanges.now();
    let next = exchanges.worlds().settlement.withdrawal(admission, now);
    matches!(next, Withdrawal::DeleteLines | Withdrawal::UndoAdmission)
}

/// Withdraws step by step, as long as each message is answered.
async fn withdraw(writes: &mut Live, admission: AdmissionId) -> Result<(), Failure> {
    while is_to_withdraw(&writes.0, admission) {
        step::withdraw(writes, admission).await?;
    }
    Ok(())
}

/// Tells the bills of admissions that an earlier release cancelled, once, at a start, whatever money is open on them.
async fn cancelled_before(writes: &mut Live) {
    let left: Vec<AdmissionId> = {
        let worlds = writes.0.worlds();
        let open = worlds.settlement.bills().filter(|bill| bill.cancelled.is_none()).map(|bill| bill.admission);
        let cancelled = |admission: &AdmissionId| {
            worlds.scheduling.admission(*admission).is_some_and(|stay| stay.cancelled_at.is_some())
        };
        open.filter(cancelled).collect()
    };
    for admission in left {
        let decision: Decision = Box::new(move |deciding| {
            billing::cancel(deciding, admission, true)?;
            Ok(Answer::Done)
        });
        if let Err(failure) = writes.decide(&Actor::system(), None, decision).await {
            tracing::info!(%admission, %failure, "the bill of a cancelled admission learns of it later");
        }
    }
}
