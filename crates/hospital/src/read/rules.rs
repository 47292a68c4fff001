//! The booking rules: what is in force where, and what comes later. No patient is named.

use super::{Reading, templates::number_of};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{RulesPage, RulesPlace, RulesSet},
};
use model::{
    actor::Actor,
    scheduling::{BookingRules, RulesScope},
};

/// The most sets of one page: the hospital's, then the departments', then the sessions' that are not over.
const LISTED_MAX: usize = 200;

/// A number for the sets of a scope, from the one in force on.
pub(crate) fn rules_version(scheduling: &scheduling::World, scope: RulesScope) -> u32 {
    let sets: Vec<&BookingRules> = scheduling.rule_sets().filter(|(of, _)| *of == scope).map(|(_, set)| set).collect();
    number_of(&sets)
}

impl Hospital {
    /// The booking rules as administrators see them: in force today, to come, and as a form for one scope begins.
    ///
    /// # Errors
    /// As for every read; [`Failure::NotFound`] if the scope is not there.
    pub async fn rules_page(&self, actor: &Actor, scope: RulesScope) -> Result<RulesPage, Failure> {
        self.reading(actor, Action::AdoptRules, |reading| {
            reading.may(Action::AdoptRules, &Default::default())?;
            reading.saw_all();
            reading.rules_page(scope)
        })
        .await
    }
}

impl Reading<'_> {
    fn rules_page(&self, scope: RulesScope) -> Result<RulesPage, Failure> {
        let place = self.found(self.rules_place(scope))?;
        let scheduling = &self.worlds.scheduling;
        let today = self.today();
        let all: Vec<_> = scheduling.rule_sets().collect();
        let in_force = |of: RulesScope| {
            all.iter()
                .filter(|(other, set)| *other == of && set.valid_from <= today)
                .map(|(_, set)| set.valid_from)
                .max()
        };
        let sets = all.iter().filter(|(of, set)| Some(set.valid_from) >= in_force(*of)).filter_map(|(of, set)| {
            let place = self.rules_place(*of).filter(|place| place.date.is_none_or(|date| date >= today))?;
            Some(RulesSet { place, is_in_force: set.valid_from <= today, rules: (*set).clone() })
        });
        let form = all.iter().rev().find(|(of, _)| *of == scope).map(|(_, set)| (*set).clone());
        Ok(RulesPage {
            now: self.now,
            place,
            version: rules_version(scheduling, scope),
            sets: sets.take(LISTED_MAX).collect(),
            last: form,
            departments: self.departments(),
        })
    }

    /// What a scope is; `None` if it is not there (any more).
    fn rules_place(&self, scope: RulesScope) -> Option<RulesPlace> {
        let mut place = RulesPlace { scope, department: None, clinician: None, date: None, from: None };
        match scope {
            RulesScope::Hospital | RulesScope::Kind(_) | RulesScope::Group(_) => {}
            RulesScope::Department(department) => {
                self.worlds.scheduling.department(department)?;
                place.department = Some(self.department(department));
            }
            RulesScope::Session(id) => {
                let session = self.worlds.scheduling.session(id, self.moment())?;
                place.department = Some(self.department(session.department));
                place.clinician = Some(self.clinician(session.clinician).0);
                (place.date, place.from) = (Some(session.date), Some(session.from));
            }
        }
        Some(place)
    }
}
