//! Entries of the waiting list as cards: the place in each line, and the seat that is offered.

use super::wishes::half;
use crate::{
    locale::Localizer,
    ui::{
        parts::{Chip, Pair},
        words,
    },
};
use chrono::Duration;
use hospital::view::{WaitEntry, WaitList, WaitOffer, WaitWish};
use model::{message::Message, refusal, scheduling::Half, time::Instant};
use scheduling::read::WaitlistEnd;

/// An entry.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    pub(crate) entry: String,
    pub(crate) key: String,
    pub(crate) head: String,
    pub(crate) line: String,
    pub(crate) wishes: Vec<Place>,
    pub(crate) offer: Option<Offer>,
    /// Windows with a seat that the person could not have, and why.
    pub(crate) passed_over: Vec<String>,
    /// How it ended.
    pub(crate) ended: Option<Chip>,
}

/// One thing that is waited for.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) words: String,
    pub(crate) place: Chip,
}

/// The seat that is offered.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) slot: String,
    pub(crate) day: String,
    pub(crate) window: String,
    pub(crate) line: String,
    pub(crate) left: String,
    /// How much of the time has passed, per mille.
    pub(crate) passed: i64,
    pub(crate) since: String,
    pub(crate) answer_by: String,
    pub(crate) meaning: [Pair; 3],
    pub(crate) longer: Option<String>,
    pub(crate) accept: String,
}

/// The entries of some people. `line` says whose an entry is.
pub(crate) fn entries(t: &Localizer, nonce: &str, page: &WaitList, line: impl Fn(&WaitEntry) -> String) -> Vec<Wait> {
    page.entries.iter().map(|entry| Wait { line: line(entry), ..wait(t, nonce, page, entry) }).collect()
}

/// The half-day to which an offered seat belongs; after midnight it is still the afternoon of the session's day.
fn half_of(t: &Localizer, offer: &WaitOffer) -> Half {
    if t.zone().date(offer.from) > offer.date { Half::Afternoon } else { Half::of(t.zone().minute(offer.from)) }
}

fn wait(t: &Localizer, nonce: &str, page: &WaitList, entry: &WaitEntry) -> Wait {
    let offered = entry.offer.as_ref();
    let is_offered = |wish: &WaitWish| {
        offered.is_some_and(|offer| {
            wish.date == offer.date && wish.clinician == offer.clinician_id && half_of(t, offer) == wish.half
        })
    };
    Wait {
        entry: entry.entry.to_string(),
        key: format!("{}.{}", nonce, entry.entry),
        head: t.label(&entry.department.name),
        line: String::new(),
        wishes: entry
            .wishes
            .iter()
            .map(|wish| Place {
                words: format!(
                    "{} {} · {} {}",
                    t.day(wish.date),
                    half(t, wish.half),
                    wish.name.full,
                    words::title(t, wish.title)
                ),
                place: place(t, wish, is_offered(wish)),
            })
            .collect(),
        offer: offered.map(|offer| offer_card(t, page.now, offer, entry.wishes.len())),
        passed_over: entry
            .passed_over
            .iter()
            .filter(|_| entry.ended_at.is_none())
            .map(|seat| {
                let id = match seat.code.as_str() {
                    code if refusal::is_cap(code) => "wait-passed-over-cap",
                    refusal::NO_SHOW_BLOCK => "wait-passed-over-missed",
                    refusal::GROUP_TOO_FAR_AHEAD => "wait-passed-over-not-open",
                    _ => "wait-passed-over-clash",
                };
                let window = t.window(seat.from, seat.until);
                t.say(&Message::new(id).with("day", t.day_at(seat.from)).with("window", window))
            })
            .collect(),
        ended: entry.ended.map(|how| {
            let (tone, id) = match how {
                WaitlistEnd::Booked => ("ok", "wait-ended-booked"),
                WaitlistEnd::Left => ("rest", "wait-ended-left"),
                WaitlistEnd::Closed => ("warn", "wait-ended-closed"),
            };
            Chip::new(tone, t.text(id))
        }),
    }
}

fn place(t: &Localizer, wish: &WaitWish, is_offered: bool) -> Chip {
    match wish.place {
        _ if is_offered => Chip::new("ok", t.text("wait-your-turn")),
        _ if !wish.is_held => Chip::new("warn", t.text("wait-no-session")),
        None => Chip::new("rest", t.text("wait-half-closed")),
        Some(place) if place == wish.place_joined => {
            Chip::new("info", t.say(&Message::new("wait-place").with("place", place)))
        }
        Some(place) => {
            let message = Message::new("wait-place-joined").with("place", place).with("joined", wish.place_joined);
            Chip::new("info", t.say(&message))
        }
    }
}

fn offer_card(t: &Localizer, now: Instant, offer: &WaitOffer, wishes: usize) -> Offer {
    let whole = (offer.answer_by - offer.offered_at).num_seconds().max(1);
    let passed = (now - offer.offered_at).num_seconds().clamp(0, whole);
    let by = t.day_and_clock(offer.answer_by);
    let accepted = if wishes > 1 { "wait-means-accept-others" } else { "wait-means-accept" };
    let passing = if offer.keeps_by_passing { "wait-means-pass-keeps" } else { "wait-means-pass-ends" };
    let silent = if offer.keeps_by_silence { "wait-means-silence-keeps" } else { "wait-means-silence-ends" };
    let window = t.window(offer.from, offer.until);
    Offer {
        slot: offer.slot.to_string(),
        day: t.day_at(offer.from),
        line: t.say(
            &Message::new("wait-offer-line")
                .with("clinician", offer.clinician.full.as_str())
                .with("room", t.room(&offer.room))
                .with("at", t.clock(offer.expected_at))
                .with("fee", offer.fee),
        ),
        left: left(t, offer.answer_by - now),
        passed: passed * 1000 / whole,
        since: t.say(&Message::new("wait-since").with("at", t.day_and_clock(offer.offered_at))),
        answer_by: t.say(&Message::new("wait-answer-by").with("at", by.clone())),
        meaning: [
            Pair::new(t.text("wait-accept"), t.text(accepted)),
            Pair::new(t.text("wait-pass"), t.text(passing)),
            Pair::new(t.text("wait-silence"), t.say(&Message::new(silent).with("at", by))),
        ],
        longer: offer.longer_until.map(|until| t.say(&Message::new("wait-longer").with("at", t.day_and_clock(until)))),
        accept: t
            .say(&Message::new("wait-accept-button").with("day", t.day_at(offer.from)).with("window", window.clone())),
        window,
    }
}

/// `还有 1 小时 37 分`
fn left(t: &Localizer, left: Duration) -> String {
    let minutes = left.num_minutes().max(0);
    let message = match minutes / 60 {
        0 => Message::new("wait-left-minutes").with("minutes", minutes),
        hours => Message::new("wait-left").with("hours", hours).with("minutes", minutes % 60),
    };
    t.say(&message)
}
