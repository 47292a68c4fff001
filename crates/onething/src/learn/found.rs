//! What was found, and how it is printed for machines.

use crate::learn::table::Read;
use schedules::{
    Calls, Certificate, Evaluation, Problem, Weights,
    learn::{Comparison, Group, Learnt, Observations, Proposal, Which, compare, learn, propose, sessions},
};
use serde::Serialize;
use web::locale::Localizer;

/// For so many groups at most calls are proposed: for those of whom most service times are known.
const PROPOSED_MAX: usize = 24;

/// The session whose calls are wanted.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) slot_minutes: u32,
    /// Today's calls.
    pub(super) present: Calls,
    pub(super) weights: Weights,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) read: Read,
}

/// Everything that was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    pub(super) learnt: Learnt,
    pub(super) proposed: Vec<Proposed>,
}

/// The calls that are proposed for a group.
#[derive(Debug)]
pub(super) struct Proposed {
    pub(super) group: Group,
    pub(super) slot_minutes: u32,
    pub(super) proposal: Proposal,
    pub(super) held_out: Option<HeldOut>,
}

/// The calls that are proposed by the earlier visits, tried out on those that were held out.
#[derive(Debug)]
pub(super) struct HeldOut {
    pub(super) proposal: Proposal,
    pub(super) services: usize,
    pub(super) comparison: Comparison,
}

/// Proposes calls for all visits and for the groups with service times of their own.
pub(super) fn proposals(
    seen: &Observations,
    learnt: &Learnt,
    asked: &Asked,
    held: bool,
) -> Result<Vec<Proposed>, Problem> {
    let served = |group: &Group| group.service.as_ref().map_or(0, |times| times.n);
    let mut most: Vec<u64> = learnt.groups.iter().map(served).filter(|n| *n > 0).collect();
    most.sort_unstable_by(|one, other| other.cmp(one));
    let least = most.get(PROPOSED_MAX - 1).copied().unwrap_or(1);
    let wanted = learnt.groups.iter().filter(|group| served(group) >= least).take(PROPOSED_MAX);
    let earlier = if held { Some(learn(seen, Which::Earlier)?) } else { None };
    let mut all = Vec::new();
    for group in wanted {
        let Some(setting) = group.setting(asked.slot_minutes)? else { continue };
        let proposal = propose(&setting, &asked.present, asked.weights)?;
        let held_out = earlier.as_ref().map(|earlier| held_out(seen, earlier, &group.path, asked)).transpose()?;
        let (group, slot_minutes) = (group.clone(), asked.slot_minutes);
        all.push(Proposed { group, slot_minutes, proposal, held_out: held_out.flatten() });
    }
    Ok(all)
}

/// `None` if the earlier visits have no service times, or those held out do not fill two sessions.
fn held_out(seen: &Observations, earlier: &Learnt, path: &[String], asked: &Asked) -> Result<Option<HeldOut>, Problem> {
    let Some(group) = earlier.group(path) else { return Ok(None) };
    let Some(setting) = group.setting(asked.slot_minutes)? else { return Ok(None) };
    let proposal = propose(&setting, &asked.present, asked.weights)?;
    let held = sessions(seen, path, asked.present.patients());
    let compared = compare(&asked.present, &proposal.best.calls, asked.slot_minutes, &held.all, asked.weights)?;
    Ok(compared.map(|comparison| HeldOut { proposal, services: held.services, comparison }))
}

/// What `--json` prints.
#[derive(Serialize)]
pub(super) struct Printed<'a> {
    files: Vec<PrintedFile<'a>>,
    #[serde(flatten)]
    learnt: &'a Learnt,
    proposals: Vec<PrintedProposal<'a>>,
}

#[derive(Serialize)]
struct PrintedFile<'a> {
    file: &'a str,
    rows: u64,
    left_out: Vec<PrintedLeftOut>,
}

#[derive(Serialize)]
struct PrintedLeftOut {
    rows: u64,
    first_line: u64,
    reason: String,
}

#[derive(Serialize)]
struct PrintedProposal<'a> {
    path: &'a [String],
    #[serde(flatten)]
    both: Both<'a>,
    held_out: Option<PrintedHeldOut<'a>>,
}

#[derive(Serialize)]
struct PrintedHeldOut<'a> {
    learnt_from_earlier: Both<'a>,
    services: usize,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

#[derive(Serialize)]
struct Both<'a> {
    present: PrintedCalls<'a>,
    proposed: PrintedCalls<'a>,
}

#[derive(Serialize)]
struct PrintedCalls<'a> {
    calls: &'a [u32],
    cost: f64,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<&'a Certificate>,
}

/// For machines.
pub(super) fn printed<'a>(t: &Localizer, found: &'a Found) -> Printed<'a> {
    let file = |source: &'a Source| PrintedFile {
        file: &source.name,
        rows: source.read.rows,
        left_out: source
            .read
            .left_out
            .iter()
            .map(|left| PrintedLeftOut { rows: left.rows, first_line: left.line, reason: t.say(&left.fault.message()) })
            .collect(),
    };
    let proposal = |proposed: &'a Proposed| PrintedProposal {
        path: &proposed.group.path,
        both: both(&proposed.proposal),
        held_out: proposed.held_out.as_ref().map(|held| PrintedHeldOut {
            learnt_from_earlier: both(&held.proposal),
            services: held.services,
            comparison: &held.comparison,
        }),
    };
    Printed {
        files: found.sources.iter().map(file).collect(),
        learnt: &found.learnt,
        proposals: found.proposed.iter().map(proposal).collect(),
    }
}

fn both(proposal: &Proposal) -> Both<'_> {
    let best = &proposal.best;
    Both {
        present: PrintedCalls {
            calls: proposal.present.as_slice(),
            cost: proposal.cost,
            evaluation: &proposal.evaluation,
            certificate: None,
        },
        proposed: PrintedCalls {
            calls: best.calls.as_slice(),
            cost: best.cost,
            evaluation: &best.evaluation,
            certificate: Some(&best.certificate),
        },
    }
}
