//! What every staff step does: run a use case under the form's key, then go to the page that says so, or show the
//! refusal on the page with what was typed.

use super::parts::Notice;
use crate::locale::Localizer;
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use hospital::Failure;
use model::{
    message::{Message, Refusal},
    money::{AmountError, Yuan},
};
use rust_decimal::Decimal;

/// To another page, by GET: after a step, so that reloading repeats nothing.
pub(crate) fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

/// The page, with the status of what went wrong, if anything did.
pub(crate) fn answer(page: &impl Template, failure: Option<&Failure>) -> Response {
    match page.render() {
        Ok(html) => (failure.map_or(StatusCode::OK, status), Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The status that says the same as the failure.
pub(crate) const fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Failure::Denied => StatusCode::FORBIDDEN,
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::Conflict => StatusCode::CONFLICT,
        Failure::Busy { .. } | Failure::OutcomeUnknown => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Full => StatusCode::INSUFFICIENT_STORAGE,
        Failure::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What went well, if the address names it: only texts of the page's own list.
pub(crate) fn done(t: &Localizer, named: Option<&str>, known: &[&'static str], number: Option<u32>) -> Option<Notice> {
    let id = known.iter().find(|id| Some(**id) == named)?;
    let mut message = Message::new(id);
    if let Some(number) = number {
        message = message.with("ticket", number);
    }
    Some(said(t.say(&message)))
}

/// Something that went well.
pub(crate) fn said(head: String) -> Notice {
    Notice { tone: "ok", head, ..Notice::default() }
}

/// Something to look at.
pub(crate) fn warned(head: String, body: String) -> Notice {
    Notice { tone: "warn", head, body, ways: Vec::new() }
}

/// Why something was not done, and the way on.
pub(crate) fn failed(t: &Localizer, failure: &Failure) -> Notice {
    let (head, body) = match failure {
        Failure::Refused(refusal) => (t.refusal(refusal), String::new()),
        Failure::Denied => (t.text("staff-denied"), t.text("staff-denied-body")),
        Failure::NotFound => (t.text("staff-not-found"), t.text("staff-not-found-body")),
        Failure::Conflict => (t.text("staff-conflict"), t.text("staff-conflict-body")),
        Failure::Busy { .. } => (t.text("staff-busy"), t.text("staff-busy-body")),
        Failure::OutcomeUnknown => (t.text("staff-outcome-unknown"), t.text("staff-outcome-unknown-body")),
        Failure::Full => (t.text("staff-full"), t.text("staff-full-body")),
        Failure::Broken => (t.text("staff-broken"), t.text("staff-broken-body")),
    };
    Notice { tone: "bad", head, body, ways: Vec::new() }
}

/// An amount as somebody typed it: not negative, at most two decimals.
pub(crate) fn amount(field: &'static str, text: &str) -> Result<Yuan, Refusal> {
    let text = text.trim();
    Yuan::parse_amount(text).map_err(|error| {
        let code = match error {
            AmountError::NotANumber => "field-number",
            AmountError::TooPrecise => "amount-decimals",
            AmountError::TooLarge => "amount-too-large",
            AmountError::Negative => "amount-negative",
        };
        Refusal::new(code).field(field).with("value", text)
    })
}

/// A count as somebody typed it.
pub(crate) fn decimal(field: &'static str, text: &str) -> Result<Decimal, Refusal> {
    let text = text.trim();
    text.parse().map_err(|_| Refusal::new("field-number").field(field).with("value", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_names_its_field_value_and_rule() {
        assert_eq!(amount("amount", " 3000.5 "), Ok(Yuan::from_fen(300_050)));
        for (text, code) in [("-1", "amount-negative"), ("1.234", "amount-decimals"), ("x", "field-number")] {
            let refused = amount("amount", text).unwrap_err();
            assert_eq!((refused.code, refused.field), (code, Some("amount")));
        }
    }
}
