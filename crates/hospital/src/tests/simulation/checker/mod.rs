//! The checker: reads the committed rows when all is quiet, with its own model of a hospital (who has which seat, who
//! lies in which bed, what was charged and paid), and checks what clients were told and what nodes believe against them.

mod beds;
mod bills;
mod commands;
mod seats;
mod sides;
mod tables;

use self::{beds::Beds, bills::Bills, seats::Seats};
use super::{
    ledger::{Ledger, Told, Word},
    node::Running,
    scene::scene,
    seen::Seen,
    server::Rows,
    tables::Tables,
};
use crate::{Request, snapshot, verify::Witness, worlds::Worlds, writer::keys::KeyUse};
use journal::{Entry, Witness as _};
use model::{event::Event, id::Seq, time::Instant};
use std::{collections::BTreeSet, sync::Arc};

/// Checks everything that must hold; the error is the first thing that does not.
pub(super) fn check(
    rows: &Rows,
    ledger: &Ledger,
    nodes: &[Running],
    snapshot: Option<(Seq, Vec<u8>)>,
    kept: &[Arc<Tables>],
) -> Result<(), String> {
    chain(rows)?;
    let entries = rows.entries(1);
    let model = play(&entries, ledger)?;
    commands::check(&entries, ledger)?;
    sides::check(rows, &entries[usize::try_from(scene().rows.head().0).unwrap()..])?;
    let mut fresh = Witness::default();
    let kept_at = |seq| kept.iter().filter(move |kept| kept.stand().is_some_and(|head| head.seq == seq));
    for entry in &entries {
        fresh.learn(&entry.event, entry.at)?;
        kept_at(entry.seq).try_for_each(|kept| tables::check(kept, &fresh))?;
    }
    if kept_at(0).any(|kept| kept.rows().next().is_some()) {
        return Err("the tables have rows before the first event".into());
    }
    let mut fresh = fresh.worlds;
    fresh.durable();
    if let Some((seq, bytes)) = snapshot {
        let mut from = snapshot::decode(&bytes).map_err(|error| error.to_string())?.worlds;
        for entry in entries.iter().filter(|entry| entry.seq > seq) {
            from.apply(&entry.event, entry.at);
        }
        same(&fresh, &from, &format!("the snapshot of {seq} and what came after"))?;
    }
    for node in nodes {
        let worlds = node.core.worlds();
        let shown = Seen::of(&worlds, node.core.moment_of(&worlds));
        let agrees = model.is_as(&shown).and_then(|()| model.bills.agree(&worlds));
        agrees.map_err(|wrong| format!("{}: {wrong}", node.life))?;
        same(&fresh, &worlds, &node.life.to_string())?;
        keys(&entries, ledger, node)?;
    }
    Ok(())
}

/// Numbers have no gap, time never goes back, and each row is chained to the one before.
fn chain(rows: &Rows) -> Result<(), String> {
    let (mut before, mut at) = ("", Instant::default());
    let mut seq = 1;
    for row in rows.from(1) {
        if !row.is_untouched(before) {
            return Err(format!("the chain is broken at {seq}"));
        }
        before = row.hash();
        for entry in row.clone().entries().map_err(|error| error.to_string())? {
            if entry.seq != seq {
                return Err(format!("{} stands at the place of {seq}", entry.seq));
            }
            if entry.at < at {
                return Err(format!("time goes back from {at} to {} at {seq}", entry.at));
            }
            (at, seq) = (entry.at, seq + 1);
        }
    }
    Ok(())
}

/// The checker's own idea of the hospital.
#[derive(Default)]
struct Model {
    seats: Seats,
    beds: Beds,
    bills: Bills,
}

impl Model {
    fn apply(&mut self, event: &Event) -> Result<(), String> {
        if let Event::Scheduling(event) = event {
            self.seats.apply(event)?;
            self.beds.apply(event)?;
        }
        self.bills.apply(event)
    }

    /// Is this refusal right for what is written by now? One that the checker does not model counts as right.
    fn explains(&self, request: &Request, code: &str) -> bool {
        self.seats.explains(request, code) && self.beds.explains(request, code) && self.bills.explains(request, code)
    }

    /// Is what somebody read after this event right?
    fn is_as(&self, seen: &Seen) -> Result<(), String> {
        let right =
            Seen { seq: seen.seq, taken: self.seats.taken(), beds: self.beds.stand(), balances: self.bills.balances() };
        if *seen == right { Ok(()) } else { Err(format!("was read: {seen:?}, and is so: {right:?}")) }
    }
}

/// Replays what happened event by event, and checks what was read or refused meanwhile.
fn play(entries: &[Entry], ledger: &Ledger) -> Result<Model, String> {
    let mut refused: Vec<(&Told, &str)> = Vec::new();
    for told in &ledger.told {
        if let Word::Refused(refusal) = &told.reply.word {
            refused.push((told, refusal.code));
        }
    }
    let mut model = Model::default();
    for entry in entries {
        model.apply(&entry.event).map_err(|wrong| format!("{}: {wrong}", entry.seq))?;
        for seen in ledger.seen.iter().filter(|seen| seen.seq == entry.seq) {
            model.is_as(seen)?;
        }
        refused.retain(|(told, code)| {
            let (from, until) = told.reply.between;
            !((from..=until).contains(&entry.seq) && model.explains(&told.request, code))
        });
    }
    for Told { key, request, reply } in &ledger.told {
        if let Word::Done(answer) = &reply.word
            && !model.bills.keeps(request, answer)
        {
            return Err(format!("{} was answered {answer:?}, and is not so", key.key));
        }
    }
    match refused.first() {
        None => Ok(model),
        Some((told, code)) => Err(format!(
            "{} was refused with {code}, which was not so between {} and {}",
            told.key.key, told.reply.between.0, told.reply.between.1
        )),
    }
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
