//! What clients were told, against what is written.

use super::super::{
    ledger::{Ledger, Reply, Told, Word},
    scene::scene,
};
use crate::Answer;
use journal::Entry;
use model::{event::Event, id::Seq, journey, scheduling, settlement};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What clients were told about their commands is true: done once with that answer, or not at all.
pub(super) fn check(entries: &[Entry], ledger: &Ledger) -> Result<(), String> {
    let mut effects: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let Some(key) = &entry.key {
            effects.entry((entry.actor.user, key.key.as_str())).or_default().push(entry);
        }
    }
    if let Some(((_, key), _)) = effects.iter().find(|(_, entries)| entries.len() > 1) {
        return Err(format!("{key} has two effects"));
    }
    for Told { key, reply: Reply { word, between, alone }, .. } in &ledger.told {
        let effect = effects.get(&(key.user, key.key.as_str())).and_then(|entries| entries.first());
        // An attempt whose client had hung up may be done after another one was refused, but not before it was asked.
        let meanwhile = effect.is_some_and(|entry| !alone && entry.seq > between.0);
        match (word, effect.and_then(|entry| entry.key.as_ref())) {
            (Word::Done(answer), Some(kept)) => {
                let kept_answer: Answer = serde_json::from_str(&kept.answer).map_err(|error| error.to_string())?;
                if *answer != kept_answer || kept.body_hash != key.body_hash {
                    return Err(format!("{} was answered {answer:?}, and {kept:?} is written", key.key));
                }
            }
            (Word::Done(answer), None) => return Err(format!("{} was answered {answer:?} and is lost", key.key)),
            (Word::Unanswered, Some(kept)) if kept.body_hash != key.body_hash => {
                return Err(format!("{} was used for something else: {kept:?}", key.key));
            }
            (Word::Refused(_) | Word::NotDone, Some(kept)) if !meanwhile => {
                return Err(format!("{} was told {word:?}, and is done: {kept:?}", key.key));
            }
            (Word::Refused(_) | Word::NotDone, _) | (Word::Unanswered, _) => {}
        }
    }
    once(entries)
}

/// Whatever was made was made by a command whose answer names it, once, and whatever an answer names was made.
fn once(entries: &[Entry]) -> Result<(), String> {
    let mut answered = BTreeSet::new();
    for key in entries.iter().filter_map(|entry| entry.key.as_ref()) {
        answered.extend(named(&serde_json::from_str(&key.answer).map_err(|error| error.to_string())?));
    }
    let mut made = BTreeSet::new();
    let since = scene().rows.head().0;
    for id in entries.iter().filter_map(|entry| makes(entry, since)) {
        if !made.insert(id) || !answered.contains(&id) {
            return Err(format!("nobody was ever told of {id}, or it was made twice"));
        }
    }
    match answered.difference(&made).next() {
        None => Ok(()),
        Some(id) => Err(format!("somebody was told of {id}, and nothing made it")),
    }
}

/// The id of what an answer says was made.
fn named(answer: &Answer) -> Option<Uuid> {
    match answer {
        Answer::Booked { appointment, .. } => Some(appointment.0),
        Answer::AdmissionRequested { admission } => Some(admission.0),
        Answer::Charged { charge: id } | Answer::Refunded { refund: id } => Some(id.0),
        Answer::PersonRegistered { person } => Some(person.0),
        Answer::DepositTaken { deposit } => Some(deposit.0),
        _ => None,
    }
}

/// The id of what an event made, if an answer names it; the people of the scene, until `since`, registered themselves.
fn makes(entry: &Entry, since: Seq) -> Option<Uuid> {
    match &entry.event {
        Event::Journey(journey::Event::PersonRegistered(made)) => Some(made.person.0).filter(|_| entry.seq > since),
        Event::Scheduling(scheduling::Event::AppointmentBooked(made)) => Some(made.appointment.0),
        Event::Scheduling(scheduling::Event::AdmissionRequested(made)) => Some(made.admission.0),
        Event::Settlement(settlement::Event::ChargePosted(made)) => Some(made.charge.0),
        Event::Settlement(settlement::Event::ChargeRefunded(made)) => Some(made.refund.0),
        Event::Settlement(settlement::Event::DepositTaken(made)) => Some(made.deposit.0),
        _ => None,
    }
}
