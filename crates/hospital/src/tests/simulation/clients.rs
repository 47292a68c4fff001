//! Clients: each wants some things one after the other, and remembers what it was told.

use super::{
    asking::{Command, Expected},
    ledger::{Ledger, Told, Word},
    node::{Node, Running, World},
    scene,
    seen::Seen,
};
use crate::Request;
use crate::usecase;
use model::{actor::Actor, scheduling::Channel};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// The most things that a client wants.
const WISHES_MAX: u64 = 7;
/// How often a read waits for what it has seen.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// A client.
pub(super) struct Client {
    pub(super) number: u64,
    pub(super) world: World,
    pub(super) nodes: Vec<Arc<Node>>,
    pub(super) ledger: Arc<Mutex<Ledger>>,
}

impl Client {
    /// Asks for a random number of things, one after the other.
    pub(super) async fn run(self) {
        let chance = self.world.chance.clone();
        for wish in 0..=chance.below(WISHES_MAX) {
            tokio::time::sleep(chance.millis(self.world.weather.haste_millis)).await;
            let name = format!("wish {}.{wish}", self.number);
            match chance.below(12) {
                0 | 1 => self.look().await,
                2 => self.repeat_old().await,
                _ => self.wish(*chance.pick(self.world.weather.wishes), name).await,
            }
        }
        self.world.trace.note(format!("client {}", self.number), "has had enough");
    }

    /// Asks until there is an answer, records it for the checker, and may ask again, which must give the same answer.
    pub(super) async fn want(&self, name: String, (actor, request): (Actor, Request)) {
        let key = scene::key_use(&actor, name, &request);
        let command = Command::new(actor, key, request);
        let reply =
            if self.world.chance.below(4) == 0 { self.ask_twice(&command).await } else { self.ask(&command).await };
        let Command { key, request, .. } = &command;
        let word = reply.word.clone();
        self.world.trace.note(format!("client {}", self.number), format!("{} {request:?}: {word:?}", key.key));
        self.ledger.lock().unwrap().learn(Told { key: key.clone(), request: request.clone(), reply });
        if !matches!(word, Word::Done(_)) {
            return;
        }
        for _ in 0..self.world.chance.below(3) {
            tokio::time::sleep(self.world.chance.millis(self.world.weather.haste_millis)).await;
            let again = self.ask(&command).await.word;
            if again != word && again != Word::Unanswered {
                self.wrong(format!("{} was answered {word:?}, and then {again:?}", key.key));
            }
        }
        if self.world.chance.below(6) == 0 {
            self.abuse(&command.actor, &key.key).await;
        }
    }

    /// Uses the same key for something else.
    async fn abuse(&self, actor: &Actor, key: &str) {
        let scene = scene::scene();
        let (slot, person) =
            (*self.world.chance.pick(&scene.clinics[0].slots), *self.world.chance.pick(&scene.patients));
        let other =
            Request::Book(usecase::Book { slot, patient: person, channel: Channel::FollowUp, impossible: None });
        let key = scene::key_use(actor, key.to_owned(), &other);
        let command = Command::new(actor.clone(), key, other);
        let word = self.ask_for(&command, Expected::Conflict).await.word;
        if !matches!(word, Word::NotDone | Word::Unanswered) {
            self.wrong(format!("{} was used for something else: {word:?}", command.key.key));
        }
    }

    /// Uses a key of long ago, which no node remembers: the answer is the same, or, where no money is moved, the rules
    /// may refuse it; it is done only once.
    async fn repeat_old(&self) {
        let old = self.world.chance.pick(&scene::scene().old);
        let command = Command::new(old.actor.clone(), old.key.clone(), old.request.clone());
        let word = self.ask_for(&command, Expected::Anything).await.word;
        self.world.trace.note(format!("client {}", self.number), format!("{}: {word:?}", old.key.key));
        let may_be = match &word {
            Word::Refused(_) => !old.request.moves_money(),
            Word::Unanswered => true,
            Word::Done(_) | Word::NotDone => false,
        };
        if !may_be && word != Word::Done(old.answer.clone()) {
            self.wrong(format!("{} was answered {:?} long ago, and now {word:?}", old.key.key, old.answer));
        }
    }

    /// Reads seats, beds and the ledger, as pages do, and keeps what was durable.
    async fn look(&self) {
        let looked = self.world.chance.pick(&self.nodes).call(|Running { core, waiting, .. }| async move {
            let _one = waiting.lock().await;
            let (seen, generation) = {
                let worlds = core.worlds();
                (Seen::of(&worlds, core.moment_of(&worlds)), worlds.generation)
            };
            let deadline = tokio::time::Instant::now() + WAIT_MAX;
            let durable = core.wait_durable(seen.seq, generation, deadline).await;
            matches!(durable, Ok(true)).then_some(seen)
        });
        let Ok(Some(seen)) = looked.await else { return };
        if seen.seq > self.world.server.head() {
            self.wrong(format!("event {} was read and is not durable", seen.seq));
        }
        self.ledger.lock().unwrap().seen.push(seen);
    }

    pub(super) fn wrong(&self, what: String) {
        self.world.trace.wrong(what);
    }
}
