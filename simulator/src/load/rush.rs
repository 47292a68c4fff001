//! The rush itself: each arrival is sent at its time over whichever connection is free; one that gets no answer, or is
//! asked to come back, is sent again later under the same key.

use super::{
    Patient, Plan, Watcher,
    api::{self, Window},
    arrivals::Wish,
    http::{Call, Connection, Fault, Reply},
    tally::{End, Tally},
};
use model::refusal;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Instant, interval, sleep_until},
};

/// How often an arrival is sent at most.
const TRIES_MAX: u8 = 6;
/// How long an answer is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The longest pause before coming back, whatever the server asks for.
const PAUSE_MAX: Duration = Duration::from_secs(2);
/// The pause if the server names none.
const PAUSE: Duration = Duration::from_millis(200);
/// Time from the last arrival to the end of the rush; what has not been sent by then is counted as such.
const DRAIN_MAX: Duration = Duration::from_secs(30);
/// Pause between two reports to the watcher.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// An arrival on its way.
#[derive(Clone, Copy, Debug)]
struct Trial {
    number: u32,
    tries: u8,
    /// An earlier try may have booked.
    unsure: bool,
}

/// Arrivals in their order, and those that are to be sent again.
#[derive(Debug, Default)]
struct Queue {
    next: u32,
    again: BTreeMap<(Duration, u32), Trial>,
}

impl Queue {
    /// What is due first, and when it is due.
    fn take(&mut self, wishes: &[Wish]) -> Option<(Duration, Trial)> {
        let fresh = wishes.get(self.next as usize).map(|wish| wish.at);
        let again = self.again.keys().next().map(|(at, _)| *at);
        if again.is_some_and(|again| fresh.is_none_or(|fresh| again < fresh)) {
            return self.again.pop_first().map(|((at, _), trial)| (at, trial));
        }
        let trial = Trial { number: self.next, tries: 0, unsure: false };
        self.next += u32::from(fresh.is_some());
        fresh.map(|at| (at, trial))
    }
}

/// What all connections share.
#[derive(Debug)]
struct Rush {
    patients: Vec<Patient>,
    windows: Vec<Window>,
    wishes: Vec<Wish>,
    queue: Mutex<Queue>,
    start: Instant,
    end: Instant,
    /// Part of every key: in the next run the same arrivals are new requests.
    run: String,
    done: AtomicU64,
}

/// What is to be done after an answer.
enum Next {
    Ended(End),
    Again { after: Duration, unsure: bool },
}

/// Sends all arrivals, and returns what came of them.
pub(super) async fn run<W: Watcher>(
    plan: &Plan,
    patients: &[Patient],
    windows: &[Window],
    wishes: Vec<Wish>,
    watcher: &W,
) -> Tally {
    let start = Instant::now();
    let rush = Arc::new(Rush {
        patients: patients.to_vec(),
        windows: windows.to_vec(),
        wishes,
        queue: Mutex::default(),
        start,
        end: start + Duration::from_secs(plan.seconds.into()) + DRAIN_MAX,
        run: format!("{:016x}", rand::random::<u64>()),
        done: AtomicU64::new(0),
    });
    let mut connections = JoinSet::new();
    for _ in 0..plan.connections {
        connections.spawn(rush.clone().work(Connection::new(&plan.target)));
    }
    let mut tell = interval(TELL_EVERY);
    let mut tally = Tally::new();
    loop {
        tokio::select! {
            ended = connections.join_next() => match ended {
                Some(Ok(part)) => tally.add(part),
                // Nothing is counted twice or made up: what a connection's task had counted is lost with it.
                Some(Err(_)) => {}
                None => break,
            },
            _ = tell.tick() => watcher.reach(rush.done.load(Ordering::Relaxed)),
        }
    }
    let missing = (rush.wishes.len() as u64).saturating_sub(tally.arrivals);
    if missing > 0 {
        tally.errors.insert("not-counted".into(), missing);
    }
    tally
}

impl Rush {
    /// The work of one connection until nothing is left.
    async fn work(self: Arc<Self>, mut connection: Connection) -> Tally {
        let mut tally = Tally::new();
        loop {
            let due = self.queue.lock().unwrap_or_else(PoisonError::into_inner).take(&self.wishes);
            let Some((at, trial)) = due else { break };
            sleep_until(self.start + at).await;
            let wish = self.wishes[trial.number as usize];
            let next = if Instant::now() < self.end {
                self.ask(&mut connection, trial, wish).await
            } else {
                Next::Ended(End::Failed { kind: "not-sent-in-time".into(), unsure: trial.unsure })
            };
            match next {
                Next::Again { after, unsure } => {
                    tally.retries += 1;
                    let again = Trial { tries: trial.tries + 1, unsure: trial.unsure || unsure, ..trial };
                    let at = self.start.elapsed() + after;
                    let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
                    queue.again.insert((at, trial.number), again);
                }
                Next::Ended(end) => {
                    let latency = self.start.elapsed().saturating_sub(wish.at);
                    tally.note(wish.patient as usize, wish.window as usize, end, latency);
                    tally.took = self.start.elapsed();
                    self.done.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
        tally
    }

    async fn ask(&self, connection: &mut Connection, trial: Trial, wish: Wish) -> Next {
        let patient = &self.patients[wish.patient as usize];
        let window = &self.windows[wish.window as usize];
        let key = format!("load-{}-{}", self.run, trial.number);
        let body = api::booking(&window.slot, &patient.person.person);
        let call = Call::post(api::BOOK, &patient.token, &key, body);
        let answered = connection.send(&call, ANSWER_WITHIN).await;
        next(&answered, trial)
    }
}

/// Decides what an answer means. A request is sent again only under the same key, and only [`TRIES_MAX`] times.
fn next(answered: &Result<Reply, Fault>, trial: Trial) -> Next {
    let last = trial.tries + 1 >= TRIES_MAX;
    let failed = |kind: String, unsure: bool| Next::Ended(End::Failed { kind, unsure: trial.unsure || unsure });
    match answered {
        Ok(reply) if reply.status == 200 => match api::booked(reply) {
            Some(appointment) => Next::Ended(End::Booked(appointment)),
            None => failed("answer-not-understood".into(), true),
        },
        Ok(reply) if reply.status == 422 => Next::Ended(End::Refused(api::code_of(reply))),
        Ok(reply) if reply.status == 503 => {
            let code = api::code_of(reply);
            let unsure = code == refusal::OUTCOME_UNKNOWN;
            if last {
                return failed(code, unsure);
            }
            Next::Again { after: reply.retry_after.unwrap_or(PAUSE).min(PAUSE_MAX), unsure }
        }
        Ok(reply) => failed(format!("{} {}", reply.status, api::code_of(reply)), reply.status >= 500),
        Err(fault) if last => failed(fault.name().into(), *fault != Fault::Connect),
        Err(fault) => Next::Again { after: PAUSE, unsure: *fault != Fault::Connect },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::body::Bytes;

    const FIRST: Trial = Trial { number: 0, tries: 0, unsure: false };
    const LAST: Trial = Trial { number: 0, tries: TRIES_MAX - 1, unsure: false };

    fn reply(status: u16, body: &'static str) -> Result<Reply, Fault> {
        Ok(Reply { status, retry_after: Some(Duration::from_secs(60)), body: Bytes::from_static(body.as_bytes()) })
    }

    #[test]
    fn what_was_refused_is_not_tried_again_and_what_is_unknown_is() {
        let code = |next: Next| match next {
            Next::Ended(End::Booked(appointment)) => format!("booked {appointment}"),
            Next::Ended(End::Refused(code)) => format!("refused {code}"),
            Next::Ended(End::Failed { kind, unsure }) => format!("failed {kind} {unsure}"),
            Next::Again { after, unsure } => format!("again {} {unsure}", after.as_millis()),
        };
        assert_eq!(code(next(&reply(200, r#"{"appointment":"a"}"#), FIRST)), "booked a");
        assert_eq!(code(next(&reply(422, r#"{"code":"slot-full"}"#), FIRST)), "refused slot-full");
        assert_eq!(code(next(&reply(503, r#"{"code":"busy"}"#), FIRST)), "again 2000 false");
        assert_eq!(code(next(&reply(503, r#"{"code":"outcome-unknown"}"#), FIRST)), "again 2000 true");
        assert_eq!(code(next(&reply(503, r#"{"code":"busy"}"#), LAST)), "failed busy false");
        let doubtful = Trial { unsure: true, ..LAST };
        assert_eq!(
            code(next(&reply(503, r#"{"code":"busy"}"#), doubtful)),
            "failed busy true",
            "an earlier try may have"
        );
        assert_eq!(code(next(&reply(409, r#"{"code":"conflict"}"#), FIRST)), "failed 409 conflict false");
        assert_eq!(code(next(&reply(500, "x"), FIRST)), "failed 500 without a code true");
        assert_eq!(code(next(&Err(Fault::Late), FIRST)), "again 200 true");
        assert_eq!(code(next(&Err(Fault::Connect), LAST)), "failed no-connection false");
    }

    #[test]
    fn what_comes_again_goes_before_who_comes_later() {
        let ms = Duration::from_millis;
        let wish = |at| Wish { at: ms(at), patient: 0, window: 0 };
        let wishes = [wish(1), wish(5), wish(9)];
        let mut queue = Queue::default();
        let first = queue.take(&wishes).unwrap();
        queue.again.insert((ms(7), 0), Trial { tries: 1, ..first.1 });
        let order: Vec<(u128, u32)> =
            std::iter::from_fn(|| queue.take(&wishes)).map(|(at, trial)| (at.as_millis(), trial.number)).collect();
        assert_eq!((first.0, order), (ms(1), vec![(5, 1), (7, 0), (9, 2)]));
        assert!(queue.take(&wishes).is_none());
    }
}
