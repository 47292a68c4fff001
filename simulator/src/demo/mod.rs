//! The demo hospital: a general hospital as data, with people who are plainly invented.
//!
//! * [`Blueprint`]: departments with clinicians and diagnoses, wards with rooms, the price list, rules of booking. The
//!   TOML files in `data/` are part of the program; each says what in it has a source and what is assumed.
//! * [`calendar`]: working days by the State Council's calendar.
//! * [`timetable`]: which sessions a day has.
//! * [`people`]: the population and the staff, from a seed.
//! * [`cast`]: the few people with a part of their own.
//! * [`care`]: what a stay is charged, day by day.
//! * [`policies`]: the insurance policies of these people.
//! * [`stays`]: four stays whose bills are fixed to the fen, three of them published examples.
//!
//! # Invented people
//!
//! A name is a real surname and a word for weather, season, plant, water or light (林谷雨, 郭远山); names of staff have words
//! of the sky and of ways (周远航). Resident identity numbers begin with `999999`, which is no place, and have right check
//! digits; phone numbers begin with `100`, which is no mobile network.

pub mod calendar;
pub mod care;
pub mod cast;
pub mod people;
pub mod policies;
pub mod stays;
pub mod timetable;

use calendar::Calendar;
use care::Care;
use model::{
    Label,
    money::Yuan,
    person::Sex,
    scheduling::{BookingRules, PoolShare, RoomSex, Title},
    settlement::ChargeClass,
};
use rust_decimal::Decimal;
use serde::{Deserialize, de::DeserializeOwned};
use std::sync::LazyLock;
use timetable::Half;

/// The demo hospital as it is first set up.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// Twenty departments.
    pub departments: Vec<Department>,
    /// Eight wards of thirty beds.
    pub wards: Vec<Ward>,
    /// The price list.
    pub items: Vec<Item>,
    /// Rules of booking.
    pub rules: BookingRules,
    /// Working days.
    pub calendar: Calendar,
    /// What stays are charged.
    pub care: Care,
    /// Stays that wait to be settled at the bedside.
    pub stays: Vec<stays::FixedStay>,
    /// The parts that names are made of.
    pub names: people::Names,
}

/// A department.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// The hospital's code, unique.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Where it is.
    pub place: Label,
    /// Code of the ward that takes its patients first.
    pub ward: String,
    /// Its part of all visits; the parts add up to about 100.
    pub visits: f64,
    /// Share of its visits that end in an admission, 0–1.
    pub admits: f64,
    /// Mean minutes of a consultation.
    pub minutes: f64,
    /// Ages of its patients in years, first and last.
    #[serde(default = "adults")]
    pub ages: (u32, u32),
    /// Its patients' sex, if only one sex comes.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Its clinicians.
    pub clinicians: Vec<Clinician>,
    /// The diagnoses of its inpatients.
    pub diagnoses: Vec<Diagnosis>,
}

const fn adults() -> (u32, u32) {
    (15, 110)
}

/// A clinician's post; [`people::staff`] gives it a name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clinician {
    /// The title.
    pub title: Title,
    /// The registration fee.
    pub fee: Yuan,
    /// The number of the consulting room.
    pub room: u8,
    /// Half days of a week with a session, as `Mon a, Thu p`.
    #[serde(deserialize_with = "timetable::halves")]
    pub halves: Vec<Half>,
    /// Seats of each window of 20 minutes.
    pub capacity: u16,
    /// Shares of its seats that are kept for the desk or for referrals.
    #[serde(default)]
    pub pools: Vec<PoolShare>,
}

/// A diagnosis of inpatients.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// ICD-10 code, in the form of the national clinical version.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Mean days of stay.
    pub days: u16,
    /// Its patients' sex, if only one sex has it.
    #[serde(default)]
    pub sex: Option<Sex>,
}

/// A ward.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ward {
    /// The hospital's code, unique.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Codes of the departments whose patients it takes first.
    pub departments: Vec<String>,
    /// Its rooms, numbered from 1; their beds are numbered through the ward from 1.
    pub rooms: Vec<Room>,
}

impl Ward {
    /// The numbers of each room's beds, in the order of the rooms.
    pub fn bed_numbers(&self) -> Vec<Vec<String>> {
        let mut next = 0;
        let mut numbers = |room: &Room| {
            (0..room.beds)
                .map(|_| {
                    next += 1;
                    next.to_string()
                })
                .collect()
        };
        self.rooms.iter().map(&mut numbers).collect()
    }
}

/// A room of a ward.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// How many beds.
    pub beds: u8,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// Oxygen at the wall.
    #[serde(default)]
    pub oxygen: bool,
    /// May be used for isolation.
    #[serde(default)]
    pub isolation: bool,
}

/// An item of the price list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The hospital's code, unique.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Its unit.
    pub unit: Label,
    /// What kind of item.
    pub kind: ItemKind,
    /// Class of the catalogue.
    pub class: ChargeClass,
    /// Yuan per unit.
    pub price: Decimal,
    /// Rate paid by the patient first, 0–1.
    #[serde(default)]
    pub preself: Decimal,
    /// Price ceiling per unit.
    #[serde(default)]
    pub ceiling: Option<Decimal>,
}

/// Kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 床位
    Bed,
    /// 护理
    Nursing,
    /// 检验
    Test,
    /// 检查
    Imaging,
    /// 药品
    Drug,
    /// 耗材
    Material,
    /// 手术、麻醉
    Surgery,
    /// 治疗、康复
    Therapy,
    /// 其他
    Other,
}

static BLUEPRINT: LazyLock<Blueprint> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the texts are part of the program, and a test reads them")]
    Blueprint::read().expect("the demo's data is valid")
});

impl Blueprint {
    /// The demo hospital.
    pub fn get() -> &'static Self {
        &BLUEPRINT
    }

    fn read() -> Result<Self, toml::de::Error> {
        #[derive(Deserialize)]
        struct Departments {
            department: Vec<Department>,
        }
        #[derive(Deserialize)]
        struct Wards {
            ward: Vec<Ward>,
        }
        #[derive(Deserialize)]
        struct Items {
            item: Vec<Item>,
        }
        #[derive(Deserialize)]
        struct Stays {
            stay: Vec<stays::FixedStay>,
        }
        fn read<T: DeserializeOwned>(text: &str) -> Result<T, toml::de::Error> {
            toml::from_str(text)
        }
        Ok(Self {
            departments: read::<Departments>(include_str!("data/departments.toml"))?.department,
            wards: read::<Wards>(include_str!("data/wards.toml"))?.ward,
            items: read::<Items>(include_str!("data/price_list.toml"))?.item,
            rules: read(include_str!("data/rules.toml"))?,
            calendar: read(include_str!("data/calendar.toml"))?,
            care: read(include_str!("data/care.toml"))?,
            stays: read::<Stays>(include_str!("data/stays.toml"))?.stay,
            names: read(include_str!("data/names.toml"))?,
        })
    }

    /// A department by its code.
    pub fn department(&self, code: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.code == code)
    }

    /// A diagnosis by its code, in capitals or not, with its department.
    pub fn diagnosis(&self, code: &str) -> Option<(&Department, &Diagnosis)> {
        self.departments.iter().find_map(|department| {
            department
                .diagnoses
                .iter()
                .find(|diagnosis| diagnosis.code == code)
                .map(|diagnosis| (department, diagnosis))
        })
    }

    /// An item of the price list by its code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// All posts of clinicians with their departments, in the order of the file.
    pub fn posts(&self) -> impl Iterator<Item = (&Department, &Clinician)> {
        self.departments.iter().flat_map(|department| department.clinicians.iter().map(move |post| (department, post)))
    }
}

#[cfg(test)]
mod tests;
