use crate::usecase::{prelude::*, visits};
use model::{
    id::{DrawId, WaitlistEntryId},
    scheduling::command,
};
use scheduling::read::NextDrawn;

/// Of those who won nothing, so many are put in line at a time.
const IN_LINE_AT_ONCE: u32 = 100;

/// Gives a seat to the one who is next in a draw, passes over who can have none, or ends the draw. The hospital does it by
/// itself, until the draw is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveDrawn {
    /// The draw, by its id.
    pub draw: DrawId,
}

impl UseCase for GiveDrawn {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_draw(self.draw)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let draw = self.draw;
        match deciding.worlds().scheduling.next_drawn(draw, deciding.moment()) {
            Some(NextDrawn::Win(entrant, patient)) => {
                let found = deciding.worlds().scheduling.who_entered(entrant);
                let (_, department) = found.ok_or_else(|| not_there("draw"))?;
                let person = visits::present(deciding, patient)?;
                visits::booked(deciding, person, department, |appointment, patient, journey| {
                    command::GiveDrawn { entrant, appointment, patient, journey }.into()
                })
            }
            Some(NextDrawn::PassOver) => {
                deciding.scheduling(command::PassOverDrawn { draw })?;
                Ok(Answer::Done)
            }
            Some(NextDrawn::Finish(left)) => finished(deciding, draw, left.min(IN_LINE_AT_ONCE)),
            None => finished(deciding, draw, 0),
        }
    }
}

fn finished(deciding: &mut Deciding<'_>, draw: DrawId, in_line: u32) -> Result<Answer, Failure> {
    let entries = (0..in_line).map(|_| WaitlistEntryId(deciding.id())).collect();
    deciding.scheduling(command::FinishDraw { draw, entries })?;
    Ok(Answer::Done)
}
