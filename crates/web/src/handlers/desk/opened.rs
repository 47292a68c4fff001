//! One opened person: who it is, today's visits and later ones, and links to everything that the desk does for them.

use super::{
    list::{Row, row},
    place::{Place, Purpose},
};
use crate::{
    locale::Localizer,
    ui::{
        messages::{Line, sent},
        parts::{Chip, Link},
        words,
    },
};
use hospital::messages::MessageList;
use hospital::view::{self, DeskPerson, Fact, MaskedCredential, PersonSummary};
use model::{
    id::PersonId,
    message::Message,
    person::{CredentialKind, Sex},
    time::BusinessDate,
};

/// How many messages to a person the desk sees.
const MESSAGES_MAX: usize = 10;

/// An opened person.
pub(super) struct Opened {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) numbers: String,
    /// What was presented, if the scan tells.
    pub(super) shown: Option<String>,
    pub(super) visits: Vec<DayRow>,
    /// One of them is a visit of today.
    pub(super) today: bool,
    pub(super) stays: Vec<Stay>,
    pub(super) family: Vec<String>,
    /// What was said to the person, and whether it arrived.
    pub(super) messages: Vec<Line>,
    pub(super) merged: Vec<Merged>,
    pub(super) alike: Vec<Alike>,
    pub(super) ways: Vec<Link>,
}

/// A visit with its day.
pub(super) struct DayRow {
    pub(super) day: String,
    pub(super) place: String,
    pub(super) row: Row,
    /// Where a missed visit is excused.
    pub(super) missed: Option<String>,
}

/// A stay.
pub(super) struct Stay {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) chip: Chip,
}

/// A record that was merged into this one.
pub(super) struct Merged {
    pub(super) id: String,
    pub(super) words: String,
}

/// Somebody who may be the same person.
pub(super) struct Alike {
    pub(super) words: String,
    pub(super) same: String,
    pub(super) href: String,
}

/// Credentials with their last characters, and those of the phone number.
pub(super) fn numbers(t: &Localizer, credentials: &[MaskedCredential], phone: Option<&String>) -> Vec<String> {
    let shown = credentials.iter().map(|shown| {
        let end = shown.number.rsplit('*').next().unwrap_or_default();
        let end = Message::new("desk-number-end").with("kind", words::credential(t, shown.kind)).with("end", end);
        t.say(&end)
    });
    let phone = phone.map(|phone| {
        let end = phone.rsplit('*').next().unwrap_or_default();
        t.say(&Message::new("desk-phone-end").with("end", end))
    });
    shown.chain(phone).collect()
}

/// The facts of two records, side by side.
pub(super) fn facts(t: &Localizer, page: &DeskPerson) -> Vec<(String, String)> {
    let born = page.birth.map_or_else(|| t.text("desk-unknown"), |birth| t.full_date(BusinessDate(birth)));
    let card = &page.patient;
    let phone = numbers(t, &[], card.phone.as_ref()).pop().unwrap_or_else(|| t.text("desk-unknown"));
    let shown = numbers(t, &card.credentials, None).join(" · ");
    vec![
        (t.text("field-name"), words::full_name(t, card)),
        (t.text("field-sex"), words::sex(t, card.sex)),
        (t.text("field-birth"), born),
        (t.text("field-phone"), phone),
        (t.text("desk-credentials"), if shown.is_empty() { t.text("desk-none") } else { shown }),
    ]
}

/// Name, sex and age, with the name as others may read it.
fn someone(t: &Localizer, card: &PersonSummary) -> String {
    format!("{} {}", words::masked_name(t, card), words::person(t, card))
}

/// Family in words: who may act for the person, and for whom the person may act.
fn family(t: &Localizer, page: &DeskPerson) -> Vec<String> {
    let say = |id: &'static str, card: &PersonSummary| t.say(&Message::new(id).with("name", someone(t, card)));
    let relatives = page.relatives.iter().map(|card| say("desk-family-acts", card));
    relatives.chain(page.acts_for.iter().map(|card| say("desk-family-acted", card))).collect()
}

/// What both records have in common, in words.
fn in_common(t: &Localizer, same: &[Fact]) -> String {
    let words = same.iter().map(|fact| {
        t.text(match fact {
            Fact::Name => "field-name",
            Fact::Birth => "field-birth",
            Fact::Phone => "field-phone",
        })
    });
    let words: Vec<String> = words.collect();
    t.say(&Message::new("desk-alike-same").with("facts", words.join(&t.text("desk-and"))))
}

/// The stays, with where they are.
pub(super) fn stays(t: &Localizer, all: &[view::ListedStay]) -> Vec<Stay> {
    let words = |stay: &view::ListedStay| {
        let mut parts = vec![t.text("desk-stay")];
        parts.extend(stay.ward.as_ref().map(|ward| t.label(ward)));
        if let Some((room, bed)) = &stay.bed {
            parts.push(t.say(&Message::new("ward-room-and-bed").with("room", room.clone()).with("bed", bed.clone())));
        }
        parts.join(" · ")
    };
    all.iter()
        .map(|stay| Stay { id: stay.admission.to_string(), words: words(stay), chip: self::words::stay(t, stay.state) })
        .collect()
}

/// A visit with its day and department, with the whole name.
pub(super) fn day_row(t: &Localizer, visit: &view::ListedVisit) -> DayRow {
    let row = row(t, visit, words::full_name(t, &visit.patient));
    DayRow {
        day: t.day_at(visit.from),
        place: format!("{} · {} · {}", t.label(&visit.department.name), row.place, visit.code),
        missed: visit.can_excuse.then(|| format!("/desk/appeals/{}", visit.appointment)),
        row,
    }
}

impl Opened {
    /// The same with what was said to the person.
    pub(super) fn told(self, t: &Localizer, list: &MessageList) -> Self {
        Self { messages: list.messages.iter().take(MESSAGES_MAX).map(|message| sent(t, message)).collect(), ..self }
    }

    /// From what is known, at the desk's address.
    pub(super) fn new(t: &Localizer, page: &DeskPerson, place: &Place) -> Self {
        let card = &page.patient;
        let today = t.zone().date(page.now);
        let mut facts = vec![words::person(t, card)];
        facts.extend(page.birth.map(|birth| t.full_date(BusinessDate(birth))));
        facts.extend(page.coverage.as_ref().map(|coverage| words::coverage(t, Some(coverage))));
        Self {
            id: card.person.to_string(),
            name: words::full_name(t, card),
            facts: facts.join(" · "),
            numbers: numbers(t, &card.credentials, card.phone.as_ref()).join(" · "),
            shown: place.shown.as_ref().map(words::code),
            today: page.visits.iter().any(|visit| t.zone().date(visit.from) == today),
            visits: page.visits.iter().map(|visit| day_row(t, visit)).collect(),
            stays: stays(t, &page.stays),
            family: family(t, page),
            messages: Vec::new(),
            merged: page
                .merged
                .iter()
                .map(|merged| Merged {
                    id: merged.record.to_string(),
                    words: std::iter::once(merged.name.full.clone())
                        .chain(numbers(t, &merged.credentials, None))
                        .collect::<Vec<_>>()
                        .join(" · "),
                })
                .collect(),
            alike: page
                .alike
                .iter()
                .map(|alike| Alike {
                    words: std::iter::once(someone(t, &alike.patient))
                        .chain(numbers(t, &alike.patient.credentials, None))
                        .collect::<Vec<_>>()
                        .join(" · "),
                    same: in_common(t, &alike.same),
                    href: Purpose::Merge.page(card.person, alike.patient.person),
                })
                .collect(),
            ways: ways(t, card, place),
        }
    }
}

/// Where to go on with a person.
fn ways(t: &Localizer, card: &PersonSummary, place: &Place) -> Vec<Link> {
    let person: PersonId = card.person;
    let link = |href: String, id: &str| Link { href, words: t.text(id), current: false };
    let look = |purpose| {
        Place { department: place.department, with: Some(person), purpose: Some(purpose), ..Place::default() }.href()
    };
    let mut ways = vec![
        link(format!("/desk/persons/{person}/correct"), "desk-way-correct"),
        link(look(Purpose::Family), "desk-way-family"),
        link(look(Purpose::Merge), "desk-way-merge"),
        link(format!("/desk/persons/{person}/login"), "desk-way-login"),
        link(format!("/desk/persons/{person}/itinerary"), "desk-way-itinerary"),
        link(format!("/desk/persons/{person}/waitlist"), "desk-way-waitlist"),
        link(format!("/desk/persons/{person}/draws"), "desk-way-draws"),
    ];
    if card.sex == Sex::Female && card.infant.is_none() {
        ways.push(link(format!("/desk/persons/{person}/newborn"), "desk-way-newborn"));
    }
    ways
}

/// A person found by a search: masked until opened.
pub(super) struct Found {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) line: String,
    pub(super) chip: Option<Chip>,
    pub(super) current: bool,
}

/// A person who was found; `credential` is what was presented, if that is known.
pub(super) fn found(t: &Localizer, hit: &view::SearchHit, place: &Place, credential: Option<CredentialKind>) -> Found {
    let card = &hit.patient;
    let href = match place.search() {
        Some((with, purpose)) => purpose.page(with, card.person),
        None => Place { said: place.said.clone(), ..place.opening(card.person, credential) }.href(),
    };
    let mut line = numbers(t, &[], card.phone.as_ref());
    let visit = hit.visits.iter().find(|visit| visit.can_check_in).or(hit.visits.first());
    line.push(match visit {
        Some(visit) if t.is_today(visit.from) => {
            t.say(&Message::new("desk-found-today").with("window", t.window(visit.from, visit.until)))
        }
        Some(visit) => t.day_and_window(visit.from, visit.until),
        None => t.text("desk-found-none-today"),
    });
    line.extend((!hit.stays.is_empty()).then(|| t.text("desk-stay")));
    Found {
        href,
        name: words::masked_name(t, card),
        facts: words::person(t, card),
        line: line.join(" · "),
        chip: visit.map(|visit| words::visit(t, visit.state)),
        current: place.person == Some(card.person),
    }
}
