//! The weights of the rules of beds, adopted all at once.

use super::{
    Apply, Decide, Decision,
    setup::{SOURCE_MAX, is_said, within},
};
use crate::{World, tx::Tx};
use model::{
    decide::{Context, Stamp},
    scheduling::{BED_WEIGHT_MAX, BedRulesAdopted},
};

/// A ward that takes a department's patients later is never worse than one that does not take them.
impl Decide<World> for BedRulesAdopted {
    fn decide(&self, _: &World, _: &Context) -> Decision {
        is_said("source", &self.rules.source, SOURCE_MAX)?;
        for (field, weight) in self.rules.weights() {
            within(field, weight, 0, BED_WEIGHT_MAX)?;
        }
        within("later_ward", self.rules.later_ward, 0, self.rules.other_ward)?;
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for BedRulesAdopted {
    fn apply(&self, tx: &mut Tx, _: Stamp) {
        tx.insert_bed_rules(self.rules.clone());
    }
}
