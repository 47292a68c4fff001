//! Random policies and bills, the same ones for the same seed.

use super::{
    layers::{Change, Layer, Remote, Sums},
    row::{Facts, Row},
    rules::{Bill, CATEGORIES, CLASSES, Cap, Line, Pool, Rules, Tier},
};

/// xorshift64*.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// From zero to below a limit.
    fn below(&mut self, limit: i128) -> i128 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        i128::from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as i128)).expect("small")]
    }

    fn is(&mut self, percent: i128) -> bool {
        self.below(100) < percent
    }

    /// An amount in fen: often a round one, sometimes nothing.
    fn fen(&mut self, limit: i128) -> i128 {
        match self.below(10) {
            0 => 0,
            1..5 => self.below(limit / 100_000 + 1) * 100_000,
            _ => self.below(limit),
        }
    }

    /// A rate in millionths.
    fn rate(&mut self) -> i128 {
        if self.is(70) { self.below(101) * 10_000 } else { self.below(1_000_001) }
    }

    fn bands(&mut self, end: Option<i128>) -> Vec<(i128, Option<i128>, i128)> {
        let mut from = if self.is(70) { 0 } else { self.fen(500_000) };
        let mut all = Vec::new();
        for _ in 0..self.below(3) {
            let to = from + 1 + self.fen(3_000_000);
            if end.is_some_and(|end| to >= end) {
                break;
            }
            all.push((from, Some(to), self.rate()));
            from = to;
        }
        if end.is_some_and(|end| from >= end) {
            from = 0;
            all.clear();
        }
        all.push((from, end, self.rate()));
        all
    }

    fn parts(&mut self) -> Vec<&'static str> {
        let mut left = vec!["deductible", "coinsurance", "over_cap", "first_self_pay", "over_ceiling", "own_pay"];
        let count = 1 + self.below(4);
        let mut all = Vec::new();
        for _ in 0..count {
            let place = usize::try_from(self.below(left.len() as i128)).expect("small");
            all.push(left.remove(place));
        }
        all
    }
}

/// Conditions that make an exception, each with what it may ask for.
const CONDITIONS: [(&str, &[&str]); 4] = [
    ("categories", &CATEGORIES),
    ("remote", &["referred", "registered", "without"]),
    ("diseases", &["dialysis", "tumour"]),
    ("kind", &["traditional"]),
];

/// Exceptions to the rows that hold for everybody: each names one condition more than the one before it, so that no two
/// of them could hold at once without one being the more special; but two of the first may differ in their categories.
fn exceptions<T>(random: &mut Random, usual: &Facts, mut value: impl FnMut(&mut Random) -> T) -> Vec<Row<T>> {
    let mut rows = Vec::new();
    if random.is(30) {
        for name in CATEGORIES {
            let mut conditions = usual.clone();
            conditions.insert("categories", vec![name]);
            rows.push(Row { conditions, value: value(random) });
        }
        return rows;
    }
    let mut conditions = usual.clone();
    for _ in 0..random.below(4) {
        let (name, choices) = random.one(&CONDITIONS);
        conditions.entry(name).or_insert_with(|| vec![random.one(choices)]);
        if rows.iter().all(|row: &Row<T>| row.conditions.len() < conditions.len()) && conditions.len() > usual.len() {
            rows.push(Row { conditions: conditions.clone(), value: value(random) });
        }
    }
    rows
}

const PERIODS: [&str; 2] = ["stay", "year"];
const EDGES: [&str; 2] = ["from_zero", "above_deductible"];

impl Tier {
    fn random(random: &mut Random) -> Self {
        let kind = random.one(&["none", "payment"]);
        Self {
            base: random.parts(),
            threshold: random.fen(800_000),
            edges: random.one(&EDGES),
            period: random.one(&PERIODS),
            bands: random.bands(None),
            cap: Cap::random(random, kind),
        }
    }
}

/// All layers above the pool, and those of them that a file of format 1 can have.
const LAYERS: [&str; 7] =
    ["second_tier", "serious_illness", "assistance", "assistance_again", "civil_servants", "enterprise", "commercial"];

impl Layer {
    /// In format 1 one of the first two, then assistance; else any in any order.
    fn random(random: &mut Random, varies: bool) -> Vec<Self> {
        let mut names = Vec::new();
        if varies {
            let mut left = LAYERS.to_vec();
            for _ in 0..random.below(6) {
                let place = usize::try_from(random.below(left.len() as i128)).expect("small");
                names.push(left.remove(place));
            }
        } else {
            names.extend(Some(random.one(&["second_tier", "serious_illness", ""])).filter(|name| !name.is_empty()));
            names.extend(random.is(70).then_some("assistance"));
        }
        let mut all = Vec::new();
        for name in names {
            let tier = Tier::random(random);
            let capped = tier.cap.kind == "payment";
            let change = |random: &mut Random| Change {
                threshold: random.is(50).then(|| random.fen(800_000)),
                bands: random.is(30).then(|| random.bands(None)),
                points: if random.is(50) { random.rate() / 4 } else { 0 },
                cap: (capped && random.is(50)).then(|| random.is(50).then(|| 100 + random.fen(4_000_000))),
            };
            let rows = if varies { exceptions(random, &Facts::new(), change) } else { Vec::new() };
            let only_for = if varies && random.is(20) { vec![random.one(&CATEGORIES)] } else { Vec::new() };
            all.push(Self { name, only_for, tier, rows });
        }
        all
    }
}

impl Remote {
    fn random(random: &mut Random, varies: bool) -> Self {
        let rules = ["none", "base_less", "rate_less"];
        let rows = if varies {
            exceptions(random, &Facts::new(), |random| (random.one(&rules), random.rate() / 4))
        } else {
            Vec::new()
        };
        let mut layers = vec!["pool"];
        if varies {
            layers = LAYERS.into_iter().chain(["pool"]).filter(|_| random.is(50)).collect();
        }
        Self { rule: random.one(&rules), share: random.rate() / 4, layers, rows }
    }
}

impl Cap {
    fn random(random: &mut Random, kind: &'static str) -> Self {
        Self {
            kind,
            amount: 100 + random.fen(4_000_000),
            period: random.one(&PERIODS),
            deductible: random.one(&["included", "above"]),
            over: random.one(&["payment_cut", "cost_above"]),
        }
    }
}

impl Rules {
    pub(super) fn random(random: &mut Random) -> Self {
        let varies = random.is(60);
        let pool = random.is(90).then(|| {
            let kind = random.one(&["none", "payment", "cost", "no_band_above"]);
            let cap = Cap::random(random, kind);
            let end = (kind == "no_band_above").then_some(cap.amount);
            let levels = Facts::from([("levels", vec!["2"])]);
            let amounts = |random: &mut Random| (0..=random.below(3)).map(|_| random.fen(200_000)).collect();
            let mut deductibles = vec![Row { conditions: levels.clone(), value: (amounts(random), None) }];
            let mut rates = Vec::new();
            let classes: Vec<&str> = if varies { CLASSES.map(|class| class.name).into() } else { vec!["active"] };
            for class in classes {
                let mut usual = levels.clone();
                usual.insert("classes", vec![class]);
                rates.push(Row { conditions: usual.clone(), value: random.bands(end) });
                if varies {
                    rates.extend(exceptions(random, &usual, |random| random.bands(end)));
                }
            }
            let mut caps = Vec::new();
            if varies {
                deductibles.extend(exceptions(random, &levels, |random| {
                    (amounts(random), random.is(30).then(|| random.one(&REPEATS)))
                }));
            }
            if varies && matches!(kind, "payment" | "cost") {
                caps = exceptions(random, &Facts::new(), |random| 100 + random.fen(4_000_000));
            }
            Pool {
                edges: random.one(&EDGES),
                period: random.one(&PERIODS),
                position: random.one(&["in_scope", "above_deductible"]),
                repeat: random.one(&REPEATS),
                yearly_max: random.is(40).then(|| random.fen(300_000)),
                transfer: if varies { random.one(&CONTINUED) } else { "difference" },
                interim: if varies { random.one(&CONTINUED) } else { "difference" },
                new_year: if varies { random.one(&CONTINUED) } else { "difference" },
                deductibles,
                rates,
                cap,
                caps,
            }
        });
        Self {
            varies,
            cross_year: random.one(&["admission_date", "discharge_date", "settlement_date", "charge_date"]),
            mode: random.one(&["half_up", "half_even", "down"]),
            place: random.one(&["total", "band"]),
            order: random.one(&["ceiling_first", "rate_first"]),
            remote: Remote::random(random, varies),
            family: random.one(&["separate", "inside"]),
            in_fund: random.is(50),
            pays: random.one(&["everything", "not_own_pay", "in_scope"]),
            pool,
            layers: Layer::random(random, varies),
        }
    }
}

fn random_year(random: &mut Random) -> [i128; 7] {
    let in_scope = random.fen(5_000_000);
    let mut year = [in_scope, random.fen(in_scope.min(300_000) + 1).min(in_scope), 0, 0, 0, 0, 0];
    for amount in &mut year[2..] {
        *amount = random.fen(2_000_000);
    }
    year
}

fn random_layers(random: &mut Random) -> Sums {
    LAYERS.into_iter().map(|name| (name, (random.fen(2_000_000), random.fen(2_000_000)))).collect()
}

const CONTINUED: [&str; 2] = ["difference", "full"];
const REPEATS: [&str; 3] = ["listed", "each_time", "once_a_year"];

impl Bill {
    pub(super) fn random(random: &mut Random, rules: &Rules) -> Self {
        let line = |random: &mut Random| {
            let amount = random.fen(2_000_000);
            Line {
                late: random.is(50),
                class: random.one(&[0, 0, 0, 1, 1, 1, 2]),
                amount,
                ceiling: random.is(40).then(|| random.fen(1_500_000)),
                rate: if random.is(50) { random.rate() / 2 } else { 0 },
            }
        };
        let lines = (0..random.below(8)).map(|_| line(random)).collect();
        let (year, layers) = (random_year(random), random_layers(random));
        let next = random.is(30).then(|| (1 + random.below(3), random_year(random), random_layers(random)));
        let age = random.below(100);
        let class = CLASSES.iter().find(|class| (class.ages.0..=class.ages.1).contains(&age)).expect("a class");
        let mut facts = Facts::from([("levels", vec!["2"])]);
        facts.insert("classes", vec![if rules.varies { class.name } else { "active" }]);
        for (name, choices) in CONDITIONS {
            if random.is(40) {
                facts.insert(name, choices.iter().copied().filter(|_| random.is(60)).collect());
            }
        }
        if let Some(away) = facts.get_mut("remote") {
            away.truncate(1);
        }
        let remote = facts.get("remote").is_some_and(|away| !away.is_empty());
        let scope = random.fen(2_000_000);
        let earlier = [scope, random.fen(200_000).min(scope), random.fen(1_000_000)];
        Self {
            lines,
            earlier: random.is(25).then(|| (random.one(&["transfer", "interim"]), earlier)),
            facts,
            age,
            names_class: random.is(50),
            nth: 1 + random.below(4),
            remote,
            assistance: random.is(70),
            year,
            layers,
            next,
            account: random.fen(500_000),
            family: random.fen(300_000),
        }
    }
}
