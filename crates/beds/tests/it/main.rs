//! The benchmark's files, what is wrong with a file, and what a search promises.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod benchmark;
mod refusals;
mod rules;
mod search;

use beds::house::{Department, House, Room, RoomSex, Sex, Stay, Treats};
use proptest::prelude::*;
use std::path::Path;

fn data(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A house with one department that takes everybody and treats specialism 0.
fn house(nights: usize, rooms: Vec<Room>, stays: Vec<Stay>) -> House {
    let department = Department { treats: vec![Treats { specialism: 0, priority: 1 }], ..Department::default() };
    House { nights, departments: vec![department], rooms, stays }
}

fn room(sex: RoomSex, beds: &[u32], priority: u32) -> Room {
    Room {
        department: 0,
        sex,
        capacity: u32::try_from(beds.len()).unwrap(),
        treats: vec![Treats { specialism: 0, priority }],
        properties: 0,
        occupied: 0,
        beds: beds.to_vec(),
    }
}

fn stay(patient: u32, sex: Sex, first: usize, end: usize) -> Stay {
    Stay {
        patient,
        part: 0,
        sex,
        age: 40,
        first,
        end,
        specialism: Some(0),
        capacity_max: None,
        required: 0,
        preferred: 0,
        alone: false,
    }
}

/// Small houses of every kind of rule, up to so many rooms and stays.
fn houses(rooms: usize, stays: usize) -> impl Strategy<Value = House> {
    const NIGHTS: usize = 6;
    let age = prop_oneof![2 => Just(None), 1 => Just(Some(40))];
    let treats = proptest::sample::subsequence(vec![0_usize, 1, 2], 0..=3);
    let treats = (treats, 1_u32..4).prop_map(|(all, priority)| {
        let entry = |specialism| Treats { specialism, priority: 1 + (priority + specialism as u32) % 3 };
        all.into_iter().map(entry).collect::<Vec<_>>()
    });
    let department = (age.clone(), age, treats.clone()).prop_map(|(age_min, age_max, treats)| Department {
        age_min,
        age_max,
        treats,
    });
    let sexes = [RoomSex::SameEachNight, RoomSex::SameEachNight, RoomSex::Men, RoomSex::Women, RoomSex::Any];
    let sex = proptest::sample::select(sexes.to_vec());
    let room = (0..2_usize, sex, 1..3_u32, treats, 0..4_u64);
    let room = room.prop_map(|(department, sex, capacity, treats, properties)| Room {
        department,
        sex,
        capacity,
        treats,
        properties,
        occupied: 0,
        beds: Vec::new(),
    });
    let sex = proptest::sample::select(vec![Sex::Woman, Sex::Man]);
    let wish = (proptest::option::of(1..3_u32), prop_oneof![3 => Just(0), 1 => 0..4_u64], 0..4_u64);
    let stay = (sex, 35..46_u32, 0..NIGHTS, 1..4_usize, proptest::option::of(0..3_usize), wish);
    let stay = stay.prop_map(|(sex, age, first, nights, specialism, (capacity_max, required, preferred))| Stay {
        patient: 0,
        part: 0,
        sex,
        age,
        first,
        end: (first + nights).min(NIGHTS),
        specialism,
        capacity_max,
        required,
        preferred: preferred & !required,
        alone: false,
    });
    let departments = proptest::collection::vec(department, 2);
    let rooms = proptest::collection::vec(room, 1..=rooms);
    let stays = proptest::collection::vec(stay, 1..=stays);
    (departments, rooms, stays).prop_map(|(departments, mut rooms, mut stays)| {
        let mut beds = 1..;
        for room in &mut rooms {
            room.beds = beds.by_ref().take(room.capacity as usize).collect();
        }
        for (patient, stay) in (1..).zip(&mut stays) {
            stay.patient = patient;
        }
        House { nights: NIGHTS, departments, rooms, stays }
    })
}
