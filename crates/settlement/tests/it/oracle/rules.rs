//! The rules of a policy as `docs/policies.md` states them, and what they give for a bill. All amounts are fen, all
//! rates millionths.

use super::{
    fraction::Fraction,
    layers::{Layer, Remote, Sums},
    row::{Facts, Row, people, pick},
};

/// From, to, rate.
pub(super) type Band = (i128, Option<i128>, i128);

#[derive(Debug)]
pub(super) struct Cap {
    pub(super) kind: &'static str,
    pub(super) amount: i128,
    pub(super) period: &'static str,
    pub(super) deductible: &'static str,
    pub(super) over: &'static str,
}

#[derive(Debug)]
pub(super) struct Pool {
    pub(super) edges: &'static str,
    pub(super) period: &'static str,
    pub(super) position: &'static str,
    pub(super) repeat: &'static str,
    pub(super) yearly_max: Option<i128>,
    pub(super) transfer: &'static str,
    pub(super) interim: &'static str,
    pub(super) new_year: &'static str,
    /// Amounts, and how they change if not as in the other rows.
    pub(super) deductibles: Vec<Row<(Vec<i128>, Option<&'static str>)>>,
    pub(super) rates: Vec<Row<Vec<Band>>>,
    pub(super) cap: Cap,
    pub(super) caps: Vec<Row<i128>>,
}

/// A class of insured people of the policy's own: retirees of some ages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) ages: (i128, i128),
}

/// The three classes of a policy that has its own, and its categories of people.
pub(super) const CLASSES: [Class; 3] = [
    Class { name: "younger", ages: (0, 59) },
    Class { name: "older", ages: (60, 79) },
    Class { name: "eldest", ages: (80, 150) },
];
pub(super) const CATEGORIES: [&str; 2] = ["poor", "servant"];

#[derive(Debug)]
pub(super) struct Tier {
    pub(super) base: Vec<&'static str>,
    pub(super) threshold: i128,
    pub(super) edges: &'static str,
    pub(super) period: &'static str,
    pub(super) bands: Vec<Band>,
    pub(super) cap: Cap,
}

#[derive(Debug)]
pub(super) struct Rules {
    /// It has classes of its own, and rows with further conditions.
    pub(super) varies: bool,
    pub(super) cross_year: &'static str,
    pub(super) mode: &'static str,
    pub(super) place: &'static str,
    pub(super) order: &'static str,
    pub(super) remote: Remote,
    pub(super) family: &'static str,
    pub(super) in_fund: bool,
    pub(super) pays: &'static str,
    pub(super) pool: Option<Pool>,
    /// In the order in which they pay.
    pub(super) layers: Vec<Layer>,
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Charged in the new year, if the stay lasts until then.
    pub(super) late: bool,
    pub(super) class: usize,
    pub(super) amount: i128,
    pub(super) ceiling: Option<i128>,
    pub(super) rate: i128,
}

#[derive(Clone, Debug)]
pub(super) struct Bill {
    pub(super) lines: Vec<Line>,
    /// If the stay lasts into the new year: its number there, and the sums of that year.
    pub(super) next: Option<(i128, [i128; 7], Sums)>,
    /// How the stay continues another; what of that was in scope, its deductible, and what the pool paid.
    pub(super) earlier: Option<(&'static str, [i128; 3])>,
    pub(super) facts: Facts,
    pub(super) age: i128,
    /// The case names the class itself.
    pub(super) names_class: bool,
    pub(super) nth: i128,
    pub(super) remote: bool,
    pub(super) assistance: bool,
    /// In scope, deductible, pool, then base and payment of the second tier and of assistance.
    pub(super) year: [i128; 7],
    /// The year of the other layers.
    pub(super) layers: Sums,
    pub(super) account: i128,
    pub(super) family: i128,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) amounts: [i128; 14],
    pub(super) left: [i128; 6],
    /// What the layers counted and paid.
    pub(super) layers: Sums,
}

const PARTS: [&str; 6] = ["deductible", "coinsurance", "over_cap", "first_self_pay", "over_ceiling", "own_pay"];

/// What is left of each of the [`PARTS`].
pub(super) struct Burden([i128; 6]);

impl Burden {
    fn of(&self, part: &str) -> i128 {
        let place = PARTS.iter().position(|one| *one == part).expect("a part");
        self.0[place]
    }

    pub(super) fn of_all(&self, parts: &[&str]) -> i128 {
        parts.iter().map(|part| self.of(part)).sum()
    }

    /// In proportion to what is left, to the fen by largest remainder, ties to the part named first: fen by fen.
    pub(super) fn pay(&mut self, amount: i128, parts: &[&str]) {
        let whole = self.of_all(parts);
        if whole == 0 {
            return;
        }
        let exact: Vec<Fraction> = parts.iter().map(|part| Fraction::new(amount * self.of(part), whole)).collect();
        let mut given: Vec<i128> = exact.iter().map(|share| share.floor()).collect();
        let mut had: Vec<bool> = vec![false; parts.len()];
        while given.iter().sum::<i128>() < amount {
            let mut best: Option<usize> = None;
            for place in 0..parts.len() {
                if !had[place] && best.is_none_or(|best| exact[place].rest() > exact[best].rest()) {
                    best = Some(place);
                }
            }
            let best = best.expect("fewer fen than parts");
            (given[best], had[best]) = (given[best] + 1, true);
        }
        for (part, share) in parts.iter().zip(given) {
            let place = PARTS.iter().position(|one| one == part).expect("a part");
            self.0[place] -= share;
        }
    }
}

impl Rules {
    fn times(&self, amount: i128, rate: i128) -> i128 {
        Fraction::new(amount * rate, 1_000_000).rounded(self.mode)
    }

    /// What bands pay for the cost from one place to another, and how much of it lies in them.
    pub(super) fn bands(&self, bands: &[Band], low: i128, high: i128, points: i128) -> (Vec<(i128, Fraction)>, i128) {
        let in_band = |(from, to, rate): &Band| {
            let top = to.map_or(high, |to| to.min(high));
            let width = (top - low.max(*from)).max(0);
            (width, Fraction::new(width * (rate - points).max(0), 1_000_000))
        };
        let all: Vec<(i128, Fraction)> = bands.iter().map(in_band).collect();
        let covered = all.iter().map(|(width, _)| width).sum();
        (all, covered)
    }

    pub(super) fn sum(&self, pieces: &[(i128, Fraction)]) -> i128 {
        if self.place == "band" {
            return pieces.iter().map(|(_, pays)| pays.rounded(self.mode)).sum();
        }
        pieces.iter().fold(Fraction::whole(0), |sum, (_, pays)| sum + *pays).rounded(self.mode)
    }

    pub(super) fn adjudicate(&self, bill: &Bill) -> Found {
        let (mut own, mut over, mut first, mut scope) = (0, 0, 0, 0);
        for line in &bill.lines {
            if line.class == 2 {
                own += line.amount;
                continue;
            }
            let above = |left: i128| line.ceiling.map_or(0, |ceiling| (left - ceiling).max(0));
            let (line_over, line_first) = if self.order == "ceiling_first" {
                let over = above(line.amount);
                (over, self.times(line.amount - over, line.rate))
            } else {
                let first = self.times(line.amount, line.rate);
                (above(line.amount - first), first)
            };
            over += line_over;
            first += line_first;
            scope += line.amount - line_over - line_first;
        }
        let total = own + over + first + scope;
        let mut points = 0;
        let (rule, share) = self.remote.rule(&bill.facts);
        if rule == "base_less" {
            let moved = self.times(scope, share);
            (first, scope) = (first + moved, scope - moved);
        } else if rule == "rate_less" {
            points = share;
        }
        let pool_points = if self.remote.layers.contains(&"pool") { points } else { 0 };
        let (deductible, pool, coinsurance, over_cap) = self.pool(bill, scope, pool_points);
        let mut burden = Burden([deductible, coinsurance, over_cap, first, over, own]);
        let layers = self.pay_layers(bill, &mut burden, points);
        let paid =
            |names: &[&str]| names.iter().filter_map(|name| layers.get(name)).map(|(_, paid)| paid).sum::<i128>();
        let second = paid(&["second_tier", "serious_illness"]);
        let assistance = paid(&["assistance", "assistance_again"]);
        let supplements = paid(&["civil_servants", "enterprise", "commercial"]);
        let may: &[&str] = match self.pays {
            "everything" => &PARTS,
            "not_own_pay" => &PARTS[..5],
            _ => &PARTS[..3],
        };
        let limit = burden.of_all(may);
        let account = bill.account.min(limit);
        burden.pay(account, may);
        let family = bill.family.min(limit - account);
        burden.pay(family, may);
        let funds = pool + second + assistance + supplements;
        let fund_sum = funds + if self.in_fund { account + family } else { 0 };
        let shown = account + if self.family == "inside" { family } else { 0 };
        let (person, cash) = (total - funds, total - funds - account - family);
        Found {
            amounts: [
                total, own, over, first, scope, deductible, pool, second, assistance, fund_sum, shown, family, person,
                cash,
            ],
            left: burden.0,
            layers,
        }
    }

    /// Deductible, payment, share within the bands, and what is over the cap.
    fn pool(&self, bill: &Bill, scope: i128, points: i128) -> (i128, i128, i128, i128) {
        let Some(pool) = &self.pool else { return (0, 0, scope, 0) };
        let [year_scope, year_deductible, year_pool, ..] = bill.year;
        let (amounts, repeat) = pick(&pool.deductibles, &bill.facts).expect("a row");
        let rates = pick(&pool.rates, &bill.facts).expect("a row");
        let cap_amount = *pick(&pool.caps, &bill.facts).unwrap_or(&pool.cap.amount);
        let standard = match repeat.unwrap_or(pool.repeat) {
            "listed" => {
                let nth = usize::try_from(bill.nth - 1).expect("from one");
                *amounts.get(nth).or(amounts.last()).expect("an amount")
            }
            "each_time" => amounts[0],
            _ => (amounts[0] - year_deductible).max(0),
        };
        let (mut stay_scope, mut stay_deductible, mut stay_pool) = (0, 0, 0);
        let mut standard = standard;
        if let Some((kind, [scope, deductible, paid])) = bill.earlier {
            let rule = match kind {
                "interim" => pool.interim,
                "new_year" => pool.new_year,
                _ => pool.transfer,
            };
            if rule == "difference" && (kind == "new_year" || repeat.unwrap_or(pool.repeat) != "once_a_year") {
                standard = (standard - deductible).max(0);
            }
            if kind != "transfer" {
                (stay_scope, stay_deductible, stay_pool) = (scope, deductible, paid);
            }
        }
        let left = pool.yearly_max.map_or(standard, |max| (max - year_deductible).max(0));
        let deductible = standard.min(left).min(scope);
        let mut entering = scope - deductible;
        if pool.cap.kind == "cost" {
            let used = match (pool.cap.period, pool.cap.deductible) {
                ("stay", "included") => stay_scope,
                ("stay", _) => stay_scope - stay_deductible,
                (_, "included") => year_scope,
                _ => year_scope - year_deductible,
            };
            let own = if pool.cap.deductible == "included" { deductible } else { 0 };
            entering = entering.min((cap_amount - used - own).max(0));
        }
        let start = match (pool.period, pool.position) {
            ("stay", "in_scope") => stay_scope,
            ("stay", _) => stay_scope - stay_deductible,
            (_, "in_scope") => year_scope,
            _ => year_scope - year_deductible,
        };
        let low = if pool.edges == "from_zero" { start + deductible } else { start };
        let (pieces, covered) = self.bands(rates, low, low + entering, points);
        let raw = self.sum(&pieces);
        if pool.cap.kind != "payment" {
            return (deductible, raw, covered - raw, scope - deductible - covered);
        }
        let used = if pool.cap.period == "year" { year_pool } else { stay_pool };
        let paid = raw.min((cap_amount - used).max(0));
        let over = match pool.cap.over {
            _ if paid == raw => 0,
            "payment_cut" => raw - paid,
            _ => covered - Self::cost_at(&pieces, paid),
        };
        (deductible, paid, covered - paid - over, scope - deductible - covered + over)
    }

    /// The least cost, in whole fen, for which the bands pay so much.
    fn cost_at(pieces: &[(i128, Fraction)], paid: i128) -> i128 {
        let (mut cost, mut sum) = (0, Fraction::whole(0));
        for (width, pays) in pieces {
            if sum + *pays < Fraction::whole(paid) {
                (cost, sum) = (cost + width, sum + *pays);
                continue;
            }
            // Halving finds the fen: what is paid grows with the cost.
            let (mut low, mut high) = (0, *width);
            while low < high {
                let middle = (low + high) / 2;
                let part = *pays * Fraction::new(middle, (*width).max(1));
                if sum + part >= Fraction::whole(paid) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return cost + low;
        }
        cost
    }

    /// The same rules as a policy file in which a source states everything.
    pub(super) fn toml(&self) -> String {
        let mut text = "id = \"oracle\"\ninsurance = \"310\"\nregion = \"370100\"\nvalid_from = \"2024-01-01\"\n\
            [title]\nzh = \"题\"\nen = \"title\"\n"
            .to_owned();
        if self.varies {
            text = format!("format = 2\n{text}{}", people());
        }
        let said = |name: &str, value: &str| format!("{name} = {{ value = {value}, source = \"s\" }}\n");
        let word = |name: &str, value: &str| said(name, &format!("\"{value}\""));
        text += &format!("[rounding]\n{}{}", word("mode", self.mode), word("place", self.place));
        text += &format!("[line]\n{}[year]\n{}", word("order", self.order), word("cross_year", self.cross_year));
        text += &self.remote.toml(self.varies);
        text += &format!("[account]\n{}{}", word("family", self.family), word("pays", self.pays));
        text += &said("in_fund", &self.in_fund.to_string());
        if let Some(pool) = &self.pool {
            text += &format!("[pool]\n{}{}", word("band_edges", pool.edges), word("band_period", pool.period));
            text += &word("year_position", pool.position);
            let max = pool.yearly_max.map_or_else(|| "none".to_owned(), yuan);
            text += &format!(
                "[pool.deductible]\nsource = \"s\"\n{}{}",
                word("repeat", pool.repeat),
                word("yearly_max", &max)
            );
            if self.varies {
                text += &format!("{}{}", word("transfer", pool.transfer), word("interim", pool.interim));
                text += &word("new_year", pool.new_year);
            }
            for row in &pool.deductibles {
                let (amounts, repeat) = &row.value;
                let amounts: Vec<String> = amounts.iter().map(|amount| format!("\"{}\"", yuan(*amount))).collect();
                text += &format!("[[pool.deductible.row]]\n{}amounts = [{}]\n", row.toml(), amounts.join(", "));
                text += &repeat.map_or_else(String::new, |repeat| format!("repeat = \"{repeat}\"\n"));
            }
            text += "[pool.rates]\nsource = \"s\"\n";
            for row in &pool.rates {
                text += &format!("[[pool.rates.row]]\n{}{}", row.toml(), bands(&row.value));
            }
            text += &format!("[pool.cap]\n{}", cap(&pool.cap));
            for row in &pool.caps {
                text += &format!("[[pool.cap.row]]\n{}amount = \"{}\"\n", row.toml(), yuan(row.value));
            }
        }
        text += &self.layers_toml();
        text
    }
}

pub(super) fn yuan(fen: i128) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

pub(super) fn rate(millionths: i128) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

pub(super) fn bands(all: &[Band]) -> String {
    let one = |(from, to, paid): &Band| {
        let to = to.map_or_else(String::new, |to| format!("to = \"{}\", ", yuan(to)));
        format!("{{ from = \"{}\", {to}rate = \"{}\" }},\n", yuan(*from), rate(*paid))
    };
    format!("bands = [\n{}]\n", all.iter().map(one).collect::<String>())
}

pub(super) fn cap(cap: &Cap) -> String {
    let word = |name: &str, value: &str| format!("{name} = {{ value = \"{value}\", source = \"s\" }}\n");
    let mut text = word("kind", cap.kind);
    if cap.kind != "none" {
        text += &word("amount", &yuan(cap.amount));
    }
    if cap.kind == "payment" || cap.kind == "cost" {
        text += &word("period", cap.period);
    }
    if cap.kind == "cost" {
        text += &word("deductible", cap.deductible);
    }
    if cap.kind == "payment" {
        text += &word("over", cap.over);
    }
    text
}
