//! What clients wish for, by what it is about; also what two of them want at the same time and only one can have.

mod beds;
mod bills;
mod visits;

use super::{clients::Client, node::World};

/// What a wish is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noun {
    Visit,
    Bed,
    Bill,
}

impl Client {
    /// Wishes for something about a noun.
    pub(super) async fn wish(&self, noun: Noun, name: String) {
        let World { chance, .. } = &self.world;
        let together = chance.below(9) < 2;
        match (noun, together) {
            (Noun::Visit, true) => self.hand_over(&name).await,
            (Noun::Visit, false) => self.want(name, self.visit()).await,
            (Noun::Bed, true) => self.compete(&name).await,
            (Noun::Bed, false) => self.want(name, self.bed()).await,
            (Noun::Bill, true) => self.take_back_twice(&name).await,
            (Noun::Bill, false) => self.want(name, self.bill()).await,
        }
    }

    /// A reason in one's own words, or none: it is sealed beside the events.
    fn words(&self) -> Option<String> {
        let chance = &self.world.chance;
        (chance.below(2) == 0).then(|| format!("because of {}", chance.below(1000)))
    }
}
