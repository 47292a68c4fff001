//! The weights of the rules of beds that are in force.

use crate::World;
use bevy_ecs::resource::Resource;
use model::scheduling::BedRules;

/// The weights, as they were adopted last.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) struct BedRulesInForce(pub(crate) BedRules);

impl World {
    /// The weights of the rules of beds.
    pub fn bed_rules(&self) -> &BedRules {
        &self.ecs.resource::<BedRulesInForce>().0
    }
}
