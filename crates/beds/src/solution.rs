//! The solution file: one line `<patient id> <part number from 0> <bed id or ->` for each part.

use crate::{
    house::House,
    pas::{count, number, refuse},
};
use model::message::Refusal;
use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
};

/// Writes who is in which bed.
pub fn write(house: &House, beds: &[Option<u32>]) -> String {
    let mut text = String::new();
    for (stay, bed) in house.stays.iter().zip(beds) {
        let bed = bed.map_or_else(|| "-".to_owned(), |bed| bed.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {} {bed}", stay.patient, stay.part);
    }
    text
}

/// Reads the bed of each stay; each stay of the house has exactly one line.
pub fn read(text: &str, house: &House) -> Result<Vec<Option<u32>>, Refusal> {
    let places: HashMap<_, _> =
        house.stays.iter().enumerate().map(|(place, stay)| ((stay.patient, stay.part), place)).collect();
    let known: HashSet<u32> = house.rooms.iter().flat_map(|room| room.beds.iter().copied()).collect();
    let mut found = vec![None; house.stays.len()];
    let mut last = 0;
    for (line, text) in (1..).zip(text.lines()) {
        last = line;
        let words: Vec<&str> = text.split_whitespace().collect();
        let [patient, part, bed] = words[..] else {
            if words.is_empty() {
                continue;
            }
            return refuse("beds-columns", line, "line", count(words.len())).with("expected", 3_i64).err();
        };
        let stay = (number(line, "patient", patient, 0, u32::MAX)?, number(line, "part", part, 0, u32::MAX)?);
        let named = format!("{} {}", stay.0, stay.1);
        let Some(&place) = places.get(&stay) else {
            return refuse("beds-unknown-id", line, "patient and part", named).err();
        };
        let bed = match bed {
            "-" => None,
            bed => Some(number(line, "bed", bed, 0, u32::MAX)?),
        };
        if let Some(bed) = bed.filter(|bed| !known.contains(bed)) {
            return refuse("beds-unknown-id", line, "bed", bed.to_string()).err();
        }
        if found[place].replace(bed).is_some() {
            return refuse("beds-id-twice", line, "patient and part", named).err();
        }
    }
    let all: Option<Vec<_>> = found.iter().copied().collect();
    all.ok_or_else(|| {
        let missing = found.iter().zip(&house.stays).find(|(found, _)| found.is_none());
        let missing = missing.map(|(_, stay)| format!("{} {}", stay.patient, stay.part)).unwrap_or_default();
        refuse("beds-part-missing", last, "patient and part", missing)
    })
}
