use crate::billing;
use crate::usecase::prelude::*;
use model::{
    code::ItemCode,
    id::{AdmissionId, ChargeId},
    settlement::command,
};
use rust_decimal::Decimal;

/// Charges an item of the price list to a stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// The admission whose bill it is, by its id.
    pub admission: AdmissionId,
    /// The hospital's code of the item.
    #[schema(value_type = crate::schema::ItemCode)]
    pub item: String,
    /// Units, up to 4 decimals, above zero.
    #[schema(value_type = crate::schema::Units)]
    pub count: Decimal,
}

impl UseCase for Charge {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/charges");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        // Price, class and ceiling come from the price list: nobody types them.
        billing::check_not_cancelled(deciding.worlds(), self.admission)?;
        let charge = ChargeId(deciding.id());
        let found = deciding.worlds().settlement.item(&ItemCode::new(&*self.item)?);
        let found = found.ok_or_else(|| Refusal::new("item-unknown").field("item").with("item", self.item.as_str()))?;
        let command = command::Charge {
            charge,
            admission: self.admission,
            item: found.item.clone(),
            name: found.name.clone(),
            class: found.class,
            unit_price: found.unit_price,
            count: self.count,
            ceiling: found.ceiling,
            preself_rate: found.preself_rate,
            date: deciding.today(),
        };
        deciding.settlement(command)?;
        Ok(Answer::Charged { charge })
    }
}
