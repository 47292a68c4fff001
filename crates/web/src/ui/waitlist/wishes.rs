//! The half-days for which one can wait, each with its place and its chance; the form that chooses some of them.

use crate::{
    locale::Localizer,
    ui::{
        parts::{Chip, Link, Notice},
        words,
    },
};
use hospital::{
    Failure,
    view::{ClinicianHalves, HalfOffer, WaitEntry, WaitlistOffer, WaitlistTerms},
};
use model::{
    id::{ClinicianId, DepartmentId, PersonId},
    message::{Message, Refusal},
    scheduling::{Half, Wish},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A clinician.
#[derive(Clone, Debug)]
pub(crate) struct Clinician {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) line: String,
    pub(crate) halves: Vec<HalfDay>,
}

/// Half a day: one can choose it, or it says why not.
#[derive(Clone, Debug)]
pub(crate) struct HalfDay {
    /// The name of its field; empty if it cannot be chosen.
    pub(crate) field: String,
    pub(crate) chosen: bool,
    pub(crate) words: String,
    pub(crate) place: Chip,
    pub(crate) chance: String,
    /// Where its windows are booked, if it has seats.
    pub(crate) book: Option<Link>,
}

/// What the form sends: a field for each half-day that was chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct WishesForm {
    #[serde(default)]
    pub(crate) patient: Option<PersonId>,
    #[serde(default)]
    pub(crate) department: Option<DepartmentId>,
    #[serde(flatten)]
    chosen: BTreeMap<String, String>,
}

/// How the field of a half-day begins.
const FIELD: &str = "wish.";

fn field(wish: &Wish) -> String {
    let half = match wish.half {
        Half::Morning => "am",
        Half::Afternoon => "pm",
    };
    format!("{FIELD}{}.{}.{half}", wish.clinician, wish.date)
}

/// The half-day of a field's name.
fn wish(name: &str) -> Option<Wish> {
    let mut parts = name.strip_prefix(FIELD)?.split('.');
    let (clinician, date, half) = (parts.next()?, parts.next()?, parts.next()?);
    let half = match half {
        "am" => Half::Morning,
        "pm" => Half::Afternoon,
        _ => return None,
    };
    Some(Wish { clinician: clinician.parse::<ClinicianId>().ok()?, date: date.parse().ok()?, half })
}

impl WishesForm {
    /// The half-days that were chosen.
    pub(crate) fn wishes(&self) -> Result<Vec<Wish>, Failure> {
        let wishes: Vec<Wish> = self.chosen.keys().filter_map(|name| wish(name)).collect();
        if wishes.is_empty() {
            return Err(Refusal::new("wishes-missing").field("wishes").into());
        }
        Ok(wishes)
    }
}

/// The words of a half of a day.
pub(crate) fn half(t: &Localizer, half: Half) -> String {
    t.text(match half {
        Half::Morning => "patient-morning",
        Half::Afternoon => "patient-afternoon",
    })
}

/// Is there something to choose?
pub(crate) fn is_open(page: &WaitlistOffer, clinicians: &[Clinician]) -> bool {
    let halves = || clinicians.iter().flat_map(|clinician| &clinician.halves);
    page.terms.is_some() && halves().any(|half| !half.field.is_empty())
}

/// There is nothing to choose.
pub(crate) fn closed(t: &Localizer, page: &WaitlistOffer) -> Notice {
    let head = t.text(if page.terms.is_some() { "wait-nothing" } else { "refusal-no-waitlist" });
    Notice { tone: "warn", head, ..Notice::default() }
}

/// The rules that somebody who waits should know.
pub(crate) fn rules(t: &Localizer, terms: &WaitlistTerms) -> Vec<String> {
    let closes = terms.closes.to_string();
    vec![
        t.text("wait-rule-order"),
        t.say(&Message::new("wait-rule-offer").with("minutes", terms.offer_minutes_max).with("max", terms.open_max)),
        t.say(&Message::new("wait-rule-until").with("at", closes)),
    ]
}

/// The clinicians with their half-days; those of `entry` are chosen. `book` is where windows with seats are booked.
pub(crate) fn clinicians(
    t: &Localizer,
    page: &WaitlistOffer,
    entry: Option<&WaitEntry>,
    book: impl Fn(&HalfOffer) -> String,
) -> Vec<Clinician> {
    page.clinicians.iter().map(|one| clinician(t, page, one, entry, &book)).collect()
}

fn clinician(
    t: &Localizer,
    page: &WaitlistOffer,
    one: &ClinicianHalves,
    entry: Option<&WaitEntry>,
    book: &impl Fn(&HalfOffer) -> String,
) -> Clinician {
    Clinician {
        name: one.name.full.clone(),
        title: words::title(t, one.title),
        line: format!("{} · {}", t.label(&page.department.place), t.yuan(one.fee)),
        halves: one.halves.iter().map(|half| half_day(t, one.clinician, half, entry, book)).collect(),
    }
}

fn half_day(
    t: &Localizer,
    clinician: ClinicianId,
    offer: &HalfOffer,
    entry: Option<&WaitEntry>,
    book: &impl Fn(&HalfOffer) -> String,
) -> HalfDay {
    let wish = Wish { clinician, date: offer.date, half: offer.half };
    let place = |place: u32| t.say(&Message::new("wait-place").with("place", place));
    let own = entry.and_then(|entry| {
        entry.wishes.iter().find(|one| (one.clinician, one.date, one.half) == (wish.clinician, wish.date, wish.half))
    });
    let is_choice = own.is_some() || offer.can_wait;
    let chip = match own {
        Some(own) => Chip::new("ok", own.place.map_or_else(|| t.text("wait-half-closed"), place)),
        None if offer.waits => Chip::new("ok", t.text("wait-already")),
        None if offer.can_wait => Chip::new("info", place(offer.place)),
        None if offer.left > 0 => Chip::new("ok", t.say(&Message::new("patient-left").with("count", offer.left))),
        None => Chip::new("rest", t.text("wait-half-closed")),
    };
    let chance = offer
        .chance
        .filter(|_| offer.can_wait)
        .map(|chance| t.say(&Message::new("wait-chance").with("reached", chance.reached).with("cases", chance.cases)));
    let unknown = || if offer.can_wait { t.text("wait-chance-unknown") } else { String::new() };
    let book = (offer.left > 0).then(|| Link { href: book(offer), words: t.text("wait-book"), current: false });
    HalfDay {
        field: if is_choice { field(&wish) } else { String::new() },
        chosen: own.is_some(),
        words: format!("{} {}", t.day(offer.date), half(t, offer.half)),
        place: chip,
        chance: chance.unwrap_or_else(unknown),
        book,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_names_its_half_day_and_nothing_else_does() {
        let clinician = ClinicianId(uuid::Uuid::from_u128(0x0192_f3aa_0000_7000_8000_1234_5678_9abc));
        let one = Wish { clinician, date: "2026-11-30".parse().unwrap(), half: Half::Afternoon };
        assert_eq!(wish(&field(&one)), Some(one));
        for name in ["", "wish.", "wish.x.2026-11-30.am", "wish.0192f3aa000070008000123456789abc.2026-13-01.am"] {
            assert_eq!(wish(name), None, "{name}");
        }
        assert_eq!(wish(&field(&one).replace(".pm", ".noon")), None);
    }
}
