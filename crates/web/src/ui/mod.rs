//! What all pages share.
//!
//! * [`page`]: the frame around every page; [`parts`]: small parts; [`charts`]: figures as pictures; [`words`]: what
//!   the hospital shows, in words; [`room`]: the form that moves a session to another consulting room; [`messages`]: what
//!   was said to somebody; [`waitlist`]: places in the
//!   line and what one can wait for; [`impossible`]: days on which somebody cannot come; [`itinerary`]: several
//!   things in one go.
//! * [`act`]: how a step runs; [`kept`]: the answer to a form is shown by a page with an address (post, redirect, get);
//!   [`sent`]: a script that sends a form learns where to go on; [`live`]: a page learns that something has changed.

pub(crate) mod act;
pub(crate) mod charts;
#[cfg(test)]
pub(crate) mod checks;
pub(crate) mod impossible;
pub(crate) mod itinerary;
pub(crate) mod kept;
pub(crate) mod live;
pub(crate) mod messages;
pub(crate) mod page;
pub(crate) mod parts;
pub(crate) mod pause;
pub(crate) mod registering;
pub(crate) mod room;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod sent;
pub(crate) mod waitlist;
pub(crate) mod words;
