//! Appeals against missed visits (爽约申诉): a missed visit that is excused stays missed, but counts in no ladder.

use super::{
    Apply, Decide, Decision, expect,
    visit::{missed_pair, visit},
    within_undo,
};
use crate::{
    World,
    component::{Answered, Appeal, Seat, Visit},
    index::Pair,
    read::{AppealStage, AppointmentState},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::AppointmentId,
    message::Refusal,
    scheduling::{AppealDeclined, ExcuseUndone, MissedAppealed, MissedExcused, command},
};

/// The most days after a visit on which its patient can appeal.
const APPEAL_DAYS: u16 = 366;

/// Once for each visit, as long as it counts.
impl Decide<World> for command::AppealMissed {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, self.reason.clone());
        let refused = |code| Refusal::new(code).field("appointment").err();
        match world.missed_visit(appointment)?.appeal_stage() {
            None => {}
            Some(AppealStage::Asked) => return refused("appeal-open"),
            Some(AppealStage::Declined) => return refused("appeal-declined"),
            Some(AppealStage::Excused) => return refused("visit-excused"),
        }
        let date = world.find::<Seat>(appointment.0, "appointment")?.slot.date;
        if context.zone.date(context.now) > date.plus_days(i64::from(APPEAL_DAYS)) {
            return Refusal::new("appeal-too-late")
                .field("appointment")
                .with("date", date.0)
                .with("limit", APPEAL_DAYS)
                .err();
        }
        Ok(vec![MissedAppealed { appointment, reason }.into()])
    }
}

impl Apply<Tx<'_>> for MissedAppealed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        appeal(tx, self.appointment, stamp, |appeal| appeal.asked = Some(Answered::new(stamp.at, &self.reason)));
        tx.index(Pair::Appealed(self.appointment));
    }
}

/// Also of a visit against which nobody appealed, or whose appeal was declined.
impl Decide<World> for command::ExcuseMissed {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, self.reason.clone());
        match world.missed_visit(appointment)?.appeal_stage() {
            None | Some(AppealStage::Asked | AppealStage::Declined) => {
                Ok(vec![MissedExcused { appointment, reason }.into()])
            }
            Some(AppealStage::Excused) => Refusal::new("visit-excused").field("appointment").err(),
        }
    }
}

impl Apply<Tx<'_>> for MissedExcused {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        appeal(tx, self.appointment, stamp, |appeal| appeal.excused = Some(Answered::new(stamp.at, &self.reason)));
        not_missed(tx, self.appointment);
    }
}

impl Decide<World> for command::DeclineAppeal {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, self.reason.clone());
        match world.missed_visit(appointment)?.appeal_stage() {
            Some(AppealStage::Asked) => Ok(vec![AppealDeclined { appointment, reason }.into()]),
            None | Some(AppealStage::Declined | AppealStage::Excused) => {
                Refusal::new("no-appeal").field("appointment").err()
            }
        }
    }
}

impl Apply<Tx<'_>> for AppealDeclined {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        appeal(tx, self.appointment, stamp, |appeal| appeal.declined = Some(Answered::new(stamp.at, &self.reason)));
        tx.unindex(Pair::Appealed(self.appointment));
    }
}

impl Decide<World> for command::UndoExcuse {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, self.reason.clone());
        let excused = world.missed_visit(appointment)?.appeal.as_ref().and_then(|appeal| appeal.excused.as_ref());
        let Some(excused) = excused else { return Refusal::new("not-excused").field("appointment").err() };
        let seat = world.find::<Seat>(appointment.0, "appointment")?;
        within_undo(&world.rules_at(&seat.slot, context)?, Some(excused.at), context)?;
        Ok(vec![ExcuseUndone { appointment, reason }.into()])
    }
}

/// As it was before: an appeal is open or declined again, if there was one.
impl Apply<Tx<'_>> for ExcuseUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let stage = appeal(tx, self.appointment, stamp, |appeal| {
            appeal.excused = None;
            appeal.stage()
        });
        let missed = missed_pair(tx, self.appointment);
        tx.index(missed);
        match stage {
            Some(AppealStage::Asked) => tx.index(Pair::Appealed(self.appointment)),
            None | Some(AppealStage::Declined | AppealStage::Excused) => {}
        }
    }
}

impl World {
    fn missed_visit(&self, appointment: AppointmentId) -> Result<&Visit, Refusal> {
        let visit = self.find::<Visit>(appointment.0, "appointment")?;
        expect(visit, AppointmentState::NoShow)?;
        Ok(visit)
    }
}

/// Changes what was asked and decided about a missed visit; where nothing is left of it, nothing is kept.
fn appeal<R>(tx: &mut Tx, appointment: AppointmentId, stamp: Stamp, change: impl FnOnce(&mut Appeal) -> R) -> R {
    visit(tx, appointment, stamp, |visit| {
        let mut appeal = visit.appeal.take().unwrap_or_default();
        let answer = change(&mut appeal);
        visit.appeal = Some(appeal).filter(|appeal| appeal.stage().is_some());
        answer
    })
}

/// A visit counts as missed no longer, and whoever appealed has nothing to wait for.
pub(super) fn not_missed(tx: &mut Tx, appointment: AppointmentId) {
    let missed = missed_pair(tx, appointment);
    tx.unindex(missed);
    tx.unindex(Pair::Appealed(appointment));
}
