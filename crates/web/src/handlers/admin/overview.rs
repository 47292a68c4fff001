//! The three promises as figures and charts, from real events.

use crate::{
    locale::Localizer,
    session::Member,
    ui::charts::{self, Better, Point, Svg, Window},
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Link, Pair},
        words,
    },
};
use askama::Template;
use axum::{extract::Query, response::Response};
use hospital::read;
use hospital::view::{self, AdmissionStep, PromiseFigures};
use model::{message::Message, time::MinuteOfDay};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/overview.html")]
pub(super) struct OverviewScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) place: &'static str,
    pub(super) head: String,
    pub(super) updated: String,
    pub(super) spans: Vec<Link>,
    pub(super) promises: Vec<Promise>,
    pub(super) histogram: Svg,
    pub(super) windows: Vec<WindowRow>,
    pub(super) steps: Vec<StepBar>,
    pub(super) slowest: String,
    pub(super) attention: Vec<Attention>,
}

/// What needs a decision, and where it can be made.
pub(super) struct Attention {
    pub(super) words: String,
    pub(super) way: Link,
}

/// How many days.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OverviewQuery {
    #[serde(default)]
    days: Option<u16>,
}

/// The page.
pub(super) async fn show(staff: Member, Query(query): Query<OverviewQuery>) -> Response {
    let t = &staff.t;
    let days = query.days.unwrap_or(7).clamp(1, 90);
    let page = match staff.hospital.read(&staff.actor, read::Overview { days: Some(days) }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let (histogram, windows) = histogram(t, &page);
    let screen = OverviewScreen {
        t,
        shell: &staff.shell,
        place: "overview",
        head: head(t, &page),
        updated: t.say(&Message::new("admin-updated").with("time", t.clock(page.now))),
        spans: spans(t, page.days),
        promises: promises(t, &page),
        histogram,
        windows,
        steps: steps(t, &page),
        slowest: slowest_words(t, &page),
        attention: page.attention.iter().map(|message| attention(t, message)).collect(),
    };
    act::answer(&screen)
}

/// What needs attention; each item leads to where it can be looked into.
pub(super) fn attention(t: &Localizer, message: &Message) -> Attention {
    let (href, words) = match &*message.id {
        "attention-break-glass" => ("/admin/break-glass", "admin-break-glass-look"),
        "attention-profile" => ("/admin/profile", "admin-profile-look"),
        "attention-clock" | "attention-unattended" => ("/admin/clock", "admin-clock-look"),
        "attention-overdue" => ("/admin/decide#late", "admin-decide-late-look"),
        "attention-exchanges" => ("/admin/decide#exchanges", "admin-decide-exchanges-look"),
        "attention-appeals" => ("/desk/appeals", "appeals-look"),
        "attention-open-stays" => ("/admin/open-stays", "admin-decide-open-stays"),
        "attention-no-bed" => ("/admin/decide#beds", "admin-decide-beds-look"),
        "attention-rooms" => ("/admin/decide#rooms", "admin-decide-rooms-look"),
        "attention-templates" => ("/admin/templates#not-published", "admin-templates-look"),
        "attention-days-off" => ("/admin/templates#days-off", "admin-days-off-look"),
        "attention-slow-step" => ("/admin#steps-title", "admin-decide-steps-look"),
        _ => ("/admin/decide", "admin-decide-look"),
    };
    let way = Link { href: href.to_owned(), words: t.text(words), ..Link::default() };
    Attention { words: t.say(message), way }
}

/// A promise against its target.
pub(super) struct Promise {
    pub(super) title: String,
    pub(super) chip: Chip,
    pub(super) figure: String,
    pub(super) unit: String,
    pub(super) line: String,
    pub(super) trend: Svg,
    pub(super) days: Vec<Pair>,
}

/// A row of the day's table.
pub(super) struct WindowRow {
    pub(super) from: String,
    pub(super) seen: u32,
    pub(super) booked: u32,
    pub(super) free: u32,
}

/// A step of an admission as a bar.
pub(super) struct StepBar {
    pub(super) name: String,
    pub(super) bar: Svg,
    pub(super) minutes: String,
    pub(super) slowest: bool,
}

/// Our own target for kept windows, and the promised share of bedside settlements; thousandths.
const KEPT_TARGET: i64 = 900;
const BEDSIDE_TARGET: i64 = 950;
/// The promised mean minutes of an admission; thousandths.
const ADMISSION_TARGET: i64 = 30_000;

/// How a promise is read, measured and drawn.
struct Kind {
    id: &'static str,
    target: i64,
    better: Better,
    /// A share, shown in per cent; else minutes.
    share: bool,
    pick: fn(&PromiseFigures) -> Option<Decimal>,
}

const KINDS: [Kind; 3] = [
    Kind { id: "window", target: KEPT_TARGET, better: Better::Higher, share: true, pick: |f| f.kept_window_share },
    Kind {
        id: "admission",
        target: ADMISSION_TARGET,
        better: Better::Lower,
        share: false,
        pick: |f| f.admission_minutes_mean,
    },
    Kind { id: "bedside", target: BEDSIDE_TARGET, better: Better::Higher, share: true, pick: |f| f.bedside_share },
];

fn thousandths(value: Decimal) -> i64 {
    (value * Decimal::from(1000)).round().to_i64().unwrap_or(0)
}

/// `94.1` of a share, `22.4` of minutes: one decimal.
fn shown(kind: &Kind, value: Decimal) -> String {
    let value = if kind.share { value * Decimal::ONE_HUNDRED } else { value };
    format!("{:.1}", value.round_dp(1))
}

/// The three promises.
pub(super) fn promises(t: &Localizer, page: &view::HospitalOverview) -> Vec<Promise> {
    KINDS.iter().map(|kind| promise(t, page, kind)).collect()
}

fn promise(t: &Localizer, page: &view::HospitalOverview, kind: &Kind) -> Promise {
    let value = (kind.pick)(&page.promises);
    let title = t.text(&format!("admin-promise-{}", kind.id));
    let unit = t.text(&format!("admin-promise-{}-unit", kind.id));
    let chip = match value.map(thousandths) {
        None => Chip::new("rest", t.text("admin-no-cases")),
        Some(value) if kept(kind, value) => Chip::new("ok", t.text("admin-kept")),
        Some(value) => {
            let gap = Decimal::new((value - kind.target).abs(), if kind.share { 1 } else { 3 }).round_dp(1);
            Chip::new("warn", t.say(&Message::new("admin-short").with("gap", gap)))
        }
    };
    let target_words = t.text(&format!("admin-promise-{}-target", kind.id));
    let points: Vec<Point> = page
        .trend
        .iter()
        .map(|(day, figures)| Point { label: t.short_day(*day), thousandths: (kind.pick)(figures).map(thousandths) })
        .collect();
    let days: Vec<Pair> = page
        .trend
        .iter()
        .map(|(day, figures)| {
            let value = (kind.pick)(figures).map_or_else(|| t.text("admin-no-cases"), |value| shown(kind, value));
            Pair::new(t.day(*day), value)
        })
        .collect();
    let figure = value.map_or_else(|| "–".to_owned(), |value| shown(kind, value));
    let name = format!("{title}: {figure} {unit}. {target_words}");
    Promise {
        trend: charts::trend(&name, &points, kind.target, &target_words, kind.better),
        line: line(t, page, kind),
        title,
        chip,
        figure,
        unit,
        days,
    }
}

const fn kept(kind: &Kind, value: i64) -> bool {
    match kind.better {
        Better::Higher => value >= kind.target,
        Better::Lower => value <= kind.target,
    }
}

fn line(t: &Localizer, page: &view::HospitalOverview, kind: &Kind) -> String {
    let figures = &page.promises;
    match kind.id {
        "window" => {
            let longest = figures.slot_minutes_max.map_or_else(
                || t.text("admin-no-slots"),
                |minutes| t.say(&Message::new("admin-longest").with("minutes", minutes)),
            );
            let of = t.say(&Message::new("admin-called").with("kept", figures.kept).with("called", figures.called));
            let early = t.say(&Message::new("admin-early").with("count", figures.called_early));
            let out_of_turn = t.say(&Message::new("admin-out-of-turn").with("count", figures.called_out_of_turn));
            let mut line = format!("{longest} · {of} · {early} · {out_of_turn}");
            if figures.kept_unknown > 0 {
                let unknown = t.say(&Message::new("admin-kept-unknown").with("count", figures.kept_unknown));
                line = format!("{line} · {unknown}");
            }
            if figures.not_seen > 0 {
                let not_seen = t.say(&Message::new("admin-not-seen").with("count", figures.not_seen));
                line = format!("{line} · {not_seen}");
            }
            line
        }
        "admission" => {
            let people = t.say(&Message::new("admin-admissions").with("count", figures.admissions));
            slowest(page).map_or_else(
                || people.clone(),
                |step| {
                    let step = t.say(
                        &Message::new("admin-slowest")
                            .with("step", step_name(t, step.step))
                            .with("minutes", format!("{:.1}", step.minutes_mean.round_dp(1))),
                    );
                    format!("{people} · {step}")
                },
            )
        }
        _ => t.say(&Message::new("admin-discharges").with("bedside", figures.bedside).with("all", figures.discharges)),
    }
}

fn slowest(page: &view::HospitalOverview) -> Option<&view::StepMinutes> {
    page.steps.iter().filter(|step| step.minutes_mean > Decimal::ZERO).max_by_key(|step| step.minutes_mean)
}

fn step_name(t: &Localizer, step: AdmissionStep) -> String {
    match step {
        AdmissionStep::Formality(formality) => words::formality(t, formality),
        AdmissionStep::Bed => t.text("admin-step-bed"),
        AdmissionStep::Walk => t.text("admin-step-walk"),
    }
}

/// The steps of an admission as bars; the slowest is marked.
pub(super) fn steps(t: &Localizer, page: &view::HospitalOverview) -> Vec<StepBar> {
    let slowest = slowest(page).map(|step| step.step);
    let longest = page.steps.iter().map(|step| thousandths(step.minutes_mean)).max().unwrap_or(0);
    page.steps
        .iter()
        .map(|step| {
            let name = step_name(t, step.step);
            let minutes = format!("{:.1}", step.minutes_mean.round_dp(1));
            let is_slowest = slowest == Some(step.step);
            let says =
                t.say(&Message::new("admin-step-says").with("step", name.clone()).with("minutes", minutes.clone()));
            StepBar {
                bar: charts::load(&says, thousandths(step.minutes_mean), longest, 14, is_slowest),
                name,
                minutes,
                slowest: is_slowest,
            }
        })
        .collect()
}

/// The slowest step in a sentence.
pub(super) fn slowest_words(t: &Localizer, page: &view::HospitalOverview) -> String {
    slowest(page).map_or_else(String::new, |step| {
        t.say(
            &Message::new("admin-slowest-of")
                .with("step", step_name(t, step.step))
                .with("minutes", format!("{:.1}", step.minutes_mean.round_dp(1)))
                .with("count", step.admissions),
        )
    })
}

/// Today's windows as columns, and as rows of a table.
pub(super) fn histogram(t: &Localizer, page: &view::HospitalOverview) -> (Svg, Vec<WindowRow>) {
    let windows: Vec<Window> = page
        .histogram
        .iter()
        .map(|bar| Window {
            label: (bar.from.0 % 60 == 0).then(|| bar.from.to_string()),
            seen: bar.seen,
            booked: bar.booked,
            free: bar.free,
        })
        .collect();
    let rows: Vec<WindowRow> = page
        .histogram
        .iter()
        .map(|bar| WindowRow { from: bar.from.to_string(), seen: bar.seen, booked: bar.booked, free: bar.free })
        .collect();
    let minute = t.zone().minute(page.now);
    let word = t.text("admin-now");
    let now = page.histogram.iter().position(|bar| within(bar.from, minute)).map(|place| {
        let gone = u32::from(minute.0 - page.histogram[place].from.0) * 100 / 60;
        (place, gone, word.as_str())
    });
    let sum = |pick: fn(&view::SlotHour) -> u32| page.histogram.iter().map(pick).sum::<u32>();
    let name = t.say(
        &Message::new("admin-windows-name")
            .with("seen", sum(|bar| bar.seen))
            .with("booked", sum(|bar| bar.booked))
            .with("free", sum(|bar| bar.free)),
    );
    (charts::histogram(&name, &windows, now), rows)
}

const fn within(from: MinuteOfDay, minute: MinuteOfDay) -> bool {
    from.0 <= minute.0 && minute.0 < from.0 + 60
}

/// The days over which the promises are measured.
pub(super) fn head(t: &Localizer, page: &view::HospitalOverview) -> String {
    let until = t.day(page.until);
    if page.days == 1 {
        return t.say(&Message::new("admin-today").with("day", until));
    }
    let from = t.day(page.until.plus_days(1 - i64::from(page.days)));
    t.say(&Message::new("admin-from-until").with("from", from).with("until", until))
}

/// The spans to choose from.
pub(super) fn spans(t: &Localizer, days: u16) -> Vec<Link> {
    [1u16, 7, 30]
        .into_iter()
        .map(|span| Link {
            href: format!("/admin?days={span}"),
            words: if span == 1 {
                t.text("admin-span-today")
            } else {
                t.say(&Message::new("admin-span-days").with("days", span))
            },
            current: span == days,
        })
        .collect()
}
