//! Asking for one thing: at any node, with the same key until there is an answer. A client may hang up before, as one
//! with a time-out does; the node goes on with the command, and the client comes back later, or never.

use super::{
    clients::Client,
    ledger::{Reply, Word},
    node::{Gone, World},
};
use crate::{Answer, Failure, Request, writer::keys::KeyUse};
use model::actor::{Actor, Role};
use std::{
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

/// A client that was not answered comes back after this time at the latest.
const AGAIN_MAX_MILLIS: u64 = 600;
/// A client that hung up comes back after this time at the latest.
const BACK_MAX_MILLIS: u64 = 4000;

/// A command, which is asked for with the same key each time.
pub(super) struct Command {
    pub(super) actor: Actor,
    pub(super) key: KeyUse,
    pub(super) request: Request,
    /// Attempts whose client hung up: each is held by its node as long as that is at work on it.
    left: Mutex<Vec<Weak<()>>>,
}

impl Command {
    pub(super) fn new(actor: Actor, key: KeyUse, request: Request) -> Self {
        Self { actor, key, request, left: Mutex::default() }
    }

    /// Is no node at work for somebody who hung up?
    fn is_alone(&self) -> bool {
        self.left.lock().unwrap().iter().all(|attempt| attempt.strong_count() == 0)
    }
}

/// What an honest client may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Answer,
    Conflict,
    Anything,
}

impl Client {
    /// Asks twice at the same time, as impatient people do. If either is done, that counts: a rule may have refused one
    /// of them before the other could be done.
    pub(super) async fn ask_twice(&self, command: &Command) -> Reply {
        let (one, other) = tokio::join!(self.ask(command), self.ask(command));
        let alone = one.alone && other.alone;
        match (&one.word, &other.word) {
            (Word::Done(answer), Word::Done(also)) if answer != also => {
                self.wrong(format!("{} was answered {answer:?} and {also:?} at the same time", command.key.key));
                one
            }
            (Word::Done(_), _) => one,
            (_, Word::Done(_)) => other,
            (Word::Unanswered, _) => one,
            _ => Reply { alone, ..other },
        }
    }

    pub(super) async fn ask(&self, command: &Command) -> Reply {
        self.ask_for(command, Expected::Answer).await
    }

    pub(super) async fn ask_for(&self, command: &Command, expected: Expected) -> Reply {
        let World { server, chance, weather, trace, .. } = &self.world;
        let (home, loyal) = (chance.pick(&self.nodes), chance.below(2) == 0);
        for times in 1.. {
            let (before, alone, attempt) = (server.head(), command.is_alone(), Arc::new(()));
            let node = if loyal { home } else { chance.pick(&self.nodes) };
            // Each time a little longer: otherwise a client on a slow way would never hear of anything.
            let patience = weather.patience.map(|patience| patience * times);
            let Some(said) = within(patience, node.execute(command, attempt.clone())).await else {
                command.left.lock().unwrap().push(Arc::downgrade(&attempt));
                drop(attempt);
                trace.note(format!("client {}", self.number), format!("hangs up: {}", command.key.key));
                if chance.below(4) == 0 {
                    return Reply { word: Word::Unanswered, between: (before, server.head()), alone };
                }
                tokio::time::sleep(chance.millis(BACK_MAX_MILLIS)).await;
                continue;
            };
            if let Some(word) = self.word(command, said, expected) {
                return Reply { word, between: (before, server.head()), alone };
            }
            tokio::time::sleep(chance.millis(AGAIN_MAX_MILLIS)).await;
        }
        unreachable!("asked more often than can be counted")
    }

    /// What an answer says, if it is the last one.
    fn word(&self, command: &Command, said: Result<Result<Answer, Failure>, Gone>, expected: Expected) -> Option<Word> {
        let Command { actor, key, request, .. } = command;
        let World { server, chance, .. } = &self.world;
        match said {
            Ok(Ok(answer)) => {
                if server.committed(|rows| rows.key(key.user, &key.key)).is_none() {
                    self.wrong(format!("{} was answered before it was durable: {answer:?}", key.key));
                }
                Some(Word::Done(answer))
            }
            Ok(Err(Failure::Refused(refusal))) => Some(Word::Refused(refusal)),
            Ok(Err(Failure::Conflict)) if expected != Expected::Answer => Some(Word::NotDone),
            Ok(Err(Failure::Full | Failure::Broken)) if expected == Expected::Answer && chance.below(2) == 0 => {
                Some(Word::NotDone)
            }
            Ok(Err(failure @ (Failure::Conflict | Failure::Denied | Failure::NotFound))) => {
                // Staff may have asked for something of another department's.
                if !matches!(failure, Failure::Denied) || actor.role == Role::Patient {
                    self.wrong(format!("{} for {request:?}: {failure}", key.key));
                }
                Some(Word::NotDone)
            }
            Ok(Err(Failure::Stopped(why))) => {
                self.wrong(format!("{}: {why:?}", key.key));
                Some(Word::NotDone)
            }
            Ok(Err(
                Failure::Busy { .. }
                | Failure::TooOften { .. }
                | Failure::OutcomeUnknown
                | Failure::Full
                | Failure::Broken,
            ))
            | Err(Gone) => None,
        }
    }
}

/// What comes within this time; `None`: the client hangs up before.
async fn within<T>(patience: Option<Duration>, answer: impl Future<Output = T>) -> Option<T> {
    match patience {
        Some(patience) => tokio::time::timeout(patience, answer).await.ok(),
        None => Some(answer.await),
    }
}
