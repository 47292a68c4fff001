//! The waiting list, as patients see it on their phones and the desk beside the person on the telephone:
//! `templates/components/waitlist.html` renders it.

pub(crate) mod entries;
pub(crate) mod wishes;
