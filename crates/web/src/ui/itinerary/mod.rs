//! Several things in one go, as patients plan them on their phones, and clinicians and the desk for somebody else:
//! `templates/components/itinerary.html` renders what is chosen and what was found.

pub(crate) mod ask;
pub(crate) mod choose;
pub(crate) mod conflict;
pub(crate) mod plan;
pub(crate) mod words;
