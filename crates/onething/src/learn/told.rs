//! What was found, for people: figures first, so that the words may have any width.

use crate::learn::found::{Found, HeldOut, Proposed, Source};
use model::message::Message;
use schedules::{
    Evaluation,
    learn::{AGE_BANDS, Band, Figures, Group, Interval, LEAD_BANDS, Learnt, Rate, Times},
};
use web::locale::Localizer;

/// All of it.
pub(super) fn all(t: &Localizer, found: &Found) -> String {
    let sources: String = found.sources.iter().map(|source| file(t, source)).collect();
    let proposed: String = found.proposed.iter().map(|proposed| proposal(t, proposed)).collect();
    sources + &no_shows(t, &found.learnt) + &services(t, &found.learnt) + &proposed
}

fn file(t: &Localizer, source: &Source) -> String {
    let read = &source.read;
    let head = Message::new("learn-read")
        .with("file", source.name.as_str())
        .with("rows", read.rows.to_string())
        .with("left", read.rows_left_out().to_string());
    let mut text = t.say(&head) + "\n";
    for left in &read.left_out {
        let reason = Message::new("learn-left-out")
            .with("reason", t.say(&left.fault.message()))
            .with("line", left.line.to_string());
        text += &format!("{:>10} {}\n", left.rows, t.say(&reason));
    }
    text
}

fn no_shows(t: &Localizer, learnt: &Learnt) -> String {
    let of_group = |group: &Group| group.no_show.map(|rate| rate_row(&rate, &name(t, group)));
    let groups: String = learnt.groups.iter().filter_map(of_group).collect();
    if groups.is_empty() {
        return String::new();
    }
    let bands = |bands: &[Band], all: &[(u16, u16)], ids: [&'static str; 3]| -> String {
        let last = all.last().map_or(u16::MAX, |(from, _)| *from);
        let words = |band: &Band| {
            let [one, some, more] = ids;
            let id = if band.from == last {
                more
            } else if band.from == band.to {
                one
            } else {
                some
            };
            t.say(&Message::new(id).with("from", band.from.to_string()).with("to", band.to.to_string()))
        };
        bands.iter().map(|band| rate_row(&band.no_show, &words(band))).collect()
    };
    format!("\n{}\n", t.text("learn-no-shows"))
        + &groups
        + &bands(&learnt.lead_days, &LEAD_BANDS, ["learn-lead-day", "learn-lead-days", "learn-lead-more"])
        + &bands(&learnt.age, &AGE_BANDS, ["learn-age-year", "learn-age-years", "learn-age-more"])
}

fn services(t: &Localizer, learnt: &Learnt) -> String {
    let of_group = |group: &Group| group.service.as_ref().map(|times| times_row(times, &name(t, group)));
    let groups: String = learnt.groups.iter().filter_map(of_group).collect();
    if groups.is_empty() {
        return String::new();
    }
    format!("\n{}\n{groups}", t.text("learn-services"))
}

fn name(t: &Localizer, group: &Group) -> String {
    if group.path.is_empty() { t.text("learn-all") } else { group.path.join(" / ") }
}

fn rate_row(rate: &Rate, words: &str) -> String {
    let percent = [rate.rate, rate.low, rate.high].map(|share| share * 100.0);
    format!("{:>8.2} {:>8.2} {:>8.2} {:>9} {:>7.3} {words}\n", percent[0], percent[1], percent[2], rate.n, rate.weight)
}

fn times_row(times: &Times, words: &str) -> String {
    let Times { mean, low, high, cv, n, weight, .. } = times;
    format!("{mean:>8.2} {low:>8.2} {high:>8.2} {cv:>8.3} {n:>9} {weight:>7.3} {words}\n")
}

fn proposal(t: &Localizer, proposed: &Proposed) -> String {
    let plan = &proposed.proposal;
    let no_show = proposed.group.no_show.map_or(0.0, |rate| rate.rate) * 100.0;
    let head = Message::new("learn-proposal")
        .with("name", name(t, &proposed.group))
        .with("patients", plan.present.patients().to_string())
        .with("slots", plan.present.slots().to_string())
        .with("minutes", proposed.slot_minutes.to_string())
        .with("rate", format!("{no_show:.1}"));
    let expected = |figure: fn(&Evaluation) -> f64| [figure(&plan.evaluation), figure(&plan.best.evaluation)];
    let row = |[today, then]: [f64; 2], id: &str| format!("{today:>9.3} {then:>9.3} {}\n", t.text(id));
    format!("\n{}\n", t.say(&head))
        + &called(t, plan.present.as_slice(), "learn-today")
        + &called(t, plan.best.calls.as_slice(), "learn-proposed")
        + &format!("{}\n", t.text("learn-expected"))
        + &row(expected(|found| found.wait_mean), "learn-wait")
        + &row(expected(|found| found.overtime), "learn-overtime")
        + &row(expected(|found| found.idle), "learn-idle")
        + &row([plan.cost, plan.best.cost], "learn-cost")
        + &proposed.held_out.as_ref().map_or_else(String::new, |held| held_out(t, held))
}

fn held_out(t: &Localizer, held: &HeldOut) -> String {
    let found = &held.comparison;
    let head = Message::new("learn-held-out")
        .with("sessions", found.sessions.to_string())
        .with("services", held.services.to_string());
    let row = |of: fn(&Figures<f64>) -> f64, difference: Interval, id: &str| {
        let (today, then) = (of(&found.present), of(&found.proposed));
        let Interval { mean, low, high } = difference;
        format!("{today:>9.3} {then:>9.3} {mean:>9.3} {low:>9.3} {high:>9.3} {}\n", t.text(id))
    };
    let difference = &found.difference;
    format!("{}\n", t.say(&head))
        + &called(t, held.proposal.best.calls.as_slice(), "learn-proposed-earlier")
        + &row(|figures| figures.wait, difference.wait, "learn-wait-came")
        + &row(|figures| figures.overtime, difference.overtime, "learn-overtime")
        + &row(|figures| figures.idle, difference.idle, "learn-idle")
        + &row(|figures| figures.cost, difference.cost, "learn-cost")
}

fn called(t: &Localizer, calls: &[u32], id: &str) -> String {
    let calls: Vec<String> = calls.iter().map(ToString::to_string).collect();
    format!("{}  {}\n", calls.join(","), t.text(id))
}
