//! Which layers a policy has, in which order they pay, and whose rates lose points away from home.

use super::Loader;
use crate::{
    file::{Scalar, Section},
    policy::{Basis, Convention, Layer, Tier},
    problem::Problem,
};

/// The order in which layers pay if the file does not say.
const USUAL: [Layer; 7] = [
    Layer::SecondTier,
    Layer::SeriousIllness,
    Layer::Assistance,
    Layer::AssistanceAgain,
    Layer::CivilServants,
    Layer::Enterprise,
    Layer::Commercial,
];

/// Those that a file of format 1 has not.
const FURTHER: [Layer; 4] = [Layer::AssistanceAgain, Layer::CivilServants, Layer::Enterprise, Layer::Commercial];

/// A list of layers.
struct Layers(Vec<Layer>);

impl Scalar for Layers {
    fn read(value: &toml::Value) -> Result<Self, Problem> {
        let one = |value: &toml::Value| Layer::read(value);
        match value.as_array() {
            Some(items) => items.iter().map(one).collect::<Result<_, _>>().map(Self),
            None => Err(crate::file::no_such_choice(value, Layer::WORDS)),
        }
    }
}

fn of(found: Convention<Layers>) -> Convention<Vec<Layer>> {
    Convention { value: found.value.0, basis: found.basis, name: found.name, layer: found.layer }
}

impl Loader {
    /// The layers of format 2.
    pub(super) fn further(&mut self, root: &mut Section) -> Vec<(Layer, Tier)> {
        if self.format < 2 {
            return Vec::new();
        }
        FURTHER.into_iter().filter_map(|layer| self.tier(root, layer).map(|tier| (layer, tier))).collect()
    }

    /// `[layers] order`: needed if there is more than the layers of format 1, and names each layer once.
    pub(super) fn layers_order(&mut self, root: &mut Section, there: &[Layer]) -> Option<Convention<Vec<Layer>>> {
        let both = there.contains(&Layer::SecondTier) && there.contains(&Layer::SeriousIllness);
        let needed = self.format > 1 && (both || there.iter().any(|layer| FURTHER.contains(layer)));
        let says = self.format > 1 && root.has("layers");
        if !needed && !says {
            let basis = Basis::Source(std::sync::Arc::default());
            return Some(Convention { value: USUAL.to_vec(), basis, name: "convention-layers-order", layer: None });
        }
        let mut section = root.section("layers", &mut self.problems);
        let order: Option<Convention<Layers>> = self.convention(&mut section, "order", "convention-layers-order");
        let path = section.at("order");
        section.finish(&mut self.problems);
        let order = of(order?);
        let (mut named, mut wanted) = (order.value.clone(), there.to_vec());
        named.sort_unstable();
        wanted.sort_unstable();
        if named != wanted {
            let words = |layers: &[Layer]| layers.iter().map(|layer| layer.word()).collect::<Vec<_>>().join(", ");
            let problem = Problem::new("policy-order-incomplete", path).value(words(&order.value));
            self.problems.push(problem.with("layers", words(there)));
        }
        Some(order)
    }

    /// `[remote] layers`: the layers whose rates lose the points; the pool if the file does not say.
    pub(super) fn remote_layers(
        &mut self,
        section: &mut Section,
        ground: Option<&Basis>,
    ) -> Option<Convention<Vec<Layer>>> {
        if self.format < 2 || !section.has("layers") {
            let basis = ground.cloned().unwrap_or(Basis::NotStated);
            let (value, name) = (vec![Layer::Pool], "convention-remote-layers");
            return Some(Convention { value, basis, name, layer: None });
        }
        self.convention(section, "layers", "convention-remote-layers").map(of)
    }
}
