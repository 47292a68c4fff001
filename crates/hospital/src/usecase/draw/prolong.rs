use crate::usecase::prelude::*;
use model::{id::DrawId, scheduling::command, time::Instant};

/// Leaves the list of a draw open longer, because people could not join while the hospital could not be reached. It is
/// shown on the draw's page, and everybody on the list is told. Not possible once the list is closed: its seal has been
/// published. The fingerprint stays the same, so the draw is computed again as any other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProlongDraw {
    /// The draw, by its id.
    pub draw: DrawId,
    /// When the list closes: later than was said, at least ten minutes from now, and at least 31 minutes before the session
    /// begins, unless the seed was to be opened later anyhow. If need be the seed is opened later too, a minute after that.
    pub closes_at: Instant,
    /// Why it is done; its words stand on the draw's page.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the hospital's key.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for ProlongDraw {
    const PATH: Option<&'static str> = Some("/draws/{draw}/prolong");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_draw(self.draw)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::ProlongDraw { draw: self.draw, closes_at: self.closes_at, reason })?;
        Ok(Answer::Done)
    }
}
