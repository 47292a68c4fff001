//! One sample of each state, in the words that the pages themselves use.

use super::{Bed, ComponentsScreen, Place};
use crate::{
    handlers::patient::{
        parts::{Choice, Day, Entry, Slot, Stage, way},
        slots::day_state,
    },
    locale::{Locale, Localizer},
    ui::charts::{
        Better, Call, Part, Point, SeatState, SeatWindow, Svg, Tone, Window, forecast, histogram, load, seats, split,
        trend,
    },
    ui::page::Shell,
    ui::parts::{Chip, Link, Notice},
};
use hospital::view::DayState;
use model::{message::Message, money::Yuan};

const HERE: &str = "#main";

pub(super) fn screen<'a>(t: &'a Localizer, shell: &'a Shell) -> ComponentsScreen<'a> {
    ComponentsScreen {
        t,
        shell,
        variants: variants(t, shell),
        sample: t.text("components-sample"),
        chips: chips(t),
        notices: notices(t),
        days: days(t),
        slots: slots(t),
        choices: choices(t),
        stages: stages(t),
        entries: entries(t),
        facts: vec![
            (t.text("patient-for-whom"), t.text("components-person")),
            (t.text("patient-fee"), t.yuan(Yuan::from_fen(1_500))),
        ],
        places: places(t),
        beds: beds(t),
        amount: t.yuan(Yuan::from_fen(2_248_798)),
        charts: charts(t),
        lines: [
            "connection-down",
            "connection-stuck",
            "connection-ended",
            "connection-unsent",
            "connection-unfollowed",
            "connection-back",
            "working",
        ]
        .map(|id| t.text(id).replace("{since}", "08:14"))
        .into(),
    }
}

/// Both languages in both sizes.
fn variants(t: &Localizer, shell: &Shell) -> Vec<Link> {
    let all = Locale::ALL.into_iter().flat_map(|locale| [false, true].map(|large| (locale, large)));
    all.map(|(locale, large)| Link {
        href: format!("/dev/components?language={}&large={}", locale.tag(), u8::from(large)),
        words: format!("{} · {}", locale.tag(), t.text(if large { "type-large" } else { "type-normal" })),
        current: locale == t.locale() && large == shell.large,
    })
    .collect()
}

fn chips(t: &Localizer) -> Vec<Chip> {
    vec![
        Chip::new("ok", t.text("patient-booked")),
        Chip::new("warn", t.text("patient-day-few")),
        Chip::new("bad", t.text("patient-missed")),
        Chip::new("info", t.text("patient-step-wait")),
        Chip::new("female", t.text("staff-sex-female")),
        Chip::new("rest", t.text("patient-closed")),
    ]
}

fn notices(t: &Localizer) -> Vec<Option<Notice>> {
    let notice =
        |tone, id: &str| Some(Notice { tone, head: t.text(id), body: t.text("problem-busy-body"), ways: vec![] });
    let mut all = vec![
        notice("ok", "patient-done-booked"),
        notice("warn", "problem-outcome-unknown"),
        notice("bad", "problem-busy"),
    ];
    if let Some(Some(last)) = all.last_mut() {
        last.ways = vec![way(HERE, t.text("patient-other-window"))];
    }
    all
}

fn days(t: &Localizer) -> Vec<Day> {
    let states = [DayState::Over, DayState::Few, DayState::Full, DayState::Closed, DayState::Free, DayState::Drawn];
    let weekdays =
        ["components-mon", "components-tue", "components-wed", "components-thu", "components-fri", "components-sat"];
    let all = states.into_iter().zip(weekdays).zip(23..);
    all.map(|((state, weekday), number)| {
        let (state, class) = day_state(t, state);
        Day {
            href: HERE.to_owned(),
            month: (number == 23).then(|| t.text("components-month")),
            weekday: t.text(weekday),
            number: number.to_string(),
            state,
            class,
            chosen: number == 27,
        }
    })
    .collect()
}

fn slots(t: &Localizer) -> Vec<Slot> {
    let left = |count: u32| t.say(&Message::new("patient-left").with("count", count));
    [
        ("is-free", left(3), true),
        ("is-last", left(1), true),
        ("is-free is-chosen", left(2), true),
        ("is-full", t.text("patient-full-next"), true),
        ("is-past", t.text("patient-past"), false),
        ("is-past", t.text("patient-not-yet"), false),
    ]
    .map(|(class, left, open)| Slot {
        hold: None,
        href: open.then(|| HERE.to_owned()),
        window: "09:00–09:20".to_owned(),
        left,
        class,
        chosen: class.contains("is-chosen"),
    })
    .into()
}

fn choices(t: &Localizer) -> Vec<Choice> {
    let window = "09:00–09:20";
    let name = t.text("components-person");
    let choice = Choice {
        day: t.text("components-thu"),
        window: window.to_owned(),
        line: t.say(&Message::new("patient-choice-expected").with("at", "09:06").with("clinician", name.as_str())),
        fee: t.yuan(Yuan::from_fen(1_500)),
        button: t.say(&Message::new("patient-book-button").with("name", name.as_str()).with("window", window)),
        ..Choice::default()
    };
    let instead = Some(t.say(&Message::new("patient-instead").with("window", "08:40–09:00")));
    vec![choice.clone(), Choice { instead, ..choice }]
}

fn stages(t: &Localizer) -> Vec<Stage> {
    [
        ("patient-step-booking", "is-done", "patient-step-done"),
        ("patient-step-wait", "is-now", "patient-step-now"),
        ("patient-step-consult", "is-late", "patient-step-late"),
        ("patient-step-admission", "is-dropped", "patient-step-dropped"),
        ("patient-step-tests", "is-ahead", "patient-step-ahead"),
    ]
    .map(|(name, class, aside)| Stage {
        name: t.text(name),
        line: t.text("patient-step-ahead-line"),
        class,
        aside: t.text(aside),
    })
    .into()
}

fn entries(t: &Localizer) -> Vec<Entry> {
    let entry = |tone, chip: &str, line: String, urgent| Entry {
        href: HERE.to_owned(),
        head: t.text("components-person"),
        line,
        chip: Chip::new(tone, t.text(chip)),
        urgent,
        ..Entry::default()
    };
    let room = Message::new("patient-called-to").with("room", "3");
    let ahead = Message::new("patient-ahead-line").with("ahead", 2_u32);
    vec![
        entry("info", "patient-step-wait", t.say(&ahead), false),
        entry("warn", "patient-called", t.say(&room), true),
        entry("rest", "patient-closed", String::new(), false),
    ]
}

fn places(t: &Localizer) -> Vec<Place> {
    let call = |early, at, late| {
        let clock = |minutes: i64| format!("09:{minutes:02}");
        let clocks = [clock(early), clock(at), clock(late)];
        let line = Message::new("patient-forecast")
            .with("early", clocks[0].as_str())
            .with("at", clocks[1].as_str())
            .with("late", clocks[2].as_str());
        let line = t.say(&line);
        (forecast(&line, &Call { early, at, late, clocks }), line)
    };
    let (wide, wide_line) = call(1, 6, 13);
    let (narrow, narrow_line) = call(0, 1, 2);
    let people = |count: u32| t.say(&Message::new("patient-people").with("count", count));
    let place = |head: &str, big: String, line: String, forecast, urgent| Place {
        head: t.text(head),
        big,
        line,
        forecast,
        urgent,
    };
    vec![
        place("patient-ahead", people(2), wide_line, Some(wide), false),
        place("patient-ahead", people(0), narrow_line, Some(narrow), false),
        place("patient-called", "3".to_owned(), String::new(), None, true),
        place("patient-this-visit", t.text("patient-missed"), t.text("patient-missed-line"), None, false),
    ]
}

fn beds(t: &Localizer) -> Vec<Bed> {
    [
        ("taken", "patient-step-stay", false),
        ("leaving", "patient-step-discharge", false),
        ("reserved", "patient-booked", false),
        ("cleaning", "components-cleaning", false),
        ("free", "patient-day-free", false),
        ("free", "patient-day-free", true),
    ]
    .map(|(tone, line, suggested)| Bed { tone, head: "12".to_owned(), line: t.text(line), suggested })
    .into()
}

fn charts(t: &Localizer) -> Vec<Svg> {
    let name = t.text("components-charts");
    let points = |figures: [i64; 5]| figures.map(|figure| Point { label: String::new(), thousandths: Some(figure) });
    let windows = [(6, 0, 0), (5, 1, 0), (2, 3, 1), (0, 4, 2)].map(|(seen, booked, free)| Window {
        label: Some("09:00".to_owned()),
        seen,
        booked,
        free,
    });
    let row = |states: &[SeatState]| SeatWindow { label: "09:00".to_owned(), seats: states.to_vec() };
    let session = [
        row(&[SeatState::Seen, SeatState::Seen, SeatState::Missed]),
        row(&[SeatState::Current, SeatState::Waiting, SeatState::Booked]),
        row(&[SeatState::Booked, SeatState::Free, SeatState::Free]),
    ];
    let now = t.text("patient-step-now");
    let parts = [
        Part { tone: Tone::Fund, label: "77.3%", fen: 1_739_038 },
        Part { tone: Tone::Account, label: "11.9%", fen: 266_646 },
        Part { tone: Tone::Cash, label: "10.8%", fen: 243_114 },
    ];
    vec![
        split(&name, &parts),
        trend(&name, &points([880, 900, 915, 930, 941]), 900, "90%", Better::Higher),
        trend(&name, &points([960, 955, 950, 948, 944]), 950, "95%", Better::Higher),
        histogram(&name, &windows, Some((2, 40, &now))),
        seats(&name, &session, Some((1, 30, &now))),
        load(&name, 24, 36, 6, false),
        load(&name, 36, 36, 6, true),
    ]
}
