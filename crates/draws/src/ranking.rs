//! From seed and list to the order of all, and from the order to those who get a seat.

use crate::{ClosedList, EntrantNumber, ListHash, Seed, limits::REASON_BYTES_MAX};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha2::Sha256;
use std::fmt;

/// The lot of a number (签): HMAC-SHA256 with the seed's 32 bytes as key, over the list's hash as 64 hexadecimal digits in
/// lower case, directly followed by the number's ten digits. Both have a fixed length, so no two pairs give the same
/// text.
pub fn lot(seed: &Seed, list: ListHash, number: EntrantNumber) -> [u8; 32] {
    drawn(keyed(seed, list), number)
}

/// All numbers of a list by their lots, ascending (most significant byte first). If two lots were equal, which nobody
/// has ever seen, the smaller number would come first.
pub fn rank(seed: &Seed, list: &ClosedList) -> Vec<EntrantNumber> {
    let keyed = keyed(seed, list.hash());
    let mut lots: Vec<_> = list.numbers().iter().map(|number| (drawn(keyed.clone(), *number), *number)).collect();
    lots.sort_unstable();
    lots.into_iter().map(|(_, number)| number).collect()
}

/// What all lots of a draw begin with.
fn keyed(seed: &Seed, list: ListHash) -> Hmac<Sha256> {
    // HMAC takes keys of any length: this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(seed.bytes()) else { unreachable!("HMAC takes any key") };
    mac.update(list.hex().as_bytes());
    mac
}

fn drawn(mut mac: Hmac<Sha256>, number: EntrantNumber) -> [u8; 32] {
    mac.update(number.to_string().as_bytes());
    mac.finalize().into_bytes().into()
}

/// The code of the rule for which somebody is passed over: lower-case letters, digits and single hyphens, at most
/// [`REASON_BYTES_MAX`] of them. It is published with the number, so it says nothing about the person beyond the rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Reason(String);

impl Reason {
    /// From its code; `None` if it has another form.
    pub fn new(code: &str) -> Option<Self> {
        let letters = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        (code.len() <= REASON_BYTES_MAX && code.split('-').all(letters)).then(|| Self(code.to_owned()))
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody who was next and did not get a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// Whose number.
    pub number: EntrantNumber,
    /// The rule that says so.
    pub reason: Reason,
}

/// What a ranking gives everybody. Each number is in one of the three, in the order of the ranking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// They get a seat (得号).
    pub winners: Vec<EntrantNumber>,
    /// They were next while there was a seat, and a rule passed over them.
    pub passed_over: Vec<PassedOver>,
    /// They come next, in this order, when a seat is given back (候补).
    pub waiting: Vec<EntrantNumber>,
}

/// Gives the seats in the order of the ranking. `passes` is asked for each who is next while there is a seat, and for
/// nobody else; with a reason, the next one is asked instead.
pub fn winners(
    ranking: &[EntrantNumber],
    seats: u32,
    mut passes: impl FnMut(&EntrantNumber) -> Option<Reason>,
) -> Outcome {
    let mut outcome = Outcome::default();
    for &number in ranking {
        if outcome.winners.len() >= seats as usize {
            outcome.waiting.push(number);
        } else if let Some(reason) = passes(&number) {
            outcome.passed_over.push(PassedOver { number, reason });
        } else {
            outcome.winners.push(number);
        }
    }
    outcome
}
