use crate::usecase::{prelude::*, visits};
use model::{
    id::{DrawId, EntrantId},
    scheduling::{Channel, Event, command},
};
use rand::{TryRng as _, rngs::SysRng};

/// Joins a draw (摇号报名) while its list is open. Early and late have the same chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinDraw {
    /// The draw, by its id.
    pub draw: DrawId,
    /// The person who may win a seat, by their id.
    pub patient: PersonId,
    /// The channel through which it is joined; it must be the asker's own.
    pub channel: Channel,
}

impl UseCase for JoinDraw {
    const PATH: Option<&'static str> = Some("/draws/{draw}/entrants");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        Resource { family: scope.is_family(self.patient), ..scope.of_draw(self.draw) }
    }

    /// The entrant's number is fresh, as the seed is.
    async fn prepare(&self, _: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        for bits in &mut prepared.random {
            *bits = SysRng.try_next_u64().map_err(|error| {
                tracing::error!(%error, "the system gives no random bytes for a draw");
                Failure::Broken
            })?;
        }
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let patient = visits::who_books(deciding, self.channel, self.patient)?;
        let entrant = EntrantId(deciding.id());
        deciding.on_behalf_of(patient);
        let (draw, channel, random) = (self.draw, self.channel, prepared.random);
        let decided = deciding.scheduling(command::JoinDraw { entrant, draw, patient, channel, random })?;
        let number = decided.iter().find_map(|event| {
            let Event::DrawJoined(joined) = event else { return None };
            Some(joined.number.to_string())
        });
        Ok(Answer::DrawJoined { entrant, number: number.ok_or(Failure::Broken)? })
    }
}
