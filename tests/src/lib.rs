//! End-to-end tests of the whole system; see `tests/`. Whatever concerns only one crate is tested in that crate.
