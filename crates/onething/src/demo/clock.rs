//! The demo's hospital clock (decisions.md D15): it opens at 08:00 on a working day whatever the hour outside, stands
//! still while the program is stopped, and can be stepped forward. What it shows is kept in `clock.toml` beside the
//! data.

use chrono::Duration;
use hospital::clock::{Clock, OffsetClock, clinic_opening};
use model::time::{Instant, MinuteOfDay, Zone};
use serde::{Deserialize, Serialize};
use simulator::demo::{Blueprint, calendar::Calendar};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

const FILE: &str = "clock.toml";

/// When the clinic opens.
const OPENS: MinuteOfDay = MinuteOfDay(8 * 60);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// What the clock showed when it was last kept.
    shows: Instant,
}

/// The hospital's clock and the file that keeps it.
#[derive(Clone, Debug)]
pub(crate) struct KeptClock {
    clock: OffsetClock,
    file: PathBuf,
}

impl KeptClock {
    /// The clock of a data folder: 08:00 on the first working day from today if there is none yet; otherwise what it
    /// showed last, or 08:00 of the next working day if the clinic was closed then.
    ///
    /// `not_before` is the time of the last event: the clock of a program that was killed may have been saved seconds
    /// before.
    ///
    /// # Errors
    /// If the file cannot be read or is not what was written.
    pub(crate) fn open(
        folder: &Path,
        base: Arc<dyn Clock>,
        zone: Zone,
        calendar: &Calendar,
        not_before: Option<Instant>,
    ) -> io::Result<Self> {
        let file = folder.join(FILE);
        let shows = match fs::read_to_string(&file) {
            Ok(text) => {
                let kept: Kept =
                    toml::from_str(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                let latest = not_before.map_or(kept.shows, |last| kept.shows.max(last));
                clinic_opening(latest, zone, |date| calendar.is_working(date))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                zone.instant(calendar.working_from(zone.date(base.now())), OPENS)
            }
            Err(error) => return Err(error),
        };
        Ok(Self { clock: OffsetClock::showing(base, shows), file })
    }

    /// The clock to give to the hospital.
    pub(crate) fn clock(&self) -> &OffsetClock {
        &self.clock
    }

    /// Writes down what it shows, completely or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn keep(&self) -> io::Result<()> {
        let text = toml::to_string(&Kept { shows: self.clock.now() }).map_err(io::Error::other)?;
        let new = self.file.with_extension("new");
        fs::write(&new, text)?;
        fs::rename(new, &self.file)
    }
}

/// 08:00 of the next working day after a moment.
pub(crate) fn next_opening(now: Instant, zone: Zone, calendar: &Calendar) -> Instant {
    zone.instant(calendar.working_from(zone.date(now).plus_days(1)), OPENS)
}

/// The first patients come this many minutes before a session.
const COME: i64 = 10;
/// This many minutes after a session's beginning people wait, come and are called in each department.
const ALIVE: i64 = 10;
/// Hardly anybody waits in a session's last minutes, this many; as many after its end the last patient has been seen.
const LAST: i64 = 20;

/// The time to which a demo that is being looked at moves on when the walls are empty: shortly after the beginning of
/// the next session. `None` while they are not empty, and, if somebody of the user's family is to be seen (`coming`),
/// until the last patient has been seen.
pub(crate) fn next_session(now: Instant, zone: Zone, plan: &Blueprint, coming: bool) -> Option<Instant> {
    let today = zone.date(now);
    let last = Duration::minutes(if coming { LAST } else { -LAST });
    let works = plan.sessions(today).iter().any(|session| {
        let from = zone.instant(today, session.from) - Duration::minutes(COME);
        from <= now && now < zone.instant(today, session.until) + last
    });
    let begun = |date, minute| zone.instant(date, minute) + Duration::minutes(ALIVE);
    let ahead = |date| plan.sessions(date).iter().map(|session| begun(date, session.from)).filter(|at| *at > now).min();
    (!works).then(|| (0..=30).find_map(|days| ahead(today.plus_days(days)))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hospital::clock::StandingClock;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn open(folder: &Path, base: &StandingClock, not_before: Option<Instant>) -> KeptClock {
        let calendar = &Blueprint::get().calendar;
        KeptClock::open(folder, Arc::new(base.clone()), Zone::SHANGHAI, calendar, not_before).unwrap()
    }

    #[test]
    fn it_opens_at_eight_and_stands_still_while_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let outside = StandingClock::new(at("2026-11-28T14:00:00Z")); // Saturday 22:00
        let first = open(folder.path(), &outside, None);
        assert_eq!(first.clock().now(), at("2026-11-30T00:00:00Z"), "Monday 08:00");
        outside.step(Duration::minutes(95));
        first.keep().unwrap();
        outside.step(Duration::days(3));
        let again = open(folder.path(), &outside, None);
        assert_eq!(again.clock().now(), at("2026-11-30T01:35:00Z"));
        let killed = open(folder.path(), &outside, Some(at("2026-11-30T01:40:00Z")));
        assert_eq!(killed.clock().now(), at("2026-11-30T01:40:00Z"));
        again.clock().step(Duration::hours(9));
        again.keep().unwrap();
        assert_eq!(open(folder.path(), &outside, None).clock().now(), at("2026-12-01T00:00:00Z"), "closed at 18:35");
    }

    #[test]
    fn a_file_that_was_not_written_here_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "shows = 8").unwrap();
        let base: Arc<dyn Clock> = Arc::new(StandingClock::new(at("2026-11-24T00:00:00Z")));
        let refused = KeptClock::open(folder.path(), base, Zone::SHANGHAI, &Blueprint::get().calendar, None);
        assert_eq!(refused.map_err(|error| error.kind()).err(), Some(io::ErrorKind::InvalidData));
    }

    #[test]
    fn tomorrow_is_the_next_working_day() {
        let friday = at("2026-11-27T01:00:00Z");
        assert_eq!(next_opening(friday, Zone::SHANGHAI, &Blueprint::get().calendar), at("2026-11-30T00:00:00Z"));
    }

    #[test]
    fn at_any_hour_it_goes_on_where_somebody_works() {
        let next = |local: &str, coming| {
            let now = at(&format!("{local}:00+08:00"));
            let next = next_session(now, Zone::SHANGHAI, Blueprint::get(), coming);
            next.map(|at| Zone::SHANGHAI.local(at).format("%FT%R").to_string())
        };
        for (now, goes_on) in [
            ("2026-11-24T03:00", "2026-11-24T08:10"),
            ("2026-11-29T11:00", "2026-11-30T08:10"),
            ("2026-11-24T12:20", "2026-11-24T13:40"),
            ("2026-11-27T17:30", "2026-11-28T08:10"),
        ] {
            assert_eq!(next(now, true).as_deref(), Some(goes_on), "night, Sunday, noon, Friday evening");
            assert_eq!(next(now, false).as_deref(), Some(goes_on));
        }
        for working in ["2026-11-24T07:50", "2026-11-24T11:39", "2026-11-24T16:29", "2026-11-28T09:00"] {
            assert_eq!(next(working, false), None, "{working}");
        }
        // Whoever is on the way is seen first.
        for last in ["2026-11-24T11:40", "2026-11-24T12:19", "2026-11-24T17:09"] {
            assert_eq!(next(last, true), None, "{last}");
            assert!(next(last, false).is_some(), "{last}");
        }
    }
}
