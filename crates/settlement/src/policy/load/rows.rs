//! The rows of a policy's tables, and the people whom they tell apart.

use super::{Limit, Loader, Problems, basis};
use crate::{
    file::{Rate, Scalar, Section},
    policy::{
        Basis, Benefit, CapRow, Continued, Convention, DeductibleRow, HospitalKind, InsuredClass, People, RateRow,
        RemoteRow, RemoteRule, Repeat, TierRow, When,
    },
    problem::Problem,
};
use model::{Label, journey::PersonClass, money::Yuan};
use rust_decimal::Decimal;

impl Scalar for PersonClass {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        match value.as_str() {
            Some("active") => Ok(Self::Active),
            Some("retired") => Ok(Self::Retired),
            Some("resident") => Ok(Self::Resident),
            _ => Err(crate::file::no_such_choice(value, &["active", "retired", "resident"])),
        }
    }
}

/// A factor of a deductible: zero or more, at most six decimals.
type Factor = crate::file::Quantity<6>;

/// The format of the file: 1 if it does not say.
pub(super) fn format(root: &mut Section, problems: &mut Problems) -> u8 {
    let format = root.maybe::<u8>("format", problems).unwrap_or(1);
    if !(1..=2).contains(&format) {
        let problem = Problem::new("file-integer-range", "format").value(format);
        problems.push(problem.with("min", 1i64).with("max", 2i64));
    }
    format
}

/// `[[class]]` and `[[category]]`; without classes, the three national ones.
pub(super) fn people(root: &mut Section, format: u8, problems: &mut Problems) -> People {
    let mut people = People::default();
    if format < 2 {
        return people;
    }
    let mut classes: Vec<InsuredClass> = Vec::new();
    for mut section in root.sections("class", problems) {
        let Some((name, label)) = named(&mut section, problems) else { continue };
        let of = section.list("of", problems);
        let (from_age, to_age) = (section.maybe("from_age", problems), section.maybe("to_age", problems));
        if classes.iter().any(|class| class.name == name) {
            problems.push(Problem::new("file-listed-twice", section.at("name")).value(&name));
        }
        section.finish(problems);
        classes.push(InsuredClass { name, label: Some(label), of, from_age, to_age });
    }
    if !classes.is_empty() {
        people.classes = classes;
    }
    for mut section in root.sections("category", problems) {
        let Some((name, _)) = named(&mut section, problems) else { continue };
        if people.categories.contains(&name) {
            problems.push(Problem::new("file-listed-twice", section.at("name")).value(&name));
        }
        section.finish(problems);
        people.categories.push(name);
    }
    people
}

fn named(section: &mut Section, problems: &mut Problems) -> Option<(String, Label)> {
    let name = section.must("name", problems);
    let label = (section.must("zh", problems), section.must("en", problems));
    Some((name?, Label { zh: label.0?, en: label.1? }))
}

impl Loader {
    /// What the policy pays for: stays, if it does not say.
    pub(super) fn benefit(&mut self, root: &mut Section) -> Benefit {
        let benefit = if self.format < 2 { None } else { root.maybe("benefit", &mut self.problems) };
        benefit.unwrap_or_default()
    }

    /// What a stay pays that continues another; not stated, if the file does not say it.
    pub(super) fn continued(
        &mut self,
        section: &mut Section,
        key: &str,
        name: &'static str,
    ) -> Option<Convention<Continued>> {
        if self.format > 1 && section.has(key) {
            return self.convention(section, key, name);
        }
        Some(Convention { value: Continued::Difference, basis: Basis::NotStated, name, layer: self.layer })
    }

    pub(super) fn levels(&mut self, section: &mut Section) -> Vec<u8> {
        let levels: Vec<u8> = section.list("levels", &mut self.problems);
        for level in levels.iter().filter(|level| **level > 3) {
            let problem = Problem::new("file-integer-range", section.at("levels")).value(level);
            self.problems.push(problem.with("min", 0i64).with("max", 3i64));
        }
        levels
    }

    /// Names that the file has declared.
    fn declared(&mut self, section: &mut Section, key: &str, known: &[String]) -> Vec<String> {
        let names: Vec<String> = section.list(key, &mut self.problems);
        for (place, name) in names.iter().enumerate().filter(|(_, name)| !known.contains(name)) {
            let problem = Problem::new("file-choice-unknown", format!("{}[{place}]", section.at(key))).value(name);
            self.problems.push(problem.with("choices", known.join(", ")));
        }
        names
    }

    fn classes(&mut self, section: &mut Section) -> Vec<String> {
        let known: Vec<String> = self.people.classes.iter().map(|class| class.name.clone()).collect();
        self.declared(section, "classes", &known)
    }

    /// The conditions of a row. `always`: those that it must name, whatever the format.
    fn when(&mut self, section: &mut Section, always: &[&str]) -> When {
        let mut when = When::default();
        let must = |key: &str| always.contains(&key);
        if must("levels") || (self.format > 1 && section.has("levels")) {
            when.levels = self.levels(section);
        }
        if must("classes") || (self.format > 1 && section.has("classes")) {
            when.classes = self.classes(section);
        }
        if must("kind") || self.format > 1 {
            // A general hospital is one of no special kind.
            let kind = section.maybe("kind", &mut self.problems);
            when.kind = kind.filter(|kind| *kind != HospitalKind::General);
        }
        if self.format > 1 {
            if section.has("categories") {
                let known = self.people.categories.clone();
                when.categories = self.declared(section, "categories", &known);
            }
            if section.has("remote") {
                when.remote = section.list("remote", &mut self.problems);
            }
            if section.has("diseases") {
                when.diseases = section.list("diseases", &mut self.problems);
            }
        }
        when
    }

    /// Two rows that would hold at once are refused.
    fn apart<'a>(&mut self, path: &str, when: &When, mut earlier: impl Iterator<Item = &'a When>) {
        if let Some(other) = earlier.find(|other| other.clashes(when)) {
            let level = when.levels.iter().find(|level| other.levels.contains(level));
            let problem = Problem::new("policy-rows-overlap", path);
            let level = level.map_or_else(|| "—".to_owned(), u8::to_string);
            self.problems.push(problem.value(level));
        }
    }

    pub(super) fn deductible_rows(&mut self, parent: &mut Section) -> Vec<DeductibleRow> {
        let mut rows: Vec<DeductibleRow> = Vec::new();
        let sections = parent.sections("row", &mut self.problems);
        if sections.is_empty() {
            self.problems.push(Problem::new("file-field-missing", parent.at("row")));
        }
        for mut row in sections {
            let when = self.when(&mut row, &["levels", "kind"]);
            let mut amounts = row.list("amounts", &mut self.problems);
            let mut repeat = None;
            if self.format > 1 {
                repeat = row.maybe::<Repeat>("repeat", &mut self.problems);
                self.factors(&mut row, &mut amounts);
            }
            self.apart(&row.path, &when, rows.iter().map(|row| &row.when));
            row.finish(&mut self.problems);
            rows.push(DeductibleRow { when, amounts, repeat });
        }
        rows
    }

    /// `factors` and `floor`: the nth amount is the only one that is given times the nth factor, and never below the
    /// floor.
    fn factors(&mut self, row: &mut Section, amounts: &mut Vec<Yuan>) {
        let path = row.at("factors");
        let floor: Option<Yuan> = if row.has("factors") { row.maybe("floor", &mut self.problems) } else { None };
        if !row.has("factors") {
            return;
        }
        let factors: Vec<Factor> = row.list("factors", &mut self.problems);
        let [first] = amounts[..] else {
            self.problems.push(Problem::new("policy-factors-need-one-amount", path).value(amounts.len()));
            return;
        };
        let mut all = Vec::with_capacity(factors.len());
        for (place, factor) in factors.iter().enumerate() {
            let exact: Decimal = first.decimal() * factor.0;
            match Yuan::exact(exact.normalize()) {
                Ok(amount) => all.push(floor.map_or(amount, |floor| amount.max(floor))),
                Err(_) => self
                    .problems
                    .push(Problem::new("policy-factor-not-exact", format!("{path}[{place}]")).value(exact.normalize())),
            }
        }
        *amounts = all;
    }

    pub(super) fn rate_rows(&mut self, parent: &mut Section) -> Vec<RateRow> {
        let mut rows: Vec<RateRow> = Vec::new();
        let sections = parent.sections("row", &mut self.problems);
        if sections.is_empty() {
            self.problems.push(Problem::new("file-field-missing", parent.at("row")));
        }
        for mut row in sections {
            let when = self.when(&mut row, &["levels", "classes"]);
            let bands = self.bands(&mut row);
            self.apart(&row.path, &when, rows.iter().map(|row| &row.when));
            row.finish(&mut self.problems);
            rows.push(RateRow { when, bands });
        }
        rows
    }

    /// `[[….cap.row]]`: other amounts for some, with the ground of the amount.
    pub(super) fn cap_rows(&mut self, parent: &mut Section) -> Vec<CapRow> {
        let mut rows: Vec<CapRow> = Vec::new();
        let sections = if self.format > 1 { parent.sections("row", &mut self.problems) } else { Vec::new() };
        for mut row in sections {
            let when = self.when(&mut row, &[]);
            self.conditional(&row, &when);
            let amount = row.must("amount", &mut self.problems);
            self.apart(&row.path, &when, rows.iter().map(|row| &row.when));
            row.finish(&mut self.problems);
            rows.extend(amount.map(|amount| CapRow { when, amount }));
        }
        rows
    }

    /// `[[<layer>.row]]`: other numbers of a layer for some.
    pub(super) fn tier_rows(&mut self, parent: &mut Section, capped: bool) -> Vec<TierRow> {
        let mut rows: Vec<TierRow> = Vec::new();
        let sections = if self.format > 1 { parent.sections("row", &mut self.problems) } else { Vec::new() };
        for mut row in sections {
            let when = self.when(&mut row, &[]);
            self.conditional(&row, &when);
            let threshold = row.maybe("threshold", &mut self.problems);
            let bands = if row.has("bands") { Some(self.bands(&mut row)) } else { None };
            let points = row.maybe("points", &mut self.problems).map_or(Decimal::ZERO, |Rate(points)| points);
            let cap: Option<Limit> = if capped { row.maybe("cap", &mut self.problems) } else { None };
            self.apart(&row.path, &when, rows.iter().map(|row| &row.when));
            row.finish(&mut self.problems);
            rows.push(TierRow { when, threshold, bands, points, cap: cap.map(|limit| limit.0) });
        }
        rows
    }

    /// The categories of people of whom a layer is for.
    pub(super) fn only_for(&mut self, section: &mut Section) -> Vec<String> {
        if self.format < 2 || !section.has("only_for") {
            return Vec::new();
        }
        let known = self.people.categories.clone();
        self.declared(section, "only_for", &known)
    }

    /// `[[remote.row]]`: other rules for some, each with its ground.
    pub(super) fn remote_rows(&mut self, parent: &mut Section) -> Vec<RemoteRow> {
        let mut rows: Vec<RemoteRow> = Vec::new();
        let sections = if self.format > 1 { parent.sections("row", &mut self.problems) } else { Vec::new() };
        for mut row in sections {
            let when = self.when(&mut row, &[]);
            self.conditional(&row, &when);
            let rule = row.must::<RemoteRule>("rule", &mut self.problems);
            let needed = rule.is_some_and(|rule| rule != RemoteRule::None);
            let share = if needed { row.must("share", &mut self.problems) } else { Some(Rate(Decimal::ZERO)) };
            let ground: Option<Basis> = basis(&mut row, "convention-remote-rule", &self.documents, &mut self.problems);
            self.apart(&row.path, &when, rows.iter().map(|row| &row.when));
            row.finish(&mut self.problems);
            if let (Some(rule), Some(Rate(share)), Some(basis)) = (rule, share, ground) {
                rows.push(RemoteRow { when, rule, share, basis });
            }
        }
        rows
    }

    /// A row that always holds is no exception.
    fn conditional(&mut self, row: &Section, when: &When) {
        if *when == When::default() {
            self.problems.push(Problem::new("policy-row-without-condition", row.path.clone()));
        }
    }
}
