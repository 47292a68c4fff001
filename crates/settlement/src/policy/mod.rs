//! Insurance policies as data (decisions.md D8): what a scheme pays, and every convention in which regions differ.

mod bands;
mod check;
mod choices;
mod convention;
mod load;
mod terms;
mod when;

pub(crate) use bands::Paid;
pub use bands::{Band, Piece, pieces};
pub use check::{beside, findings};
pub use choices::{
    AccountPays, BandEdges, CapDeductible, CapKind, CapOver, Continued, Continues, CrossYear, FamilyAccount, Layer,
    LineOrder, Part, Period, RemoteRule, Repeat, RoundingMode, RoundingPlace, YearPosition,
};
pub use model::settlement::HospitalKind;

pub use convention::{Basis, Cited, Convention, Ground, Source};
pub(crate) use when::word;
pub use when::{Away, Benefit, InsuredClass, People, When};

use crate::{adjudicate::Step, problem::Problem};
use chrono::NaiveDate;
use model::{Label, code::PolicyCode, journey::InsuranceType, money::Yuan, settlement::Amounts};
use rust_decimal::Decimal;

/// Jinan, employees, inpatient, 2024, with the second tier of the same year (`370100-310-second-2024`).
pub const JINAN_EMPLOYEE_INPATIENT_2024: &str = include_str!("../../policies/370100-310-inpatient-2024.toml");

/// A policy: the rules of a region's scheme for a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Id and version, for example `370100-310-inpatient-2024`.
    pub id: PolicyCode,
    /// What people call it.
    pub title: Label,
    /// The scheme.
    pub insurance: InsuranceType,
    /// Administrative code of the place of insurance, six digits.
    pub region: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; `None` = until it is replaced.
    pub valid_to: Option<NaiveDate>,
    /// What it pays for.
    pub benefit: Benefit,
    /// The classes and categories of people that it tells apart.
    pub people: People,
    /// Which numbers hold depends on more than level, kind and national class: [`terms`](Self::terms) chooses them.
    pub(crate) varies: bool,
    /// Rounding.
    pub rounding: Rounding,
    /// Which part of a line comes off first.
    pub line_order: Convention<LineOrder>,
    /// The year in which a stay over 31 December counts.
    pub cross_year: Convention<CrossYear>,
    /// Treatment away from the place of insurance.
    pub remote: Remote,
    /// The personal account.
    pub account: AccountRules,
    /// The pool (统筹).
    pub pool: Option<Pool>,
    /// The large-sum fund of employees (大额): `hifob_pay`.
    pub second_tier: Option<Tier>,
    /// Serious-illness insurance of residents (大病): `hifmi_pay`.
    pub serious_illness: Option<Tier>,
    /// Medical assistance (医疗救助): `maf_pay`, for those who are entitled to it.
    pub assistance: Option<Tier>,
    /// Further layers (format 2): each at most once.
    pub further: Vec<(Layer, Tier)>,
    /// The order in which the layers above the pool pay.
    pub order: Convention<Vec<Layer>>,
    /// Every assumed value; every result shows them.
    pub assumed: Vec<Ground>,
    /// Every value that no source states.
    pub silent: Vec<Ground>,
}

/// How payments are rounded to the fen.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounding {
    /// How an amount is rounded.
    pub mode: Convention<RoundingMode>,
    /// What is rounded.
    pub place: Convention<RoundingPlace>,
}

/// Treatment away from the insured place.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote {
    /// The rule.
    pub rule: Convention<RemoteRule>,
    /// The share of the base, or the points of the rate (0.10 = ten points); zero with [`RemoteRule::None`].
    pub share: Convention<Decimal>,
    /// The layers whose rates lose the points.
    pub layers: Convention<Vec<Layer>>,
    /// Other rules for some (format 2).
    pub rows: Vec<RemoteRow>,
}

/// Another rule for treatment away from the insured place.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteRow {
    /// When it holds.
    pub when: When,
    /// The rule.
    pub rule: RemoteRule,
    /// The share or the points.
    pub share: Decimal,
    /// Why.
    pub basis: Basis,
}

/// The personal account.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRules {
    /// Where the family's account is shown.
    pub family: Convention<FamilyAccount>,
    /// Whether `fund_pay_sumamt` includes what the accounts pay.
    pub in_fund: Convention<bool>,
    /// What it may pay.
    pub pays: Convention<AccountPays>,
}

/// The pool (统筹).
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// The deductible (起付线).
    pub deductible: Deductible,
    /// The rates.
    pub rates: Rates,
    /// Where band edges are measured.
    pub band_edges: Convention<BandEdges>,
    /// When the bands start again.
    pub band_period: Convention<Period>,
    /// What moves the year's position.
    pub year_position: Convention<YearPosition>,
    /// The cap.
    pub cap: Cap,
}

/// Deductibles by hospital and admission of the year.
#[derive(Clone, Debug, PartialEq)]
pub struct Deductible {
    /// Why the amounts are what they are.
    pub basis: Convention<()>,
    /// How they change with the nth admission.
    pub repeat: Convention<Repeat>,
    /// The most that one year takes; `None`: as much as comes.
    pub yearly_max: Convention<Option<Yuan>>,
    /// What a stay pays that continues one in another hospital.
    pub transfer: Convention<Continued>,
    /// What the part after an interim settlement pays.
    pub interim: Convention<Continued>,
    /// What the part in the new year pays, if each charge counts in its own year.
    pub new_year: Convention<Continued>,
    /// The amounts.
    pub rows: Vec<DeductibleRow>,
}

/// The deductibles of some levels (0 = community and township, 1–3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeductibleRow {
    /// When it holds.
    pub when: When,
    /// By admission of the year.
    pub amounts: Vec<Yuan>,
    /// How the amounts change with the nth admission, if not as in the other rows.
    pub repeat: Option<Repeat>,
}

/// Rates by hospital level and class.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// Why they are what they are.
    pub basis: Convention<()>,
    /// The rows.
    pub rows: Vec<RateRow>,
}

/// The bands of some levels and classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateRow {
    /// When it holds.
    pub when: When,
    /// Sorted, without gaps or overlaps.
    pub bands: Vec<Band>,
}

/// A cap.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// What is capped.
    pub kind: Convention<CapKind>,
    /// The amount; zero if nothing is capped.
    pub amount: Convention<Yuan>,
    /// When it starts again.
    pub period: Convention<Period>,
    /// Whether a cap on the cost counts the deductible.
    pub deductible: Convention<CapDeductible>,
    /// What counts as over a cap on the payment.
    pub over: Convention<CapOver>,
    /// Other amounts for some (format 2).
    pub rows: Vec<CapRow>,
}

/// Another amount of a cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapRow {
    /// When it holds.
    pub when: When,
    /// The amount.
    pub amount: Yuan,
}

/// A layer above the pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Which layer: `second_tier`, `serious_illness`, `assistance` and so on.
    pub layer: &'static str,
    /// The categories of people of whom it is for; empty: assistance for those who are entitled to it, any other for
    /// everybody.
    pub only_for: Vec<String>,
    /// The parts of the bill that it counts.
    pub base: Convention<Vec<Part>>,
    /// Its own threshold.
    pub threshold: Convention<Yuan>,
    /// Where its band edges are measured: from zero, with the threshold inside the first band, or above the threshold.
    pub band_edges: Convention<BandEdges>,
    /// When threshold, position and cap start again.
    pub period: Convention<Period>,
    /// The most that it pays.
    pub cap: Cap,
    /// Why the bands are what they are.
    pub basis: Convention<()>,
    /// Sorted, without gaps or overlaps.
    pub bands: Vec<Band>,
    /// Other numbers for some (format 2).
    pub rows: Vec<TierRow>,
}

/// Other numbers of a layer; those that are left out are the layer's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierRow {
    /// When it holds.
    pub when: When,
    /// Its own deductible.
    pub threshold: Option<Yuan>,
    /// The bands.
    pub bands: Option<Vec<Band>>,
    /// Added to each rate, which is never above one.
    pub points: Decimal,
    /// The most that it pays; `Some(None)`: as much as comes.
    pub cap: Option<Option<Yuan>>,
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// Every problem in the file, in the order of its sections.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        load::load(text)
    }

    /// The documents behind some steps, each article once. A source that names no document means the policy itself.
    pub(crate) fn cited(&self, steps: &[Step]) -> Vec<Cited> {
        let mut all: Vec<Cited> = Vec::new();
        let steps = steps.iter().filter(|step| !step.result.is_zero() && !step.arithmetic.is_empty());
        for ground in steps.flat_map(|step| &step.grounds) {
            let Basis::Source(source) = &ground.basis else { continue };
            let cited = Cited {
                document: source.document.clone().unwrap_or_else(|| self.title.clone()),
                article: source.article.clone(),
                date: source.date.unwrap_or(self.valid_from),
            };
            if !all.contains(&cited) {
                all.push(cited);
            }
        }
        // If an article of a document is named, the document alone adds nothing.
        let named: Vec<Label> =
            all.iter().filter(|one| one.article.is_some()).map(|one| one.document.clone()).collect();
        all.retain(|one| one.article.is_some() || !named.contains(&one.document));
        if all.is_empty() {
            all.push(Cited { document: self.title.clone(), article: None, date: self.valid_from });
        }
        all
    }

    /// A layer above the pool.
    pub fn tier(&self, layer: Layer) -> Option<&Tier> {
        match layer {
            Layer::Pool => None,
            Layer::SecondTier => self.second_tier.as_ref(),
            Layer::SeriousIllness => self.serious_illness.as_ref(),
            Layer::Assistance => self.assistance.as_ref(),
            Layer::AssistanceAgain | Layer::CivilServants | Layer::Enterprise | Layer::Commercial => {
                self.further.iter().find(|(which, _)| *which == layer).map(|(_, tier)| tier)
            }
        }
    }

    /// Has the layer sums of the year beside those that the platform gives? These know one layer of large sums.
    pub(crate) const fn has_own_year(&self, layer: Layer) -> bool {
        match layer {
            Layer::Pool | Layer::SecondTier | Layer::Assistance => false,
            Layer::SeriousIllness => self.second_tier.is_some(),
            Layer::AssistanceAgain | Layer::CivilServants | Layer::Enterprise | Layer::Commercial => true,
        }
    }

    /// All layers above the pool.
    fn tiers_mut(&mut self) -> impl Iterator<Item = &mut Tier> {
        let three = [&mut self.second_tier, &mut self.serious_illness, &mut self.assistance];
        three.into_iter().flatten().chain(self.further.iter_mut().map(|(_, tier)| tier))
    }

    /// Does it pay for stays? A hospital's bills have no other policy.
    pub fn is_of_stays(&self) -> bool {
        self.benefit == Benefit::Inpatient
    }

    /// Is it in force on this day?
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

impl Tier {
    /// The base as far as national amounts show it: they do not tell apart what is above the cap or the last band from
    /// the coinsurance, so these count together.
    pub fn base_of(&self, amounts: &Amounts) -> Yuan {
        let has = |part| self.base.value.contains(&part);
        let unpaid = amounts.inscp_scp_amt - amounts.hifp_pay;
        let mut base = match (has(Part::Deductible), has(Part::Coinsurance) || has(Part::OverCap)) {
            (true, true) => unpaid,
            (false, true) => unpaid - amounts.act_pay_dedc,
            (true, false) => amounts.act_pay_dedc,
            (false, false) => Yuan::ZERO,
        };
        if has(Part::FirstSelfPay) {
            base += amounts.preselfpay_amt;
        }
        if has(Part::OverCeiling) {
            base += amounts.overlmt_selfpay;
        }
        if has(Part::OwnPay) {
            base += amounts.fulamt_ownpay_amt;
        }
        base.max(Yuan::ZERO)
    }
}
