//! What every step does: it runs a use case under the form's key, then leads to the page that says so, or to the page
//! that shows the refusal, with what was typed.

use super::parts::{Link, Notice};
use crate::{
    locale::Localizer,
    problem,
    ui::kept::{Said, Told},
};
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use hospital::Failure;
use model::{
    id::AdmissionId,
    message::{Message, Refusal, Value},
    money::{AmountError, Yuan},
    refusal,
    scheduling::Ticket,
};
use rust_decimal::Decimal;

/// Redirects to another page by GET: after a step, so that reloading repeats nothing.
pub(crate) fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

/// The page.
pub(crate) fn answer(page: &impl Template) -> Response {
    problem::html(page, StatusCode::OK)
}

/// Leads to a page that says why something was not done, with the form as it was sent.
pub(crate) fn refused(t: &Localizer, page: &str, failure: &Failure) -> Said {
    refused_with(t, page, failure, |_| Vec::new())
}

/// The same with links to go on.
pub(crate) fn refused_with(
    t: &Localizer,
    page: &str,
    failure: &Failure,
    ways: impl Fn(&Localizer) -> Vec<Link>,
) -> Said {
    let told = Told::new(t.zone(), |t| Notice { ways: ways(t), ..failed(t, failure) });
    Said::refused(page, told, failure)
}

/// Leads to a page that says something.
pub(crate) fn told(t: &Localizer, page: &str, says: impl Fn(&Localizer) -> Notice) -> Said {
    Said::at(page, Told::new(t.zone(), says))
}

/// The idempotency key of one of several steps that one form takes.
pub(crate) fn part(key: &str, step: &str) -> String {
    format!("{key}.{step}")
}

/// What went well, if the address names it: only texts from the page's own list.
pub(crate) fn done(
    t: &Localizer,
    named: Option<&str>,
    known: &[&'static str],
    ticket: Option<Ticket>,
) -> Option<Notice> {
    let id = known.iter().find(|id| Some(**id) == named)?;
    let mut message = Message::new(id);
    if let Some(ticket) = ticket {
        message = message.with("ticket", ticket.to_string());
    }
    Some(said(t.say(&message)))
}

/// Something that went well.
pub(crate) fn said(head: String) -> Notice {
    Notice { tone: "ok", head, ..Notice::default() }
}

/// After a session's end was taken back: says so, and how many do not return to its queue because they have booked
/// another time.
pub(crate) fn reopened(t: &Localizer, left_out: u32) -> Notice {
    let body = t.say(&Message::new("staff-undo-end-left").with("count", left_out));
    Notice { body, ..said(t.text("staff-done-undo-end")) }
}

/// Something to look at.
pub(crate) fn warned(head: String, body: String) -> Notice {
    Notice { tone: "warn", head, body, ways: Vec::new() }
}

/// Why something was not done, and where to go on.
pub(crate) fn failed(t: &Localizer, failure: &Failure) -> Notice {
    let (head, body) = problem::says(t, failure);
    Notice { tone: "bad", head, body, ways: Vec::new() }
}

/// Where to go on after a refusal because of another stay, or of this stay's money.
pub(crate) fn ways_of_stay(t: &Localizer, failure: &Failure, admission: AdmissionId) -> Vec<Link> {
    let Failure::Refused(refusal) = failure else { return Vec::new() };
    let link = |href: String, words: &str| Link { href, words: t.text(words), current: false };
    let other = || {
        refusal.args.iter().find_map(|(name, value)| match value {
            Value::Text(id) if name == "stay" => id.parse::<AdmissionId>().ok(),
            _ => None,
        })
    };
    match refusal.code {
        refusal::OLD_STAY_OPEN => {
            let Some(old) = other() else { return Vec::new() };
            vec![
                link(format!("/ward/admissions/{old}"), "way-to-old-stay"),
                link(format!("/ward/stays/{old}/bill"), "way-to-old-bill"),
            ]
        }
        refusal::LATER_STAY_SETTLED => {
            let later = other().map(|later| link(format!("/ward/stays/{later}/bill"), "way-to-later-bill"));
            later.into_iter().collect()
        }
        refusal::TAKE_BACK_FIRST => vec![link(format!("/ward/stays/{admission}/bill"), "way-to-take-back")],
        refusal::CANCEL_MONEY_OPEN | refusal::BILL_CANCELLED => {
            vec![link(format!("/ward/stays/{admission}/bill"), "way-to-return-money")]
        }
        _ => Vec::new(),
    }
}

/// A number as people write it, made plain: full-width digits, `¥` before or `元` behind it, thousands separated
/// (`5,000`, `12 500.5`). Whatever does not fit that is left as it is, and is not a number: `5,00` may be a slip.
fn plain(text: &str) -> String {
    let half = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' => u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter),
        '\u{3000}' | '\u{A0}' | '\u{202F}' | '\u{2009}' => ' ',
        '\u{2212}' => '-',
        '\u{FFE5}' => '¥',
        letter => letter,
    };
    let folded: String = text.chars().map(half).collect();
    let bare = folded.trim().trim_start_matches('¥').trim_end_matches('元').trim();
    let (sign, digits) = bare.strip_prefix('-').map_or(("", bare), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let Some(mark) = whole.chars().find(|letter| matches!(letter, ',' | ' ' | '\'')) else { return bare.to_owned() };
    let mut groups = whole.split(mark);
    let number = |group: &str| group.bytes().all(|digit| digit.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && number(group));
    if !first || !groups.all(|group| group.len() == 3 && number(group)) {
        return bare.to_owned();
    }
    let fraction = fraction.map(|rest| format!(".{rest}")).unwrap_or_default();
    format!("{sign}{}{fraction}", whole.replace(mark, ""))
}

/// An amount as somebody typed it: not negative, with at most two decimals.
pub(crate) fn amount(field: &'static str, text: &str) -> Result<Yuan, Refusal> {
    let plain = filled(field, text)?;
    Yuan::parse_amount(&plain).map_err(|error| {
        let code = match error {
            // More digits than any number type holds.
            AmountError::NotANumber
                if !plain.is_empty() && plain.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.')) =>
            {
                "amount-too-large"
            }
            AmountError::NotANumber => "field-number",
            AmountError::TooPrecise => "amount-decimals",
            AmountError::TooLarge => "amount-too-large",
            AmountError::Negative => "amount-negative",
        };
        Refusal::new(code).field(field).with("value", text.trim())
    })
}

/// What was typed, as a machine reads it; refused if nothing was.
fn filled(field: &'static str, text: &str) -> Result<String, Refusal> {
    let plain = plain(text);
    if text.trim().is_empty() { Refusal::new("text-missing").field(field).err() } else { Ok(plain) }
}

/// A count as somebody typed it.
pub(crate) fn decimal(field: &'static str, text: &str) -> Result<Decimal, Refusal> {
    filled(field, text)?.parse().map_err(|_| Refusal::new("field-number").field(field).with("value", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_names_its_field_value_and_rule() {
        assert_eq!(amount("amount", " 3000.5 "), Ok(Yuan::from_fen(300_050)));
        for (text, code) in [
            ("-1", "amount-negative"),
            ("1.234", "amount-decimals"),
            ("x", "field-number"),
            (" ", "text-missing"),
            ("123456789012345678901234567890123", "amount-too-large"),
        ] {
            let refused = amount("amount", text).unwrap_err();
            assert_eq!((refused.code, refused.field), (code, Some("amount")));
        }
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for (text, fen) in [
            ("5,000", 500_000),
            ("5，000", 500_000),
            ("５０００", 500_000),
            ("１２，５００．５", 1_250_050),
            ("5 000", 500_000),
            ("1,234,567.89", 123_456_789),
            ("¥5,000.00", 500_000),
            ("￥ 300", 30_000),
            ("300元", 30_000),
        ] {
            assert_eq!(amount("amount", text), Ok(Yuan::from_fen(fen)), "{text}");
        }
        for text in ["5,00", "5,0000", ",500", "5,,000", "1,00,000", "1.000,00", "5,000,", "五千", "元", "12,34"] {
            assert_eq!(amount("amount", text).unwrap_err().code, "field-number", "{text}");
        }
        assert_eq!(decimal("count", "1,000.5").unwrap(), Decimal::new(10_005, 1));
        assert_eq!(decimal("count", "-１").unwrap(), Decimal::NEGATIVE_ONE);
    }
}
