//! The checker: reads the committed rows when all is quiet, with its own model of a hospital (who has which seat), and
//! checks what clients were told and what nodes believe against them.

use super::{
    ledger::{Ledger, Reply, Seen, Told, Word},
    node::Running,
    scene::scene,
    server::Rows,
};
use crate::usecase;
use crate::{Answer, Request, snapshot, worlds::Worlds, writer::keys::KeyUse};
use journal::Entry;
use model::{
    event::Event,
    id::{AppointmentId, PersonId, Seq, SessionId, SlotId},
    scheduling,
    time::Instant,
};
use std::collections::{BTreeMap, BTreeSet};

/// Who has which seat.
#[derive(Default)]
struct Seats {
    capacity: BTreeMap<SlotId, u16>,
    session: BTreeMap<SlotId, SessionId>,
    taken: BTreeMap<(SlotId, u16), AppointmentId>,
    of: BTreeMap<AppointmentId, (SlotId, u16)>,
    open: BTreeMap<AppointmentId, PersonId>,
}

impl Seats {
    fn apply(&mut self, entry: &Entry) -> Result<(), String> {
        let Event::Scheduling(event) = &entry.event else { return Ok(()) };
        match event {
            scheduling::Event::SessionPublished(published) => {
                self.session.extend(published.slots.iter().map(|slot| (slot.slot, published.session)));
                self.capacity.extend(published.slots.iter().map(|slot| (slot.slot, slot.capacity())));
            }
            scheduling::Event::AppointmentBooked(booked) => {
                self.open.insert(booked.appointment, booked.patient);
                self.sit(booked.appointment, booked.slot, booked.seat)?;
            }
            scheduling::Event::AppointmentMoved(moved) => {
                self.stand_up(moved.appointment);
                self.sit(moved.appointment, moved.slot, moved.seat)?;
            }
            scheduling::Event::AppointmentCancelled(cancelled) => {
                self.stand_up(cancelled.appointment);
                self.open.remove(&cancelled.appointment);
            }
            scheduling::Event::AppointmentMissed(scheduling::AppointmentMissed { appointment })
            | scheduling::Event::AppointmentNotSeen(scheduling::AppointmentNotSeen { appointment }) => {
                self.open.remove(appointment);
            }
            _ => {}
        }
        Ok(())
    }

    fn sit(&mut self, appointment: AppointmentId, slot: SlotId, seat: u16) -> Result<(), String> {
        if seat >= self.capacity[&slot] {
            return Err(format!("{slot} has no seat {seat}"));
        }
        if let Some(other) = self.taken.insert((slot, seat), appointment) {
            return Err(format!("seat {seat} of {slot} was sold to {other} and {appointment}"));
        }
        self.of.insert(appointment, (slot, seat));
        Ok(())
    }

    fn stand_up(&mut self, appointment: AppointmentId) {
        if let Some(place) = self.of.remove(&appointment) {
            self.taken.remove(&place);
        }
    }

    fn count(&self, slot: SlotId) -> usize {
        self.taken.keys().filter(|(of, _)| *of == slot).count()
    }

    /// Does this patient have another open appointment that a seat in this slot would conflict with?
    fn has_another(&self, patient: PersonId, slot: SlotId, same: impl Fn(SlotId) -> bool) -> bool {
        self.open.iter().any(|(appointment, whose)| {
            *whose == patient && self.of.get(appointment).is_some_and(|(of, _)| *of == slot || same(*of))
        })
    }

    /// Is this refusal right for what is written by now? One that the checker does not model counts as right.
    fn explains(&self, told: &Told, code: &str) -> bool {
        let (slot, patient) = match &told.request {
            Request::Book(usecase::Book { slot, patient, .. }) => (*slot, *patient),
            Request::Move(usecase::Move { slot, appointment }) => match self.open.get(appointment) {
                Some(patient) => (*slot, *patient),
                None => return true,
            },
            _ => return true,
        };
        match code {
            "slot-full" => self.count(slot) >= usize::from(self.capacity[&slot]),
            "already-in-slot" => self.has_another(patient, slot, |_| false),
            "department-day-cap" => self.has_another(patient, slot, |of| self.session[&of] == self.session[&slot]),
            "day-cap" | "same-time" => self.has_another(patient, slot, |_| true),
            _ => true,
        }
    }
}

/// Checks everything that must hold; the error is the first thing that does not.
pub(super) fn check(
    rows: &Rows,
    ledger: &Ledger,
    nodes: &[Running],
    snapshot: Option<(Seq, Vec<u8>)>,
) -> Result<(), String> {
    chain(rows)?;
    let entries = rows.entries(1, usize::MAX);
    play(&entries, ledger)?;
    commands(&entries, ledger)?;
    let mut fresh = Worlds::default();
    for entry in &entries {
        fresh.apply(&entry.event, entry.at);
    }
    fresh.durable();
    if let Some((seq, bytes)) = snapshot {
        let mut from = snapshot::decode(&bytes).map_err(|error| error.to_string())?.worlds;
        for entry in entries.iter().filter(|entry| entry.seq > seq) {
            from.apply(&entry.event, entry.at);
        }
        same(&fresh, &from, &format!("the snapshot of {seq} and what came after"))?;
    }
    for node in nodes {
        same(&fresh, &node.core.worlds(), &node.life.to_string())?;
        keys(&entries, ledger, node)?;
    }
    Ok(())
}

/// Numbers have no gap, time never goes back, and each row is chained to the one before.
fn chain(rows: &Rows) -> Result<(), String> {
    let (mut before, mut at) = ("", Instant::default());
    for (row, seq) in rows.all().zip(1..) {
        if !row.is_untouched(before) {
            return Err(format!("the chain is broken at {seq}"));
        }
        before = row.hash();
        let entry = row.clone().entry().map_err(|error| error.to_string())?;
        if entry.seq != seq {
            return Err(format!("{} stands at the place of {seq}", entry.seq));
        }
        if entry.at < at {
            return Err(format!("time goes back from {at} to {} at {seq}", entry.at));
        }
        at = entry.at;
    }
    Ok(())
}

/// Replays the seats event by event, and checks what was read or refused meanwhile.
fn play(entries: &[Entry], ledger: &Ledger) -> Result<(), String> {
    let mut refused: Vec<(&Told, &str)> = Vec::new();
    for told in &ledger.told {
        if let Word::Refused(refusal) = &told.reply.word {
            refused.push((told, refusal.code));
        }
    }
    let mut seats = Seats::default();
    for entry in entries {
        seats.apply(entry)?;
        for Seen { taken, .. } in ledger.seen.iter().filter(|seen| seen.seq == entry.seq) {
            for (slot, taken) in taken {
                let truth = seats.count(*slot);
                if usize::from(*taken) != truth {
                    return Err(format!(
                        "{taken} seats of {slot} were read after {}, and {truth} were taken",
                        entry.seq
                    ));
                }
            }
        }
        refused.retain(|(told, code)| {
            let (from, until) = told.reply.between;
            !((from..=until).contains(&entry.seq) && seats.explains(told, code))
        });
    }
    match refused.first() {
        None => Ok(()),
        Some((told, code)) => Err(format!(
            "{} was refused with {code}, which was not so between {} and {}",
            told.key.key, told.reply.between.0, told.reply.between.1
        )),
    }
}

/// What clients were told about their commands is true: done once with that answer, or not at all.
fn commands(entries: &[Entry], ledger: &Ledger) -> Result<(), String> {
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

/// Each booking was made by a command, and each command's booking exists once.
fn once(entries: &[Entry]) -> Result<(), String> {
    let answered: BTreeSet<AppointmentId> = entries
        .iter()
        .filter_map(|entry| match serde_json::from_str(&entry.key.as_ref()?.answer).ok()? {
            Answer::Booked { appointment, .. } => Some(appointment),
            _ => None,
        })
        .collect();
    let mut booked = BTreeSet::new();
    for entry in entries {
        let Event::Scheduling(scheduling::Event::AppointmentBooked(one)) = &entry.event else { continue };
        if !booked.insert(one.appointment) || !answered.contains(&one.appointment) {
            return Err(format!("nobody was ever told of {}, or it was booked twice", one.appointment));
        }
    }
    Ok(())
}

fn same(fresh: &Worlds, other: &Worlds, whose: &str) -> Result<(), String> {
    if fresh.snapshot() == other.snapshot() {
        return Ok(());
    }
    Err(format!("{whose} knows {}, which is not what the {} events make", other.seq, fresh.seq))
}

/// A node remembers all keys that are written and not too old, and no others.
fn keys(entries: &[Entry], ledger: &Ledger, node: &Running) -> Result<(), String> {
    let memory = node.core.keys();
    let old: BTreeSet<_> = scene().old.iter().map(|old| (old.key.user, old.key.key.as_str())).collect();
    let mut written = BTreeSet::new();
    for entry in entries {
        let Some(key) = &entry.key else { continue };
        written.insert((entry.actor.user, key.key.as_str()));
        if old.contains(&(entry.actor.user, key.key.as_str())) {
            continue;
        }
        let used = KeyUse {
            user: entry.actor.user,
            key: key.key.clone(),
            body_hash: key.body_hash,
            body_hash_before: key.body_hash,
        };
        let answer = serde_json::from_str(&key.answer).map_err(|error| error.to_string())?;
        if !matches!(memory.look(&used), Some(Ok(known)) if known == answer) {
            return Err(format!("{} does not know {}", node.life, key.key));
        }
    }
    for Told { key, .. } in &ledger.told {
        if !written.contains(&(key.user, key.key.as_str())) && memory.look(key).is_some() {
            return Err(format!("{} remembers {}, which is not written", node.life, key.key));
        }
    }
    Ok(())
}
