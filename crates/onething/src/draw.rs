//! `onething draw`: a published draw, computed again.

use crate::{
    cli::{Draw, VerifyDraw},
    ending::Ending,
    files,
};
use draws::{Commitment, EntrantNumber, Finding, ListHash, Place, Published, Verified, limits, noted, verify};
use model::{message::Message, time::Zone};
use serde::Serialize;
use web::locale::{Locale, Localizer};

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    agrees: bool,
    commitment: Commitment,
    commitment_short: String,
    list_sha256: ListHash,
    list_short: String,
    entrants: usize,
    seats: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<Counts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<PrintedNumber<'a>>,
    findings: &'a [Finding],
}

/// How many there are of each.
#[derive(Clone, Copy, Serialize)]
struct Counts {
    winners: usize,
    passed_over: usize,
    waiting: usize,
}

/// Whose number was asked for, and what it got.
#[derive(Serialize)]
struct PrintedNumber<'a> {
    number: EntrantNumber,
    listed: bool,
    #[serde(flatten)]
    place: Option<&'a Place>,
}

/// Verifies and prints.
pub(crate) fn run(draw: &Draw) -> Result<(), Ending> {
    let Draw::Verify(asked) = draw;
    let t = Localizer::new(Locale::of_tag(&asked.lang), Zone::SHANGHAI);
    let commitment = typed(&t, "--commitment", asked.commitment.as_deref(), Commitment::from_hex)?;
    let list = typed(&t, "--list-hash", asked.list_hash.as_deref(), ListHash::from_hex)?;
    let number = match &asked.number {
        Some(text) => Some(text.parse().map_err(|_| unfit(&t, "cli-draw-number", "--number", text))?),
        None => None,
    };
    let text = files::read(&t, &asked.file, limits::FILE_BYTES_MAX)?;
    let published = Published::read(&text)
        .map_err(|why| Ending::cannot(format!("{}: {}", asked.file.display(), t.say(&why.message()))))?;
    let mut findings = noted(&published, commitment, list);
    let verified = match verify(&published) {
        Ok(verified) => Some(verified).filter(|_| findings.is_empty()),
        Err(more) => {
            findings.extend(more);
            None
        }
    };
    let place = number.and_then(|number| verified.as_ref().and_then(|verified| verified.place(number)));
    if asked.json {
        let printed = Printed {
            agrees: findings.is_empty(),
            commitment: published.commitment,
            commitment_short: published.commitment.short(),
            list_sha256: published.list_sha256,
            list_short: published.list_sha256.short(),
            entrants: published.list.len(),
            seats: published.seats,
            counts: verified.as_ref().map(counts),
            number: number.map(|number| PrintedNumber {
                number,
                listed: published.list.contains(&number),
                place: place.as_ref(),
            }),
            findings: &findings,
        };
        println!("{}", serde_json::to_string_pretty(&printed).map_err(Ending::cannot)?);
    } else {
        print!("{}", told(&t, asked, &published, verified.as_ref(), &findings));
        if let Some(number) = number.filter(|_| verified.is_some()) {
            println!("{}", t.say(&of_number(number, place.as_ref())));
        }
    }
    if verified.is_some() && (number.is_none() || place.is_some()) { Ok(()) } else { Err(Ending::No) }
}

/// A hash that was typed.
fn typed<T>(
    t: &Localizer,
    option: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Ending> {
    let Some(text) = text else { return Ok(None) };
    read(text).map(Some).ok_or_else(|| unfit(t, "cli-draw-sha256", option, text))
}

fn unfit(t: &Localizer, id: &'static str, option: &str, text: &str) -> Ending {
    let value: String = text.chars().take(80).collect();
    Ending::cannot(t.say(&Message::new(id).with("field", option).with("value", value)))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn counts(verified: &Verified) -> Counts {
    let (winners, passed_over) = (verified.winners.len(), verified.passed_over.len());
    Counts { winners, passed_over, waiting: verified.ranking.len() - winners - passed_over }
}

/// The record and what was found out about it.
fn told(
    t: &Localizer,
    asked: &VerifyDraw,
    published: &Published,
    verified: Option<&Verified>,
    findings: &[Finding],
) -> String {
    let (seed, list) = (published.commitment, published.list_sha256);
    let of = Message::new("cli-draw-of").with("entrants", count(published.list.len())).with("seats", published.seats);
    let mut lines = vec![
        t.say(&of),
        format!("{}  {seed}  {}", seed.short(), t.text("cli-draw-commitment")),
        format!("{}  {list}  {}", list.short(), t.text("cli-draw-list")),
    ];
    if let Some(verified) = verified {
        let Counts { winners, passed_over, waiting } = counts(verified);
        let given = Message::new("cli-draw-given")
            .with("winners", count(winners))
            .with("passed", count(passed_over))
            .with("waiting", count(waiting));
        lines.extend([t.text("cli-draw-agrees"), t.say(&given)]);
        if asked.commitment.is_none() || asked.list_hash.is_none() {
            lines.push(t.text("cli-draw-compare"));
        }
    } else {
        lines.push(t.text("cli-draw-differs"));
        lines.extend(findings.iter().map(|finding| format!("- {}", t.say(&finding.message()))));
    }
    lines.join("\n") + "\n"
}

/// What the draw gave a number.
fn of_number(number: EntrantNumber, place: Option<&Place>) -> Message {
    let message = match place {
        None => Message::new("cli-draw-not-listed"),
        Some(Place::Won { rank }) => Message::new("cli-draw-won").with("rank", count(*rank)),
        Some(Place::PassedOver { rank, reason }) => {
            Message::new("cli-draw-passed-over").with("rank", count(*rank)).with("reason", reason.code())
        }
        Some(Place::Waiting { rank, place }) => {
            Message::new("cli-draw-waiting").with("rank", count(*rank)).with("place", count(*place))
        }
    };
    message.with("number", number.to_string())
}
