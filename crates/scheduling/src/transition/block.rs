//! Beds that are out of use: nobody is given one, and nobody comes into one. Who lies in it, or has it kept, stays where
//! they are until somebody gives them another; only a person knows how urgent that is.

use super::{Apply, Decide, Decision};
use crate::{
    World,
    component::{Bed, Block, Occupancy},
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::BedId,
    message::{Refusal, Value},
    scheduling::{BedBlocked, BedUnblocked, command},
};
use std::borrow::Cow;

/// For how long a bed may be out of use with its end known before; a longer time is no plan.
const BLOCK_DAYS_MAX: i64 = 366;

impl Decide<World> for command::BlockBed {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { bed, reason, until } = *self;
        world.bed_not_blocked(bed, "bed")?;
        let latest = context.now + Duration::days(BLOCK_DAYS_MAX);
        if let Some(until) = until.filter(|until| *until <= context.now || *until > latest) {
            return Refusal::new("bed-block-until")
                .field("until")
                .with("value", until)
                .with("now", context.now)
                .with("latest", latest)
                .err();
        }
        Ok(vec![BedBlocked { bed, reason, until }.into()])
    }
}

impl Apply<Tx<'_>> for BedBlocked {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        set(tx, self.bed, Some(Block { reason: self.reason, until: self.until }), stamp);
    }
}

impl Decide<World> for command::UnblockBed {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let bed = self.bed;
        let place = world.find::<Bed>(bed.0, "bed")?;
        if world.find::<Occupancy>(bed.0, "bed")?.blocked.is_none() {
            return Refusal::new("bed-not-blocked").field("bed").with("bed", place.number.as_str()).err();
        }
        Ok(vec![BedUnblocked { bed }.into()])
    }
}

impl Apply<Tx<'_>> for BedUnblocked {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        set(tx, self.bed, None, stamp);
    }
}

fn set(tx: &mut Tx, bed: BedId, blocked: Option<Block>, stamp: Stamp) {
    let (before, after) = tx.update(bed.0, |occupancy: &mut Occupancy| {
        let before = occupancy.ends(bed);
        occupancy.blocked = blocked;
        occupancy.touched = stamp.seq;
        (before, occupancy.ends(bed))
    });
    tx.reindex(before, after);
}

impl World {
    /// A bed that is out of use takes nobody; `field` names what asked for it.
    pub(super) fn bed_not_blocked(&self, bed: BedId, field: &'static str) -> Result<(), Refusal> {
        let Some(block) = self.find::<Occupancy>(bed.0, field)?.blocked else { return Ok(()) };
        let refusal = |code: &'static str| {
            Refusal::new(code)
                .field(field)
                .with("bed", self.number(bed))
                .with("reason", Value::Message(Cow::Borrowed(block.reason.message())))
        };
        match block.until {
            Some(until) => refusal("bed-blocked-until").with("until", until).err(),
            None => refusal("bed-blocked").err(),
        }
    }
}
