//! What the staff pages share: small parts of pages, the words for what the hospital shows, and the way of a step.

pub(crate) mod act;
#[cfg(test)]
pub(crate) mod checks;
pub(crate) mod parts;
pub(crate) mod room;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod words;
