//! What the staff pages share: small parts of pages, and the words for what the hospital shows.

pub(crate) mod parts;
pub(crate) mod words;
