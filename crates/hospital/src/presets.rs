//! Booking rules that others use, shipped as dated files in `data/rules/`. They are never in force by themselves: an
//! administrator begins the form of a hospital's own rules with one.

use model::{
    Label,
    scheduling::{BookingRules, Cap, Within},
};
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

    /// These rules, and where they leave something open those of another set. What would be more than a wider limit allows is
    /// as much as that: it could never be reached anyway, and a set that says it is refused.
    pub fn over(&self, base: &BookingRules) -> BookingRules {
        let own = &self.rules;
        let is_open = |cap: &&Cap| !own.caps.iter().any(|other| (other.per, other.within) == (cap.per, cap.within));
        let caps = base.caps.iter().filter(is_open).chain(&own.caps).copied().collect();
        let cancels_per_day_max = own.cancels_per_day_max.or(base.cancels_per_day_max);
        let of_department = own.cancels_per_department_day_max.or(base.cancels_per_department_day_max);
        BookingRules {
            source: own.source.clone(),
            valid_from: own.valid_from,
            days_ahead: own.days_ahead.or(base.days_ahead),
            release_at: own.release_at.or(base.release_at),
            book_minutes_before: own.book_minutes_before.or(base.book_minutes_before),
            caps: no_more_than_wider(caps),
            cancel_minutes_before: own.cancel_minutes_before.or(base.cancel_minutes_before),
            cancels_per_day_max,
            cancels_per_department_day_max: of_department.map(|max| max.min(cancels_per_day_max.unwrap_or(max))),
            checkin_minutes_before: own.checkin_minutes_before.or(base.checkin_minutes_before),
            missed_minutes_after: own.missed_minutes_after.or(base.missed_minutes_after),
            pass_places: own.pass_places.or(base.pass_places),
            cleaning_minutes: own.cleaning_minutes.or(base.cleaning_minutes),
            undo_minutes: own.undo_minutes.or(base.undo_minutes),
            hold_minutes: own.hold_minutes.or(base.hold_minutes),
            waitlist: own.waitlist.or(base.waitlist),
            queue: own.queue.or(base.queue),
            no_shows: if own.no_shows.is_empty() { base.no_shows.clone() } else { own.no_shows.clone() },
        }
    }
}

/// By period and place, each at most as many as the wider ones of its period.
fn no_more_than_wider(mut caps: Vec<Cap>) -> Vec<Cap> {
    caps.sort_by_key(|cap| (cap.per, cap.within));
    let mut wider: Option<Cap> = None;
    for cap in &mut caps {
        if let Some(wider) = wider.filter(|wider| wider.per == cap.per && cap.within != Within::Hospital) {
            cap.max = cap.max.min(wider.max);
        }
        wider = Some(*cap);
    }
    caps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use model::{scheduling::Period, time::MinuteOfDay};

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
        assert_eq!((rules.release_at, beijing.rules.release_at), (Some(MinuteOfDay(900)), None), "15:00");
        assert_eq!(steps(&rules), [(1, 365, 30), (2, 365, 60), (3, 365, 90)]);
    }

    #[test]
    fn over_other_limits_a_preset_makes_no_set_that_would_be_refused() {
        let [beijing, hospital] = RulesPreset::all() else { panic!("two presets") };
        // One a day in all: two a day in a department are one. Two a week with a clinician stay within fourteen.
        let own = [
            Cap::new(Period::Day, Within::Hospital, 1),
            Cap::new(Period::Week, Within::Clinician, 2),
            Cap::new(Period::Month, Within::Department, 25),
        ];
        let base = BookingRules { caps: own.into(), cancels_per_day_max: Some(2), ..fixture::rules() };
        let rules = beijing.over(&base);
        let wanted = [
            Cap::new(Period::Day, Within::Hospital, 1),
            Cap::new(Period::Day, Within::Department, 1),
            Cap::new(Period::Week, Within::Hospital, 14),
            Cap::new(Period::Week, Within::Clinician, 2),
            Cap::new(Period::Month, Within::Hospital, 20),
            Cap::new(Period::Month, Within::Department, 20),
            Cap::new(Period::Quarter, Within::Hospital, 30),
        ];
        assert_eq!(rules.caps, wanted);
        assert!(rules.cancels_per_department_day_max <= Some(2), "{rules:?}");
        // A department's limit of the preset lowers that of a clinician.
        let own = [Cap::new(Period::Day, Within::Hospital, 3), Cap::new(Period::Day, Within::Clinician, 3)];
        let rules = hospital.over(&BookingRules { caps: own.into(), ..fixture::rules() });
        let said: Vec<_> = rules.caps.iter().map(|cap| (cap.within, cap.max)).collect();
        assert_eq!(said, [(Within::Hospital, 3), (Within::Department, 1), (Within::Clinician, 1)]);
    }
}
