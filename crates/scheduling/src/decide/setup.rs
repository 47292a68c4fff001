//! Departments, clinicians, wards, rules, sessions.

use super::Decision;
use crate::{
    World,
    component::{Clinician, Department, Seats, Session},
};
use model::{
    decide::Context,
    id::SessionId,
    message::Refusal,
    money::Yuan,
    scheduling::{
        ClinicianEnrolled, Command, DepartmentOpened, Reason, RulesAdopted, SLOT_MINUTES_MAX, SessionPublished,
        SessionWithdrawn, SlotSpec, WardOpened,
    },
    time::MinuteOfDay,
};
use std::collections::BTreeSet;

/// The shortest window, in minutes.
const SLOT_MINUTES_MIN: u16 = 5;
/// The most seats of a slot.
const CAPACITY_MAX: u16 = 50;
/// The most beds of a room, and rooms of a ward.
const BEDS_MAX: usize = 20;
/// The highest fee of a visit.
const FEE_MAX: Yuan = Yuan::from_fen(10_000_000);
/// Days from today to the last one for which sessions are published.
const SESSION_DAYS_MAX: i64 = 400;
/// The most departments whose patients lie in a ward.
const WARD_DEPARTMENTS_MAX: usize = 50;
const ROOMS_MAX: usize = 200;
/// The longest code.
const CODE_MAX: usize = 20;

/// A number within its range, or a refusal that names field, value and limits.
fn within(field: &'static str, value: u16, min: u16, max: u16) -> Result<(), Refusal> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Refusal::new("out-of-range").field(field).with("value", value).with("min", min).with("max", max).err()
}

fn code_and_name(code: &str, name: &model::Label) -> Result<(), Refusal> {
    let fits = !code.is_empty()
        && code.len() <= CODE_MAX
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !fits {
        return Refusal::new("code-form").field("code").with("value", code).with("limit", CODE_MAX as i64).err();
    }
    if name.zh.trim().is_empty() || name.en.trim().is_empty() {
        return Refusal::new("empty").field("name").err();
    }
    Ok(())
}

/// Every value of the rules is within its range.
pub(super) fn adopt_rules(adopted: &RulesAdopted) -> Decision {
    let rules = &adopted.rules;
    if rules.source.trim().is_empty() {
        return Refusal::new("empty").field("source").err();
    }
    within("days_ahead", rules.days_ahead, 1, 60)?;
    within("per_day_max", rules.per_day_max, 1, 50)?;
    within("per_department_day_max", rules.per_department_day_max, 1, rules.per_day_max)?;
    within("cancel_minutes_before", rules.cancel_minutes_before, 0, 10_080)?;
    within("cancels_per_day_max", rules.cancels_per_day_max, 1, 100)?;
    let per_department = rules.cancels_per_department_day_max;
    within("cancels_per_department_day_max", per_department, 1, rules.cancels_per_day_max)?;
    within("checkin_minutes_before", rules.checkin_minutes_before, 0, 1_440)?;
    within("missed_minutes_after", rules.missed_minutes_after, 0, 1_440)?;
    within("pass_places", rules.pass_places, 1, 50)?;
    within("cleaning_minutes", rules.cleaning_minutes, 0, 1_440)?;
    within("undo_minutes", rules.undo_minutes, 0, 10_080)?;
    Ok(vec![adopted.clone().into()])
}

impl World {
    pub(super) fn open_department(&self, opened: &DepartmentOpened) -> Decision {
        self.unused(opened.department.0, "department")?;
        code_and_name(&opened.code, &opened.name)?;
        if self.index().departments.contains_key(&opened.code) {
            return Refusal::new("code-in-use").field("code").with("value", opened.code.as_str()).err();
        }
        Ok(vec![opened.clone().into()])
    }

    pub(super) fn enrol_clinician(&self, enrolled: &ClinicianEnrolled) -> Decision {
        self.unused(enrolled.clinician.0, "clinician")?;
        self.find::<Department>(enrolled.department.0, "department")?;
        if enrolled.fee.is_negative() || enrolled.fee > FEE_MAX {
            return Refusal::new("fee-range").field("fee").with("value", enrolled.fee).with("max", FEE_MAX).err();
        }
        Ok(vec![enrolled.clone().into()])
    }

    pub(super) fn open_ward(&self, opened: &WardOpened) -> Decision {
        self.unused(opened.ward.0, "ward")?;
        code_and_name(&opened.code, &opened.name)?;
        if self.index().wards.contains_key(&opened.code) {
            return Refusal::new("code-in-use").field("code").with("value", opened.code.as_str()).err();
        }
        if opened.departments.len() > WARD_DEPARTMENTS_MAX {
            return Refusal::new("out-of-range")
                .field("departments")
                .with("value", opened.departments.len() as i64)
                .with("min", 0u16)
                .with("max", WARD_DEPARTMENTS_MAX as i64)
                .err();
        }
        let mut departments = BTreeSet::new();
        for department in &opened.departments {
            let found = self.find::<Department>(department.0, "departments")?;
            if !departments.insert(department) {
                return Refusal::new("department-twice").field("departments").with("value", found.code.as_str()).err();
            }
        }
        if opened.rooms.is_empty() || opened.rooms.len() > ROOMS_MAX {
            return Refusal::new("out-of-range")
                .field("rooms")
                .with("value", opened.rooms.len() as i64)
                .with("min", 1u16)
                .with("max", ROOMS_MAX as i64)
                .err();
        }
        let mut ids = BTreeSet::from([opened.ward.0]);
        let mut numbers = BTreeSet::new();
        for room in &opened.rooms {
            if room.beds.is_empty() || room.beds.len() > BEDS_MAX {
                return Refusal::new("out-of-range")
                    .field("beds")
                    .with("value", room.beds.len() as i64)
                    .with("min", 1u16)
                    .with("max", BEDS_MAX as i64)
                    .err();
            }
            self.unused(room.room.0, "room")?;
            let room_is_new = ids.insert(room.room.0);
            for bed in &room.beds {
                self.unused(bed.bed.0, "bed")?;
                if !ids.insert(bed.bed.0) {
                    return Refusal::new("id-in-use").field("bed").err();
                }
                if bed.number.trim().is_empty() {
                    return Refusal::new("empty").field("bed").err();
                }
                if !numbers.insert(bed.number.as_str()) {
                    return Refusal::new("bed-number-twice").field("beds").with("value", bed.number.as_str()).err();
                }
            }
            if !room_is_new {
                return Refusal::new("id-in-use").field("room").err();
            }
        }
        Ok(vec![opened.clone().into()])
    }

    pub(super) fn publish_session(&self, command: &Command, context: &Context) -> Decision {
        let Command::PublishSession { session, clinician, room, date, from, until, slot_minutes, capacity, slots } =
            command
        else {
            unreachable!("dispatched by kind")
        };
        let who = self.find::<Clinician>(clinician.0, "clinician")?;
        if *slot_minutes < SLOT_MINUTES_MIN || *slot_minutes > SLOT_MINUTES_MAX {
            return Refusal::new("slot-minutes")
                .field("slot_minutes")
                .with("value", *slot_minutes)
                .with("min", SLOT_MINUTES_MIN)
                .with("limit", SLOT_MINUTES_MAX)
                .err();
        }
        if until.0 > 1440 || from >= until {
            return Refusal::new("session-times")
                .field("until")
                .with("from", from.to_string())
                .with("until", until.to_string())
                .err();
        }
        let minutes = until.0 - from.0;
        if !minutes.is_multiple_of(*slot_minutes) {
            return Refusal::new("slots-do-not-divide")
                .field("slot_minutes")
                .with("value", *slot_minutes)
                .with("minutes", minutes)
                .err();
        }
        within("capacity", *capacity, 1, CAPACITY_MAX)?;
        let windows = minutes / slot_minutes;
        if slots.len() != usize::from(windows) {
            return Refusal::new("slot-count")
                .field("slots")
                .with("value", slots.len() as i64)
                .with("needed", windows)
                .err();
        }
        let last = context.zone.date(context.now).plus_days(SESSION_DAYS_MAX);
        if *date > last {
            return Refusal::new("session-too-far").field("date").with("date", date.0).with("last", last.0).err();
        }
        let starts_at = context.zone.instant(*date, *from);
        if starts_at < context.now {
            return Refusal::new("session-in-past")
                .field("from")
                .with("value", starts_at)
                .with("now", context.now)
                .err();
        }
        self.no_overlap(who, *date, *from, *until)?;
        self.room_is_no_others(who, room, *date, (*from, *until))?;
        self.unused(session.0, "session")?;
        let mut ids = BTreeSet::from([session.0]);
        for slot in slots {
            self.unused(slot.0, "slots")?;
            if !ids.insert(slot.0) {
                return Refusal::new("id-in-use").field("slots").err();
            }
        }
        let at = |window: u16| context.zone.instant(*date, MinuteOfDay(from.0 + window * slot_minutes));
        let slots = (0u16..)
            .zip(slots)
            .map(|(window, slot)| SlotSpec {
                slot: *slot,
                from: at(window),
                until: at(window + 1),
                capacity: *capacity,
            })
            .collect();
        Ok(vec![
            SessionPublished {
                session: *session,
                clinician: *clinician,
                department: who.department,
                room: room.clone(),
                date: *date,
                from: *from,
                until: *until,
                fee: who.fee,
                slots,
            }
            .into(),
        ])
    }

    /// A clinician is in one place at a time.
    fn no_overlap(
        &self,
        who: &Clinician,
        date: model::time::BusinessDate,
        from: MinuteOfDay,
        until: MinuteOfDay,
    ) -> Result<(), Refusal> {
        for other in self.sessions_by_clinician(who.id, date) {
            if from < other.until && other.from < until {
                return Refusal::new("clinician-overlap")
                    .field("from")
                    .with("date", date.0)
                    .with("from", other.from.to_string())
                    .with("until", other.until.to_string())
                    .err();
            }
        }
        Ok(())
    }

    /// A consulting room holds one session at a time; rooms are the department's own, and known by their names.
    fn room_is_no_others(
        &self,
        who: &Clinician,
        room: &model::Label,
        date: model::time::BusinessDate,
        (from, until): (MinuteOfDay, MinuteOfDay),
    ) -> Result<(), Refusal> {
        for other in self.sessions_by_department(who.department, date) {
            if from < other.until && other.from < until && other.room.names_same(room) {
                return Refusal::new("room-taken")
                    .field("room")
                    .with("date", date.0)
                    .with("from", other.from.to_string())
                    .with("until", other.until.to_string())
                    .err();
            }
        }
        Ok(())
    }

    pub(super) fn withdraw_session(&self, session: SessionId, reason: &Reason) -> Decision {
        let found = self.find::<Session>(session.0, "session")?;
        let booked: u32 =
            found.slots.iter().filter_map(|slot| self.get::<Seats>(slot.0)).map(|seats| u32::from(seats.count())).sum();
        if booked > 0 {
            return Refusal::new("session-booked").field("session").with("booked", booked).err();
        }
        Ok(vec![SessionWithdrawn { session, reason: reason.clone() }.into()])
    }
}
