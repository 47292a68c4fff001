//! Resolves what is unknown, after a restart and from time to time. What to do next is settlement's to say
//! ([`settlement::Recovery`]); here it is done.

use super::{converse, desk::Live, step};
use crate::{failure::Failure, hospital::Hospital};
use model::{
    id::{AdmissionId, ExchangeId},
    time::Instant,
};
use settlement::Recovery;
use std::{collections::HashMap, time::Duration as RealDuration};

/// So often it is looked for something to do; real time, while hospital time may be stepped.
const LOOK_EVERY: RealDuration = RealDuration::from_secs(1);
/// Of so many looks one also looks through all bills for discharges that the platform does not know.
const BILLS_EVERY: u32 = 10;
/// The longest pause between two 2402s of one stay, seconds of hospital time.
const PAUSE_SECONDS_MAX: i64 = 600;

/// Runs until the hospital closes.
pub(crate) async fn run(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut tries = HashMap::new();
    // The first look after a start looks through them.
    let mut looks = BILLS_EVERY - 1;
    loop {
        let wake = hospital.inner.exchanges.wake.notified();
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => looks = looks.wrapping_add(1),
            () = wake => looks = 0,
            _ = closing.changed() => return,
        }
        if *closing.borrow() {
            return;
        }
        resolve(&hospital).await;
        if looks.is_multiple_of(BILLS_EVERY) {
            discharges(&hospital, &mut tries).await;
        }
    }
}

/// Does what each open exchange needs next.
async fn resolve(hospital: &Hospital) {
    let mut writes = Live(hospital.clone());
    for (exchange, next) in open(hospital) {
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

fn open(hospital: &Hospital) -> Vec<(ExchangeId, Recovery)> {
    let worlds = hospital.worlds();
    let now = hospital.now_of(&worlds);
    let in_flight = &hospital.inner.exchanges.memory().in_flight;
    let mine = worlds.settlement.exchanges_open().filter(|exchange| !in_flight.contains(&exchange.exchange));
    mine.map(|exchange| (exchange.exchange, worlds.settlement.recovery(exchange.exchange, now))).collect()
}

/// 2402 for those who have left and whom the platform still has in bed; with growing pauses.
async fn discharges(hospital: &Hospital, tries: &mut HashMap<AdmissionId, (u32, Instant)>) {
    let mut writes = Live(hospital.clone());
    let now = hospital.now();
    let left: Vec<AdmissionId> = {
        let worlds = hospital.worlds();
        let open = worlds.settlement.bills().filter(|bill| bill.mdtrt_id.is_some() && !bill.discharged_at_platform);
        open.map(|bill| bill.admission).collect()
    };
    for admission in left {
        if !step::needs_discharge(&writes, admission) {
            continue;
        }
        if tries.get(&admission).is_some_and(|(_, until)| now < *until) {
            continue;
        }
        if step::discharge(&mut writes, admission).await.is_ok() {
            tries.remove(&admission);
            continue;
        }
        let (count, until) = tries.entry(admission).or_insert((0, now));
        *count += 1;
        let pause = 5i64.saturating_mul(1 << (*count).min(7)).min(PAUSE_SECONDS_MAX);
        *until = now + chrono::Duration::seconds(pause);
    }
}
