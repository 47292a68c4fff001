//! Whether a result is certain (decisions.md D37): the arithmetic is run again for every combination of the open
//! conventions that the bill reaches, and the result is an estimate exactly if some combination gives other money.

use super::{
    Adjudication, Case,
    choice::{Branch, Choices, Key},
    explain::Note,
    figures,
    lines::Sums,
};
use crate::policy::{Basis, Ground, Policy};
use model::{message::Message, money::Yuan, settlement::Amounts};

/// So many combinations are computed; if there are more, each convention alone and each pair.
pub(crate) const COMBINATIONS_MAX: usize = 256;

/// One run: what it took at each open convention, and what came out.
struct Run {
    path: Vec<Branch>,
    /// The same as numbers of the conventions and of their values, in order.
    taken: Vec<(usize, usize)>,
    amounts: Amounts,
}

/// All runs of a bill.
#[derive(Default)]
pub(crate) struct Runs {
    runs: Vec<Run>,
    /// The open conventions that any run came to; a run knows them by their place here.
    known: Vec<Branch>,
    /// So many runs come before the pairs.
    before_pairs: Option<usize>,
    numbers: Vec<Ground>,
    unweighed: Vec<Ground>,
    sums: Sums,
    /// There are more combinations than were computed.
    pub(crate) too_many: bool,
}

impl Runs {
    /// Runs a bill with every combination of the open conventions that it reaches.
    pub(crate) fn all(policy: &Policy, case: &Case) -> Self {
        let mut all = Self::default();
        let mut fixed: Vec<(Key, usize)> = Vec::new();
        while all.run(policy, case, fixed.clone()) {
            if all.runs.len() > COMBINATIONS_MAX {
                all.too_many = true;
                all.alone(policy, case);
                all.pairs(policy, case);
                return all;
            }
            // The next combination: the last convention that has a value left takes it, those after it begin anew.
            let Some(last) = all.runs.last() else { break };
            let Some(place) = last.path.iter().rposition(|branch| branch.taken + 1 < branch.values) else { break };
            fixed = last.path[..=place].iter().map(|branch| (branch.key, branch.taken)).collect();
            if let Some((_, taken)) = fixed.last_mut() {
                *taken += 1;
            }
        }
        all
    }

    /// The policy's own values, and each open convention alone with each other value.
    fn alone(&mut self, policy: &Policy, case: &Case) {
        self.runs.clear();
        self.run(policy, case, Vec::new());
        let mut tried = 0;
        // What a value leads to may come to conventions that were not known before.
        while let Some(one) = self.known.get(tried) {
            let (key, values) = (one.key, one.values);
            tried += 1;
            for taken in 1..values {
                self.run(policy, case, vec![(key, taken)]);
            }
        }
    }

    /// Each pair of open conventions, the others with the policy's own values.
    fn pairs(&mut self, policy: &Policy, case: &Case) {
        self.before_pairs = Some(self.runs.len());
        let known: Vec<(Key, usize)> = self.known.iter().map(|one| (one.key, one.values)).collect();
        for (place, one) in known.iter().enumerate() {
            for two in &known[..place] {
                for (first, second) in (1..one.1).flat_map(|a| (1..two.1).map(move |b| (a, b))) {
                    self.run(policy, case, vec![(one.0, first), (two.0, second)]);
                }
            }
        }
    }

    fn run(&mut self, policy: &Policy, case: &Case, fixed: Vec<(Key, usize)>) -> bool {
        let mut choices = Choices::fixed(fixed);
        let Ok(found) = figures(policy, case, &mut choices, &mut self.sums) else { return false };
        add(&mut self.numbers, choices.numbers);
        add(&mut self.unweighed, choices.unweighed);
        let mut taken = Vec::with_capacity(choices.path.len());
        for branch in &choices.path {
            let place = self.known.iter().position(|known| known.key == branch.key);
            taken.push((place.unwrap_or(self.known.len()), branch.taken));
            if place.is_none() {
                self.known.push(branch.clone());
            }
        }
        taken.sort_unstable();
        self.runs.push(Run { path: choices.path, taken, amounts: found.amounts });
        true
    }

    /// The conventions that were read, each once, in the order in which the bill came to them.
    fn read(&self) -> Vec<&Ground> {
        let mut all: Vec<&Ground> = Vec::new();
        for branch in &self.known {
            if !all.contains(&&branch.ground) {
                all.push(&branch.ground);
            }
        }
        all
    }

    /// The conventions of which another value gives other money, alone or together with others.
    fn reasons(&self) -> Vec<&Ground> {
        let mut matters = vec![false; self.known.len()];
        for (place, one) in self.runs.iter().enumerate() {
            // Two pairs have no more to say than each of them beside one alone.
            let others = &self.runs[..place.min(self.before_pairs.unwrap_or(place))];
            for two in others.iter().filter(|two| two.amounts != one.amounts) {
                if let Some(which) = only_difference(&one.taken, &two.taken) {
                    matters[which] = true;
                }
            }
        }
        self.known.iter().zip(matters).filter(|(_, matters)| *matters).map(|(branch, _)| &branch.ground).collect()
    }

    /// What each open convention moves alone: the most by which one of its values changes what the patient pays.
    pub(crate) fn weigh(policy: &Policy, case: &Case) -> Vec<(Ground, Yuan)> {
        let mut all = Self::default();
        all.alone(policy, case);
        let Some((own, others)) = all.runs.split_first() else { return Vec::new() };
        let mut found: Vec<(Ground, Yuan)> =
            all.read().into_iter().map(|ground| (ground.clone(), Yuan::ZERO)).collect();
        for run in others {
            let mut varied = run.path.iter().filter(|branch| branch.taken > 0);
            let (Some(one), None) = (varied.next(), varied.next()) else { continue };
            let moved = moved(&own.amounts, &run.amounts);
            for (_, most) in found.iter_mut().filter(|(ground, _)| *ground == one.ground) {
                *most = moved.max(*most);
            }
        }
        found.retain(|(_, most)| !most.is_zero());
        found
    }

    /// The largest minus the smallest patient share of all runs.
    fn at_stake(&self) -> Yuan {
        let shares = || self.runs.iter().map(|run| run.amounts.psn_part_amt);
        shares().max().unwrap_or_default() - shares().min().unwrap_or_default()
    }

    /// Says in the result what is certain of it.
    pub(crate) fn tell(&self, result: &mut Adjudication) {
        let reasons = self.reasons();
        let mut notes: Vec<Note> = Vec::new();
        for ground in self.read() {
            notes.extend(note(ground, reasons.contains(&ground)));
        }
        let mut unknown = false;
        for ground in &self.numbers {
            // Nobody has another number, so it cannot be said what one would change. One that is assumed is shown.
            let silent = ground.basis == Basis::NotStated;
            unknown |= silent;
            notes.extend(note(ground, silent));
        }
        for ground in &self.unweighed {
            unknown = true;
            notes.extend(note(ground, true));
        }
        if self.too_many {
            let max = i64::try_from(COMBINATIONS_MAX).unwrap_or_default();
            let message = Message::new("note-too-many-open").with("max", max);
            notes.push(Note { message, ground: None, estimate_only: true });
        }
        result.confirmed_possible &= !notes.iter().any(|note| note.estimate_only);
        result.at_stake = result.at_stake.filter(|_| !unknown).map(|_| self.at_stake());
        result.notes.splice(0..0, notes);
    }
}

fn add(all: &mut Vec<Ground>, new: Vec<Ground>) {
    for ground in new {
        if !all.contains(&ground) {
            all.push(ground);
        }
    }
}

/// What is said about a convention that was read.
pub(super) fn note(ground: &Ground, estimate_only: bool) -> Option<Note> {
    let message = match &ground.basis {
        Basis::Assumed(reason) => Message::new("note-assumed").with("reason", &**reason),
        Basis::NotStated if estimate_only => Message::new("note-not-stated"),
        Basis::NotStated | Basis::Source(_) => return None,
    };
    Some(Note { message, ground: Some(ground.clone()), estimate_only })
}

/// The only convention of which two runs took different values; none if there are several. A convention to which only
/// one of the runs came may have either value.
fn only_difference(one: &[(usize, usize)], two: &[(usize, usize)]) -> Option<usize> {
    let mut found = None;
    let mut two = two.iter().peekable();
    for (which, taken) in one {
        while two.next_if(|(other, _)| other < which).is_some() {}
        if two.next_if(|(other, value)| other == which && value != taken).is_some() && found.replace(*which).is_some() {
            return None;
        }
    }
    found
}

/// The greater of two differences: between fund and patient, and between account and cash.
fn moved(ours: &Amounts, other: &Amounts) -> Yuan {
    let apart = |one: Yuan, two: Yuan| if one > two { one - two } else { two - one };
    apart(ours.psn_part_amt, other.psn_part_amt).max(apart(ours.psn_cash_pay, other.psn_cash_pay))
}
