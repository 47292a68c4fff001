//! End-to-end tests of the whole house; see `tests/`. What needs only one crate is tested beside it.
