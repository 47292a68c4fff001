//! What a policy says for one case: of each table, the row that holds. The arithmetic then knows nothing of classes,
//! categories, diseases and remote care.

use super::{
    Away, Cap, Deductible, DeductibleRow, Policy, RateRow, Rates, When,
    when::{self, Facts},
};
use crate::adjudicate::{HospitalFacts, Particulars, PersonFacts};
use model::{journey::PersonClass, message::Refusal};
use std::borrow::Cow;

impl Policy {
    /// Can it say what a person of this class pays for a stay at such a hospital, if nothing more is known of them?
    pub fn covers(&self, hospital: HospitalFacts, class: PersonClass) -> bool {
        let person = PersonFacts { class, remote: false, assistance: false };
        self.terms(hospital, person, &Particulars::default()).is_ok()
    }

    /// The policy with those of its rows that hold for somebody in a hospital: each table has one row.
    ///
    /// # Errors
    /// `policy-other-benefit`, `policy-class-unknown`, `policy-class-needed`, `policy-category-unknown`;
    /// `policy-no-rate`: there is no deductible or rate for them.
    pub fn terms(
        &self,
        hospital: HospitalFacts,
        person: PersonFacts,
        particulars: &Particulars,
    ) -> Result<Cow<'_, Self>, Refusal> {
        if self.benefit != particulars.benefit {
            return Refusal::new("policy-other-benefit")
                .with("policy", self.id.as_str())
                .with("benefit", self.benefit.word())
                .with("asked", particulars.benefit.word())
                .err();
        }
        self.people.check_categories(particulars)?;
        let class = self.people.class(person, particulars)?;
        let away = particulars.away.or(person.remote.then_some(Away::Without));
        let Particulars { categories, diseases, .. } = particulars;
        let facts = Facts { hospital, class: &class.name, away, categories, diseases };
        let Some(pool) = &self.pool else { return Ok(self.with_rows(&facts, None)) };
        let deductible = when::row(&pool.deductible.rows, |row| &row.when, &facts);
        let rates = when::row(&pool.rates.rows, |row| &row.when, &facts);
        match (deductible, rates) {
            (Some(deductible), Some(rates)) => Ok(self.with_rows(&facts, Some((deductible, rates)))),
            _ => Refusal::new("policy-no-rate")
                .with("policy", self.id.as_str())
                .with("level", hospital.level)
                .with("class", class.value())
                .err(),
        }
    }

    fn with_rows(&self, facts: &Facts<'_>, pool_rows: Option<(&DeductibleRow, &RateRow)>) -> Cow<'_, Self> {
        if !self.varies {
            return Cow::Borrowed(self);
        }
        let mut terms = self.clone();
        if let (Some(pool), Some((deductible, rates))) = (&mut terms.pool, pool_rows) {
            if let Some(repeat) = deductible.repeat {
                pool.deductible.repeat.value = repeat;
            }
            pool.deductible.rows = vec![DeductibleRow { when: When::default(), ..deductible.clone() }];
            pool.rates.rows = vec![RateRow { when: When::default(), ..rates.clone() }];
            pool.cap.choose(facts);
        }
        terms.varies = false;
        Cow::Owned(terms)
    }
}

impl Cap {
    fn choose(&mut self, facts: &Facts<'_>) {
        if let Some(row) = when::row(&self.rows, |row| &row.when, facts) {
            self.amount.value = row.amount;
        }
        self.rows.clear();
    }
}

impl Deductible {
    /// The row for a hospital and a national class, of a policy that does not vary otherwise.
    pub(crate) fn row(&self, hospital: HospitalFacts, class: PersonClass) -> Option<&DeductibleRow> {
        when::row(&self.rows, |row| &row.when, &Facts::plain(hospital, class))
    }
}

impl Rates {
    /// The row for a hospital and a national class, of a policy that does not vary otherwise.
    pub(crate) fn row(&self, hospital: HospitalFacts, class: PersonClass) -> Option<&RateRow> {
        when::row(&self.rows, |row| &row.when, &Facts::plain(hospital, class))
    }
}
