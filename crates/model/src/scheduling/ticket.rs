//! The number of a ticket.

use crate::time::MinuteOfDay;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A ticket number (排队号): the start of a window, and the order of check-in among all of the department's windows at
/// that time: `08:40-2`. It is a name, unique in the department on that day, and never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket {
    /// The window; `None` for a number from the time before numbers had one (`3`).
    pub window: Option<MinuteOfDay>,
    /// From 1.
    pub number: u32,
}

#[cfg(feature = "schema")]
crate::said! {
    /// A ticket number (排队号): the start of a window, and the order of check-in among the department's windows at that
    /// time.
    Ticket => crate::schema::text().pattern(Some("^([0-2][0-9]:[0-5][0-9]-)?[0-9]+$")).examples(["08:40-2"])
}

impl Ticket {
    /// A number for a window.
    pub const fn new(window: MinuteOfDay, number: u32) -> Self {
        Self { window: Some(window), number }
    }
}

impl fmt::Display for Ticket {
    /// `08:40-2`; `3` without a window.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.window {
            Some(window) => write!(f, "{window}-{}", self.number),
            None => self.number.fmt(f),
        }
    }
}

/// A text that is not a ticket number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the number of a ticket")]
pub struct NoTicket;

impl FromStr for Ticket {
    type Err = NoTicket;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
            if plain { text.parse::<u32>().map_err(|_| NoTicket) } else { Err(NoTicket) }
        };
        let Some((window, number)) = text.split_once('-') else {
            return Ok(Self { window: None, number: digits(text)? });
        };
        let (hour, minute) = window.split_once(':').ok_or(NoTicket)?;
        match (digits(hour)?, digits(minute)?) {
            (hour @ ..24, minute @ ..60) => {
                let window = u16::try_from(hour * 60 + minute).map_err(|_| NoTicket)?;
                Ok(Self::new(MinuteOfDay(window), digits(number)?))
            }
            _ => Err(NoTicket),
        }
    }
}

/// As people read it, in formats that people may read.
impl Serialize for Ticket {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.window, self.number).serialize(serializer)
        }
    }
}

/// Also from a plain number, as tickets once were.
impl<'de> Deserialize<'de> for Ticket {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl de::Visitor<'_> for Read {
            type Value = Ticket;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of a ticket, for example 08:40-2")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Ticket, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Ticket, E> {
                let number = u32::try_from(number).map_err(E::custom)?;
                Ok(Ticket { window: None, number })
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Read);
        }
        let (window, number) = Deserialize::deserialize(deserializer)?;
        Ok(Self { window, number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_shown_and_an_older_one_too() {
        for (text, ticket) in [
            ("08:40-2", Ticket::new(MinuteOfDay(520), 2)),
            ("23:40-12", Ticket::new(MinuteOfDay(1420), 12)),
            ("3", Ticket { window: None, number: 3 }),
        ] {
            assert_eq!(text.parse(), Ok(ticket));
            assert_eq!(ticket.to_string(), text);
            let json = serde_json::to_string(&ticket).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Ticket>(&json).unwrap(), ticket);
        }
        assert_eq!(serde_json::from_str::<Ticket>("3").unwrap(), Ticket { window: None, number: 3 });
        for text in ["", "-", "08:40-", "8-2", "24:00-1", "08:60-1", "08:40-x", "+3", "08:40--1", "-3"] {
            assert_eq!(text.parse::<Ticket>(), Err(NoTicket), "{text}");
        }
    }
}
