//! The services that were adopted.

use crate::World;
use bevy_ecs::resource::Resource;
use model::scheduling::Service;

/// All services, as they were adopted.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) struct Services(pub(crate) Vec<Service>);

impl World {
    /// All services.
    pub fn services(&self) -> &[Service] {
        &self.ecs.resource::<Services>().0
    }

    /// The service of a code.
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.services().iter().find(|service| service.code == code)
    }
}
