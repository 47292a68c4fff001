//! End-to-end tests of the whole system; see `tests/`. What needs only one crate is tested beside it.
