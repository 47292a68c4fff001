//! Words of itineraries that several pages share.

use crate::locale::Localizer;
use hospital::view::{PlanStep, PreparationSince};
use model::{
    message::Message,
    scheduling::PreparationKind,
    time::{Instant, MinuteOfDay},
};

/// From this hour on it is evening.
const EVENING: MinuteOfDay = MinuteOfDay(18 * 60);

/// `2 小时 40 分`
pub(crate) fn duration(t: &Localizer, minutes: u32) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let id = match (hours, rest) {
        (0, _) => "itinerary-minutes",
        (_, 0) => "itinerary-hours",
        _ => "itinerary-hours-minutes",
    };
    t.say(&Message::new(id).with("hours", hours).with("minutes", rest))
}

/// A step by its service, or as a visit to its department.
pub(crate) fn step_name(t: &Localizer, step: &PlanStep) -> String {
    step.service.as_ref().map_or_else(|| t.label(&step.department.name), |service| t.label(&service.name))
}

/// What to do, and since when: `空腹来`, `前一晚 22:00 后不吃，可少量喝水`.
pub(crate) fn preparation(t: &Localizer, one: &PreparationSince, window: Instant) -> (String, String) {
    let (head, line) = match one.kind {
        PreparationKind::Fasting => ("preparation-fasting", "preparation-fasting-since"),
        PreparationKind::FullBladder => ("preparation-full-bladder", "preparation-full-bladder-since"),
        PreparationKind::NoContrast => ("preparation-no-contrast", "preparation-no-contrast-since"),
    };
    (t.text(head), t.say(&Message::new(line).with("since", since(t, one.since, window))))
}

/// `前一晚 22:00`, seen from the day of a window.
fn since(t: &Localizer, since: Instant, window: Instant) -> String {
    let (day, of_window) = (t.zone().date(since), t.zone().date(window));
    if day == of_window {
        return t.say(&Message::new("preparation-same-day").with("at", t.clock(since)));
    }
    if day != of_window.plus_days(-1) {
        return t.day_and_clock(since);
    }
    let is_evening = t.zone().minute(since) >= EVENING;
    let id = if is_evening { "preparation-evening-before" } else { "preparation-day-before" };
    t.say(&Message::new(id).with("at", t.clock(since)))
}

/// All preparations of a day, each once: of the same kind, the one that begins first.
pub(crate) fn preparations<'a>(
    t: &Localizer,
    all: impl Iterator<Item = (&'a PreparationSince, Instant)>,
) -> Vec<(String, String)> {
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(one, window)| (t.zone().date(*window), one.kind, one.since));
    all.dedup_by_key(|(one, window)| (t.zone().date(*window), one.kind));
    all.into_iter().map(|(one, window)| preparation(t, one, window)).collect()
}

/// The message of a kind of preparation.
pub(crate) const fn kind_id(kind: PreparationKind) -> &'static str {
    match kind {
        PreparationKind::Fasting => "preparation-fasting",
        PreparationKind::FullBladder => "preparation-full-bladder",
        PreparationKind::NoContrast => "preparation-no-contrast",
    }
}
