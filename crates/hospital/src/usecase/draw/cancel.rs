use crate::usecase::prelude::*;
use model::{id::DrawId, scheduling::command};

/// Has no draw after all, until its seed is opened: the seats can be booked by everybody, and all who joined are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelDraw {
    /// The draw, by its id.
    pub draw: DrawId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the hospital's key.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CancelDraw {
    const PATH: Option<&'static str> = Some("/draws/{draw}/cancel");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_draw(self.draw)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::CancelDraw { draw: self.draw, reason })?;
        Ok(Answer::Done)
    }
}
