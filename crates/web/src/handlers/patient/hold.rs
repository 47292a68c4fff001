//! A window that was touched: a seat of it is held while its person decides.

use super::address::SlotsQuery;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{
        act::{refused, see},
        kept::Said,
    },
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
    pub(super) slot: SlotId,
    pub(super) patient: PersonId,
    pub(super) department: DepartmentId,
    /// The day of the page.
    pub(super) date: BusinessDate,
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
    // One page has one key for all its windows, and whoever comes back to it may choose one of them a second time.
    hold(&member, &format!("{}.{}", post.key, post.form.slot), &post.form, false).await
}

/// Holds a seat, or holds it for longer; the confirmation keeps what was typed in its form, if anything was.
pub(super) async fn hold(member: &Member, key: &str, form: &HoldForm, is_typed: bool) -> Response {
    let HoldForm { slot, patient, .. } = *form;
    let request = Request::HoldSeat(usecase::HoldSeat { slot, patient, channel: Channel::Online });
    let page = form.confirmation();
    let confirmation = || if is_typed { Said::again(&page).into_response() } else { see(&page) };
    // A hold that is placed twice is one hold that lasts longer.
    let key = format!("{key}.{:x}", member.hospital.now().timestamp());
    match member.execute(&key, request).await {
        Ok(_) => confirmation(),
        // It can be booked without being held.
        Err(Failure::Refused(refusal)) if matches!(refusal.code, "hold-rest" | "holds-too-many") => confirmation(),
        // The windows say why it cannot be had, and where to go on.
        Err(Failure::Refused(_)) => see(&form.windows(Some(slot))),
        Err(failure) => refused(&member.t, &page, &failure).into_response(),
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
