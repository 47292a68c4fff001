//! Reading a record. It comes from outside: whatever is not exactly as it should be is refused, with the field and what
//! is wrong with it. Whether the record is right is not asked here.

mod json;

use crate::{
    Commitment, EntrantNumber, ListHash, PassedOver, Published, Reason, Seed,
    limits::{ENTRANTS_MAX, FILE_BYTES_MAX, REASON_BYTES_MAX, SEATS_MAX},
    record::{FORM, Opened},
};
use json::Json;
use model::message::Refusal;

impl Published {
    /// Reads a record, strictly: every field once and no other, every value in the one form that it may have, and not
    /// more than the limits allow.
    ///
    /// # Errors
    /// The first thing that is wrong: a code `draw-…` with the field, what stands there and the rule, or with line and
    /// column if it is not JSON.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        if text.len() > FILE_BYTES_MAX {
            let refusal = Refusal::new("draw-too-large").with("value", whole(text.len()));
            return refusal.with("max", whole(FILE_BYTES_MAX)).err();
        }
        let known = ["form", "commitment", "seats", "list_sha256", "list", "opened"];
        let file = Field { path: String::new(), json: json::read(text)? };
        let mut file = Fields::of(file, &known)?;
        let form = file.needed("form")?;
        form.made_by(|text| (text == FORM).then_some(()), || Refusal::new("draw-form").with("form", FORM))?;
        Ok(Self {
            commitment: file.needed("commitment")?.made_by(Commitment::from_hex, sha256)?,
            seats: file.needed("seats")?.seats()?,
            list_sha256: file.needed("list_sha256")?.made_by(ListHash::from_hex, sha256)?,
            list: file.needed("list")?.each(Field::number)?,
            opened: file.given("opened").map(opened).transpose()?,
        })
    }
}

fn opened(field: Field) -> Result<Opened, Refusal> {
    let mut file = Fields::of(field, &["seed", "ranking", "passed_over", "winners"])?;
    Ok(Opened {
        seed: file.needed("seed")?.made_by(Seed::from_hex, || Refusal::new("draw-seed"))?,
        ranking: file.needed("ranking")?.each(Field::number)?,
        passed_over: file.needed("passed_over")?.each(passed_over)?,
        winners: file.needed("winners")?.each(Field::number)?,
    })
}

fn passed_over(field: Field) -> Result<PassedOver, Refusal> {
    let mut file = Fields::of(field, &["number", "reason"])?;
    let reason = || Refusal::new("draw-reason").with("max", whole(REASON_BYTES_MAX));
    Ok(PassedOver {
        number: file.needed("number")?.number()?,
        reason: file.needed("reason")?.made_by(Reason::new, reason)?,
    })
}

fn sha256() -> Refusal {
    Refusal::new("draw-sha256")
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A value of the file and the path to it: `opened.ranking[3]`, counted from 1; the whole file has no path.
struct Field {
    path: String,
    json: Json,
}

impl Field {
    /// The value is not as it should be: the refusal, with the field and what stands there.
    fn not(&self, refusal: Refusal) -> Refusal {
        let path = if self.path.is_empty() { "{}" } else { &self.path };
        refusal.with("field", path).with("value", self.json.shown())
    }

    /// A text from which something is made.
    fn made_by<T>(self, make: impl Fn(&str) -> Option<T>, refused: impl Fn() -> Refusal) -> Result<T, Refusal> {
        let Json::Text(text) = &self.json else { return self.not(Refusal::new("draw-text")).err() };
        make(text).ok_or_else(|| self.not(refused()))
    }

    fn number(self) -> Result<EntrantNumber, Refusal> {
        self.made_by(|text| text.parse().ok(), || Refusal::new("draw-number"))
    }

    fn seats(self) -> Result<u32, Refusal> {
        let seats = match &self.json {
            Json::Whole(number) => u32::try_from(*number).ok().filter(|seats| *seats <= SEATS_MAX),
            Json::Object(_) | Json::List(_) | Json::Text(_) | Json::Other(_) => None,
        };
        seats.ok_or_else(|| self.not(Refusal::new("draw-seats").with("max", SEATS_MAX)))
    }

    /// Each value of a list.
    fn each<T>(self, read: impl Fn(Self) -> Result<T, Refusal>) -> Result<Vec<T>, Refusal> {
        let Self { path, json: Json::List(values) } = self else {
            return self.not(Refusal::new("draw-list")).err();
        };
        if values.len() > ENTRANTS_MAX {
            let refusal = Refusal::new("draw-too-many").with("field", path).with("value", whole(values.len()));
            return refusal.with("max", whole(ENTRANTS_MAX)).err();
        }
        (1..).zip(values).map(|(place, json)| read(Self { path: format!("{path}[{place}]"), json })).collect()
    }
}

/// The fields of an object.
struct Fields {
    path: String,
    fields: Vec<(String, Json)>,
}

impl Fields {
    /// An object with no other fields than these, each at most once.
    fn of(field: Field, known: &[&str]) -> Result<Self, Refusal> {
        let Field { path, json: Json::Object(fields) } = field else {
            return field.not(Refusal::new("draw-object")).err();
        };
        let found = Self { path, fields };
        let mut seen = Vec::new();
        for (name, _) in &found.fields {
            if !known.contains(&name.as_str()) {
                return Refusal::new("draw-unknown-field").with("field", found.path_to(&json::shortened(name))).err();
            }
            if seen.contains(&name) {
                return Refusal::new("draw-field-twice").with("field", found.path_to(name)).err();
            }
            seen.push(name);
        }
        Ok(found)
    }

    fn path_to(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn given(&mut self, name: &str) -> Option<Field> {
        let place = self.fields.iter().position(|(known, _)| known == name)?;
        Some(Field { path: self.path_to(name), json: self.fields.swap_remove(place).1 })
    }

    fn needed(&mut self, name: &str) -> Result<Field, Refusal> {
        let path = self.path_to(name);
        self.given(name).ok_or_else(|| Refusal::new("draw-field-missing").with("field", path))
    }
}
