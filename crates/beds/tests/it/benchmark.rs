//! The benchmark's own files.

use crate::{data, path};
use beds::{pas, score, solution};
use serde_json::Value as Json;
use std::{collections::HashMap, io::Read as _};

/// OptaPlanner's plan says the score that OptaPlanner gives it.
#[test]
fn the_partial_solution_has_the_published_score() {
    let house = pas::read(&data("testdata12.txt")).unwrap();
    let mut text = String::new();
    let file = std::fs::File::open(path("partial-solution-testdata12.json.gz")).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let plan: Json = serde_json::from_str(&text).unwrap();
    let number = |value: &Json| u32::try_from(value.as_u64().unwrap()).unwrap();
    // Each patient of this instance has one part.
    let parts = plan["admissionPartList"].as_array().unwrap();
    let patients: HashMap<u32, u32> =
        parts.iter().map(|part| (number(&part["id"]), number(&part["patient"]))).collect();
    let designations = plan["bedDesignationList"].as_array().unwrap();
    let lines = designations.iter().map(|designation| {
        let bed = &designation["bed"];
        let bed = if bed.is_null() { "-".to_owned() } else { bed.to_string() };
        format!("{} 0 {bed}\n", patients[&number(&designation["admissionPart"])])
    });
    let beds = solution::read(&lines.collect::<String>(), &house).unwrap();
    assert_eq!((beds.iter().flatten().count(), beds.len()), (462, 2750));
    assert_eq!(score::score(&house, &beds).to_string(), "0hard/-10100medium/-27576soft");
    assert_eq!(plan["score"], "0hard/-10100medium/-27576soft");
}

#[test]
fn the_files_have_what_they_say() {
    for (name, nights, rooms, beds, stays) in [
        // 693 patients, of whom 41 stay no night.
        ("testdata01.txt", 14, 98, 286, 652),
        ("testdata12.txt", 84, 105, 310, 2750),
        // 770 patients, of whom 251 come after the 14 nights.
        ("overconstrained01.txt", 14, 25, 69, 519),
    ] {
        let house = pas::read(&data(name)).unwrap();
        let found: usize = house.rooms.iter().map(|room| room.beds.len()).sum();
        assert_eq!((house.nights, house.rooms.len(), found, house.stays.len()), (nights, rooms, beds, stays), "{name}");
    }
}
