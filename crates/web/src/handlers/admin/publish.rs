//! Publishes a session, moves one to another room, or withdraws one in which nobody is booked.

use super::{
    devices,
    pools::PoolForm,
    schedule::{self, Week},
};
use crate::{
    session::{Member, Post},
    ui::{room, words},
};
use axum::{extract::Path, response::Response};
use hospital::Request;
use hospital::usecase;
use model::{
    Label,
    id::{DepartmentId, SessionId},
    message::Refusal,
    time::{BusinessDate, MinuteOfDay},
};
use serde::Deserialize;

/// The form. Numbers are text here, so that a wrong one comes back as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PublishForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    week: Option<BusinessDate>,
    #[serde(default)]
    clinician: String,
    #[serde(default)]
    device: String,
    #[serde(default)]
    room_zh: String,
    #[serde(default)]
    room_en: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    /// Sent if it ends on the next day.
    #[serde(default)]
    next_day: String,
    #[serde(default)]
    slot_minutes: String,
    #[serde(default)]
    capacity: String,
    #[serde(flatten)]
    pools: PoolForm,
}

impl PublishForm {
    fn request(&self) -> Result<Request, Refusal> {
        let number = |field: &'static str, text: &str| {
            text.trim().parse().map_err(|_| Refusal::new("field-number").field(field).with("value", text))
        };
        let from = minute("from", &self.from)?;
        Ok(Request::PublishSession(usecase::PublishSession {
            pools: self.pools.shares()?,
            clinician: self.clinician.parse().map_err(|_| Refusal::new("field-choose").field("clinician"))?,
            device: devices::chosen(&self.device)?,
            room: Label::new(self.room_zh.trim(), self.room_en.trim()),
            date: self
                .date
                .trim()
                .parse()
                .map_err(|_| Refusal::new("field-date").field("date").with("value", self.date.as_str()))?,
            from,
            until: ends(from, minute("until", &self.until)?, !self.next_day.is_empty())?,
            slot_minutes: number("slot_minutes", &self.slot_minutes)?,
            capacity: number("capacity", &self.capacity)?,
        }))
    }
}

/// When a session ends, counted from midnight of the day on which it begins. That it ends on the next day is said, not
/// guessed; scheduling says how long it may be.
pub(super) fn ends(from: MinuteOfDay, until: MinuteOfDay, next_day: bool) -> Result<MinuteOfDay, Refusal> {
    if until == from || (until < from && !next_day) {
        return Refusal::new("session-end")
            .field("until")
            .with("from", from.to_string())
            .with("until", until.to_string())
            .err();
    }
    Ok(if next_day { MinuteOfDay(until.0 + 1440) } else { until })
}

/// `08:20` as minutes of the day.
pub(super) fn minute(field: &'static str, text: &str) -> Result<MinuteOfDay, Refusal> {
    let refused = || Refusal::new("field-time").field(field).with("value", text);
    let (hours, minutes) = text.trim().split_once(':').ok_or_else(refused)?;
    let (hours, minutes): (u16, u16) = (hours.parse().map_err(|_| refused())?, minutes.parse().map_err(|_| refused())?);
    if hours > 24 || minutes > 59 || hours * 60 + minutes > 1440 {
        return refused().err();
    }
    Ok(MinuteOfDay(hours * 60 + minutes))
}

pub(super) async fn publish(staff: Member, post: Post<PublishForm>) -> Response {
    let week = Week { department: post.form.department, day: post.form.week, ..Week::default() };
    let outcome = match post.form.request() {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| "admin-done-published"),
        Err(refusal) => Err(refusal.into()),
    };
    schedule::after(&staff, week, outcome)
}

/// The reason, and the week on the screen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WithdrawForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    week: Option<BusinessDate>,
    #[serde(default)]
    reason: String,
}

pub(super) async fn withdraw(staff: Member, Path(session): Path<SessionId>, post: Post<WithdrawForm>) -> Response {
    let week = Week { department: post.form.department, day: post.form.week, ..Week::default() };
    let request = Request::WithdrawSession(usecase::WithdrawSession {
        session,
        reason: words::reason(&post.form.reason),
        text: None,
    });
    let outcome = staff.execute(&post.key, request).await.map(|_| "admin-done-withdrawn");
    schedule::after(&staff, week, outcome)
}

/// The room, and the week on the screen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ChangeForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    week: Option<BusinessDate>,
    #[serde(flatten)]
    room: room::RoomForm,
}

pub(super) async fn change_room(staff: Member, Path(session): Path<SessionId>, post: Post<ChangeForm>) -> Response {
    let week = Week { department: post.form.department, day: post.form.week, session: Some(session), clinician: None };
    let outcome = staff.execute(&post.key, post.form.room.request(session)).await.map(|_| room::DONE);
    schedule::after(&staff, week, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_on_the_next_day_only_if_that_is_said() {
        let until = |from, until, next_day| {
            ends(MinuteOfDay(from), MinuteOfDay(until), next_day).map(|end| end.0).map_err(|no| (no.code, no.field))
        };
        let no = Err(("session-end", Some("until")));
        assert_eq!([until(480, 720, false), until(1320, 1440, false)], [Ok(720), Ok(1440)]);
        assert_eq!([until(1320, 120, true), until(1320, 0, true)], [Ok(1560), Ok(1440)]);
        let refused = [until(480, 60, false), until(1320, 0, false), until(480, 480, false), until(480, 480, true)];
        assert_eq!(refused, [no; 4]);
        // From 08:00 until 12:00 of the next day: scheduling refuses what is too long.
        assert_eq!(until(480, 720, true), Ok(2160));
    }

    #[test]
    fn a_time_of_day_is_read_or_named() {
        assert_eq!(minute("from", "08:20"), Ok(MinuteOfDay(500)));
        assert_eq!(minute("until", "24:00"), Ok(MinuteOfDay(1440)));
        for wrong in ["8", "25:00", "08:60", "x:y", ""] {
            assert_eq!(
                minute("from", wrong).map_err(|refusal| (refusal.code, refusal.field)),
                Err(("field-time", Some("from")))
            );
        }
    }
}
