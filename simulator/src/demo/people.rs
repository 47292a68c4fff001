//! Invented people, from a seed: the population, and names for the staff.

use super::Blueprint;
use chrono::{Datelike, Duration, NaiveDate};
use model::{
    credential::complete_resident_id,
    journey::{InsuranceType, PersonClass},
    person::{Sex, age_on},
};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;

/// The first six digits of an invented resident identity number: no place has this code (GB/T 2260).
pub const NO_PLACE: &str = "999999";

/// Where most of the demo's people are insured: Jinan (GB/T 2260).
pub const JINAN: &str = "370100";

/// The most members of staff that can be invented.
const STAFF_MAX: u32 = 800;

/// Words that names are made of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    #[serde(deserialize_with = "words")]
    surnames: Vec<String>,
    #[serde(deserialize_with = "words")]
    female: Vec<String>,
    #[serde(deserialize_with = "words")]
    male: Vec<String>,
    #[serde(deserialize_with = "words")]
    staff: Vec<String>,
}

fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(String::deserialize(deserializer)?.split_whitespace().map(str::to_owned).collect())
}

/// How somebody is insured.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insured {
    /// The scheme.
    pub insurance: InsuranceType,
    /// Active, retired, resident.
    pub class: PersonClass,
    /// Administrative code of the insured place.
    pub region: String,
}

/// An invented person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// Full name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Born on.
    pub birth: NaiveDate,
    /// Resident identity number, with a right check digit.
    pub resident_id: String,
    /// Social-security card.
    pub card: String,
    /// Health or insurance code.
    pub code: String,
    /// Phone number, 11 digits.
    pub phone: String,
    /// The platform's person number.
    pub psn_no: String,
    /// How insured; `None`: pays everything.
    pub insured: Option<Insured>,
    /// Home address.
    pub address: String,
}

impl DemoPerson {
    /// An invented person, with numbers that follow from `number` (0–99,999), which is used only once.
    pub fn invent(name: String, sex: Sex, birth: NaiveDate, number: u32, insured: Option<Insured>) -> Self {
        let sequence = number % 500 * 2 + u32::from(sex == Sex::Male);
        let seventeen = format!("{NO_PLACE}{}{sequence:03}", birth.format("%Y%m%d"));
        let resident_id = complete_resident_id(&seventeen).unwrap_or(seventeen);
        Self {
            name,
            sex,
            birth,
            resident_id,
            card: format!("X{number:08}"),
            code: format!("DEMO{number:016}"),
            phone: format!("100{number:08}"),
            psn_no: format!("99{number:018}"),
            insured,
            address: format!("虚构市示例区想象路 {} 号", 1 + number % 300),
        }
    }

    /// Whole years on a day.
    pub fn age(&self, day: NaiveDate) -> u32 {
        age_on(self.birth, day)
    }
}

/// Invented members of staff, each name once. Their numbers begin at 200, which the population does not use.
pub fn staff(seed: u64, count: u32) -> Vec<DemoPerson> {
    let names = &Blueprint::get().names;
    let mut random = Pcg64Mcg::seed_from_u64(seed ^ 0x5374_6166);
    let mut seen = BTreeSet::new();
    let mut staff = Vec::new();
    while (staff.len() as u32) < count.min(STAFF_MAX) {
        let name = format!("{}{}", pick(&mut random, &names.surnames), pick(&mut random, &names.staff));
        let sex = if random.random_bool(0.5) { Sex::Female } else { Sex::Male };
        let birth = NaiveDate::default() + Duration::days(random.random_range(0..9000));
        if seen.insert(name.clone()) {
            staff.push(DemoPerson::invent(name, sex, birth, 200 + staff.len() as u32, None));
        }
    }
    staff
}

/// `count` invented people as of a day. The numbers 0–999 are left for those with a part of their own.
pub fn population(seed: u64, count: u32, today: NaiveDate) -> Vec<DemoPerson> {
    let names = &Blueprint::get().names;
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut seen = BTreeSet::new();
    (0..count)
        .map(|place| {
            let mut person = person(&mut random, names, 1000 + place, today);
            while !seen.insert(person.resident_id.clone()) {
                person = self::person(&mut random, names, 1000 + place, today);
            }
            person
        })
        .collect()
}

/// The first number of those who come only for load.
const CROWD_FIRST: u32 = 10_000;
/// The most people that can be invented for load.
pub const CROWD_MAX: u32 = 50_000;

/// `count` invented people (up to [`CROWD_MAX`]) who come only when a server is tried under load: a longer crowd begins
/// with the shorter one. The population does not use their numbers of cards and codes; they have no resident identity
/// number of their own.
pub fn crowd(count: u32) -> Vec<DemoPerson> {
    let names = &Blueprint::get().names;
    let mut random = Pcg64Mcg::seed_from_u64(u64::from(CROWD_FIRST));
    (0..count.min(CROWD_MAX))
        .map(|place| person(&mut random, names, CROWD_FIRST + place, NaiveDate::default() + Duration::days(20_000)))
        .collect()
}

fn pick<'a>(random: &mut impl Rng, words: &'a [String]) -> &'a str {
    &words[random.random_range(0..words.len())]
}

/// Hospitals see the old and the very young more often than others.
fn person(random: &mut impl Rng, names: &Names, number: u32, today: NaiveDate) -> DemoPerson {
    let age: u32 = match random.random_range(0..100) {
        0..11 => random.random_range(0..15),
        11..35 => random.random_range(15..40),
        35..62 => random.random_range(40..60),
        62..94 => random.random_range(60..80),
        _ => random.random_range(80..96),
    };
    let birth =
        today.with_year(today.year() - age as i32).unwrap_or(today) - Duration::days(random.random_range(0..365));
    let sex = if random.random_bool(0.52) { Sex::Female } else { Sex::Male };
    let given = if sex == Sex::Female { &names.female } else { &names.male };
    let name = format!("{}{}", pick(random, &names.surnames), pick(random, given));
    let age = age_on(birth, today);
    let insured = |insurance, class| Some(Insured { insurance, class, region: JINAN.to_owned() });
    let retired = age >= if sex == Sex::Female { 55 } else { 60 };
    let insured = match (age, random.random_range(0..100)) {
        (_, 0..6) => None,
        (18.., 6..56) if retired => insured(InsuranceType::Employee, PersonClass::Retired),
        (18.., 6..61) if !retired => insured(InsuranceType::Employee, PersonClass::Active),
        _ => insured(InsuranceType::Resident, PersonClass::Resident),
    };
    DemoPerson::invent(name, sex, birth, number, insured)
}
