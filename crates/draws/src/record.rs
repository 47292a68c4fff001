//! The record that everybody can download: all that is needed to compute the draw again.

use crate::{
    ClosedList, Commitment, EntrantNumber, ListHash, PassedOver, Reason, Seed,
    ranking::{rank, winners},
};
use serde::{Serialize, Serializer};

/// What a record begins with; another form would have another number.
pub const FORM: &str = "onething-draw-1";

/// A draw as it is published. What stands in it may be wrong: [`verify`](crate::verify()) finds out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The SHA-256 of the seed, as it was published before the list opened.
    pub commitment: Commitment,
    /// How many seats are drawn.
    pub seats: u32,
    /// The SHA-256 of the list, as it was published when the list closed.
    pub list_sha256: ListHash,
    /// The numbers of all who joined.
    pub list: Vec<EntrantNumber>,
    /// What is known since the draw was opened; `None` before.
    pub opened: Option<Opened>,
}

/// What is published when a draw is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The seed.
    pub seed: Seed,
    /// The order of all.
    pub ranking: Vec<EntrantNumber>,
    /// Who was next and was passed over, in the order of the ranking.
    pub passed_over: Vec<PassedOver>,
    /// Who got a seat, in the order of the ranking.
    pub winners: Vec<EntrantNumber>,
}

/// The seed is not the one that was committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seed is not the one whose commitment was published")]
pub struct WrongSeed;

impl Published {
    /// What is published when the list closes.
    pub fn closed(commitment: Commitment, seats: u32, list: &ClosedList) -> Self {
        Self { commitment, seats, list_sha256: list.hash(), list: list.numbers().to_vec(), opened: None }
    }

    /// What is published when the draw is opened; `passes` as in [`winners`].
    ///
    /// # Errors
    /// The seed is not the one that was committed to.
    pub fn open(
        commitment: Commitment,
        seats: u32,
        list: &ClosedList,
        seed: Seed,
        passes: impl FnMut(&EntrantNumber) -> Option<Reason>,
    ) -> Result<Self, WrongSeed> {
        if seed.commitment() != commitment {
            return Err(WrongSeed);
        }
        let ranking = rank(&seed, list);
        let outcome = winners(&ranking, seats, passes);
        let opened = Opened { seed, ranking, passed_over: outcome.passed_over, winners: outcome.winners };
        Ok(Self { opened: Some(opened), ..Self::closed(commitment, seats, list) })
    }

    /// The file `draw.json`, with a line for each number.
    pub fn to_json(&self) -> String {
        let file = File {
            form: FORM,
            commitment: self.commitment,
            seats: self.seats,
            list_sha256: self.list_sha256,
            list: &self.list,
            opened: self.opened.as_ref().map(|opened| OpenedFile {
                seed: OpenSeed(&opened.seed),
                ranking: &opened.ranking,
                passed_over: &opened.passed_over,
                winners: &opened.winners,
            }),
        };
        // There is nothing in it that JSON could not say.
        serde_json::to_string_pretty(&file).map(|text| text + "\n").unwrap_or_default()
    }
}

#[derive(Serialize)]
struct File<'p> {
    form: &'static str,
    commitment: Commitment,
    seats: u32,
    list_sha256: ListHash,
    list: &'p [EntrantNumber],
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<OpenedFile<'p>>,
}

#[derive(Serialize)]
struct OpenedFile<'p> {
    seed: OpenSeed<'p>,
    ranking: &'p [EntrantNumber],
    passed_over: &'p [PassedOver],
    winners: &'p [EntrantNumber],
}

/// A seed that may be seen. [`Seed`] itself cannot be written, so that none is by mistake.
struct OpenSeed<'p>(&'p Seed);

impl Serialize for OpenSeed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.opened())
    }
}
