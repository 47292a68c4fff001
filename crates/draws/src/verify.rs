//! Does a record agree with itself? Everything is computed again from seed and list, and compared.

mod finding;

use crate::{
    ClosedList, Commitment, EntrantNumber, ListHash, PassedOver, Published, Reason, ranking::rank, record::Opened,
};
pub use finding::{Finding, Numbers};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// The rank of each number on the list, from 1.
type Ranks = HashMap<EntrantNumber, usize>;

/// A record in which everything agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What the seed was committed to with. Whoever verifies compares it with what was published before the list opened
    /// ([`noted`]): the record alone cannot show that the seed is older than the list.
    pub commitment: Commitment,
    /// The hash of the list; compared with what was published when the list closed.
    pub list_sha256: ListHash,
    /// How many seats were drawn.
    pub seats: u32,
    /// The order of all who joined.
    pub ranking: Vec<EntrantNumber>,
    /// Who was passed over, in the order of the ranking.
    pub passed_over: Vec<PassedOver>,
    /// Who got a seat, in the order of the ranking.
    pub winners: Vec<EntrantNumber>,
}

/// What a draw gave somebody. Ranks and places count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Place {
    /// A seat (得号).
    Won {
        /// The rank among all.
        rank: usize,
    },
    /// None, though it was their turn.
    PassedOver {
        /// The rank among all.
        rank: usize,
        /// The rule.
        reason: Reason,
    },
    /// A place in line for a seat that is given back (候补).
    Waiting {
        /// The rank among all.
        rank: usize,
        /// The place in line.
        place: usize,
    },
}

impl Verified {
    /// What the draw gave a number; `None` if it is not on the list.
    pub fn place(&self, number: EntrantNumber) -> Option<Place> {
        let rank = self.ranking.iter().position(|ranked| *ranked == number)? + 1;
        if self.winners.contains(&number) {
            return Some(Place::Won { rank });
        }
        if let Some(passed) = self.passed_over.iter().find(|passed| passed.number == number) {
            return Some(Place::PassedOver { rank, reason: passed.reason.clone() });
        }
        // Whoever waits comes after all who won or were passed over.
        Some(Place::Waiting { rank, place: rank - self.winners.len() - self.passed_over.len() })
    }
}

/// What a record does not share with what somebody noted when it was published.
pub fn noted(published: &Published, commitment: Option<Commitment>, list: Option<ListHash>) -> Vec<Finding> {
    let seed = commitment.filter(|noted| *noted != published.commitment);
    let list = list.filter(|noted| *noted != published.list_sha256);
    let seed = seed.map(|noted| Finding::OtherCommitment { noted, published: published.commitment });
    let list = list.map(|noted| Finding::OtherList { noted, published: published.list_sha256 });
    seed.into_iter().chain(list).collect()
}

/// Computes the whole draw again.
///
/// # Errors
/// Everything that does not agree, each kind once, with the first number that it concerns and how many there are.
pub fn verify(published: &Published) -> Result<Verified, Vec<Finding>> {
    let mut findings = Vec::new();
    let list = listed(published, &mut findings);
    let Some(opened) = &published.opened else {
        findings.push(Finding::NotOpened);
        return Err(findings);
    };
    let computed = opened.seed.commitment();
    if computed != published.commitment {
        findings.push(Finding::OtherSeed { published: published.commitment, computed });
    }
    let ranking = rank(&opened.seed, &list);
    let ranks: Ranks = (1..).zip(&ranking).map(|(rank, number)| (*number, rank)).collect();
    ranked(&opened.ranking, &ranking, &ranks, &mut findings);
    given(published.seats, opened, &ranking, &ranks, &mut findings);
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(Verified {
        commitment: published.commitment,
        list_sha256: published.list_sha256,
        seats: published.seats,
        ranking,
        passed_over: opened.passed_over.clone(),
        winners: opened.winners.clone(),
    })
}

/// The list as it should be, to go on with.
fn listed(published: &Published, findings: &mut Vec<Finding>) -> ClosedList {
    let numbers = &published.list;
    findings.extend(first(repeated(numbers)).map(Finding::ListedTwice));
    findings.extend(first(descending(numbers, |number| Some(*number))).map(Finding::ListUnordered));
    let once: BTreeSet<EntrantNumber> = numbers.iter().copied().collect();
    let list = ClosedList::of(once.into_iter().collect());
    let computed = list.hash();
    if computed != published.list_sha256 {
        findings.push(Finding::OtherListHash { published: published.list_sha256, computed });
    }
    list
}

/// The published order against the computed one.
fn ranked(published: &[EntrantNumber], computed: &[EntrantNumber], ranks: &Ranks, findings: &mut Vec<Finding>) {
    findings.extend(first(repeated(published)).map(Finding::RankedTwice));
    findings.extend(first(unlisted(published, ranks)).map(Finding::RankedUnlisted));
    let there: BTreeSet<&EntrantNumber> = published.iter().collect();
    findings.extend(first(computed.iter().filter(|number| !there.contains(number))).map(Finding::NotRanked));
    let pairs = (1..).zip(published.iter().zip(computed));
    let mut differing = pairs.filter(|(_, (published, computed))| published != computed);
    if let Some((rank, (published, computed))) = differing.next() {
        let count = 1 + differing.count();
        findings.push(Finding::OtherOrder { rank, published: *published, computed: *computed, count });
    }
}

/// The winners and those who were passed over, against the computed order.
fn given(seats: u32, opened: &Opened, ranking: &[EntrantNumber], ranks: &Ranks, findings: &mut Vec<Finding>) {
    let winners = &opened.winners;
    let passed: Vec<EntrantNumber> = opened.passed_over.iter().map(|passed| passed.number).collect();
    let rank = |number: &EntrantNumber| ranks.get(number).copied();
    findings.extend(first(repeated(winners)).map(Finding::WonTwice));
    findings.extend(first(unlisted(winners, ranks)).map(Finding::WonUnlisted));
    findings.extend(first(descending(winners, rank)).map(Finding::WonUnordered));
    findings.extend(first(repeated(&passed)).map(Finding::PassedOverTwice));
    findings.extend(first(unlisted(&passed, ranks)).map(Finding::PassedOverUnlisted));
    findings.extend(first(descending(&passed, rank)).map(Finding::PassedOverUnordered));
    let won: BTreeSet<&EntrantNumber> = winners.iter().collect();
    let over: BTreeSet<&EntrantNumber> = passed.iter().collect();
    findings.extend(first(won.intersection(&over).copied()).map(Finding::WonAndPassedOver));
    if winners.len() > seats as usize {
        findings.push(Finding::TooManyWinners { winners: winners.len(), seats });
    }
    // Whoever is before the last winner won or was passed over. If seats are left, so did everybody; if none is, nobody
    // behind the last winner was even asked.
    let last = winners.iter().filter_map(rank).max().unwrap_or_default();
    let (before, behind) = ranking.split_at(last);
    let neither = |number: &&EntrantNumber| !won.contains(number) && !over.contains(number);
    findings.extend(first(before.iter().filter(neither)).map(Finding::Overtaken));
    if winners.len() < seats as usize {
        findings.extend(first(behind.iter().filter(neither)).map(Finding::SeatsLeft));
    } else {
        let asked = behind.iter().filter(|number| over.contains(number));
        findings.extend(first(asked).map(Finding::PassedOverInVain));
    }
}

/// The first of several, and how many there are.
fn first<'n>(numbers: impl IntoIterator<Item = &'n EntrantNumber>) -> Option<Numbers> {
    let mut numbers = numbers.into_iter();
    let number = *numbers.next()?;
    Some(Numbers { number, count: 1 + numbers.count() })
}

/// Each number that was there before.
fn repeated(numbers: &[EntrantNumber]) -> impl Iterator<Item = &EntrantNumber> {
    let mut seen = BTreeSet::new();
    numbers.iter().filter(move |number| !seen.insert(**number))
}

/// Each number that has no rank.
fn unlisted<'n>(numbers: &'n [EntrantNumber], ranks: &Ranks) -> impl Iterator<Item = &'n EntrantNumber> {
    numbers.iter().filter(|number| !ranks.contains_key(number))
}

/// Each number that should stand before the one before it; those without a key stand anywhere.
fn descending<K: Ord + Copy>(
    numbers: &[EntrantNumber],
    key: impl Fn(&EntrantNumber) -> Option<K>,
) -> impl Iterator<Item = &EntrantNumber> {
    let mut before = None;
    numbers.iter().filter(move |number| {
        let Some(key) = key(number) else { return false };
        before.replace(key).is_some_and(|before| before > key)
    })
}
