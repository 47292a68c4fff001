//! The till of a login.

use super::Read;
use crate::{
    failure::Failure,
    hospital::Hospital,
    scope::Resource,
    usecase::Action,
    view::{TillCloseLine, TillDetail},
};
use model::{actor::Actor, money::Yuan};
use serde::Deserialize;
use settlement::{Till, TillClose};
use utoipa::ToSchema;

/// What money went through the hands of the own login since its last close, and its closes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnTill {}

impl Read for OwnTill {
    const PATH: &'static str = "/tills/own";
    const ACTION: Action = Action::ReadTill;
    type View = TillDetail;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let user = actor.user;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Action::ReadTill, &Resource::default())?;
                reading.saw_all();
                let world = &reading.worlds.settlement;
                let till = user.and_then(|user| world.till(user));
                let closes = user.into_iter().flat_map(|user| world.till_closes(user).rev());
                Ok(TillDetail {
                    now: reading.now,
                    seen: till.map_or(0, |till| till.seq),
                    since: till.and_then(|till| till.since),
                    moves: till.map_or(0, |till| till.moves),
                    sums: till.map(|till| till.sums.clone()).unwrap_or_default(),
                    cash: till.map_or(Yuan::ZERO, Till::cash),
                    closes: closes.take(TillDetail::CLOSES_MAX).map(line).collect(),
                })
            })
            .await
    }
}

fn line(close: &TillClose) -> TillCloseLine {
    TillCloseLine {
        number: close.number,
        since: close.since,
        at: close.at,
        moves: close.moves,
        sums: close.sums.clone(),
        counted: close.counted,
        difference: close.difference,
    }
}
