//! The instances of the PAS benchmark (Patient Admission Scheduling): a text file with one section per kind of thing.
//!
//! What a file says wrongly is refused with the line, the field, the value and the rule; the texts are in `web`.

mod line;
mod section;

use crate::house::{Department, House, Properties, Room, RoomSex, Sex, Stay, Treats};
use line::Line;
pub(crate) use line::{number, refuse};
use model::message::Refusal;
use section::Sections;
use std::collections::HashMap;

/// The most of each that a file may have. A house that is larger is several houses.
pub mod limits {
    /// Characters of a file.
    pub const FILE_BYTES_MAX: usize = 32 << 20;
    /// Nights.
    pub const NIGHTS_MAX: u32 = 366;
    /// Specialisms, and departments.
    pub const KINDS_MAX: u32 = 1_000;
    /// Properties: one bit each.
    pub const PROPERTIES_MAX: u32 = 64;
    /// Rooms.
    pub const ROOMS_MAX: u32 = 5_000;
    /// Beds, and beds of one room.
    pub const BEDS_MAX: u32 = 20_000;
    /// Patients.
    pub const PATIENTS_MAX: u32 = 50_000;
    /// Stays: parts of patients' stays within the plan.
    pub const STAYS_MAX: usize = 200_000;
    /// Stays times rooms: each has a cost in memory.
    pub const COSTS_MAX: usize = 20_000_000;
    /// Ages.
    pub const AGE_MAX: u32 = 200;
    /// Priorities of a specialism.
    pub const PRIORITY_MAX: u32 = 100;
}
use limits::{
    AGE_MAX, BEDS_MAX, COSTS_MAX, FILE_BYTES_MAX, KINDS_MAX, NIGHTS_MAX, PATIENTS_MAX, PRIORITY_MAX, PROPERTIES_MAX,
    ROOMS_MAX, STAYS_MAX,
};

/// Reads an instance.
pub fn read(text: &str) -> Result<House, Refusal> {
    if text.len() > FILE_BYTES_MAX {
        return Refusal::new("beds-file-too-large")
            .with("value", count(text.len()))
            .with("max", count(FILE_BYTES_MAX))
            .err();
    }
    let mut sections = Sections::of(text);
    sections.title("ARTICLE BENCHMARK DATA SET")?;
    let counts = sections.counts(&[
        ("Rooms", ROOMS_MAX),
        ("Roomproperties", PROPERTIES_MAX),
        ("Beds", BEDS_MAX),
        ("Departments", KINDS_MAX),
        ("Specialisms", KINDS_MAX),
        ("Patients", PATIENTS_MAX),
        ("Planning horizon", NIGHTS_MAX),
    ])?;
    let [rooms, properties, beds, departments, specialisms, patients, nights] = counts;
    let mut reader = Reader { properties, ..Reader::default() };
    reader.house.nights = nights as usize;
    for line in sections.lines("SPECIALISMS", specialisms)? {
        reader.specialisms.add(&line, "specialism")?;
    }
    for line in sections.lines("DEPARTMENTS", departments)? {
        reader.department(&line)?;
    }
    let mut columns = Ids::default();
    for line in sections.lines("ROOMPROPERTIES", properties)? {
        columns.add(&line, "property")?;
    }
    for line in sections.lines("ROOMS", rooms)? {
        reader.room(&line)?;
    }
    let mut known = Ids::default();
    for line in sections.lines("BEDS", beds)? {
        known.add(&line, "bed")?;
        reader.bed(&line)?;
    }
    let mut known = Ids::default();
    for line in sections.lines("PATIENTS", patients)? {
        known.add(&line, "patient")?;
        reader.patient(&line)?;
    }
    sections.end("END.")?;
    Ok(reader.house)
}

/// Ids in the order in which they were read.
#[derive(Default)]
struct Ids(HashMap<u32, usize>);

impl Ids {
    /// The id with which the line begins; nothing else may have it.
    fn add(&mut self, line: &Line<'_>, field: &'static str) -> Result<u32, Refusal> {
        let id = line.group(0)?.number(0, field, 0, u32::MAX)?;
        let place = self.0.len();
        if self.0.insert(id, place).is_some() {
            return refuse("beds-id-twice", line.number, field, id).err();
        }
        Ok(id)
    }

    fn find(&self, line: u32, field: &'static str, id: u32) -> Result<usize, Refusal> {
        self.0.get(&id).copied().ok_or_else(|| refuse("beds-unknown-id", line, field, id))
    }
}

#[derive(Default)]
struct Reader {
    house: House,
    properties: u32,
    specialisms: Ids,
    departments: Ids,
    rooms: Ids,
}

impl Reader {
    /// `<id> <name> <minAge> <maxAge> | <prio> <specId> …`
    fn department(&mut self, line: &Line<'_>) -> Result<(), Refusal> {
        self.departments.add(line, "department")?;
        line.groups(2)?;
        let group = line.group(0)?;
        let age =
            |from_end, field| group.number_from_end(from_end, field, 0, AGE_MAX).map(|age| (age != 0).then_some(age));
        let (age_min, age_max) = (age(2, "minimum age")?, age(1, "maximum age")?);
        let treats = self.treats(line, 1)?;
        self.house.departments.push(Department { age_min, age_max, treats });
        Ok(())
    }

    /// `<id> <name> | <capacity> | <departmentId> | <D|M|F|N> | <prio> <specId> … | <0/1 per property>`
    fn room(&mut self, line: &Line<'_>) -> Result<(), Refusal> {
        self.rooms.add(line, "room")?;
        line.groups(6)?;
        let capacity = line.group(1)?.number(0, "capacity", 1, BEDS_MAX)?;
        let department = line.group(2)?.number(0, "department", 0, u32::MAX)?;
        let department = self.departments.find(line.number, "department", department)?;
        let sex = match line.group(3)?.word(0, "sex of the room")? {
            "D" => RoomSex::SameEachNight,
            "M" => RoomSex::Men,
            "F" => RoomSex::Women,
            "N" => RoomSex::Any,
            other => {
                return refuse("beds-word", line.number, "sex of the room", other).with("allowed", "D, M, F, N").err();
            }
        };
        let (treats, properties) = (self.treats(line, 4)?, self.columns(line, 5, "properties of the room")?);
        self.house.rooms.push(Room { department, sex, capacity, treats, properties, occupied: 0, beds: Vec::new() });
        Ok(())
    }

    /// `<bedId> <roomId>`
    fn bed(&mut self, line: &Line<'_>) -> Result<(), Refusal> {
        let group = line.group(0)?;
        let (bed, room) = (group.number(0, "bed", 0, u32::MAX)?, group.number(1, "room", 0, u32::MAX)?);
        let room = self.rooms.find(line.number, "room", room)?;
        self.house.rooms[room].beds.push(bed);
        Ok(())
    }

    /// `<id> <name> <age> <M|F> | <firstNight> <lastNightExclusive> | <k> <specId> <nights> … |
    /// <preferred max capacity> | <required 0/1 …> | <preferred 0/1 …>`
    fn patient(&mut self, line: &Line<'_>) -> Result<(), Refusal> {
        line.groups(6)?;
        let who = line.group(0)?;
        let (patient, age) = (who.number(0, "patient", 0, u32::MAX)?, who.number_from_end(2, "age", 0, AGE_MAX)?);
        let sex = match who.word_from_end(1, "sex")? {
            "F" => Sex::Woman,
            "M" => Sex::Man,
            other => return refuse("beds-word", line.number, "sex", other).with("allowed", "M, F").err(),
        };
        let when = line.group(1)?;
        // A stay may end after the plan does, but not without end.
        let first = when.number(0, "first night", 0, 2 * NIGHTS_MAX)? as usize;
        let end = when.number(1, "last night", 0, 2 * NIGHTS_MAX)? as usize;
        if end < first {
            return refuse("beds-stay-ends-first", line.number, "last night", count(end))
                .with("first", count(first))
                .err();
        }
        // Nothing of this stay is planned, so nothing else is asked of it.
        if first == end || first >= self.house.nights {
            return Ok(());
        }
        let capacity_max = line.group(3)?.number(0, "preferred size", 0, BEDS_MAX)?;
        let required = self.columns(line, 4, "required properties")?;
        let preferred = self.columns(line, 5, "preferred properties")? & !required;
        let parts = line.group(2)?;
        let number = parts.number(0, "number of parts", 1, 2 * NIGHTS_MAX)?;
        parts.columns(1 + 2 * number as usize, "parts")?;
        let mut night = first;
        for part in 0..number {
            let place = 1 + 2 * part as usize;
            let specialism = parts.number(place, "specialism", 0, u32::MAX)?;
            let specialism = self.specialism(line, specialism)?;
            let from = night;
            night += parts.number(place + 1, "nights of the part", 0, 2 * NIGHTS_MAX)? as usize;
            let until = night.min(self.house.nights);
            if from < until {
                let capacity_max = (capacity_max != 0).then_some(capacity_max);
                self.stay(
                    line,
                    Stay {
                        patient,
                        part,
                        sex,
                        age,
                        first: from,
                        end: until,
                        specialism,
                        capacity_max,
                        required,
                        preferred,
                        alone: false,
                    },
                )?;
            }
        }
        if night != end {
            let refusal = refuse("beds-stay-parts", line.number, "parts", count(night - first));
            return refusal.with("nights", count(end - first)).err();
        }
        Ok(())
    }

    fn stay(&mut self, line: &Line<'_>, stay: Stay) -> Result<(), Refusal> {
        self.house.stays.push(stay);
        if self.house.stays.len() > STAYS_MAX {
            let stays = count(self.house.stays.len());
            return refuse("beds-too-many-stays", line.number, "patient", stays).with("max", count(STAYS_MAX)).err();
        }
        let costs = self.house.stays.len() * self.house.rooms.len();
        if costs > COSTS_MAX {
            return refuse("beds-house-too-large", line.number, "patient", count(costs))
                .with("max", count(COSTS_MAX))
                .err();
        }
        Ok(())
    }

    /// The id 0 means none.
    fn specialism(&self, line: &Line<'_>, id: u32) -> Result<Option<usize>, Refusal> {
        if id == 0 { Ok(None) } else { self.specialisms.find(line.number, "specialism", id).map(Some) }
    }

    /// Pairs of a priority and a specialism.
    fn treats(&self, line: &Line<'_>, group: usize) -> Result<Vec<Treats>, Refusal> {
        let group = line.group(group)?;
        if group.len() % 2 == 1 {
            return refuse("beds-columns", line.number, "specialisms", count(group.len()))
                .with("expected", "2, 4, 6 …")
                .err();
        }
        let mut treats = Vec::new();
        for place in (0..group.len()).step_by(2) {
            let priority = group.number(place, "priority", 0, PRIORITY_MAX)?;
            let specialism = group.number(place + 1, "specialism", 0, u32::MAX)?;
            if let Some(specialism) = self.specialism(line, specialism)? {
                if treats.iter().any(|entry: &Treats| entry.specialism == specialism) {
                    let id = group.number(place + 1, "specialism", 0, u32::MAX)?;
                    return refuse("beds-id-twice", line.number, "specialism", id).err();
                }
                treats.push(Treats { specialism, priority });
            }
        }
        Ok(treats)
    }

    /// One 0 or 1 for each property.
    fn columns(&self, line: &Line<'_>, group: usize, field: &'static str) -> Result<Properties, Refusal> {
        let group = line.group(group)?;
        group.columns(self.properties as usize, field)?;
        let mut properties = 0;
        for column in 0..self.properties {
            properties |= Properties::from(group.number(column as usize, field, 0, 1)?) << column;
        }
        Ok(properties)
    }
}

/// A count as an argument of a refusal.
pub(crate) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
