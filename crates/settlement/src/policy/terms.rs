//! What a policy says for one case: of each table, the row that holds. The arithmetic then knows nothing of classes,
//! categories, diseases and remote care.

use super::{
    Away, Basis, Cap, CapKind, Deductible, DeductibleRow, Policy, RateRow, Rates, Remote, RemoteRule, Tier, When,
    when::{self, Facts},
};
use crate::adjudicate::{HospitalFacts, Particulars, PersonFacts};
use model::{journey::PersonClass, message::Refusal};
use rust_decimal::Decimal;
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
        let is_known = matches!(facts.away, None | Some(Away::Without)) || self.remote.rule.value == RemoteRule::None;
        if !self.varies && is_known {
            return Cow::Borrowed(self);
        }
        let mut terms = self.clone();
        terms.remote.choose(facts);
        terms.tiers_mut().for_each(|tier| tier.choose(facts));
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

impl Tier {
    fn choose(&mut self, facts: &Facts<'_>) {
        let rows = std::mem::take(&mut self.rows);
        let Some(row) = when::row(&rows, |row| &row.when, facts) else { return };
        if let Some(threshold) = row.threshold {
            self.threshold.value = threshold;
        }
        if let Some(bands) = &row.bands {
            self.bands.clone_from(bands);
        }
        for band in &mut self.bands {
            band.rate = (band.rate + row.points).min(Decimal::ONE);
        }
        match row.cap {
            Some(Some(amount)) => self.cap.amount.value = amount,
            Some(None) => self.cap.kind.value = CapKind::None,
            None => {}
        }
    }
}

impl Remote {
    /// Nothing is said of those who were referred or had registered, if no row is about them, and the rule for those
    /// who had not does not hold for them.
    fn choose(&mut self, facts: &Facts<'_>) {
        let rows = std::mem::take(&mut self.rows);
        let Some(away) = facts.away else { return };
        let (rule, share, basis) = match when::row(&rows, |row| &row.when, facts) {
            Some(row) => (row.rule, row.share, row.basis.clone()),
            None if away == Away::Without || self.rule.value == RemoteRule::None => return,
            None => (RemoteRule::None, Decimal::ZERO, Basis::NotStated),
        };
        (self.rule.value, self.share.value) = (rule, share);
        self.rule.basis = basis.clone();
        self.share.basis = basis;
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
