//! The page.

use super::super::{
    templates::{when, windows},
    window_seats::runs,
};
use crate::{
    locale::{Locale, Localizer},
    ui::{
        act,
        charts::{self, CallWindow, Svg, Window},
        page::Shell,
        parts::Notice,
    },
};
use askama::Template;
use hospital::{
    Failure,
    view::{HeldOut, LearntGroup, LearntLead, LearntRate, LearntTimes, TemplateTuning, TunedSeats, VisitType},
};
use model::{
    message::Message,
    scheduling::TemplatePlan,
    time::{BusinessDate, MinuteOfDay},
};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};

/// The page.
#[derive(Template)]
#[template(path = "admin/tuning.html")]
pub(super) struct TuningScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    nonce: &'a str,
    place: &'static str,
    notice: Option<Notice>,
    template: String,
    department: String,
    back: String,
    title: String,
    about: String,
    /// From when to when, how many visits, and whose they are.
    learnt: Vec<String>,
    groups: Vec<Group>,
    minutes: Option<Svg>,
    lead: Vec<Lead>,
    refusal: Option<Notice>,
    seats: Option<Seats>,
    held_out: Option<Held>,
    wait_weight: String,
    overtime_weight: String,
    opened: String,
    version: String,
    first_day: String,
    /// What a change leaves as it is, and what it drops.
    holds: Vec<String>,
}

/// What was learnt of the clinician, a type of visit or the department.
struct Group {
    name: String,
    minutes: String,
    minutes_of: String,
    no_show: String,
    no_show_of: String,
}

/// The no-shows of a lead time.
struct Lead {
    days: String,
    rate: String,
    of: String,
}

/// Today's seats and the proposed ones.
struct Seats {
    present_words: String,
    proposed_words: String,
    present: Svg,
    proposed: Svg,
    total: String,
    change: String,
    rows: Vec<Figure>,
    waits: Vec<Wait>,
    effect: String,
    /// What the form begins with; nothing if the plan's seats are the best already.
    typed: String,
}

/// How the seats do with visits from which was not learnt.
struct Held {
    about: String,
    rows: Vec<Figure>,
}

/// A figure before and after.
pub(in crate::handlers::admin) struct Figure {
    pub(in crate::handlers::admin) name: String,
    pub(in crate::handlers::admin) before: Svg,
    pub(in crate::handlers::admin) after: Svg,
    pub(in crate::handlers::admin) words: String,
}

/// The waiting of a window.
struct Wait {
    window: String,
    seats: String,
    before: String,
    after: String,
}

impl<'a> TuningScreen<'a> {
    pub(super) fn new(
        (t, shell, nonce): (&'a Localizer, &'a Shell, &'a str),
        notice: Option<Notice>,
        page: &TemplateTuning,
    ) -> Self {
        let title =
            Message::new("tuning-title").with("name", page.name.full.as_str()).with("when", when(t, &page.plan));
        let seats = page.present.as_ref().zip(page.proposed.as_ref());
        // A page says one thing: what was just answered to a form, or why nothing is proposed.
        let refusal =
            page.refusal.clone().filter(|_| notice.is_none()).map(|refusal| act::failed(t, &Failure::from(refusal)));
        Self {
            t,
            shell,
            nonce,
            place: "templates",
            notice,
            template: page.template.to_string(),
            department: page.department.department.to_string(),
            back: format!("/admin/templates?department={}", page.department.department),
            title: t.say(&title),
            about: format!("{} · {}", t.label(&page.department.name), windows(t, &page.plan)),
            learnt: learnt(t, page),
            groups: groups(t, page),
            minutes: minutes(t, page),
            lead: page.lead.iter().map(|one| Lead::new(t, one)).collect(),
            refusal,
            seats: seats.map(|(present, proposed)| Seats::new(t, &page.plan, present, proposed)),
            held_out: page.held_out.as_ref().map(|held| Held::new(t, held)),
            wait_weight: page.wait_weight.to_string(),
            overtime_weight: page.overtime_weight.to_string(),
            opened: page.plan.valid_from.to_string(),
            version: page.version.to_string(),
            first_day: page.first_day.to_string(),
            holds: holds(t, page),
        }
    }
}

fn learnt(t: &Localizer, page: &TemplateTuning) -> Vec<String> {
    let from = Message::new("tuning-learnt")
        .with("from", t.short_date(page.from))
        .with("until", t.short_date(page.until))
        .with("count", page.visits);
    let share = match (&page.own.times, &page.own.no_show) {
        (Some(times), _) if times.visits == 0 => Message::new("tuning-own-few"),
        (Some(times), _) if times.own_share.is_zero() => Message::new("tuning-own-alike"),
        (Some(times), _) => Message::new("tuning-own-share").with("share", per_cent(times.own_share, 0)),
        (None, Some(_)) => Message::new("tuning-own-few"),
        (None, None) => Message::new("tuning-own-nobody"),
    };
    let left_out = Message::new("tuning-left-out").with("count", page.left_out);
    let mut all = vec![t.say(&from), t.say(&share)];
    all.extend((page.left_out > 0).then(|| t.say(&left_out)));
    all
}

fn groups(t: &Localizer, page: &TemplateTuning) -> Vec<Group> {
    let types = page.types.iter().map(|one| {
        let name = match one.visit {
            VisitType::First => "tuning-first",
            VisitType::Again => "tuning-again",
        };
        Group::new(t, t.text(name), &one.learnt)
    });
    let own = Group::new(t, page.name.full.clone(), &page.own);
    let all = Group::new(t, t.text("tuning-department"), &page.of_department);
    [own].into_iter().chain(types).chain([all]).collect()
}

impl Group {
    fn new(t: &Localizer, name: String, of: &LearntGroup) -> Self {
        let unknown = || t.text("tuning-unknown");
        let minutes = |times: &LearntTimes| t.say(&Message::new("tuning-minutes").with("minutes", one(times.mean)));
        let minutes_of = |times: &LearntTimes| {
            let message = Message::new("tuning-minutes-of").with("low", one(times.low)).with("high", one(times.high));
            t.say(&message.with("count", times.visits))
        };
        Self {
            name,
            minutes: of.times.as_ref().map_or_else(unknown, minutes),
            minutes_of: of.times.as_ref().map(minutes_of).unwrap_or_default(),
            no_show: of.no_show.as_ref().map_or_else(unknown, |rate| per_cent(rate.rate, 1)),
            no_show_of: of.no_show.as_ref().map(|rate| rate_of(t, rate)).unwrap_or_default(),
        }
    }
}

fn rate_of(t: &Localizer, rate: &LearntRate) -> String {
    let message =
        Message::new("tuning-no-show-of").with("low", per_cent(rate.low, 1)).with("high", per_cent(rate.high, 1));
    t.say(&message.with("missed", rate.missed).with("count", rate.visits))
}

impl Lead {
    fn new(t: &Localizer, lead: &LearntLead) -> Self {
        let days = match (lead.days_from, lead.days_to) {
            (0, 0) => t.text("tuning-lead-same-day"),
            (from, to) if from == to => t.say(&Message::new("tuning-lead-day").with("days", from)),
            (from, 1000..) => t.say(&Message::new("tuning-lead-more").with("days", from)),
            (from, to) => t.say(&Message::new("tuning-lead-days").with("from", from).with("to", to)),
        };
        Self { days, rate: per_cent(lead.no_show.rate, 1), of: rate_of(t, &lead.no_show) }
    }
}

/// How long patients are in the room, up to the minute after which nearly nobody is.
fn minutes(t: &Localizer, page: &TemplateTuning) -> Option<Svg> {
    let mean = page.own.times.as_ref().or(page.of_department.times.as_ref())?.mean;
    // Shares of ten thousand; what is rarer is not seen.
    let shares: Vec<u32> = page.minutes.iter().map(|share| whole(*share * Decimal::from(10_000))).collect();
    let last = shares.iter().rposition(|share| *share >= 20)?.min(60);
    let columns: Vec<Window> = shares
        .into_iter()
        .enumerate()
        .take(last + 1)
        .map(|(minute, seen)| {
            let label = minute.is_multiple_of(last.div_ceil(8).max(1)).then(|| minute.to_string());
            Window { label, seen, booked: 0, free: 0 }
        })
        .collect();
    let words = t.say(&Message::new("tuning-mean").with("minutes", one(mean)));
    // A column is of the minute in its middle.
    let hundredths = whole(mean * Decimal::from(100)) + 50;
    let at = usize::try_from(hundredths / 100).ok()?.min(last);
    let name = t.say(&Message::new("tuning-minutes-chart").with("minutes", one(mean)));
    Some(charts::histogram(&name, &columns, Some((at, hundredths % 100, &words))))
}

impl Held {
    fn new(t: &Localizer, held: &HeldOut) -> Self {
        let about = Message::new("tuning-held-out-about")
            .with("from", t.short_date(held.from))
            .with("until", t.short_date(held.until))
            .with("count", held.visits);
        let (present, proposed) = (&held.present, &held.proposed);
        let rows = vec![
            minutes_figure(t, "tuning-wait", present.wait_minutes, proposed.wait_minutes),
            minutes_figure(t, "tuning-overtime", present.overtime_minutes, proposed.overtime_minutes),
            minutes_figure(t, "tuning-idle", present.idle_minutes, proposed.idle_minutes),
        ];
        Self { about: t.say(&about), rows }
    }
}

impl Seats {
    fn new(t: &Localizer, plan: &TemplatePlan, present: &TunedSeats, proposed: &TunedSeats) -> Self {
        let begins: Vec<String> =
            (0..plan.windows()).map(|at| MinuteOfDay(plan.from.0 + at * plan.slot_minutes).to_string()).collect();
        let tallest = present.seats.iter().chain(&proposed.seats).copied().max().unwrap_or(0);
        let chart = |name: &str, of: &TunedSeats| {
            let columns = begins.iter().zip(&of.seats).zip(&present.seats);
            let columns = columns.map(|((label, seats), before)| CallWindow {
                label: label.clone(),
                seats: *seats,
                before: *before,
            });
            charts::calls(name, &columns.collect::<Vec<_>>(), tallest)
        };
        let title = |id, of: &TunedSeats| t.say(&Message::new(id).with("seats", runs(&of.seats)));
        let (present_words, proposed_words) = (title("tuning-present", present), title("tuning-proposed", proposed));
        let total: i64 = present.seats.iter().copied().map(i64::from).sum();
        let is_same = present.seats == proposed.seats;
        let typed = proposed.seats.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
        Self {
            present: chart(&present_words, present),
            proposed: chart(&proposed_words, proposed),
            present_words,
            proposed_words,
            total: t.say(&Message::new("tuning-total").with("count", total)),
            change: change(t, &begins, present, proposed),
            rows: figures(t, present, proposed),
            waits: waits(&begins, present, proposed),
            effect: effect(t, present, proposed),
            typed: if is_same { String::new() } else { typed },
        }
    }
}

/// Which windows have more seats, and which fewer.
fn change(t: &Localizer, begins: &[String], present: &TunedSeats, proposed: &TunedSeats) -> String {
    let difference = |(before, after): (&u16, &u16)| i32::from(*after) - i32::from(*before);
    let words: Vec<String> = begins
        .iter()
        .zip(present.seats.iter().zip(&proposed.seats).map(difference))
        .filter(|(_, difference)| *difference != 0)
        .map(|(begins, difference)| format!("{begins} {}{}", if difference > 0 { "+" } else { "−" }, difference.abs()))
        .collect();
    let comma = if t.locale() == Locale::English { ", " } else { "，" };
    match words[..] {
        [] => t.text("tuning-same"),
        _ => t.say(&Message::new("tuning-change").with("windows", words.join(comma))),
    }
}

fn figures(t: &Localizer, present: &TunedSeats, proposed: &TunedSeats) -> Vec<Figure> {
    let [before, after] = [present, proposed].map(|of| Decimal::ONE - of.overtime_probability);
    vec![
        minutes_figure(t, "tuning-wait", present.wait_minutes, proposed.wait_minutes),
        minutes_figure(t, "tuning-overtime", present.overtime_minutes, proposed.overtime_minutes),
        minutes_figure(t, "tuning-idle", present.idle_minutes, proposed.idle_minutes),
        figure(
            t.text("tuning-on-time"),
            (before, after),
            Decimal::ONE,
            format!("{} → {}", per_cent(before, 0), per_cent(after, 0)),
        ),
    ]
}

/// Minutes before and after.
pub(in crate::handlers::admin) fn minutes_figure(t: &Localizer, id: &str, before: Decimal, after: Decimal) -> Figure {
    let words = Message::new("tuning-from-to").with("before", one(before)).with("after", one(after));
    figure(t.text(id), (before, after), before.max(after), t.say(&words))
}

fn figure(name: String, (before, after): (Decimal, Decimal), most: Decimal, words: String) -> Figure {
    let thousandths = |of: Decimal| i64::from(whole(of * Decimal::from(1_000)));
    // A bar needs some room at the end of its line.
    let bar =
        |of| charts::load(&format!("{name} {words}"), thousandths(of), thousandths(most).max(1) * 5 / 4, 11, false);
    Figure { before: bar(before), after: bar(after), name: name.clone(), words: words.clone() }
}

fn waits(begins: &[String], present: &TunedSeats, proposed: &TunedSeats) -> Vec<Wait> {
    let wait = |of: &TunedSeats, at: usize| of.waits.get(at).copied().flatten().map_or("–".to_owned(), one);
    let seats = |of: &TunedSeats, at: usize| of.seats.get(at).copied().unwrap_or_default();
    begins
        .iter()
        .enumerate()
        .map(|(at, window)| Wait {
            window: window.clone(),
            seats: format!("{} → {}", seats(present, at), seats(proposed, at)),
            before: wait(present, at),
            after: wait(proposed, at),
        })
        .collect()
}

/// What it comes to, in one sentence.
fn effect(t: &Localizer, present: &TunedSeats, proposed: &TunedSeats) -> String {
    let signed = |before: Decimal, after: Decimal| {
        let difference = (after - before).round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
        let sign = if difference.is_sign_negative() && !difference.is_zero() { "−" } else { "+" };
        format!("{sign}{}", one(difference.abs()))
    };
    t.say(
        &Message::new("tuning-effect")
            .with("wait", signed(present.wait_minutes, proposed.wait_minutes))
            .with("overtime", signed(present.overtime_minutes, proposed.overtime_minutes)),
    )
}

fn holds(t: &Localizer, page: &TemplateTuning) -> Vec<String> {
    let comma = if t.locale() == Locale::English { ", " } else { "、" };
    let days = |days: &[BusinessDate]| days.iter().map(|day| t.short_date(*day)).collect::<Vec<_>>().join(comma);
    let published = match page.published[..] {
        [] => t.text("tuning-published-none"),
        _ => t.say(&Message::new("tuning-published").with("days", days(&page.published))),
    };
    let later = Message::new("admin-template-drops").with("days", days(&page.later));
    let mut all = vec![published];
    all.extend((!page.later.is_empty()).then(|| t.say(&later)));
    all
}

/// To one place: `8.5`.
fn one(of: Decimal) -> String {
    format!("{:.1}", of.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
}

/// `10.0 %`
fn per_cent(of: Decimal, places: u32) -> String {
    let rounded = (of * Decimal::ONE_HUNDRED).round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    format!("{rounded:.*}%", usize::try_from(places).unwrap_or_default())
}

fn whole(of: Decimal) -> u32 {
    of.round().to_u32().unwrap_or_default()
}
