use crate::request::PriceListItem;
use crate::usecase::prelude::*;
use model::{code::ItemCode, settlement::ItemPriced};

/// Adds an item to the price list, or changes it; what was charged before stays as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddItem {
    /// The item as it is from now on; its code says which one it is.
    pub item: PriceListItem,
}

impl UseCase for AddItem {
    const PATH: Option<&'static str> = Some("/price-list");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let item = self.item.clone();
        deciding.settlement(ItemPriced {
            item: ItemCode::new(item.item)?,
            name: item.name,
            unit: item.unit,
            class: item.class,
            unit_price: item.unit_price,
            ceiling: item.ceiling,
            preself_rate: item.preself_rate,
        })?;
        Ok(Answer::Done)
    }
}
