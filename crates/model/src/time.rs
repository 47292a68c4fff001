//! Instants are UTC; a session is a business date and minutes of the day in the hospital's zone.

use chrono::{DateTime, Datelike as _, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

pub mod compact;

/// A point in time.
pub type Instant = DateTime<Utc>;

/// A hospital's day, from midnight to midnight in its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String, format = Date))]
pub struct BusinessDate(pub NaiveDate);

/// `2026-11-24` in formats that people may read, a number of days in those for programs only.
impl Serialize for BusinessDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.0.serialize(serializer)
        } else {
            self.0.num_days_from_ce().serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for BusinessDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return NaiveDate::deserialize(deserializer).map(Self);
        }
        let day = NaiveDate::from_num_days_from_ce_opt(i32::deserialize(deserializer)?);
        day.map(Self).ok_or_else(|| D::Error::custom("no such day"))
    }
}

impl BusinessDate {
    /// The first and last dates that have instants; any other date gets the instant of the nearer of them. Dates that
    /// are written have narrower bounds, checked when they are decided; a read may ask for any date.
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date");
    const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date");

    /// The date `days` later (earlier if negative); if there is none, the last (first) one.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let moved = Duration::try_days(days).and_then(|days| self.0.checked_add_signed(days));
        Self(moved.unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
    }
}

impl fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for BusinessDate {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Minutes since midnight on the wall clock, 0–1440. The end of a session that runs over midnight goes on counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(format = "minute", maximum = 1440))]
pub struct MinuteOfDay(pub u16);

impl fmt::Display for MinuteOfDay {
    /// `08:20`; on the next day `02:00 (+1)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minute, day) = if self.0 > 1440 { (self.0 - 1440, " (+1)") } else { (self.0, "") };
        write!(f, "{:02}:{:02}{day}", minute / 60, minute % 60)
    }
}

/// The hospital's IANA time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    /// China's zone, the default.
    pub const SHANGHAI: Self = Self(chrono_tz::Asia::Shanghai);

    /// The business date at an instant.
    pub fn date(self, at: Instant) -> BusinessDate {
        BusinessDate(at.with_timezone(&self.0).date_naive())
    }

    /// The wall-clock minute at an instant.
    pub fn minute(self, at: Instant) -> MinuteOfDay {
        use chrono::Timelike;
        let time = at.with_timezone(&self.0);
        MinuteOfDay((time.hour() * 60 + time.minute()) as u16)
    }

    /// The instant of a wall-clock minute on a date. A minute that a clock change skips gives the first instant after
    /// the gap; one that occurs twice gives the first. Outside the years 1 to 9999 the nearest date counts.
    pub fn instant(self, date: BusinessDate, minute: MinuteOfDay) -> Instant {
        let date = date.0.clamp(BusinessDate::FIRST, BusinessDate::LAST);
        let local = date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minute.0));
        let mut shifted = local;
        loop {
            match self.0.from_local_datetime(&shifted) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.with_timezone(&Utc),
                LocalResult::None => shifted += Duration::minutes(1),
            }
        }
    }

    /// The wall-clock date and time at an instant, for display and for the platform's messages.
    pub fn local(self, at: Instant) -> chrono::NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }
}

impl FromStr for Zone {
    type Err = chrono_tz::ParseError;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.name().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_somebody_asks_for_is_never_too_far() {
        for zone in [Zone::SHANGHAI, Zone(chrono_tz::America::Los_Angeles)] {
            for date in [NaiveDate::MIN, NaiveDate::MAX] {
                let asked: BusinessDate = serde_json::from_str(&format!("\"{date}\"")).unwrap();
                assert_eq!(asked, BusinessDate(date));
                for days in [i64::MIN, -7, 7, i64::MAX] {
                    let moved = asked.plus_days(days);
                    assert_eq!(moved == asked, (days < 0) == (date == NaiveDate::MIN));
                    for minute in [0, 1440] {
                        let at = zone.instant(moved, MinuteOfDay(minute));
                        assert_eq!(zone.local(at).date().year() > 5000, moved.0.year() > 5000);
                    }
                }
            }
        }
    }

    #[test]
    fn a_minute_that_the_clocks_skip_is_the_first_after_the_gap() -> Result<(), Box<dyn std::error::Error>> {
        let berlin: Zone = "Europe/Berlin".parse()?;
        let date: BusinessDate = "2026-03-29".parse()?;
        assert_eq!(berlin.instant(date, MinuteOfDay(150)).to_rfc3339(), "2026-03-29T01:00:00+00:00");
        let shanghai = Zone::SHANGHAI;
        let at = shanghai.instant("2026-11-26".parse()?, MinuteOfDay(9 * 60));
        assert_eq!(at.to_rfc3339(), "2026-11-26T01:00:00+00:00");
        assert_eq!(shanghai.minute(at).to_string(), "09:00");
        assert_eq!(shanghai.date(at).to_string(), "2026-11-26");
        Ok(())
    }
}
