//! A batch: use cases that are decided and applied one after the other, and whose events are appended together.

use super::{Core, RETRY_AFTER, keys::KeyUse};
use crate::{
    deciding::{Decided, Deciding, Decision},
    failure::Failure,
    request::Answer,
    stopped::Stopped,
    worlds::{ProcessEnds, Worlds},
};
use journal::{Entry, IdempotencyKey, SealedRow};
use model::{actor::Actor, id::Seq, time::Instant};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use tokio::sync::oneshot;

/// Something to be decided.
pub(crate) struct Job {
    pub(crate) actor: Actor,
    pub(crate) key: Option<KeyUse>,
    pub(crate) decide: Decision,
    pub(crate) reply: Option<oneshot::Sender<Result<Answer, Failure>>>,
    /// The span in which it was asked, so that the log names it with whatever is decided.
    pub(crate) span: tracing::Span,
}

impl Job {
    /// A job for something that is due by itself.
    pub(super) fn due(decide: Decision) -> Self {
        Self { actor: Actor::system(), key: None, decide, reply: None, span: tracing::Span::none() }
    }

    /// Answers whoever asked, if they still wait.
    pub(super) fn answer(self, result: Result<Answer, Failure>) {
        if let Some(reply) = self.reply {
            let _ = reply.send(result);
        }
    }
}

/// Events that are applied but not durable yet.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) entries: Vec<Entry>,
    pub(crate) side: Vec<SealedRow>,
    keys: Vec<KeyUse>,
}

impl Batch {
    /// The number of the last event.
    pub(crate) fn last(&self) -> Seq {
        self.entries.last().map_or(0, |entry| entry.seq)
    }

    /// Takes events and rows out, to be written while the next are decided.
    pub(crate) fn take(&mut self) -> (Vec<Entry>, Vec<SealedRow>) {
        self.keys.clear();
        (std::mem::take(&mut self.entries), std::mem::take(&mut self.side))
    }

    /// Was this key used in this batch?
    fn uses(&self, key: Option<&KeyUse>) -> bool {
        key.is_some_and(|key| self.keys.iter().any(|used| (used.user, &used.key) == (key.user, &key.key)))
    }

    /// The keys that this batch used, to be forgotten when it is taken back.
    pub(crate) fn keys(&self) -> &[KeyUse] {
        &self.keys
    }
}

/// A batch with those who wait for it.
#[derive(Default)]
pub(super) struct Round {
    pub(super) batch: Batch,
    waiting: Vec<Waiting>,
}

struct Waiting {
    job: Job,
    result: Result<Answer, Failure>,
    /// The result depends on this batch: the job wrote something, or saw what the batch wrote.
    leans: bool,
}

impl Round {
    /// Jobs that are not decided yet.
    pub(super) fn undecided(jobs: Vec<Job>) -> Self {
        let result = || Err(Failure::Busy { retry_after: RETRY_AFTER });
        let waiting = jobs.into_iter().map(|job| Waiting { job, result: result(), leans: true }).collect();
        Self { batch: Batch::default(), waiting }
    }

    /// The jobs of those who still wait, to be decided again.
    pub(super) fn again(self) -> Vec<Job> {
        self.waiting.into_iter().map(|waiting| waiting.job).collect()
    }

    /// How many jobs wait for it.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Answers everybody: what they saw and wrote is durable.
    pub(super) fn answer(self) {
        for waiting in self.waiting {
            waiting.job.answer(waiting.result);
        }
    }

    /// Answers everybody that nothing was done, except for what was done before. Whoever was refused because of what is
    /// taken back may try again.
    pub(super) fn fail(self, failure: &Failure) {
        for waiting in self.waiting {
            let result = match waiting.result {
                told if !waiting.leans => told,
                Ok(_) => Err(failure.clone()),
                Err(_) => Err(Failure::Busy { retry_after: RETRY_AFTER }),
            };
            waiting.job.answer(result);
        }
    }

    /// Answers everybody that the outcome is not known yet, and keeps the events.
    pub(super) fn answer_unknown(&mut self) {
        for waiting in self.waiting.drain(..) {
            waiting.job.answer(Err(Failure::OutcomeUnknown));
        }
    }
}

/// Answers jobs while nothing is written; what was answered before keeps its answer.
pub(super) fn refuse(core: &Core, jobs: Vec<Job>, why: Stopped) {
    for job in jobs {
        let known = job.key.as_ref().and_then(|key| core.keys().look(key));
        job.answer(known.unwrap_or(Err(Failure::Stopped(why))));
    }
}

/// Decides and applies jobs, one after the other.
pub(super) fn decide(core: &Core, jobs: Vec<Job>) -> Round {
    let mut round = Round::default();
    let mut worlds = core.worlds_mut();
    for mut job in jobs {
        let inside = job.span.clone().entered();
        let (result, leans) = match job.key.as_ref().and_then(|key| core.keys().look(key)) {
            // What was answered before this batch keeps its answer, whatever becomes of the batch.
            Some(known) => (known, round.batch.uses(job.key.as_ref())),
            None => {
                let now = core.now_of(&worlds);
                let (actor, key) = (&job.actor, job.key.clone());
                let result = decide_job(core, &mut worlds, now, actor, key, &mut job.decide, &mut round.batch);
                tracing::debug!(decided = result.is_ok(), events = round.batch.entries.len(), "decided");
                let leans = result.is_ok() || !round.batch.entries.is_empty();
                (result, leans)
            }
        };
        drop(inside);
        round.waiting.push(Waiting { job, result, leans });
    }
    round
}

/// Decides one thing, whose key was not used before; its events are applied.
pub(crate) fn decide_job(
    core: &Core,
    worlds: &mut Worlds,
    now: Instant,
    actor: &Actor,
    key: Option<KeyUse>,
    decide: &mut Decision,
    batch: &mut Batch,
) -> Result<Answer, Failure> {
    let (answer, decided) = decide_caught(core, worlds, now, actor, decide)?;
    let wrote = !decided.events.is_empty();
    enter(worlds.seq, now, actor, decided, key.as_ref().map(|key| (key, &answer)), batch);
    if let Some(key) = key.filter(|_| wrote) {
        core.keys().remember(key.clone(), answer.clone(), now);
        batch.keys.push(key);
    }
    Ok(answer)
}

/// Turns what was decided into entries of the journal; the first one has the key.
fn enter(last: Seq, now: Instant, actor: &Actor, decided: Decided, key: Option<(&KeyUse, &Answer)>, batch: &mut Batch) {
    let first = last + 1 - decided.events.len() as u64;
    let mut key = key.map(|(key, answer)| IdempotencyKey {
        key: key.key.clone(),
        body_hash: key.body_hash,
        answer: serde_json::to_string(answer).unwrap_or_default(),
    });
    for (seq, event) in (first..).zip(decided.events) {
        batch.entries.push(Entry {
            seq,
            at: now,
            actor: actor.clone(),
            on_behalf_of: decided.on_behalf_of,
            reason: decided.reason,
            key: key.take(),
            goes_on: seq > first,
            event,
        });
    }
    batch.side.extend(decided.side);
}

/// Decides; a refusal takes back all that the use case decided before. So does a panic while deciding, which is
/// answered as something broken; a panic while applying is different and ends the process.
fn decide_caught(
    core: &Core,
    worlds: &mut Worlds,
    now: Instant,
    actor: &Actor,
    decide: &mut Decision,
) -> Result<(Answer, Decided), Failure> {
    let mut deciding = Deciding::new(worlds, now, (core.zone, core.seed), &core.ids, actor);
    let answer = deciding.attempt(|deciding| {
        catch_unwind(AssertUnwindSafe(|| decide(deciding))).unwrap_or_else(|panic| {
            if panic.is::<ProcessEnds>() {
                resume_unwind(panic);
            }
            tracing::error!("a decision panicked");
            Err(Failure::Broken)
        })
    })?;
    Ok((answer, deciding.done()))
}
