//! A window that was touched: a seat of it is held while its person decides.

use super::address::SlotsQuery;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::act::{refused, see},
};
use axum::response::{IntoResponse, Response};
use hospital::{Failure, Request, usecase};
use model::{
    id::{DepartmentId, PersonId, SlotId},
    message::Message,
    scheduling::Channel,
    time::{BusinessDate, Instant},
};
use serde::Deserialize;

/// What the form sends, and the window that was touched.
#[derive(Debug, Deserialize)]
pub(super) struct HoldForm {
    slot: SlotId,
    patient: PersonId,
    department: DepartmentId,
    /// The day of the page.
    date: BusinessDate,
}

impl HoldForm {
    /// The windows of that day, with one of them chosen or none.
    fn windows(&self, slot: Option<SlotId>) -> String {
        let query = SlotsQuery { date: Some(self.date), patient: Some(self.patient), slot, ..SlotsQuery::default() };
        query.href(self.department)
    }

    /// The page on which it is confirmed.
    fn confirmation(&self) -> String {
        format!("/book/{}?for={}", self.slot, self.patient)
    }
}

pub(super) async fn place(member: Member, post: Post<HoldForm>) -> Response {
    let HoldForm { slot, patient, .. } = post.form;
    let request = Request::HoldSeat(usecase::HoldSeat { slot, patient, channel: Channel::Online });
    // One page has one key for all its windows, and whoever comes back to it may choose one of them a second time. A hold
    // that is placed twice is one hold that lasts longer.
    let key = format!("{}.{slot}.{:x}", post.key, member.hospital.now().timestamp());
    match member.execute(&key, request).await {
        Ok(_) => see(&post.form.confirmation()),
        // It can be booked without being held.
        Err(Failure::Refused(refusal)) if matches!(refusal.code, "hold-rest" | "holds-too-many") => {
            see(&post.form.confirmation())
        }
        // The windows say why it cannot be had, and where to go on.
        Err(Failure::Refused(_)) => see(&post.form.windows(Some(slot))),
        Err(failure) => refused(&member.t, &post.form.confirmation(), &failure).into_response(),
    }
}

pub(super) async fn release(member: Member, post: Post<HoldForm>) -> Response {
    let HoldForm { slot, patient, .. } = post.form;
    match member.execute(&post.key, Request::ReleaseHold(usecase::ReleaseHold { slot, patient })).await {
        // What is held no longer, or not there any more, has been given up already.
        Ok(_) | Err(Failure::Refused(_)) => see(&post.form.windows(None)),
        Err(failure) => refused(&member.t, &post.form.confirmation(), &failure).into_response(),
    }
}

/// Until when a seat is held, and how long that still is.
pub(super) fn until(t: &Localizer, until: Instant, now: Instant) -> String {
    let seconds = (until - now).num_seconds().max(0);
    // Half a minute is a minute, so that nobody reads of none.
    let minutes = (seconds + 59) / 60;
    t.say(&Message::new("hold-until").with("at", t.clock(until)).with("minutes", minutes))
}
