//! `msgid`: 30 characters = institution 12 + `yyyyMMddHHmmss` 14 + sequence 4.

use crate::code::InstitutionCode;
use chrono::{NaiveDateTime, TimeDelta, Timelike};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, ops::RangeInclusive, str::FromStr};

const TIME: &str = "%Y%m%d%H%M%S";

/// The text is not a message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a message id of institution 12 + yyyyMMddHHmmss + sequence 4")]
pub struct MessageIdError;

/// The id of one message. Ids of one institution only go up: each is made after the last one in the journal, so that
/// neither a restart, nor a second in which more than one message is sent, nor a clock that was set back makes the same
/// id twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// The next id: sequence 0001 of this second, or the one right after `last` when that is not before this second.
    /// After 9999 messages in one second the following second is used.
    ///
    /// `last` is the highest id ever made for the institution, as the journal holds it.
    #[must_use]
    pub fn next(institution: &InstitutionCode, now: NaiveDateTime, last: Option<&Self>) -> Self {
        let now = now.with_nanosecond(0).unwrap_or(now);
        let (second, sequence) = match last.map(Self::parts) {
            Some((second, sequence)) if second >= now && sequence < 9999 => (second, sequence + 1),
            Some((second, _)) if second >= now => (second + TimeDelta::seconds(1), 1),
            _ => (now, 1),
        };
        Self(format!("{institution}{}{sequence:04}", second.format(TIME)))
    }

    /// From the lowest to the highest id that an institution can have.
    #[must_use]
    pub fn all_of(institution: &InstitutionCode) -> RangeInclusive<Self> {
        Self(format!("{institution}000000000000000000"))..=Self(format!("{institution}999999999999999999"))
    }

    /// The id's 30 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id's second on the hospital's wall clock.
    pub fn time(&self) -> NaiveDateTime {
        self.parts().0
    }

    /// The id's second and sequence; both were checked when the id was made or read.
    fn parts(&self) -> (NaiveDateTime, u16) {
        parse(&self.0).unwrap_or_default()
    }
}

fn parse(text: &str) -> Option<(NaiveDateTime, u16)> {
    text.get(..12)?.parse::<InstitutionCode>().ok()?;
    let sequence = text.get(26..30).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let second = NaiveDateTime::parse_from_str(text.get(12..26)?, TIME).ok()?;
    (text.len() == 30).then_some((second, sequence.parse().ok()?))
}

impl FromStr for MessageId {
    type Err = MessageIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map(|_| Self(text.to_owned())).ok_or(MessageIdError)
    }
}

impl<'de> Deserialize<'de> for MessageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_only_go_up_whatever_the_clock_does() {
        let institution: InstitutionCode = "H37010000001".parse().unwrap();
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let first = MessageId::next(&institution, at("2026-11-24T09:00:00.750"), None);
        assert_eq!(first.as_str(), "H37010000001202611240900000001");
        let second = MessageId::next(&institution, at("2026-11-24T09:00:00.900"), Some(&first));
        assert_eq!(second.as_str(), "H37010000001202611240900000002");
        // The clock was set back (F25): the journal's last id counts, not the clock.
        let third = MessageId::next(&institution, at("2026-11-24T08:00:00"), Some(&second));
        assert_eq!(third.as_str(), "H37010000001202611240900000003");
        let full: MessageId = "H37010000001202611240900009999".parse().unwrap();
        let after = MessageId::next(&institution, at("2026-11-24T09:00:00"), Some(&full));
        assert_eq!(after.as_str(), "H37010000001202611240900010001");
        let later = MessageId::next(&institution, at("2026-11-24T09:00:05"), Some(&after));
        assert_eq!(later.as_str(), "H37010000001202611240900050001");
        assert!(first < second && second < third && full < after && after < later);
    }

    #[test]
    fn an_institution_has_its_own_ids_only() {
        let id = |institution: &str| -> MessageId { format!("{institution}202611240900000001").parse().unwrap() };
        let theirs = MessageId::all_of(&"H37010000001".parse().unwrap());
        let found =
            ["H37010000000", "H37010000001", "H37010000002", "h37010000001"].map(|one| theirs.contains(&id(one)));
        assert_eq!(found, [false, true, false, false]);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in
            ["", "H37010000001202611240900000", "H37010000001202613240900000001", "H3701000000120261124090000+001"]
        {
            assert_eq!(text.parse::<MessageId>(), Err(MessageIdError), "{text}");
        }
    }
}
