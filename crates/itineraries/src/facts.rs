//! A request with the demands of a set of causes, ready to be searched.

use crate::{
    cause::{Causes, Set},
    domain::Domain,
    marks::Marks,
    pool::{Candidate, Pool},
    prune::prune,
    relations::{Relations, Steps, places},
    request::Request,
};

/// What a search reads.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) relations: Relations,
    /// By step; empty for steps that are not asked.
    pub(crate) domains: Vec<Domain>,
    /// The steps that are asked.
    pub(crate) steps: Steps,
}

impl<'a> Facts<'a> {
    /// These steps, under the causes of a set.
    pub(crate) fn new(
        request: &Request,
        pool: &'a Pool,
        marks: &Marks,
        causes: &Causes,
        steps: Steps,
        active: Set,
    ) -> Self {
        let relations = Relations::new(request, &pool.ids, causes, active);
        let mut left: Vec<Vec<Candidate>> = Vec::new();
        for (step, candidates) in pool.candidates.iter().enumerate() {
            let asked = steps & 1 << step != 0;
            let kept = if asked { marks.left(step, active) } else { Vec::new() };
            left.push(candidates.iter().zip(kept).filter_map(|(it, kept)| kept.then_some(*it)).collect());
        }
        prune(&relations, steps, &mut left);
        let mut domains = Vec::new();
        for (step, candidates) in left.into_iter().enumerate() {
            let keep_all = relations.same_resource[step] | relations.soon[step] != 0;
            domains.push(Domain::new(candidates.into_iter(), pool.days.len(), keep_all));
        }
        Self { pool, relations, domains, steps }
    }

    /// All steps that a pool knows.
    pub(crate) fn all(pool: &Pool) -> Steps {
        pool.ids.iter().enumerate().fold(0, |all, (place, _)| all | 1 << place)
    }

    /// Whether each step that is asked has a candidate.
    pub(crate) fn is_complete(&self) -> bool {
        places(self.steps).all(|step| !self.domains[step].candidates.is_empty())
    }
}
