//! Draws against values that this crate did not compute itself, against chance, and against whoever tampers with them.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod bounds;
mod documented;
mod reading;
mod tampering;
mod uniform;
mod vectors;

use draws::{ClosedList, EntrantNumber, Published, Reason, Seed};
use serde_json::Value as Json;

/// A draw that Python computed.
struct Vector(Json);

impl Vector {
    fn all() -> Vec<Self> {
        let file: Vec<Json> = serde_json::from_str(include_str!("../data/vectors.json")).unwrap();
        assert_eq!(file.len(), 8);
        file.into_iter().map(Self).collect()
    }

    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap()
    }

    fn texts(&self, field: &str) -> Vec<&str> {
        self.0[field].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    fn numbers(&self, field: &str) -> Vec<EntrantNumber> {
        self.texts(field).into_iter().map(number).collect()
    }

    fn seed(&self) -> Seed {
        Seed::from_hex(self.text("seed")).unwrap()
    }

    fn seats(&self) -> u32 {
        self.0["seats"].as_u64().unwrap().try_into().unwrap()
    }

    fn list(&self) -> ClosedList {
        ClosedList::new(self.numbers("list")).unwrap()
    }

    /// The rule for which Python passed over somebody.
    fn reason(&self, number: EntrantNumber) -> Option<Reason> {
        let passed = self.0["passed_over"].as_array().unwrap();
        let passed = passed.iter().find(|passed| passed["number"] == number.to_string())?;
        Reason::new(passed["reason"].as_str().unwrap())
    }

    fn published(&self) -> Published {
        let seed = self.seed();
        Published::open(seed.commitment(), self.seats(), &self.list(), seed, |number| self.reason(*number)).unwrap()
    }
}

fn number(text: &str) -> EntrantNumber {
    text.parse().unwrap()
}

/// A list of so many numbers, the same every time.
fn list(count: u64) -> ClosedList {
    // Multiples of an odd constant differ.
    let numbers = (1..=count).map(|n| EntrantNumber::from_random(n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()));
    ClosedList::new(numbers.collect()).unwrap()
}

/// A seed by its number: far from random, so what is uniform over such seeds is so because of the HMAC.
fn seed(n: u64) -> Seed {
    let mut bytes = [0; 32];
    bytes[24..].copy_from_slice(&n.to_be_bytes());
    Seed::new(bytes)
}
