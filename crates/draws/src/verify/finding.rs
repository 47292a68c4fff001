//! What does not agree in a record.

use crate::{Commitment, EntrantNumber, ListHash};
use model::message::{Message, Value};
use serde::Serialize;

/// The numbers that a finding concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// The first of them.
    pub number: EntrantNumber,
    /// How many there are, at least 1.
    pub count: usize,
}

/// One thing that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Finding {
    /// Somebody noted another commitment before the list opened.
    OtherCommitment {
        /// What was noted.
        noted: Commitment,
        /// What the record says.
        published: Commitment,
    },
    /// Somebody noted another hash when the list closed.
    OtherList {
        /// What was noted.
        noted: ListHash,
        /// What the record says.
        published: ListHash,
    },
    /// The draw has not been opened: there is no seed to compute with.
    NotOpened,
    /// The seed is not the one that was committed to.
    OtherSeed {
        /// What the record says.
        published: Commitment,
        /// The SHA-256 of the seed.
        computed: Commitment,
    },
    /// The list is not the one whose hash was published.
    OtherListHash {
        /// What the record says.
        published: ListHash,
        /// The SHA-256 of the list.
        computed: ListHash,
    },
    /// On the list more than once.
    ListedTwice(Numbers),
    /// The list is not in ascending order; these are smaller than the number before.
    ListUnordered(Numbers),
    /// In the ranking more than once.
    RankedTwice(Numbers),
    /// In the ranking, but not on the list.
    RankedUnlisted(Numbers),
    /// On the list, but not in the ranking.
    NotRanked(Numbers),
    /// The ranking is not the one that follows from seed and list.
    OtherOrder {
        /// The first rank that differs, from 1.
        rank: usize,
        /// Who has it in the record.
        published: EntrantNumber,
        /// Who should have it.
        computed: EntrantNumber,
        /// How many ranks differ.
        count: usize,
    },
    /// Among the winners more than once.
    WonTwice(Numbers),
    /// Among the winners, but not on the list.
    WonUnlisted(Numbers),
    /// The winners are not in the order of the ranking; these are before the one who stands before them.
    WonUnordered(Numbers),
    /// Passed over more than once.
    PassedOverTwice(Numbers),
    /// Passed over, but not on the list.
    PassedOverUnlisted(Numbers),
    /// Those who were passed over are not in the order of the ranking.
    PassedOverUnordered(Numbers),
    /// Both a winner and passed over.
    WonAndPassedOver(Numbers),
    /// More winners than seats.
    TooManyWinners {
        /// How many winners the record has.
        winners: usize,
        /// How many seats there are.
        seats: u32,
    },
    /// Neither a winner nor passed over for a reason, though somebody behind them is a winner.
    Overtaken(Numbers),
    /// Neither a winner nor passed over for a reason, though seats are left.
    SeatsLeft(Numbers),
    /// Passed over, though it was not their turn: the seats were gone before.
    PassedOverInVain(Numbers),
}

impl Finding {
    /// The message that says it, with all values.
    pub fn message(&self) -> Message {
        let numbers = |id: &'static str, numbers: &Numbers| {
            Message::new(id).with("number", numbers.number.to_string()).with("count", count(numbers.count))
        };
        match self {
            Self::OtherCommitment { noted, published } => Message::new("draw-finding-other-commitment")
                .with("noted", noted.hex())
                .with("published", published.hex()),
            Self::OtherList { noted, published } => {
                Message::new("draw-finding-other-list").with("noted", noted.hex()).with("published", published.hex())
            }
            Self::NotOpened => Message::new("draw-finding-not-opened"),
            Self::OtherSeed { published, computed } => Message::new("draw-finding-other-seed")
                .with("published", published.hex())
                .with("computed", computed.hex()),
            Self::OtherListHash { published, computed } => Message::new("draw-finding-other-list-hash")
                .with("published", published.hex())
                .with("computed", computed.hex()),
            Self::ListedTwice(of) => numbers("draw-finding-listed-twice", of),
            Self::ListUnordered(of) => numbers("draw-finding-list-unordered", of),
            Self::RankedTwice(of) => numbers("draw-finding-ranked-twice", of),
            Self::RankedUnlisted(of) => numbers("draw-finding-ranked-unlisted", of),
            Self::NotRanked(of) => numbers("draw-finding-not-ranked", of),
            Self::OtherOrder { rank, published, computed, count: ranks } => Message::new("draw-finding-other-order")
                .with("rank", count(*rank))
                .with("published", published.to_string())
                .with("computed", computed.to_string())
                .with("count", count(*ranks)),
            Self::WonTwice(of) => numbers("draw-finding-won-twice", of),
            Self::WonUnlisted(of) => numbers("draw-finding-won-unlisted", of),
            Self::WonUnordered(of) => numbers("draw-finding-won-unordered", of),
            Self::PassedOverTwice(of) => numbers("draw-finding-passed-over-twice", of),
            Self::PassedOverUnlisted(of) => numbers("draw-finding-passed-over-unlisted", of),
            Self::PassedOverUnordered(of) => numbers("draw-finding-passed-over-unordered", of),
            Self::WonAndPassedOver(of) => numbers("draw-finding-won-and-passed-over", of),
            Self::TooManyWinners { winners, seats } => {
                Message::new("draw-finding-too-many-winners").with("winners", count(*winners)).with("seats", *seats)
            }
            Self::Overtaken(of) => numbers("draw-finding-overtaken", of),
            Self::SeatsLeft(of) => numbers("draw-finding-seats-left", of),
            Self::PassedOverInVain(of) => numbers("draw-finding-passed-over-in-vain", of),
        }
    }
}

fn count(number: usize) -> Value {
    Value::Count(i64::try_from(number).unwrap_or(i64::MAX))
}
