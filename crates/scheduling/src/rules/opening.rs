//! When a day opens (放号), and until when its windows can be booked.
//!
//! A day opens so many days before it, at one minute of that day; before that minute, the last day that can be booked is the
//! one before. From afar, a window can be booked until so many minutes before it starts; the desk and clinicians, who see
//! whom they book for, until it starts.

use super::RulesInForce;
use crate::read::Moment;
use chrono::Duration;
use model::{
    message::{Refusal, Value},
    refusal,
    scheduling::{Channel, PatientGroup},
    time::{BusinessDate, Instant, Zone},
};

/// A day that is not open yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotOpen {
    pub(crate) date: BusinessDate,
    /// The last day that can be booked now.
    pub(crate) last: BusinessDate,
    /// How many days ahead a day opens.
    pub(crate) limit: u16,
    pub(crate) opens: Instant,
    /// The group of patients whose set says so.
    group: Option<PatientGroup>,
}

impl NotOpen {
    /// Why nothing can be booked on that day yet.
    pub(crate) fn refusal(&self, field: &'static str) -> Refusal {
        let refused = match self.group {
            Some(group) => {
                Refusal::new(refusal::GROUP_TOO_FAR_AHEAD).with("group", Value::Message(group.message().into()))
            }
            None => Refusal::new(refusal::TOO_FAR_AHEAD),
        };
        refused
            .field(field)
            .with("date", self.date.0)
            .with("limit", self.limit)
            .with("last", self.last.0)
            .with("opens", self.opens)
    }
}

impl RulesInForce {
    /// When a day opens.
    pub(crate) fn opens_at(&self, date: BusinessDate, zone: Zone) -> Instant {
        zone.instant(date.plus_days(-i64::from(self.days_ahead)), self.release_at)
    }

    /// Can this day be booked yet? Only the last of the days ahead depends on the time of day.
    pub(crate) fn has_opened(&self, date: BusinessDate, moment: Moment) -> Result<(), NotOpen> {
        let farthest = self.date.plus_days(i64::from(self.days_ahead));
        if date < farthest {
            return Ok(());
        }
        let is_released = self.release_at.0 == 0 || moment.now >= self.opens_at(farthest, moment.zone);
        if date == farthest && is_released {
            return Ok(());
        }
        let last = if is_released { farthest } else { farthest.plus_days(-1) };
        let (limit, opens) = (self.days_ahead, self.opens_at(date, moment.zone));
        Err(NotOpen { date, last, limit, opens, group: self.opens_for })
    }

    /// These rules for a seat that was taken in time.
    #[must_use]
    pub(crate) const fn without_cut_off(self) -> Self {
        Self { book_minutes_before: 0, ..self }
    }

    /// Until when a window that starts then can be booked through a channel, if that ends before it starts.
    pub(crate) fn bookable_until(&self, channel: Channel, from: Instant) -> Option<Instant> {
        let is_from_afar = match channel {
            Channel::Online | Channel::Referral => true,
            Channel::OnSite | Channel::FollowUp => false,
        };
        let minutes = Some(self.book_minutes_before).filter(|minutes| is_from_afar && *minutes > 0)?;
        Some(from - Duration::minutes(i64::from(minutes)))
    }
}
