//! Booking rules that others use, shipped as dated files in `data/rules/`. They are never in force by themselves: an
//! administrator begins the form of a hospital's own rules with one.

use model::{Label, scheduling::BookingRules};
use serde::Deserialize;
use std::sync::LazyLock;

/// Rules that others use, as far as booking rules can express them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesPreset {
    /// By which it is chosen.
    pub id: String,
    /// Whose they are.
    pub name: Label,
    /// What they say; what they leave open is left out.
    pub rules: BookingRules,
}

/// Every preset.
static SHIPPED: LazyLock<Vec<RulesPreset>> = LazyLock::new(|| {
    let files = [include_str!("../data/rules/beijing-platform.toml"), include_str!("../data/rules/one-hospital.toml")];
    #[expect(clippy::expect_used, reason = "the texts are part of the program, and a test reads them")]
    files.map(|file| toml::from_str(file).expect("a file in data/rules is valid")).into()
});

impl RulesPreset {
    /// Every preset.
    pub fn all() -> &'static [Self] {
        &SHIPPED
    }

    /// These rules, and where they leave something open those of another set.
    pub fn over(&self, base: &BookingRules) -> BookingRules {
        let own = &self.rules;
        let is_open = |cap: &&model::scheduling::Cap| {
            !own.caps.iter().any(|other| (other.per, other.within) == (cap.per, cap.within))
        };
        let mut caps: Vec<_> = base.caps.iter().filter(is_open).chain(&own.caps).copied().collect();
        caps.sort_by_key(|cap| (cap.per, cap.within));
        BookingRules {
            source: own.source.clone(),
            valid_from: own.valid_from,
            days_ahead: own.days_ahead.or(base.days_ahead),
            caps,
            cancel_minutes_before: own.cancel_minutes_before.or(base.cancel_minutes_before),
            cancels_per_day_max: own.cancels_per_day_max.or(base.cancels_per_day_max),
            cancels_per_department_day_max: own.cancels_per_department_day_max.or(base.cancels_per_department_day_max),
            checkin_minutes_before: own.checkin_minutes_before.or(base.checkin_minutes_before),
            missed_minutes_after: own.missed_minutes_after.or(base.missed_minutes_after),
            pass_places: own.pass_places.or(base.pass_places),
            cleaning_minutes: own.cleaning_minutes.or(base.cleaning_minutes),
            undo_minutes: own.undo_minutes.or(base.undo_minutes),
            waitlist: own.waitlist.or(base.waitlist),
            queue: own.queue.or(base.queue),
            no_shows: if own.no_shows.is_empty() { base.no_shows.clone() } else { own.no_shows.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use model::scheduling::{Cap, Period, Within};

    #[test]
    fn each_preset_is_read_and_leaves_open_what_it_does_not_say() {
        let base = fixture::rules();
        let [beijing, hospital] = RulesPreset::all() else { panic!("two presets") };
        let rules = beijing.over(&base);
        let caps = [
            Cap::new(Period::Day, Within::Hospital, 3),
            Cap::new(Period::Day, Within::Department, 2),
            Cap::new(Period::Week, Within::Hospital, 14),
            Cap::new(Period::Month, Within::Hospital, 20),
            Cap::new(Period::Quarter, Within::Hospital, 30),
        ];
        assert_eq!(
            (rules.caps, rules.cancel_minutes_before, rules.days_ahead),
            (caps.into(), Some(720), base.days_ahead)
        );
        let steps = |rules: &BookingRules| -> Vec<_> {
            rules.no_shows.iter().map(|step| (step.count, step.within_days, step.blocked_days)).collect()
        };
        assert_eq!(steps(&beijing.rules), [(3, 365, 90), (6, 365, 180)]);
        let rules = hospital.over(&base);
        assert_eq!((rules.days_ahead, rules.undo_minutes), (Some(7), base.undo_minutes));
        assert_eq!(steps(&rules), [(1, 365, 30), (2, 365, 60), (3, 365, 90)]);
    }
}
