use crate::usecase::prelude::*;
use model::{money::Yuan, settlement::command};

/// Closes the till of one's own login: what went through its hands since its last close, with the cash as counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseTill {
    /// Number of the last movement that was seen, as the till gives it; refused if money has moved since.
    pub seen: u64,
    /// The cash that was counted, in yuan, without what was there before.
    #[schema(value_type = crate::schema::Amount)]
    pub counted: Yuan,
    /// Why there is a difference, in one's own words, up to 500 characters; sealed. Needed if there is one.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CloseTill {
    const PATH: Option<&'static str> = Some("/tills/own/close");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(ReasonCode::Other, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let till = deciding.actor().user.ok_or_else(|| not_there("till"))?;
        let (seen, counted) = (self.seen, self.counted);
        let reason = prepared.because(deciding, ReasonCode::Other);
        deciding.settlement(command::CloseTill { till, seen, counted, reason })?;
        Ok(Answer::Done)
    }
}
