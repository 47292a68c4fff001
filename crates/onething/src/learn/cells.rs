//! What a cell holds: dates, times of day, numbers.

use chrono::{Datelike as _, NaiveDate};
use schedules::{Problem, limits::learning::SERVICE_SECONDS, text};

/// The years that a date may be in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Whether a cell says that nothing is known.
pub(crate) fn is_absent(cell: &str) -> bool {
    ["", "NA", "NULL"].contains(&cell)
}

/// A day, numbered, and the second of that day if a time follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: i64,
    pub(crate) second: Option<u32>,
}

/// `2016-04-29`, `2016/4/29`, and both with a time: `2016-04-29T18:38:08Z`, `2016-04-29 18:38`. Date and time are those
/// that are written, whatever zone follows.
pub(crate) fn moment(cell: &str) -> Option<Moment> {
    let (date, time) = match cell.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (cell, None),
    };
    let separator = if date.contains('/') { '/' } else { '-' };
    let mut parts = date.split(separator).map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    let date = NaiveDate::from_ymd_opt(year, month, day).filter(|_| parts.next().is_none())?;
    let second = match time {
        // The zone follows the time.
        Some(time) => Some(time_of_day(time.split(['Z', '+', '-']).next()?)?),
        None => None,
    };
    Some(Moment { day: date.num_days_from_ce().into(), second })
}

/// A month, `2016-06`, as its first day, or a date.
pub(crate) fn first_day(text: &str) -> Option<i64> {
    moment(text).or_else(|| moment(&format!("{text}-01"))).map(|moment| moment.day)
}

/// `8:31`, `08:31:40`, `08:31:40.5`: the second of the day.
fn time_of_day(text: &str) -> Option<u32> {
    let mut parts = text.trim().split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let whole = |part: &str, below: u32| part.parse::<u32>().ok().filter(|number| *number < below);
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let digits = fraction.chars().all(|letter| letter.is_ascii_digit());
    let known = parts.next().is_none() && digits;
    known.then_some(whole(hours, 24)? * 3600 + whole(minutes, 60)? * 60 + whole(seconds, 60)?)
}

/// When on its day something starts: a time of day, the time of a date, or any whole number.
pub(crate) fn start(cell: &str) -> Option<u32> {
    let dated = || moment(cell).and_then(|moment| moment.second);
    time_of_day(cell).or_else(|| cell.parse().ok()).or_else(dated)
}

/// A time in seconds, rounded to whole ones.
pub(crate) fn seconds(field: &str, cell: &str) -> Result<u32, Problem> {
    let (min, max) = (f64::from(*SERVICE_SECONDS.start()), f64::from(*SERVICE_SECONDS.end()));
    let number = text::number(field, cell)?;
    let rounded = number.round();
    if rounded.abs() > 0.0 && !(min..=max).contains(&rounded) {
        return Err(Problem::new(field, cell, schedules::Rule::Between(min, max)));
    }
    Ok(rounded as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_are_written() {
        let day = |text| moment(text).map(|moment| moment.day);
        // Days from one to another: 2016 is a leap year.
        assert_eq!(day("2016-03-01").unwrap() - day("2016-02-28").unwrap(), 2);
        assert_eq!(day("2016/3/1"), day("2016-03-01"));
        assert_eq!(first_day("2016-06"), day("2016-06-01"));
        assert_eq!(first_day("2016-06-02"), day("2016-06-02"));
        let second = |text| moment(text).and_then(|moment| moment.second);
        assert_eq!(second("2016-04-29T18:38:08Z"), Some(67_088));
        assert_eq!(second("2016-04-29 18:38:08+08:00"), Some(67_088));
        assert_eq!(second("2016-04-29 00:00"), Some(0));
        assert_eq!(second("2016-04-29"), None);
        for none in [
            "",
            "2016",
            "2016-13-01",
            "2016-02-30",
            "2016-02-03-04",
            "1016-01-01",
            "29.04.2016",
            "2016-04-29T25:00",
            "2016-04-29T",
            "2016-04-29Tx",
            "2016-04-29T1:2:3:4",
        ] {
            assert_eq!(moment(none), None, "{none}");
        }
        for none in ["2016", "2016-13", "June", ""] {
            assert_eq!(first_day(none), None, "{none}");
        }
    }

    #[test]
    fn times_of_day() {
        assert_eq!(start("8:31:40"), Some(30_700));
        assert_eq!(start("08:31"), Some(30_660));
        assert_eq!(start("17"), Some(17));
        assert_eq!(start("2016-04-29T18:38:08Z"), Some(67_088));
        for none in ["", "8:60", "24:00", "8:31:4x", "-1", "eight", "2016-04-29"] {
            assert_eq!(start(none), None, "{none}");
        }
    }

    #[test]
    fn seconds_are_rounded_and_bounded() {
        assert_eq!(seconds("service", "691"), Ok(691));
        assert_eq!(seconds("service", "691.5"), Ok(692));
        assert_eq!(seconds("service", "0"), Ok(0));
        for none in ["-5", "86401", "1e30", "NaN", "inf", "long"] {
            assert!(seconds("service", none).is_err(), "{none}");
        }
    }
}
