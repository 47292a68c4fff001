use crate::usecase::prelude::*;
use draws::Seed;
use model::{
    id::{DrawId, SessionId},
    journey::RetentionClass,
    scheduling::command,
    time::Instant,
};
use rand::{TryRng as _, rngs::SysRng};

/// Has the seats of a session drawn (摇号) among all who join a list, instead of giving them to whoever comes first. Nobody
/// may be booked in it yet. The fingerprint of the seed is published at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUpDraw {
    /// The session, by its id.
    pub session: SessionId,
    /// From when on one can join: at least ten minutes from now.
    pub opens_at: Instant,
    /// When the list closes: at least ten minutes later.
    pub closes_at: Instant,
    /// When the seed is opened and the seats are drawn: at least a minute later, and before the session begins.
    pub drawn_at: Instant,
}

impl UseCase for SetUpDraw {
    const PATH: Option<&'static str> = Some("/sessions/{session}/draw");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    /// The seed is fresh, derived from nothing, and from here on sealed: the decision knows its fingerprint.
    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let mut bytes = [0; 32];
        SysRng.try_fill_bytes(&mut bytes).map_err(|error| {
            tracing::error!(%error, "the system gives no random bytes for a draw");
            Failure::Broken
        })?;
        let commitment = Seed::new(bytes).commitment().hex();
        let sealed = preparing.seal(None, RetentionClass::Financial, "draw-seed", bytes.to_vec())?;
        prepared.draw = Some((commitment, sealed));
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (commitment, sealed) = prepared.draw.as_ref().ok_or(Failure::Broken)?;
        let draw = DrawId(deciding.id());
        let seed = sealed.keep(deciding);
        let Self { session, opens_at, closes_at, drawn_at } = *self;
        let commitment = commitment.clone();
        deciding.scheduling(command::SetUpDraw { draw, session, commitment, seed, opens_at, closes_at, drawn_at })?;
        Ok(Answer::DrawSetUp { draw })
    }
}
