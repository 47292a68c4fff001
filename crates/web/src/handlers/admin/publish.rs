//! Publishes a session, moves one to another room, or withdraws one in which nobody is booked.

use super::schedule::{self, Week};
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
    room_zh: String,
    #[serde(default)]
    room_en: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    slot_minutes: String,
    #[serde(default)]
    capacity: String,
}

impl PublishForm {
    fn request(&self) -> Result<Request, Refusal> {
        let number = |field: &'static str, text: &str| {
            text.trim().parse().map_err(|_| Refusal::new("field-number").field(field).with("value", text))
        };
        Ok(Request::PublishSession(usecase::PublishSession {
            clinician: self.clinician.parse().map_err(|_| Refusal::new("field-choose").field("clinician"))?,
            room: Label::new(self.room_zh.trim(), self.room_en.trim()),
            date: self
                .date
                .trim()
                .parse()
                .map_err(|_| Refusal::new("field-date").field("date").with("value", self.date.as_str()))?,
            from: minute("from", &self.from)?,
            until: over_midnight(minute("from", &self.from)?, minute("until", &self.until)?),
            slot_minutes: number("slot_minutes", &self.slot_minutes)?,
            capacity: number("capacity", &self.capacity)?,
        }))
    }
}

/// A session that would end before it begins ends on the next day; scheduling says how long that may be.
pub(super) const fn over_midnight(from: MinuteOfDay, until: MinuteOfDay) -> MinuteOfDay {
    if until.0 <= from.0 { MinuteOfDay(until.0 + 1440) } else { until }
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
    fn who_ends_before_they_begin_ends_on_the_next_day() {
        let until = |from, until| over_midnight(MinuteOfDay(from), MinuteOfDay(until)).0;
        assert_eq!((until(1320, 120), until(1320, 1440), until(480, 720)), (1560, 1440, 720));
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
