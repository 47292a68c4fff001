//! The layers above the pool and remote care, as `docs/policies.md` states them.

use super::{
    row::{Facts, Row, pick},
    rules::{Band, Bill, Burden, Rules, Tier, bands, cap, rate, yuan},
};
use std::{collections::BTreeMap, fmt::Write};

/// What another row says of a layer.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) threshold: Option<i128>,
    pub(super) bands: Option<Vec<Band>>,
    pub(super) points: i128,
    /// Of a layer that has a cap: another amount, or none at all.
    pub(super) cap: Option<Option<i128>>,
}

#[derive(Debug)]
pub(super) struct Layer {
    pub(super) name: &'static str,
    pub(super) only_for: Vec<&'static str>,
    pub(super) tier: Tier,
    pub(super) rows: Vec<Row<Change>>,
}

/// What a bill's layers counted and paid, by name.
pub(super) type Sums = BTreeMap<&'static str, (i128, i128)>;

/// Treatment away from home: a rule and a share or points.
#[derive(Debug)]
pub(super) struct Remote {
    pub(super) rule: &'static str,
    pub(super) share: i128,
    pub(super) layers: Vec<&'static str>,
    pub(super) rows: Vec<Row<(&'static str, i128)>>,
}

impl Remote {
    /// The rule for a bill, and its share.
    pub(super) fn rule(&self, facts: &Facts) -> (&'static str, i128) {
        let Some(way) = facts.get("remote").and_then(|ways| ways.first()) else { return ("none", 0) };
        match pick(&self.rows, facts) {
            Some(row) => *row,
            None if *way == "without" => (self.rule, self.share),
            None => ("none", 0),
        }
    }

    pub(super) fn toml(&self, varies: bool) -> String {
        let mut text = format!("[remote]\nrule = {{ value = \"{}\", source = \"s\" }}\n", self.rule);
        if self.rule != "none" {
            let _ = writeln!(text, "share = {{ value = \"{}\", source = \"s\" }}", rate(self.share));
        }
        if varies {
            let _ = writeln!(text, "layers = {{ value = {:?}, source = \"s\" }}", self.layers);
        }
        for row in &self.rows {
            let (rule, share) = row.value;
            let _ = writeln!(text, "[[remote.row]]\n{}source = \"s\"\nrule = \"{rule}\"", row.toml());
            if rule != "none" {
                let _ = writeln!(text, "share = \"{}\"", rate(share));
            }
        }
        text
    }
}

impl Rules {
    /// What the layers count and pay, one after the other; each is taken off the parts that its base names.
    pub(super) fn pay_layers(&self, bill: &Bill, burden: &mut Burden, points: i128) -> Sums {
        let both =
            ["second_tier", "serious_illness"].iter().all(|name| self.layers.iter().any(|one| one.name == *name));
        let mut sums = Sums::new();
        for layer in &self.layers {
            let mut is_for = !layer.name.starts_with("assistance") || bill.assistance;
            if !layer.only_for.is_empty() {
                let there = bill.facts.get("categories").cloned().unwrap_or_default();
                is_for = layer.only_for.iter().any(|name| there.contains(name));
            }
            if !is_for {
                continue;
            }
            let [_, _, _, second_base, second_paid, assistance_base, assistance_paid] = bill.year;
            let before = match layer.name {
                "second_tier" => (second_base, second_paid),
                "serious_illness" if !both => (second_base, second_paid),
                "assistance" => (assistance_base, assistance_paid),
                name => bill.layers[name],
            };
            let points = if self.remote.layers.contains(&layer.name) { points } else { 0 };
            sums.insert(layer.name, self.pay_layer(layer, bill, burden, (before, points)));
        }
        sums
    }

    fn pay_layer(
        &self,
        layer: &Layer,
        bill: &Bill,
        burden: &mut Burden,
        ((year_base, year_paid), points): ((i128, i128), i128),
    ) -> (i128, i128) {
        let tier = &layer.tier;
        let change = pick(&layer.rows, &bill.facts);
        let threshold = change.and_then(|change| change.threshold).unwrap_or(tier.threshold);
        let own = change.and_then(|change| change.bands.as_ref()).unwrap_or(&tier.bands);
        let more = change.map_or(0, |change| change.points);
        let all: Vec<Band> = own.iter().map(|(from, to, paid)| (*from, *to, (paid + more).min(1_000_000))).collect();
        let cap_amount = change.and_then(|change| change.cap).unwrap_or(Some(tier.cap.amount));
        let base = burden.of_all(&tier.base);
        let start = if tier.period == "year" { year_base } else { 0 };
        let (low, high) = if tier.edges == "from_zero" {
            (start.max(threshold), (start + base).max(threshold))
        } else {
            ((start - threshold).max(0), (start + base - threshold).max(0))
        };
        let (pieces, _) = self.bands(&all, low, high, points);
        let mut paid = self.sum(&pieces);
        if let ("payment", Some(amount)) = (tier.cap.kind, cap_amount) {
            let used = if tier.cap.period == "year" { year_paid } else { 0 };
            paid = paid.min((amount - used).max(0));
        }
        burden.pay(paid, &tier.base);
        (base, paid)
    }

    pub(super) fn layers_toml(&self) -> String {
        let mut text = String::new();
        if self.varies && !self.layers.is_empty() {
            let names: Vec<&str> = self.layers.iter().map(|layer| layer.name).collect();
            let _ = writeln!(text, "[layers]\norder = {{ value = {names:?}, source = \"s\" }}");
        }
        for layer in &self.layers {
            text += &layer.toml();
        }
        text
    }
}

impl Layer {
    fn toml(&self) -> String {
        let (name, tier) = (self.name, &self.tier);
        let said = |name: &str, value: &str| format!("{name} = {{ value = {value}, source = \"s\" }}\n");
        let word = |name: &str, value: &str| said(name, &format!("\"{value}\""));
        let mut text = format!("[{name}]\nsource = \"s\"\n{}", said("base", &format!("{:?}", tier.base)));
        if !self.only_for.is_empty() {
            let _ = writeln!(text, "only_for = {:?}", self.only_for);
        }
        text += &word("threshold", &yuan(tier.threshold));
        text += &format!("{}{}", word("band_edges", tier.edges), word("period", tier.period));
        text += &format!("{}[{name}.cap]\n{}", bands(&tier.bands), cap(&tier.cap));
        for row in &self.rows {
            let change = &row.value;
            text += &format!("[[{name}.row]]\n{}points = \"{}\"\n", row.toml(), rate(change.points));
            if let Some(threshold) = change.threshold {
                let _ = writeln!(text, "threshold = \"{}\"", yuan(threshold));
            }
            if let Some(cap) = change.cap {
                let _ = writeln!(text, "cap = \"{}\"", cap.map_or_else(|| "none".to_owned(), yuan));
            }
            if let Some(all) = &change.bands {
                text += &bands(all);
            }
        }
        text
    }
}
