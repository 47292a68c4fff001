//! The day close of a cashier or a nurse: what went through their hands, the cash as counted, and the closes so far.

use super::present;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Notice, Pair},
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{
    Failure, Request,
    view::{TillCloseLine, TillDetail},
};
use model::{
    actor::Role,
    id::Seq,
    message::{Message, Refusal},
    settlement::TillSum,
};
use serde::Deserialize;

const PAGE: &str = "/cashier/till";

/// What a step that went well may say.
const DONE: [&str; 1] = ["till-done"];

/// The page.
#[derive(Template)]
#[template(path = "bedside/till.html")]
pub(super) struct TillScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) back: &'static str,
    pub(super) seen: Seq,
    /// Nothing moved since the last close.
    pub(super) is_empty: bool,
    pub(super) summary: String,
    pub(super) sums: Vec<Pair>,
    pub(super) cash: String,
    pub(super) closes: Vec<Close>,
}

/// A close.
pub(super) struct Close {
    pub(super) head: String,
    pub(super) sums: Vec<Pair>,
    pub(super) says: String,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TillQuery {
    #[serde(default)]
    done: Option<String>,
}

/// What was counted.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CloseForm {
    #[serde(default)]
    seen: String,
    #[serde(default)]
    counted: String,
    #[serde(default)]
    text: String,
}

impl CloseForm {
    fn request(&self) -> Result<Request, Failure> {
        let seen = self.seen.parse().map_err(|_| Refusal::new("field-choose").field("seen"))?;
        let counted = act::amount("counted", &self.counted)?;
        let text = Some(self.text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Request::CloseTill(usecase::CloseTill { seen, counted, text }))
    }
}

pub(super) async fn show(mut staff: Member, Query(query): Query<TillQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    let back = if staff.actor.role == Role::Nurse { "/ward" } else { "/cashier" };
    match staff.hospital.read(&staff.actor, read::OwnTill {}).await {
        Ok(till) => {
            let page = TillScreen { back, notice, ..TillScreen::new(&staff.t, &staff.shell, &staff.nonce, &till) };
            act::answer(&page)
        }
        Err(failure) => staff.cannot(&failure),
    }
}

pub(super) async fn close(staff: Member, post: Post<CloseForm>) -> Response {
    let outcome = match post.form.request() {
        Ok(request) => staff.execute(&post.key, request).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => act::see(&format!("{PAGE}?done={}", DONE[0])),
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}

impl<'a> TillScreen<'a> {
    /// From what the hospital shows, for a cashier.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, nonce: &'a str, till: &TillDetail) -> Self {
        let since = till.since.map(|since| {
            t.say(&Message::new("till-since").with("count", till.moves).with("at", t.day_and_clock(since)))
        });
        Self {
            t,
            shell,
            nonce,
            notice: None,
            back: "/cashier",
            seen: till.seen,
            is_empty: till.moves == 0,
            summary: since.unwrap_or_else(|| t.text("till-empty")),
            sums: sums(t, &till.sums),
            cash: t.yuan(till.cash),
            closes: till.closes.iter().map(|one| of_close(t, one)).collect(),
        }
    }
}

/// What came in and went out by each way.
fn sums(t: &Localizer, sums: &[TillSum]) -> Vec<Pair> {
    let words = |sum: &TillSum| {
        let message = Message::new("till-sum").with("taken", sum.taken).with("returned", sum.returned);
        Pair::new(present::method(t, sum.method), t.say(&message.with("amount", t.signed(sum.taken - sum.returned))))
    };
    sums.iter().map(words).collect()
}

fn of_close(t: &Localizer, one: &TillCloseLine) -> Close {
    let head = Message::new("till-close").with("number", one.number).with("at", present::moment(t, one.at));
    let id = if one.difference.is_zero() { "till-even" } else { "till-differs" };
    let says = Message::new(id).with("counted", one.counted).with("difference", t.signed(one.difference));
    Close { head: t.say(&head.with("count", one.moves)), sums: sums(t, &one.sums), says: t.say(&says) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples as staff;
    use model::{money::Yuan, settlement::PayMethod};

    fn till(moves: u32) -> TillDetail {
        let sum = TillSum { method: PayMethod::Cash, taken: Yuan::from_fen(30_000), returned: Yuan::from_fen(2_000) };
        let close = TillCloseLine {
            number: 3,
            since: Some(staff::at(8, 0)),
            at: staff::at(9, 0),
            moves: 5,
            sums: vec![sum],
            counted: Yuan::from_fen(27_900),
            difference: Yuan::from_fen(-100),
        };
        TillDetail {
            now: staff::at(10, 0),
            seen: 77,
            since: (moves > 0).then(|| staff::at(9, 30)),
            moves,
            sums: if moves > 0 { vec![sum] } else { Vec::new() },
            cash: Yuan::from_fen(if moves > 0 { 28_000 } else { 0 }),
            closes: vec![close],
        }
    }

    #[test]
    fn what_there_should_be_is_shown_and_an_empty_till_cannot_be_closed() {
        for t in staff::localizers() {
            let shell = staff::shell(&t);
            let page = TillScreen::new(&t, &shell, staff::NONCE, &till(4)).render().unwrap();
            assert!(page.contains("280.00") && page.contains("value=\"77\"") && page.contains("279.00"), "{page}");
            let empty = TillScreen::new(&t, &shell, staff::NONCE, &till(0)).render().unwrap();
            assert!(!empty.contains("name=\"counted\"") && empty.contains(&t.text("till-empty")));
        }
    }

    #[test]
    fn a_form_says_which_movement_was_seen() {
        let form = |seen: &str, text: &str| CloseForm { seen: seen.into(), counted: "1.00".into(), text: text.into() };
        assert!(matches!(form("7", " ").request(), Ok(Request::CloseTill(one)) if one.seen == 7 && one.text.is_none()));
        assert!(form("x", "").request().is_err());
    }
}
