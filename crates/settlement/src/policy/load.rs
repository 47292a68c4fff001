//! Reads and checks a policy file.

mod layers;
mod rows;

use super::{
    AccountRules, Band, Basis, Cap, CapDeductible, CapKind, CapOver, Convention, Deductible, Layer, Part, People,
    Period, Policy, Pool, Rates, Remote, RemoteRule, Rounding, Source, Tier,
};
use crate::{
    file::{Rate, Scalar, Section},
    problem::Problem,
};
use chrono::NaiveDate;
use model::{
    Label,
    code::{PolicyCode, is_region},
    journey::InsuranceType,
    message::Value,
    money::Yuan,
};
use rust_decimal::Decimal;
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

type Problems = Vec<Problem>;

/// An amount, or the word `none` for no limit.
struct Limit(Option<Yuan>);

impl Scalar for Limit {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        if value.as_str() == Some("none") { Ok(Self(None)) } else { Yuan::read(value).map(|amount| Self(Some(amount))) }
    }
}

/// A list of parts.
struct Parts(Vec<Part>);

impl Scalar for Parts {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        let items = value.as_array().filter(|items| !items.is_empty()).ok_or_else(|| {
            Problem::new("file-type-wrong", "")
                .value(value)
                .with("expected", Value::Message(Cow::Borrowed("file-type-list")))
        })?;
        let mut parts = Vec::with_capacity(items.len());
        for item in items {
            let part = Part::read(item)?;
            if parts.contains(&part) {
                return Err(Problem::new("file-listed-twice", "").value(part.word()));
            }
            parts.push(part);
        }
        Ok(Self(parts))
    }
}

impl Scalar for InsuranceType {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        match value.as_str() {
            Some("310") => Ok(Self::Employee),
            Some("390") => Ok(Self::Resident),
            _ => Err(crate::file::no_such_choice(value, &["310", "390"])),
        }
    }
}

/// The documents of a file, by the names with which its values cite them.
type Documents = BTreeMap<String, Source>;

/// `[documents.<name>]`: title, first day in force, link and note.
fn documents(root: &mut Section, problems: &mut Problems) -> Documents {
    let Some(mut section) = root.maybe_section("documents", problems) else { return Documents::new() };
    let mut all = Documents::new();
    for name in section.keys() {
        let Some(mut one) = section.maybe_section(&name, problems) else { continue };
        let label = (one.must("zh", problems), one.must("en", problems));
        let source = Source {
            document: label.0.zip(label.1).map(|(zh, en)| Label { zh, en }),
            article: None,
            date: one.maybe("date", problems),
            url: one.maybe("url", problems),
            note: one.maybe("note", problems),
        };
        one.finish(problems);
        all.insert(name, source);
    }
    section.finish(problems);
    all
}

/// What a value cites: a document of the file or, in an older file, free text, which becomes a note for administrators.
fn cited(documents: &Documents, named: String, article: Option<String>) -> Source {
    let article = article.map(|text| match text.split_once(" / ") {
        Some((zh, en)) => Label::new(zh, en),
        None => Label::new(text.as_str(), text.as_str()),
    });
    match documents.get(&named) {
        Some(document) => Source { article, ..document.clone() },
        None => Source { article, note: Some(named), ..Source::default() },
    }
}

/// The ground of a value or table: exactly one of `source`, `assumed`, `not_stated = true`.
fn basis(section: &mut Section, name: &'static str, documents: &Documents, problems: &mut Problems) -> Option<Basis> {
    let stated = ["source", "assumed", "not_stated"].iter().filter(|key| section.has(key)).count();
    let source = section.maybe::<String>("source", problems);
    let article = if source.is_some() { section.maybe::<String>("article", problems) } else { None };
    let assumed = section.maybe::<String>("assumed", problems);
    let silent = section.maybe::<bool>("not_stated", problems);
    let rule = || Value::Message(Cow::Borrowed(name));
    if stated != 1 || silent == Some(false) {
        let code = if stated > 1 { "file-ground-twice" } else { "file-ground-missing" };
        problems.push(Problem::new(code, section.path.clone()).with("rule", rule()));
        return None;
    }
    match (source, assumed, silent) {
        (Some(source), ..) => Some(Basis::Source(Arc::new(cited(documents, source, article)))),
        (_, Some(reason), _) => Some(Basis::Assumed(Arc::from(reason))),
        (.., Some(true)) => Some(Basis::NotStated),
        _ => None,
    }
}

/// Reads conventions and collects the assumed ones.
struct Loader {
    /// 2: the file may say what is new in format 2.
    format: u8,
    people: People,
    problems: Problems,
    documents: Documents,
    assumed: Vec<super::Ground>,
    silent: Vec<super::Ground>,
    layer: Option<&'static str>,
}

impl Loader {
    fn keep<T>(&mut self, value: T, basis: Basis, name: &'static str) -> Convention<T> {
        let convention = Convention { value, basis, name, layer: self.layer };
        match convention.basis {
            Basis::Assumed(_) => self.assumed.push(convention.ground()),
            Basis::NotStated => self.silent.push(convention.ground()),
            Basis::Source(_) => {}
        }
        convention
    }

    /// A convention that must be stated: `key = { value = …, source = "…" }`.
    fn convention<T: Scalar>(&mut self, section: &mut Section, key: &str, name: &'static str) -> Option<Convention<T>> {
        if !section.has(key) {
            let rule = Value::Message(Cow::Borrowed(name));
            self.problems.push(Problem::new("policy-convention-missing", section.at(key)).with("rule", rule));
            return None;
        }
        let mut inner = section.maybe_section(key, &mut self.problems)?;
        let value = inner.must("value", &mut self.problems);
        let ground = basis(&mut inner, name, &self.documents, &mut self.problems);
        inner.finish(&mut self.problems);
        Some(self.keep(value?, ground?, name))
    }

    /// A convention that matters only if `needed`; else it may be absent, with the ground of what makes it meaningless.
    fn if_needed<T: Scalar>(
        &mut self,
        section: &mut Section,
        key: &str,
        name: &'static str,
        needed: Option<bool>,
        idle: (T, Option<&Basis>),
    ) -> Option<Convention<T>> {
        match needed {
            Some(true) => self.convention(section, key, name),
            _ if section.has(key) => self.convention(section, key, name),
            _ => Some(Convention {
                value: idle.0,
                basis: idle.1.cloned().unwrap_or(Basis::NotStated),
                name,
                layer: self.layer,
            }),
        }
    }

    /// The ground of a table.
    fn table(&mut self, section: &mut Section, name: &'static str) -> Option<Convention<()>> {
        let ground = basis(section, name, &self.documents, &mut self.problems)?;
        Some(self.keep((), ground, name))
    }

    fn bands(&mut self, section: &mut Section) -> Vec<Band> {
        let path = section.at("bands");
        let mut bands: Vec<Band> = Vec::new();
        let rows = section.sections("bands", &mut self.problems);
        let (count, before) = (rows.len(), self.problems.len());
        if count == 0 {
            self.problems.push(Problem::new("policy-bands-empty", path.clone()));
        }
        for mut row in rows {
            let from = row.must::<Yuan>("from", &mut self.problems);
            let to = row.maybe::<Yuan>("to", &mut self.problems);
            let rate = row.must::<Rate>("rate", &mut self.problems);
            row.finish(&mut self.problems);
            if let (Some(from), Some(Rate(rate))) = (from, rate) {
                bands.push(Band { from, to, rate });
            }
        }
        if self.problems.len() == before {
            self.order(&path, &bands);
        }
        bands
    }

    /// Bands must follow each other: sorted, no overlap, no gap.
    fn order(&mut self, path: &str, bands: &[Band]) {
        for (position, band) in bands.iter().enumerate() {
            let at = |code| Problem::new(code, format!("{path}[{position}]")).value(band.from);
            if band.to.is_some_and(|to| to <= band.from) {
                self.problems.push(at("policy-band-empty").with("to", band.to.unwrap_or_default()));
            }
            let Some(before) = position.checked_sub(1).map(|index| bands[index]) else { continue };
            let problem = match before.to {
                _ if band.from < before.from => at("policy-bands-unsorted").with("before", before.from),
                None => at("policy-bands-overlap").with("before", before.from),
                Some(edge) if band.from < edge => at("policy-bands-overlap").with("before", edge),
                Some(edge) if band.from > edge => at("policy-bands-gap").with("before", edge),
                Some(_) => continue,
            };
            self.problems.push(problem);
        }
    }

    fn cap(&mut self, parent: &mut Section, bands_end: &[Option<Yuan>]) -> Option<Cap> {
        let mut section = parent.section("cap", &mut self.problems);
        let path = section.path.clone();
        let kind = self.convention::<CapKind>(&mut section, "kind", "convention-cap-kind");
        let what = kind.as_ref().map(|kind| kind.value);
        let ground = kind.as_ref().map(|kind| kind.basis.clone());
        let amount = self.if_needed(
            &mut section,
            "amount",
            "convention-cap-amount",
            what.map(|kind| kind != CapKind::None),
            (Yuan::ZERO, ground.as_ref()),
        );
        let limited = what.map(|kind| matches!(kind, CapKind::Cost | CapKind::Payment));
        let period =
            self.if_needed(&mut section, "period", "convention-cap-period", limited, (Period::Year, ground.as_ref()));
        let deductible = self.if_needed(
            &mut section,
            "deductible",
            "convention-cap-deductible",
            what.map(|kind| kind == CapKind::Cost),
            (CapDeductible::Included, ground.as_ref()),
        );
        // A file of format 1 does not name it.
        let idle = (CapOver::PaymentCut, ground.as_ref());
        let over = self.if_needed(&mut section, "over", "convention-cap-over", Some(false), idle);
        let rows = if limited == Some(true) { self.cap_rows(&mut section) } else { Vec::new() };
        section.finish(&mut self.problems);
        let (kind, amount) = (kind?, amount?);
        if kind.value == CapKind::NoBandAbove && bands_end.iter().any(|end| *end != Some(amount.value)) {
            self.problems.push(Problem::new("policy-cap-not-last-band", path).value(amount.value));
        }
        Some(Cap { kind, amount, period: period?, deductible: deductible?, over: over?, rows })
    }

    fn deductible(&mut self, parent: &mut Section) -> Option<Deductible> {
        let mut section = parent.section("deductible", &mut self.problems);
        let basis = self.table(&mut section, "convention-deductible");
        let repeat = self.convention(&mut section, "repeat", "convention-deductible-repeat");
        let yearly_max: Option<Convention<Limit>> =
            self.convention(&mut section, "yearly_max", "convention-deductible-yearly-max");
        let transfer = self.continued(&mut section, "transfer", "convention-deductible-transfer");
        let interim = self.continued(&mut section, "interim", "convention-deductible-interim");
        let new_year = self.continued(&mut section, "new_year", "convention-deductible-new-year");
        let rows = self.deductible_rows(&mut section);
        section.finish(&mut self.problems);
        let yearly_max = yearly_max?;
        let yearly_max = Convention {
            value: yearly_max.value.0,
            basis: yearly_max.basis,
            name: yearly_max.name,
            layer: yearly_max.layer,
        };
        Some(Deductible {
            basis: basis?,
            repeat: repeat?,
            yearly_max,
            transfer: transfer?,
            interim: interim?,
            new_year: new_year?,
            rows,
        })
    }

    fn rates(&mut self, parent: &mut Section) -> Option<Rates> {
        let mut section = parent.section("rates", &mut self.problems);
        let basis = self.table(&mut section, "convention-rates");
        let rows = self.rate_rows(&mut section);
        section.finish(&mut self.problems);
        Some(Rates { basis: basis?, rows })
    }

    fn pool(&mut self, root: &mut Section) -> Option<Pool> {
        let mut section = root.maybe_section("pool", &mut self.problems)?;
        let deductible = self.deductible(&mut section);
        let band_edges = self.convention(&mut section, "band_edges", "convention-band-edges");
        let band_period = self.convention(&mut section, "band_period", "convention-band-period");
        let year_position = self.convention(&mut section, "year_position", "convention-year-position");
        let rates = self.rates(&mut section);
        let ends: Vec<_> =
            rates.iter().flat_map(|rates| &rates.rows).map(|row| row.bands.last().and_then(|band| band.to)).collect();
        let cap = self.cap(&mut section, &ends);
        section.finish(&mut self.problems);
        Some(Pool {
            deductible: deductible?,
            rates: rates?,
            band_edges: band_edges?,
            band_period: band_period?,
            year_position: year_position?,
            cap: cap?,
        })
    }

    fn tier(&mut self, root: &mut Section, layer: Layer) -> Option<Tier> {
        let mut section = root.maybe_section(layer.word(), &mut self.problems)?;
        self.layer = Some(layer.title());
        let basis = self.table(&mut section, "convention-tier-bands");
        let base: Option<Convention<Parts>> = self.convention(&mut section, "base", "convention-tier-base");
        let threshold = self.convention(&mut section, "threshold", "convention-tier-threshold");
        let band_edges = self.convention(&mut section, "band_edges", "convention-tier-band-edges");
        let period = self.convention(&mut section, "period", "convention-tier-period");
        let bands = self.bands(&mut section);
        let cap = self.cap(&mut section, &[bands.last().and_then(|band| band.to)]);
        let only_for = self.only_for(&mut section);
        let capped = cap.as_ref().is_some_and(|cap| cap.kind.value == CapKind::Payment);
        let rows = self.tier_rows(&mut section, capped);
        section.finish(&mut self.problems);
        self.layer = None;
        let base = base?;
        Some(Tier {
            layer: layer.word(),
            only_for,
            base: Convention { value: base.value.0, basis: base.basis, name: base.name, layer: base.layer },
            threshold: threshold?,
            band_edges: band_edges?,
            period: period?,
            cap: cap?,
            basis: basis?,
            bands,
            rows,
        })
    }

    fn remote(&mut self, root: &mut Section) -> Option<Remote> {
        let mut section = root.section("remote", &mut self.problems);
        let rule = self.convention::<RemoteRule>(&mut section, "rule", "convention-remote-rule");
        let needed = rule.as_ref().map(|rule| rule.value != RemoteRule::None);
        let ground = rule.as_ref().map(|rule| rule.basis.clone());
        let idle = (Rate(Decimal::ZERO), ground.as_ref());
        let share = self.if_needed(&mut section, "share", "convention-remote-share", needed, idle);
        let layers = self.remote_layers(&mut section, ground.as_ref());
        let rows = self.remote_rows(&mut section);
        section.finish(&mut self.problems);
        let share = share?;
        Some(Remote {
            rule: rule?,
            share: Convention { value: share.value.0, basis: share.basis, name: share.name, layer: share.layer },
            layers: layers?,
            rows,
        })
    }

    fn account(&mut self, root: &mut Section) -> Option<AccountRules> {
        let mut section = root.section("account", &mut self.problems);
        let family = self.convention(&mut section, "family", "convention-account-family");
        let in_fund = self.convention(&mut section, "in_fund", "convention-account-in-fund");
        let pays = self.convention(&mut section, "pays", "convention-account-pays");
        section.finish(&mut self.problems);
        Some(AccountRules { family: family?, in_fund: in_fund?, pays: pays? })
    }

    fn rounding(&mut self, root: &mut Section) -> Option<Rounding> {
        let mut section = root.section("rounding", &mut self.problems);
        let mode = self.convention(&mut section, "mode", "convention-rounding-mode");
        let place = self.convention(&mut section, "place", "convention-rounding-place");
        section.finish(&mut self.problems);
        Some(Rounding { mode: mode?, place: place? })
    }
}

fn label(root: &mut Section, problems: &mut Problems) -> Option<Label> {
    let mut section = root.section("title", problems);
    let label = (section.must("zh", problems), section.must("en", problems));
    section.finish(problems);
    Some(Label { zh: label.0?, en: label.1? })
}

pub(super) fn load(text: &str) -> Result<Policy, Problems> {
    let mut root = Section::whole(text, crate::limits::POLICY_BYTES_MAX).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let documents = documents(&mut root, &mut problems);
    let format = rows::format(&mut root, &mut problems);
    let people = rows::people(&mut root, format, &mut problems);
    let mut loader =
        Loader { format, people, problems, documents, assumed: Vec::new(), silent: Vec::new(), layer: None };
    let benefit = loader.benefit(&mut root);
    let id: Option<String> = root.must("id", &mut loader.problems);
    let id = id.and_then(|id| {
        let code = PolicyCode::new(&*id);
        code.map_err(|refusal| loader.problems.push(Problem::of("id", refusal).value(&id))).ok()
    });
    let title = label(&mut root, &mut loader.problems);
    let insurance = root.must("insurance", &mut loader.problems);
    let region: Option<String> = root.must("region", &mut loader.problems);
    if let Some(code) = region.as_ref().filter(|code| !is_region(code)) {
        loader.problems.push(Problem::new("policy-region-wrong", "region").value(code));
    }
    let valid_from: Option<NaiveDate> = root.must("valid_from", &mut loader.problems);
    let valid_to: Option<NaiveDate> = root.maybe("valid_to", &mut loader.problems);
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to < from
    {
        loader.problems.push(Problem::new("policy-validity-reversed", "valid_to").value(to).with("from", from));
    }
    let rounding = loader.rounding(&mut root);
    let line_order = {
        let mut section = root.section("line", &mut loader.problems);
        let order = loader.convention(&mut section, "order", "convention-line-order");
        section.finish(&mut loader.problems);
        order
    };
    let cross_year = {
        let mut section = root.section("year", &mut loader.problems);
        let rule = loader.convention(&mut section, "cross_year", "convention-cross-year");
        section.finish(&mut loader.problems);
        rule
    };
    let remote = loader.remote(&mut root);
    let account = loader.account(&mut root);
    let pool = loader.pool(&mut root);
    let second_tier = loader.tier(&mut root, Layer::SecondTier);
    let serious_illness = loader.tier(&mut root, Layer::SeriousIllness);
    let assistance = loader.tier(&mut root, Layer::Assistance);
    if format < 2 && second_tier.is_some() && serious_illness.is_some() {
        // Such a file cannot say which of them pays first.
        loader.problems.push(Problem::new("policy-layers-exclusive", "serious_illness"));
    }
    let further = loader.further(&mut root);
    let three = [
        (Layer::SecondTier, &second_tier),
        (Layer::SeriousIllness, &serious_illness),
        (Layer::Assistance, &assistance),
    ];
    let three = three.into_iter().filter(|(_, tier)| tier.is_some()).map(|(layer, _)| layer);
    let there: Vec<Layer> = three.chain(further.iter().map(|(layer, _)| *layer)).collect();
    let order = loader.layers_order(&mut root, &there);
    root.finish(&mut loader.problems);
    let Loader { problems, assumed, silent, people, .. } = loader;
    if !problems.is_empty() {
        return Err(problems);
    }
    let whole = move || {
        Some(Policy {
            id: id?,
            title: title?,
            insurance: insurance?,
            region: region?,
            valid_from: valid_from?,
            valid_to,
            benefit,
            people,
            varies: format > 1,
            rounding: rounding?,
            line_order: line_order?,
            cross_year: cross_year?,
            remote: remote?,
            account: account?,
            pool,
            second_tier,
            serious_illness,
            assistance,
            further,
            order: order?,
            assumed,
            silent,
        })
    };
    whole().ok_or_else(|| vec![Problem::new("file-field-missing", "")])
}
