//! The crate against published results, independent vectors and bad input.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why")]

mod arithmetic;
mod bad_input;
mod bills;
mod cause;
mod certainty;
mod concept_benefits;
mod concept_layers;
mod concept_years;
mod concepts;
mod documented;
mod exchanges;
mod files;
mod golden;
mod identities;
mod oracle;
mod parts;
mod play;
mod profile;
mod published;
mod reached;
mod shown;
mod split;
mod stake;
mod take_back;
mod till;
mod vectors;
mod world;

use std::{fs, path::PathBuf};

/// A file of `tests/data`.
fn data(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
