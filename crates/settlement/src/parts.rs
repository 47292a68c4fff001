//! What a patient bears, in parts, and who takes how much of each (decisions.md D37): the only place where the burden
//! of a bill lives. A layer pays on the parts that its base names, and what it pays is taken off those parts.

use crate::policy::Part;
use model::money::Yuan;
use serde::{Serialize, Serializer, ser::SerializeMap};

/// Who pays something of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The pool (统筹): `hifp_pay`.
    Pool,
    /// The large-sum fund (职工大额): `hifob_pay`.
    SecondTier,
    /// Serious-illness insurance (居民大病): `hifmi_pay`.
    SeriousIllness,
    /// Medical assistance (医疗救助): `maf_pay`.
    Assistance,
    /// The supplement of civil servants (公务员医疗补助): `cvlserv_pay`.
    CivilServants,
    /// The supplement of an enterprise (企业补充): `hifes_pay`.
    Enterprise,
    /// A commercial top-up (惠民保): `oth_pay`.
    Commercial,
    /// The person's own account.
    Account,
    /// The family's account (家庭共济).
    Family,
    /// The patient, in cash.
    Cash,
}

impl Payer {
    /// All of them, in the order in which they pay.
    pub const ALL: [Self; 10] = [
        Self::Pool,
        Self::SecondTier,
        Self::SeriousIllness,
        Self::Assistance,
        Self::CivilServants,
        Self::Enterprise,
        Self::Commercial,
        Self::Account,
        Self::Family,
        Self::Cash,
    ];

    /// Those who pay for what the pool left, before the patient pays the rest.
    pub(crate) const AFTER_THE_POOL: [Self; 8] = [
        Self::SecondTier,
        Self::SeriousIllness,
        Self::Assistance,
        Self::CivilServants,
        Self::Enterprise,
        Self::Commercial,
        Self::Account,
        Self::Family,
    ];

    /// Those who supplement the national scheme's funds.
    pub(crate) const SUPPLEMENTS: [Self; 3] = [Self::CivilServants, Self::Enterprise, Self::Commercial];

    /// The word for it in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::SecondTier => "second_tier",
            Self::SeriousIllness => "serious_illness",
            Self::Assistance => "assistance",
            Self::CivilServants => "civil_servants",
            Self::Enterprise => "enterprise",
            Self::Commercial => "commercial",
            Self::Account => "account",
            Self::Family => "family",
            Self::Cash => "cash",
        }
    }

    const fn index(self) -> usize {
        match self {
            Self::Pool => 0,
            Self::SecondTier => 1,
            Self::SeriousIllness => 2,
            Self::Assistance => 3,
            Self::CivilServants => 4,
            Self::Enterprise => 5,
            Self::Commercial => 6,
            Self::Account => 7,
            Self::Family => 8,
            Self::Cash => 9,
        }
    }
}

const fn index(part: Part) -> usize {
    match part {
        Part::Deductible => 0,
        Part::Coinsurance => 1,
        Part::OverCap => 2,
        Part::FirstSelfPay => 3,
        Part::OverCeiling => 4,
        Part::OwnPay => 5,
    }
}

/// The parts of what a patient bears, and who pays how much of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// What the pool pays; it is no part of the burden.
    pool: Yuan,
    /// Each part before anybody but the pool has paid.
    whole: [Yuan; 6],
    /// Who pays how much of each part. Cash is what is left, and is never written here.
    paid: [[Yuan; 10]; 6],
}

impl Burden {
    /// What falls on the patient, by parts, if the pool pays so much.
    pub(crate) fn new(pool: Yuan, parts: impl IntoIterator<Item = (Part, Yuan)>) -> Self {
        let mut burden = Self { pool, ..Self::default() };
        for (part, amount) in parts {
            burden.whole[index(part)] += amount;
        }
        burden
    }

    /// Two burdens together.
    pub(crate) fn both(one: &Self, two: &Self) -> Self {
        let mut both = *one;
        both.pool += two.pool;
        both.whole.iter_mut().zip(two.whole).for_each(|(sum, more)| *sum += more);
        let cells = both.paid.iter_mut().flatten().zip(two.paid.into_iter().flatten());
        cells.for_each(|(sum, more)| *sum += more);
        both
    }

    /// A part before any layer above the pool has paid.
    #[must_use]
    pub const fn whole(&self, part: Part) -> Yuan {
        self.whole[index(part)]
    }

    /// What is left of a part: the patient pays it in cash if nobody else pays any more.
    #[must_use]
    pub fn left(&self, part: Part) -> Yuan {
        self.whole(part) - self.paid[index(part)].into_iter().sum()
    }

    /// What is left of some parts.
    #[must_use]
    pub fn left_of(&self, parts: &[Part]) -> Yuan {
        parts.iter().map(|part| self.left(*part)).sum()
    }

    /// How much of a part somebody pays.
    #[must_use]
    pub fn paid(&self, part: Part, payer: Payer) -> Yuan {
        if payer == Payer::Cash { self.left(part) } else { self.paid[index(part)][payer.index()] }
    }

    /// How much somebody pays of everything.
    #[must_use]
    pub fn paid_by(&self, payer: Payer) -> Yuan {
        let of_parts: Yuan = Part::ALL.iter().map(|part| self.paid(*part, payer)).sum();
        if payer == Payer::Pool { self.pool } else { of_parts }
    }

    /// Takes what somebody pays off the named parts, in proportion to what is left of each; the fen that remain go to
    /// the largest remainders, and of equal ones to the part that is named first.
    pub(crate) fn pay(&mut self, payer: Payer, amount: Yuan, parts: &[Part]) {
        let left: Vec<Yuan> = parts.iter().map(|part| self.left(*part)).collect();
        for (part, share) in parts.iter().zip(spread(amount, &left)) {
            self.give(*part, payer, share);
        }
    }

    /// Somebody pays so much of a part.
    pub(crate) const fn give(&mut self, part: Part, payer: Payer, amount: Yuan) {
        let cell = &mut self.paid[index(part)][payer.index()];
        *cell = Yuan::from_fen(cell.fen() + amount.fen());
    }
}

impl Serialize for Burden {
    /// `parts` and `payers`, each with those amounts that are not zero; both add up to the whole, what the pool pays
    /// being a part as well.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = Part::ALL.iter().map(|part| (part.word(), self.whole(*part)));
        let parts = parts.chain([(Payer::Pool.word(), self.pool)]);
        let payers = Payer::ALL.into_iter().map(|payer| (payer.word(), self.paid_by(payer)));
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("parts", &NotZero(parts.collect()))?;
        map.serialize_entry("payers", &NotZero(payers.collect()))?;
        map.end()
    }
}

/// Names with their amounts; those that are zero are left out.
struct NotZero(Vec<(&'static str, Yuan)>);

impl Serialize for NotZero {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().filter(|(_, amount)| !amount.is_zero()).copied())
    }
}

/// Divides an amount over weights, to the fen: each gets its proportion rounded down, and the fen that remain go to the
/// largest remainders, of equal ones to the first. The weights are not negative; nobody gets more than the weight if the
/// amount is not more than all of them.
#[must_use]
pub fn spread(amount: Yuan, weights: &[Yuan]) -> Vec<Yuan> {
    let total: i128 = weights.iter().map(|weight| i128::from(weight.fen())).sum();
    if total <= 0 || amount.is_zero() {
        return vec![Yuan::ZERO; weights.len()];
    }
    let mut missing = amount.fen();
    let mut shares = Vec::with_capacity(weights.len());
    let mut rests = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        let product = i128::from(amount.fen()) * i128::from(weight.fen());
        // Never more than the amount, which is an `i64`.
        let share = i64::try_from(product / total).unwrap_or_default();
        missing -= share;
        shares.push(Yuan::from_fen(share));
        rests.push((std::cmp::Reverse(product % total), place));
    }
    rests.sort_unstable();
    for (_, place) in rests.into_iter().take(usize::try_from(missing).unwrap_or_default()) {
        shares[place] += Yuan::from_fen(1);
    }
    shares
}
