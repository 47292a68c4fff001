//! Departments, clinicians, wards, rules.

use super::{Apply, Decide, Decision};
use crate::{
    World,
    component::{Bed, Clinician, Department, DepartmentState, Occupancy, Room, Session, Ward},
    read::BedState,
    rules::{caps::caps_fit, groups::group_fits, no_shows::ladder_fits},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::DepartmentId,
    message::{Refusal, Value},
    money::Yuan,
    scheduling::{
        ClinicianEnrolled, DepartmentOpened, QueueRules, RulesAdopted, RulesScope, WaitlistRules, WardOpened,
        rule_bounds,
    },
    time::MinuteOfDay,
};
use std::collections::BTreeSet;

/// The most beds in a room, and the most rooms in a ward.
const BEDS_MAX: usize = 20;

/// The highest registration fee.
const FEE_MAX: Yuan = Yuan::from_fen(10_000_000);

/// The most departments whose patients a ward takes.
const WARD_DEPARTMENTS_MAX: usize = 50;

const ROOMS_MAX: usize = 200;

/// The most characters of a name or a place, in each language.
pub(super) const NAME_MAX: usize = 100;

/// The most characters of the number of a room or a bed.
const NUMBER_MAX: usize = 20;

/// The most characters of the source of a set of rules.
pub(super) const SOURCE_MAX: usize = 500;

/// The last minute of a day.
const LAST_MINUTE: MinuteOfDay = MinuteOfDay(1_439);

/// The longest night of offers, in minutes.
const NIGHT_MAX: u16 = 16 * 60;

/// The longest code.
const CODE_MAX: usize = 20;

impl Decide<World> for DepartmentOpened {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.department.0, "department")?;
        code_and_name(&self.code, &self.name)?;
        if world.index().departments.contains_key(&self.code) {
            return Refusal::new("code-in-use").field("code").with("value", self.code.as_str()).err();
        }
        not_longer("place", &self.place.zh, NAME_MAX)?;
        not_longer("place", &self.place.en, NAME_MAX)?;
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for DepartmentOpened {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let department = Department {
            id: self.department,
            code: self.code.clone(),
            name: self.name.clone(),
            place: self.place.clone(),
        };
        tx.spawn((department, DepartmentState { tickets: Vec::new(), touched: stamp.seq }));
    }
}

impl Decide<World> for ClinicianEnrolled {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.clinician.0, "clinician")?;
        world.find::<Department>(self.department.0, "department")?;
        if self.fee.is_negative() || self.fee > FEE_MAX {
            return Refusal::new("fee-range").field("fee").with("value", self.fee).with("max", FEE_MAX).err();
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for ClinicianEnrolled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let clinician = Clinician {
            id: self.clinician,
            department: self.department,
            person: self.person,
            title: self.title,
            fee: self.fee,
            touched: stamp.seq,
        };
        tx.spawn(clinician);
        touch_department(tx, self.department, stamp);
    }
}

impl Decide<World> for WardOpened {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.ward.0, "ward")?;
        code_and_name(&self.code, &self.name)?;
        if world.index().wards.contains_key(&self.code) {
            return Refusal::new("code-in-use").field("code").with("value", self.code.as_str()).err();
        }
        if self.departments.len() > WARD_DEPARTMENTS_MAX {
            return Refusal::new("out-of-range")
                .field("departments")
                .with("value", self.departments.len() as i64)
                .with("min", 0u16)
                .with("max", WARD_DEPARTMENTS_MAX as i64)
                .err();
        }
        let mut departments = BTreeSet::new();
        for department in &self.departments {
            let found = world.find::<Department>(department.0, "departments")?;
            if !departments.insert(department) {
                return Refusal::new("department-twice").field("departments").with("value", found.code.as_str()).err();
            }
        }
        if self.rooms.is_empty() || self.rooms.len() > ROOMS_MAX {
            return Refusal::new("out-of-range")
                .field("rooms")
                .with("value", self.rooms.len() as i64)
                .with("min", 1u16)
                .with("max", ROOMS_MAX as i64)
                .err();
        }
        let mut ids = BTreeSet::from([self.ward.0]);
        let mut numbers = BTreeSet::new();
        for room in &self.rooms {
            if room.beds.is_empty() || room.beds.len() > BEDS_MAX {
                return Refusal::new("out-of-range")
                    .field("beds")
                    .with("value", room.beds.len() as i64)
                    .with("min", 1u16)
                    .with("max", BEDS_MAX as i64)
                    .err();
            }
            is_said("rooms", &room.number, NUMBER_MAX)?;
            world.unused(room.room.0, "room")?;
            let room_is_new = ids.insert(room.room.0);
            for bed in &room.beds {
                world.unused(bed.bed.0, "bed")?;
                if !ids.insert(bed.bed.0) {
                    return Refusal::new("id-in-use").field("bed").err();
                }
                is_said("beds", &bed.number, NUMBER_MAX)?;
                if !numbers.insert(bed.number.as_str()) {
                    return Refusal::new("bed-number-twice").field("beds").with("value", bed.number.as_str()).err();
                }
            }
            if !room_is_new {
                return Refusal::new("id-in-use").field("room").err();
            }
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for WardOpened {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let ward = Ward {
            id: self.ward,
            code: self.code.clone(),
            name: self.name.clone(),
            departments: self.departments.clone(),
            rooms: self.rooms.iter().map(|room| room.room).collect(),
            touched: stamp.seq,
        };
        tx.spawn(ward);
        for spec in &self.rooms {
            let room = Room {
                id: spec.room,
                ward: self.ward,
                number: spec.number.clone(),
                sex: spec.sex,
                oxygen: spec.oxygen,
                isolation: spec.isolation,
                beds: spec.beds.iter().map(|bed| bed.bed).collect(),
            };
            tx.spawn(room);
            for bed in &spec.beds {
                let fixed = Bed { id: bed.bed, room: spec.room, ward: self.ward, number: bed.number.clone() };
                let state = Occupancy {
                    state: BedState::Free,
                    admission: None,
                    since: stamp.at,
                    blocked: None,
                    touched: stamp.seq,
                };
                tx.spawn((fixed, state));
            }
        }
    }
}

/// Every value that is given is within its range; the hospital's set gives all of them.
impl Decide<World> for RulesAdopted {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let rules = &self.rules;
        let is_hospital = self.scope == RulesScope::Hospital;
        match self.scope {
            RulesScope::Hospital | RulesScope::Kind(_) => {}
            RulesScope::Group(_) => group_fits(rules)?,
            RulesScope::Department(id) => _ = world.find::<Department>(id.0, "scope")?,
            RulesScope::Session(id) => _ = world.find::<Session>(id.0, "scope")?,
        }
        is_said("source", &rules.source, SOURCE_MAX)?;
        for (field, value) in [
            ("days_ahead", rules.days_ahead),
            ("cancel_minutes_before", rules.cancel_minutes_before),
            ("cancels_per_day_max", rules.cancels_per_day_max),
            ("cancels_per_department_day_max", rules.cancels_per_department_day_max),
            ("checkin_minutes_before", rules.checkin_minutes_before),
            ("missed_minutes_after", rules.missed_minutes_after),
            ("pass_places", rules.pass_places),
            ("cleaning_minutes", rules.cleaning_minutes),
            ("undo_minutes", rules.undo_minutes),
        ] {
            match value {
                Some(value) => fits(field, value)?,
                None if is_hospital => return Refusal::new("empty").field(field).err(),
                None => {}
            }
        }
        // In one department at most as often as in total.
        if let Some((of_department, max)) = rules.cancels_per_department_day_max.zip(rules.cancels_per_day_max) {
            within("cancels_per_department_day_max", of_department, 1, max)?;
        }
        if let Some(minute) = rules.release_at.filter(|minute| *minute > LAST_MINUTE) {
            return Refusal::new("out-of-range")
                .field("release_at")
                .with("value", minute.to_string())
                .with("min", MinuteOfDay(0).to_string())
                .with("max", LAST_MINUTE.to_string())
                .err();
        }
        let may_be_left_out =
            [("book_minutes_before", rules.book_minutes_before), ("hold_minutes", rules.hold_minutes)];
        for (field, value) in may_be_left_out {
            value.map_or(Ok(()), |value| fits(field, value))?;
        }
        caps_fit(&rules.caps, is_hospital)?;
        ladder_fits(&rules.no_shows)?;
        if let Some(waitlist) = &rules.waitlist {
            // One line is waited for, whichever session a seat comes from.
            if matches!(self.scope, RulesScope::Session(_) | RulesScope::Kind(_)) {
                return Refusal::new("rule-of-department").field("waitlist").err();
            }
            waitlist_fits(waitlist)?;
        }
        if let Some(queue) = &rules.queue {
            queue_fits(queue)?;
        }
        let has_ladder = is_hospital || matches!(self.scope, RulesScope::Group(_));
        for (field, is_refused) in [
            ("cleaning_minutes", rules.cleaning_minutes.is_some() && !is_hospital),
            ("no_shows", !rules.no_shows.is_empty() && !has_ladder),
        ] {
            if is_refused {
                return Refusal::new("rule-of-hospital").field(field).err();
            }
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for RulesAdopted {
    fn apply(&self, tx: &mut Tx, _: Stamp) {
        tx.insert_rules(self.scope, self.rules.clone());
    }
}

/// A rule that is one number is within its bounds.
fn fits(field: &'static str, value: u16) -> Result<(), Refusal> {
    let (min, max) = rule_bounds(field);
    within(field, value, min, max)
}

fn queue_fits(rules: &QueueRules) -> Result<(), Refusal> {
    fits("older_from_age", rules.older_from_age)?;
    fits("emergency_minutes", rules.emergency_minutes)?;
    fits("after_tests_minutes", rules.after_tests_minutes)?;
    fits("priority_minutes", rules.priority_minutes)
}

fn waitlist_fits(rules: &WaitlistRules) -> Result<(), Refusal> {
    for (field, value) in [
        ("open_max", rules.open_max),
        ("joins_per_day_max", rules.joins_per_day_max),
        ("line_max", rules.line_max),
        ("closes", rules.closes.0),
        ("offer_minutes_max", rules.offer_minutes_max),
        ("offer_share_percent", rules.offer_share_percent),
        ("longer_minutes", rules.longer_minutes),
        ("night_from", rules.night_from.0),
        ("night_until", rules.night_until.0),
        ("passes_max", rules.passes_max),
        ("silences_max", rules.silences_max),
        ("returned_minutes_max", rules.returned_minutes_max),
    ] {
        fits(field, value)?;
    }
    if rules.night_minutes() > NIGHT_MAX {
        return Refusal::new("night-too-long")
            .field("night_until")
            .with("from", rules.night_from.to_string())
            .with("until", rules.night_until.to_string())
            .with("limit", Value::Minutes(i64::from(NIGHT_MAX)))
            .err();
    }
    Ok(())
}

/// A number must be within its range; the refusal names field, value and limits.
pub(super) fn within(field: &'static str, value: u16, min: u16, max: u16) -> Result<(), Refusal> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Refusal::new("out-of-range").field(field).with("value", value).with("min", min).with("max", max).err()
}

pub(super) fn code_and_name(code: &str, name: &model::Label) -> Result<(), Refusal> {
    let fits = !code.is_empty()
        && code.len() <= CODE_MAX
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !fits {
        return Refusal::new("code-form").field("code").with("value", code).with("limit", CODE_MAX as i64).err();
    }
    full_name(name)
}

/// A name in both languages.
pub(super) fn full_name(name: &model::Label) -> Result<(), Refusal> {
    is_said("name", &name.zh, NAME_MAX)?;
    is_said("name", &name.en, NAME_MAX)
}

/// A text must be there, and no longer than this.
pub(super) fn is_said(field: &'static str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Refusal::new("empty").field(field).err();
    }
    not_longer(field, text, max)
}

pub(super) fn not_longer(field: &'static str, text: &str, max: usize) -> Result<(), Refusal> {
    if text.chars().count() > max {
        return Refusal::new("text-too-long").field(field).with("max", max as i64).err();
    }
    Ok(())
}

pub(super) fn touch_department(tx: &mut Tx, department: DepartmentId, stamp: Stamp) {
    tx.update(department.0, |state: &mut DepartmentState| state.touched = stamp.seq);
}
