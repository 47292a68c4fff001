//! Whom and what a row of a policy is about (format 2): classes and categories of people, hospitals, treatment away
//! from home, diseases.

use super::HospitalKind;
use crate::{
    adjudicate::{HospitalFacts, Particulars, PersonFacts},
    file::choice,
};
use model::{
    Label,
    journey::PersonClass,
    message::{Refusal, Value},
};
use std::collections::BTreeSet;

choice! {
    /// How somebody came to be treated away from the insured place (异地).
    Away {
        /// With a referral (转诊).
        Referred = "referred",
        /// Registered there beforehand (备案).
        Registered = "registered",
        /// Without either.
        Without = "without",
    }

    /// What a policy pays for (待遇类型).
    #[derive(Default)]
    Benefit {
        /// A stay (住院).
        #[default]
        Inpatient = "inpatient",
        /// Outpatient care of the pool (门诊统筹).
        Outpatient = "outpatient",
        /// Chronic and special diseases without a stay (门诊慢特病).
        Chronic = "chronic",
        /// A disease or birth at a fixed sum (单病种, 生育).
        Package = "package",
    }
}

/// A class of insured people, as the policy names it: a tier of residents, students, retirees from an age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsuredClass {
    /// As rows and cases name it.
    pub name: String,
    /// As people read it; none for the three national classes.
    pub label: Option<Label>,
    /// The national classes to which it can belong.
    pub of: Vec<PersonClass>,
    /// The least age, in whole years.
    pub from_age: Option<u8>,
    /// The greatest age.
    pub to_age: Option<u8>,
}

impl InsuredClass {
    /// Could somebody be in it?
    fn may_hold(&self, class: PersonClass, age: Option<u8>) -> bool {
        let fits = |age: u8| self.from_age.is_none_or(|from| from <= age) && self.to_age.is_none_or(|to| age <= to);
        self.of.contains(&class) && age.is_none_or(fits)
    }

    /// As a message shows it.
    pub(crate) fn value(&self) -> Value {
        match (&self.label, &self.of[..]) {
            (Some(label), _) => label.clone().into(),
            (None, [class, ..]) => crate::adjudicate::class_name(*class),
            (None, []) => self.name.as_str().into(),
        }
    }
}

/// The classes and categories of people between whom a policy tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// Everybody is in one class.
    pub classes: Vec<InsuredClass>,
    /// Somebody may be in any number of categories: poor, civil servants.
    pub categories: Vec<String>,
}

impl Default for People {
    /// The three national classes, and no category.
    fn default() -> Self {
        let class = |class: PersonClass| InsuredClass {
            name: word(class).to_owned(),
            label: None,
            of: vec![class],
            from_age: None,
            to_age: None,
        };
        let classes = [PersonClass::Active, PersonClass::Retired, PersonClass::Resident].map(class);
        Self { classes: classes.to_vec(), categories: Vec::new() }
    }
}

/// The word for a national class in files.
pub(crate) const fn word(class: PersonClass) -> &'static str {
    match class {
        PersonClass::Active => "active",
        PersonClass::Retired => "retired",
        PersonClass::Resident => "resident",
    }
}

impl People {
    /// The names of the classes, for those who have to choose one.
    pub(crate) fn names(&self) -> String {
        self.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The class of a person: the one that the case names, or the only one in which somebody of that national class and
    /// age can be.
    pub(crate) fn class(&self, person: PersonFacts, particulars: &Particulars) -> Result<&InsuredClass, Refusal> {
        let refused = |code, class: &str| Refusal::new(code).with("class", class).with("classes", self.names());
        if let Some(name) = &particulars.class {
            let named = self.classes.iter().find(|class| class.name == *name);
            return named.ok_or_else(|| refused("policy-class-unknown", name));
        }
        let mut fitting = self.classes.iter().filter(|class| class.may_hold(person.class, particulars.age));
        match (fitting.next(), fitting.next()) {
            (Some(class), None) => Ok(class),
            (Some(_), Some(_)) => refused("policy-class-needed", word(person.class)).err(),
            (None, _) => refused("policy-class-unknown", word(person.class)).err(),
        }
    }

    /// Somebody is in a category that the policy does not know, although it knows others.
    pub(super) fn check_categories(&self, particulars: &Particulars) -> Result<(), Refusal> {
        let unknown = |name: &&String| !self.categories.is_empty() && !self.categories.contains(name);
        match particulars.categories.iter().find(unknown) {
            Some(name) => Refusal::new("policy-category-unknown")
                .with("category", name.as_str())
                .with("categories", self.categories.join(", "))
                .err(),
            None => Ok(()),
        }
    }
}

/// The conditions of a row; one that is empty always holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Hospital levels.
    pub levels: Vec<u8>,
    /// The kind of hospital.
    pub kind: Option<HospitalKind>,
    /// Classes of insured people, by name.
    pub classes: Vec<String>,
    /// Categories of people, by name.
    pub categories: Vec<String>,
    /// Treatment away from home.
    pub remote: Vec<Away>,
    /// Diseases.
    pub diseases: Vec<String>,
}

/// What conditions are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) hospital: HospitalFacts,
    pub(super) class: &'a str,
    pub(super) away: Option<Away>,
    pub(super) categories: &'a [String],
    pub(super) diseases: &'a [String],
}

impl Facts<'static> {
    /// What a row without further conditions asks: a hospital and a national class.
    pub(super) const fn plain(hospital: HospitalFacts, class: PersonClass) -> Self {
        Self { hospital, class: word(class), away: None, categories: &[], diseases: &[] }
    }
}

impl When {
    /// Do all conditions hold?
    pub(super) fn holds(&self, facts: &Facts<'_>) -> bool {
        let any =
            |wanted: &[String], there: &[String]| wanted.is_empty() || wanted.iter().any(|name| there.contains(name));
        (self.levels.is_empty() || self.levels.contains(&facts.hospital.level))
            && self.kind.is_none_or(|kind| kind == facts.hospital.kind)
            && (self.classes.is_empty() || self.classes.iter().any(|name| name == facts.class))
            && any(&self.categories, facts.categories)
            && (self.remote.is_empty() || facts.away.is_some_and(|away| self.remote.contains(&away)))
            && any(&self.diseases, facts.diseases)
    }

    /// Which conditions it names.
    const fn named(&self) -> [bool; 6] {
        [
            !self.levels.is_empty(),
            self.kind.is_some(),
            !self.classes.is_empty(),
            !self.categories.is_empty(),
            !self.remote.is_empty(),
            !self.diseases.is_empty(),
        ]
    }

    /// How many conditions it names.
    pub(super) fn count(&self) -> usize {
        self.named().into_iter().filter(|named| *named).count()
    }

    /// Do two rows name the same conditions and hold for the same? Somebody may be in several categories and have
    /// several diseases; the row that stands first holds then.
    pub(super) fn clashes(&self, other: &Self) -> bool {
        fn meet<T: Ord>(one: &[T], two: &[T]) -> bool {
            let known: BTreeSet<&T> = two.iter().collect();
            one.is_empty() || two.is_empty() || one.iter().any(|item| known.contains(item))
        }
        self.named() == other.named()
            && meet(&self.levels, &other.levels)
            && self.kind == other.kind
            && meet(&self.classes, &other.classes)
            && meet(&self.categories, &other.categories)
            && meet(&self.remote, &other.remote)
            && meet(&self.diseases, &other.diseases)
    }
}

/// The row that holds: of those that do, the one that names most conditions, of as many the first.
pub(super) fn row<'a, T>(rows: &'a [T], when: impl Fn(&T) -> &When, facts: &Facts<'_>) -> Option<&'a T> {
    let mut best: Option<&T> = None;
    for row in rows.iter().filter(|row| when(row).holds(facts)) {
        if best.is_none_or(|best| when(row).count() > when(best).count()) {
            best = Some(row);
        }
    }
    best
}
