//! Clients: each wants some things one after the other, asks any node, comes back with the same key until there is an
//! answer, and remembers what it was told.

use super::{
    node::{Gone, Node, Running, World},
    scene::{self, Scene},
};
use crate::usecase;
use crate::{Answer, Failure, Request, writer::keys::KeyUse};
use model::{
    actor::{Actor, Role},
    id::{AppointmentId, PersonId, Seq, SlotId, UserId},
    message::Refusal,
    person::CredentialKind,
    scheduling::{Channel, ReasonCode},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use uuid::Uuid;

/// The most things that a client wants.
const WISHES_MAX: u64 = 7;
/// A client that was not answered comes back after this time at the latest.
const AGAIN_MAX_MILLIS: u64 = 600;
/// How often a read waits for what it has seen.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// A command and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) key: KeyUse,
    pub(super) request: Request,
    pub(super) word: Word,
    /// The last committed event when it was asked for the last time, and when the answer came.
    pub(super) between: (Seq, Seq),
}

/// The final answer to a command.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Done(Answer),
    Refused(Refusal),
    /// Not done, for a reason other than a rule.
    NotDone,
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
    appointments: Vec<(AppointmentId, SlotId, PersonId)>,
}

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
                3 | 4 => self.hand_over(&name).await,
                _ => self.want(name, self.wish(scene::scene())).await,
            }
        }
        self.world.trace.note(format!("client {}", self.number), "has had enough");
    }

    fn wish(&self, scene: &Scene) -> (Actor, Request) {
        let chance = &self.world.chance;
        let person = *chance.pick(&scene.patients);
        let clinic = chance.pick(&scene.clinics);
        let slot = *chance.pick(&clinic.slots);
        let actor = scene::patient(person);
        let known = self.ledger.lock().unwrap().appointments.clone();
        if known.is_empty() || chance.below(5) < 2 {
            return (actor, Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online }));
        }
        let (appointment, _, whose) = *chance.pick(&known);
        let (owner, staff) = (scene::patient(whose), |number: u128, role| Actor {
            user: Some(UserId(Uuid::from_u128(number))),
            role,
            department: Some(clinic.department),
            clinician: Some(clinic.clinician),
            ..Actor::system()
        });
        let reason = ReasonCode::PatientWish;
        match chance.below(9) {
            0..=2 => (owner, Request::Cancel(usecase::Cancel { appointment, reason, text: None })),
            3..=5 => (owner, Request::Move(usecase::Move { appointment, slot })),
            6 => (
                staff(501, Role::Desk),
                Request::CheckIn(usecase::CheckIn { appointment, credential: CredentialKind::VisitCode }),
            ),
            7 => (staff(502, Role::Clinician), Request::CallNext(usecase::CallNext { session: clinic.session })),
            _ => (staff(502, Role::Clinician), Request::Start(usecase::Start { appointment })),
        }
    }

    /// One person gives a seat back so that another can have it at once: decided together, or on two nodes, or never
    /// both.
    async fn hand_over(&self, name: &str) {
        let chance = &self.world.chance;
        let known = self.ledger.lock().unwrap().appointments.clone();
        if known.is_empty() {
            return;
        }
        let ((appointment, slot, whose), patient) = (*chance.pick(&known), *chance.pick(&scene::scene().patients));
        let cancel = Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
        let book = Request::Book(usecase::Book { slot, patient, channel: Channel::Online });
        tokio::join!(
            self.want(format!("{name} back"), (scene::patient(whose), cancel)),
            self.want(format!("{name} over"), (scene::patient(patient), book)),
        );
    }

    /// Asks until there is an answer, records it for the checker, and may ask again, which must give the same answer.
    async fn want(&self, name: String, (actor, request): (Actor, Request)) {
        let key = scene::key_use(&actor, name, &request);
        let (word, between) = if self.world.chance.below(4) == 0 {
            self.ask_twice(&actor, &key, &request).await
        } else {
            self.ask(&actor, &key, &request).await
        };
        self.world.trace.note(format!("client {}", self.number), format!("{} {request:?}: {word:?}", key.key));
        {
            let mut ledger = self.ledger.lock().unwrap();
            if let Word::Done(Answer::Booked { appointment, .. }) = &word
                && let Request::Book(usecase::Book { patient, slot, .. }) = request
            {
                ledger.appointments.push((*appointment, slot, patient));
            }
            ledger.told.push(Told { key: key.clone(), request: request.clone(), word: word.clone(), between });
        }
        if !matches!(word, Word::Done(_)) {
            return;
        }
        for _ in 0..self.world.chance.below(3) {
            tokio::time::sleep(self.world.chance.millis(self.world.weather.haste_millis)).await;
            let (again, _) = self.ask(&actor, &key, &request).await;
            if again != word {
                self.wrong(format!("{} was answered {word:?}, and then {again:?}", key.key));
            }
        }
        if self.world.chance.below(6) == 0 {
            self.abuse(&actor, &key.key).await;
        }
    }

    /// Uses the same key for something else.
    async fn abuse(&self, actor: &Actor, key: &str) {
        let scene = scene::scene();
        let (slot, person) =
            (*self.world.chance.pick(&scene.clinics[0].slots), *self.world.chance.pick(&scene.patients));
        let other = Request::Book(usecase::Book { slot, patient: person, channel: Channel::FollowUp });
        let key = scene::key_use(actor, key.to_owned(), &other);
        let word = self.ask_for(actor, &key, &other, Expected::Conflict).await.0;
        if word != Word::NotDone {
            self.wrong(format!("{} was used for something else: {word:?}", key.key));
        }
    }

    /// Uses a key of long ago, which no node remembers: the answer is the same, or the rules refuse it; it is done only
    /// once.
    async fn repeat_old(&self) {
        let old = self.world.chance.pick(&scene::scene().old);
        let (word, _) = self.ask_for(&old.actor, &old.key, &old.request, Expected::Anything).await;
        self.world.trace.note(format!("client {}", self.number), format!("{}: {word:?}", old.key.key));
        if !matches!(&word, Word::Refused(_)) && word != Word::Done(old.answer.clone()) {
            self.wrong(format!("{} was answered {:?} long ago, and now {word:?}", old.key.key, old.answer));
        }
    }

    /// Asks twice at the same time, as impatient people do. If either is done, that counts: a rule may have refused one
    /// of them before the other could be done.
    async fn ask_twice(&self, actor: &Actor, key: &KeyUse, request: &Request) -> (Word, (Seq, Seq)) {
        let (one, other) = tokio::join!(self.ask(actor, key, request), self.ask(actor, key, request));
        match (&one.0, &other.0) {
            (Word::Done(answer), Word::Done(also)) if answer != also => {
                self.wrong(format!("{} was answered {answer:?} and {also:?} at the same time", key.key));
                one
            }
            (Word::Done(_), _) => one,
            _ => other,
        }
    }

    async fn ask(&self, actor: &Actor, key: &KeyUse, request: &Request) -> (Word, (Seq, Seq)) {
        self.ask_for(actor, key, request, Expected::Answer).await
    }

    async fn ask_for(&self, actor: &Actor, key: &KeyUse, request: &Request, expected: Expected) -> (Word, (Seq, Seq)) {
        let World { server, chance, .. } = &self.world;
        let (home, loyal) = (chance.pick(&self.nodes), chance.below(2) == 0);
        loop {
            let before = server.head();
            let node = if loyal { home } else { chance.pick(&self.nodes) };
            let said = node.execute(actor, key, request).await;
            let between = (before, server.head());
            match said {
                Ok(Ok(answer)) => {
                    if server.committed(|rows| rows.key(key.user, &key.key)).is_none() {
                        self.wrong(format!("{} was answered before it was durable: {answer:?}", key.key));
                    }
                    return (Word::Done(answer), between);
                }
                Ok(Err(Failure::Refused(refusal))) => return (Word::Refused(refusal), between),
                Ok(Err(Failure::Conflict)) if expected != Expected::Answer => return (Word::NotDone, between),
                Ok(Err(Failure::Full | Failure::Broken)) if expected == Expected::Answer && chance.below(2) == 0 => {
                    return (Word::NotDone, between);
                }
                Ok(Err(failure @ (Failure::Conflict | Failure::Denied | Failure::NotFound))) => {
                    // Staff may have asked for something of another department's.
                    if !matches!(failure, Failure::Denied) || actor.role == Role::Patient {
                        self.wrong(format!("{} for {request:?}: {failure}", key.key));
                    }
                    return (Word::NotDone, between);
                }
                Ok(Err(Failure::Stopped(why))) => {
                    self.wrong(format!("{}: {why:?}", key.key));
                    return (Word::NotDone, between);
                }
                Ok(Err(
                    Failure::Busy { .. }
                    | Failure::TooOften { .. }
                    | Failure::OutcomeUnknown
                    | Failure::Full
                    | Failure::Broken,
                ))
                | Err(Gone) => {}
            }
            tokio::time::sleep(chance.millis(AGAIN_MAX_MILLIS)).await;
        }
    }

    /// Reads how many seats are taken, as a page would, and keeps that if it was durable.
    async fn look(&self) {
        let looked = self.world.chance.pick(&self.nodes).call(|Running { core, waiting, .. }| async move {
            let _one = waiting.lock().await;
            let (taken, seq, generation) = {
                let worlds = core.worlds();
                let moment = core.moment_of(&worlds);
                let slots = scene::scene().clinics.iter().flat_map(|clinic| &clinic.slots);
                let taken = |slot: &SlotId| Some((*slot, worlds.scheduling.slot(*slot, moment)?.taken));
                (slots.filter_map(taken).collect(), worlds.seq, worlds.generation)
            };
            let deadline = tokio::time::Instant::now() + WAIT_MAX;
            let durable = core.wait_durable(seq, generation, deadline).await;
            matches!(durable, Ok(true)).then_some(Seen { seq, taken })
        });
        let Ok(Some(seen)) = looked.await else { return };
        if seen.seq > self.world.server.head() {
            self.wrong(format!("event {} was read and is not durable", seen.seq));
        }
        self.ledger.lock().unwrap().seen.push(seen);
    }

    fn wrong(&self, what: String) {
        self.world.trace.wrong(what);
    }
}

/// What an honest client may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Answer,
    Conflict,
    Anything,
}
