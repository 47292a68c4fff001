//! The page in both languages: with a proposal, where the seats are the best already, and where there is none.

use super::screen::TuningScreen;
use crate::{
    handlers::admin::samples,
    ui::checks::{all, first, sound, words},
};
use askama::Template as _;
use hospital::view::*;
use model::{
    Label,
    id::{ClinicianId, DepartmentId, TemplateId},
    message::Refusal,
    scheduling::{DayOfWeek, TemplatePlan, Weeks, WindowSeats},
    time::{BusinessDate, MinuteOfDay},
};
use rust_decimal::Decimal;
use scraper::Html;
use uuid::Uuid;

fn thousandths(of: i64) -> Decimal {
    Decimal::new(of, 3)
}

fn group(seen: u32, minutes: i64, missed: u32, called: u32, rate: i64) -> LearntGroup {
    let no_show = LearntRate {
        visits: called,
        missed,
        rate: thousandths(rate),
        low: thousandths(rate - 10),
        high: thousandths(rate + 20),
        own_share: thousandths(950),
    };
    let times = LearntTimes {
        visits: seen,
        mean: thousandths(minutes),
        low: thousandths(minutes - 200),
        high: thousandths(minutes + 200),
        own_share: thousandths(970),
    };
    LearntGroup { times: Some(times), no_show: Some(no_show) }
}

fn seats(seats: [u16; 3], wait: i64, overtime: i64, idle: i64, over: i64) -> TunedSeats {
    TunedSeats {
        seats: seats.to_vec(),
        wait_minutes: thousandths(wait),
        overtime_minutes: thousandths(overtime),
        idle_minutes: thousandths(idle),
        overtime_probability: thousandths(over),
        cost: thousandths(wait + overtime),
        waits: seats.iter().map(|one| (*one > 0).then(|| thousandths(wait))).collect(),
    }
}

/// Wednesdays 08:00–09:00 with three seats in each of three windows, and four, five and none proposed.
fn page() -> TemplateTuning {
    let day = |text: &str| text.parse::<BusinessDate>().unwrap();
    let clinician = ClinicianId(Uuid::from_u128(2));
    TemplateTuning {
        now: samples::at(10, 24),
        template: TemplateId(Uuid::from_u128(3)),
        department: DepartmentRef {
            department: DepartmentId(Uuid::from_u128(1)),
            code: "NEUR".into(),
            name: Label::new("神经内科", "Neurology"),
            place: Label::default(),
        },
        clinician,
        name: Name { full: samples::HOSTILE.into(), masked: String::new() },
        plan: TemplatePlan {
            valid_from: day("2026-11-04"),
            valid_until: None,
            room: Label::new("3 诊室", "Room 3"),
            device: None,
            weekday: DayOfWeek::Wednesday,
            weeks: Weeks::Every,
            anchor: day("2026-11-04"),
            from: MinuteOfDay(480),
            until: MinuteOfDay(540),
            slot_minutes: 20,
            capacity: WindowSeats::Each(3),
            release_days: 7,
            release_at: MinuteOfDay(420),
            pools: Vec::new(),
        },
        version: 7,
        from: day("2026-05-30"),
        until: day("2026-11-25"),
        visits: 980,
        left_out: 2,
        own: group(882, 6_000, 98, 980, 100),
        of_department: group(2_000, 7_000, 300, 2_500, 120),
        types: vec![LearntType { visit: VisitType::First, learnt: group(232, 7_600, 38, 270, 141) }],
        lead: vec![LearntLead {
            days_from: 61,
            days_to: 1_000,
            no_show: LearntRate {
                visits: 10,
                missed: 3,
                rate: thousandths(318),
                low: thousandths(93),
                high: thousandths(606),
                own_share: Decimal::ONE,
            },
        }],
        minutes: [0, 0, 0, 300, 0, 0, 400, 0, 0, 300].map(thousandths).to_vec(),
        wait_weight: 1,
        overtime_weight: 2,
        present: Some(seats([3, 3, 3], 7_874, 3_284, 48_900, 370)),
        proposed: Some(seats([4, 5, 0], 8_531, 1_531, 47_100, 180)),
        held_out: None,
        refusal: None,
        published: vec![day("2026-12-02")],
        first_day: day("2026-12-09"),
        later: vec![day("2027-01-06")],
    }
}

fn shown(t: &crate::locale::Localizer, page: &TemplateTuning) -> Html {
    let shell = samples::shell(t);
    sound(&TuningScreen::new((t, &shell, samples::NONCE), None, page).render().unwrap())
}

#[test]
fn the_same_figures_stand_in_the_charts_the_words_and_the_form() {
    for t in samples::localizers() {
        let html = shown(&t, &page());
        let bars: Vec<_> = all(&html, ".tuning-bars li > b").into_iter().map(words).collect();
        let minutes = if t.locale() == crate::locale::Locale::English { "min" } else { "分" };
        let expected = ["7.9 → 8.5", "3.3 → 1.5", "48.9 → 47.1"].map(|figures| format!("{figures} {minutes}"));
        assert_eq!(bars[..3], expected);
        assert_eq!(bars[3], "63% → 82%");
        assert!(first(&html, ".is-proposed").contains("4, 5, 0"));
        // Three windows of three; then four and five, and three that are missing.
        let count = |class: &str| all(&html, &format!(".chart-calls .{class}")).len();
        assert_eq!((count("call"), count("call-more"), count("call-less")), (9 + 6, 1 + 2, 3));
        let field = |name: &str| {
            let found = all(&html, &format!("#apply input[name={name}]"));
            found[0].value().attr("value").unwrap().to_owned()
        };
        assert_eq!(field("capacity"), "4,5,0");
        assert_eq!(
            (field("valid_from"), field("opened"), field("version")),
            ("2026-12-09".into(), "2026-11-04".into(), "7".into())
        );
        assert_eq!(all(&html, "#apply .template-drops").len(), 2);
        let rows: Vec<_> = all(&html, ".figures tbody tr").into_iter().map(words).collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[2].contains("08:40") && rows[2].contains("3 → 0") && rows[2].contains("–"), "{rows:?}");
        assert!(first(&html, ".tuning-learnt").contains("97%"));
        assert_eq!(all(&html, ".notice").len(), 0);
    }
}

#[test]
fn visits_that_were_not_learnt_from_are_named_with_what_the_seats_cost_then() {
    for t in samples::localizers() {
        let cost = |wait: i64| SessionCost {
            seats: 9,
            wait_minutes: thousandths(wait),
            overtime_minutes: thousandths(2_000),
            idle_minutes: thousandths(30_000),
        };
        let day = |text: &str| -> BusinessDate { text.parse().unwrap() };
        let (from, until) = (day("2026-10-04"), day("2026-12-02"));
        let held = HeldOut { from, until, visits: 412, present: cost(7_900), proposed: cost(8_300) };
        let html = shown(&t, &TemplateTuning { held_out: Some(held), ..page() });
        let section = first(&html, "section[aria-labelledby=held-out-title]");
        assert!(section.contains("412") && section.contains("7.9") && section.contains("8.3"), "{section}");
        assert!(all(&shown(&t, &page()), "#held-out-title").is_empty());
    }
}

#[test]
fn the_best_seats_are_not_changed_and_too_few_visits_say_so() {
    for t in samples::localizers() {
        let same = TemplateTuning { proposed: page().present, ..page() };
        let html = shown(&t, &same);
        assert_eq!((all(&html, "#apply").len(), all(&html, ".chart-calls .call-more").len()), (0, 0));
        let refusal = Refusal::new("tuning-too-few").field("template").with("value", 3_i64).with("needed", 30_i64);
        let nothing = LearntGroup { times: None, no_show: None };
        let few = TemplateTuning {
            refusal: Some(refusal),
            present: None,
            proposed: None,
            own: nothing.clone(),
            of_department: nothing,
            types: Vec::new(),
            lead: Vec::new(),
            minutes: Vec::new(),
            ..page()
        };
        let html = shown(&t, &few);
        assert!(first(&html, ".notice-bad").contains("30"));
        assert_eq!((all(&html, "#apply").len(), all(&html, ".chart").len()), (0, 0));
    }
}
