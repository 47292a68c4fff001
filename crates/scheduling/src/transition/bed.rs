//! Beds: kept, taken, changed, made ready.

use super::{
    Apply, Decide, Decision,
    admission::{admission_state, formality_message, stay},
    within_undo,
};
use crate::{
    World,
    component::{Admission, Bed, NOT_OVERRULED, Occupancy, Room, Stay},
    index::Pair,
    read::{AdmissionState, BedState},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{AdmissionId, BedId},
    message::Refusal,
    scheduling::{
        BedAssigned, BedReadied, BedRule, BedRulesOverruled, BedUnassigned, Formality, PatientInBed,
        PatientTransferred, ReasonCode, RulesScope, TransferCalledOff, TransferRequested, TransferUndone, command,
    },
    time::Instant,
};

impl Decide<World> for command::AssignBed {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, bed) = (self.admission, self.bed);
        let (who, stay) = world.waiting(admission)?;
        let target = world.find::<Bed>(bed.0, "bed")?;
        world.may_have(who, stay, target)?;
        Ok(vec![BedAssigned { admission, bed }.into()])
    }
}

impl Apply<Tx<'_>> for BedAssigned {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.bed = Some(self.bed);
            stay.overruled = NOT_OVERRULED;
            stay.assigned_at = Some(stamp.at);
        });
        bed(tx, self.bed, BedState::Reserved, Some(self.admission), stamp);
    }
}

/// Only where a rule is broken by it: otherwise the bed is simply assigned.
impl Decide<World> for command::AssignBedAgainstRules {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, bed, reason) = (self.admission, self.bed, &self.reason);
        let (who, stay) = world.waiting(admission)?;
        let target = world.find::<Bed>(bed.0, "bed")?;
        world.bed_takes(stay, target)?;
        let broken = world.broken_rules(who, stay, world.find::<Room>(target.room.0, "bed")?);
        if broken.is_empty() {
            return Refusal::new("no-rule-broken").field("bed").with("bed", target.number.as_str()).err();
        }
        let rules = broken.into_iter().map(|(rule, _)| rule).collect();
        let overruled = BedRulesOverruled { admission, bed, rules, reason: reason.clone() };
        Ok(vec![BedAssigned { admission, bed }.into(), overruled.into()])
    }
}

impl Apply<Tx<'_>> for BedRulesOverruled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.overruled = BedRule::ALL.map(|rule| self.rules.contains(&rule));
        });
    }
}

impl Decide<World> for command::UnassignBed {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, reason) = (self.admission, &self.reason);
        let (_, stay) = world.waiting(admission)?;
        let bed = stay.bed.ok_or(Refusal::new("no-bed-assigned").field("admission"))?;
        Ok(vec![BedUnassigned { admission, bed, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for BedUnassigned {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.bed = None;
            stay.overruled = NOT_OVERRULED;
            stay.assigned_at = None;
        });
        bed(tx, self.bed, BedState::Free, None, stamp);
    }
}

impl Decide<World> for command::OccupyBed {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let admission = self.admission;
        let (_, stay) = world.waiting(admission)?;
        if stay.arrived_at.is_none() {
            return Refusal::new("not-arrived").field("admission").err();
        }
        let bed = stay.bed.ok_or(Refusal::new("no-bed-assigned").field("admission"))?;
        let mut open = Formality::ALL.into_iter().filter(|formality| stay.formality(*formality).is_none());
        if let Some(first) = open.next() {
            return Refusal::new("formalities-open")
                .field("admission")
                .with("formality", formality_message(first))
                .with("open", 1 + open.count() as i64)
                .err();
        }
        world.bed_not_blocked(bed, "admission")?;
        Ok(vec![PatientInBed { admission, bed }.into()])
    }
}

impl Apply<Tx<'_>> for PatientInBed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| stay.in_bed_at = Some(stamp.at));
        bed(tx, self.bed, BedState::Occupied, Some(self.admission), stamp);
        tx.unindex(Pair::AdmissionWaiting(self.admission));
    }
}

impl Decide<World> for command::Transfer {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, bed, reason) = (self.admission, self.bed, &self.reason);
        let (who, stay) = world.stay(admission)?;
        let from = world.bed_of(stay)?;
        let target = world.find::<Bed>(bed.0, "bed")?;
        world.may_have(who, stay, target)?;
        let reason = reason.clone();
        // Another ward is asked first; until it accepts, the patient keeps the bed and the ward.
        if world.find::<Bed>(from.0, "admission")?.ward == target.ward {
            Ok(vec![PatientTransferred { admission, from, bed, reason }.into()])
        } else {
            Ok(vec![TransferRequested { admission, from, bed, reason }.into()])
        }
    }
}

impl Apply<Tx<'_>> for PatientTransferred {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.bed = Some(self.bed);
            stay.overruled = NOT_OVERRULED;
            stay.moving = None;
            stay.moved_from = Some((self.from, stamp.at));
        });
        bed(tx, self.from, BedState::Cleaning, None, stamp);
        bed(tx, self.bed, BedState::Occupied, Some(self.admission), stamp);
    }
}

impl Apply<Tx<'_>> for TransferRequested {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| stay.moving = Some((self.bed, self.reason.code)));
        bed(tx, self.bed, BedState::Reserved, Some(self.admission), stamp);
    }
}

impl Decide<World> for command::AcceptTransfer {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let admission = self.admission;
        let (who, stay) = world.stay(admission)?;
        let (bed, code) = world.asked_for(stay)?;
        let from = world.bed_of(stay)?;
        world.bed_not_blocked(bed, "admission")?;
        // What is known about the people in the room may have changed since it was asked.
        let room = world.find::<Bed>(bed.0, "bed")?.room;
        world.room_takes(who, stay, world.find::<Room>(room.0, "bed")?)?;
        Ok(vec![PatientTransferred { admission, from, bed, reason: code.into() }.into()])
    }
}

impl Decide<World> for command::CallOffTransfer {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, how, reason) = (self.admission, self.how, &self.reason);
        let (_, stay) = world.stay(admission)?;
        let (bed, _) = world.asked_for(stay)?;
        Ok(vec![TransferCalledOff { admission, bed, how, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for TransferCalledOff {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| stay.moving = None);
        bed(tx, self.bed, BedState::Free, None, stamp);
    }
}

impl Decide<World> for command::UndoTransfer {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (admission, reason) = (self.admission, &self.reason);
        let (who, stay) = world.stay(admission)?;
        let from = world.bed_of(stay)?;
        let (bed, left_at) = stay.moved_from.ok_or(Refusal::new("not-transferred").field("admission"))?;
        within_undo(&world.rules_now(RulesScope::Hospital, context)?, Some(left_at), context)?;
        world.not_moving(stay)?;
        // Another ward decides about its own beds: the way back is another transfer, which it accepts.
        if world.find::<Bed>(from.0, "admission")?.ward != world.find::<Bed>(bed.0, "admission")?.ward {
            return Refusal::new("undo-other-ward").field("admission").with("bed", world.number(bed)).err();
        }
        world.still_has(who, stay, (bed, left_at))?;
        Ok(vec![TransferUndone { admission, from, bed, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for TransferUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.bed = Some(self.bed);
            stay.overruled = NOT_OVERRULED;
            stay.moved_from = None;
        });
        bed(tx, self.from, BedState::Cleaning, None, stamp);
        bed(tx, self.bed, BedState::Occupied, Some(self.admission), stamp);
    }
}

impl Decide<World> for command::ReadyBed {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let bed = self.bed;
        let occupancy = world.find::<Occupancy>(bed.0, "bed")?;
        let place = world.find::<Bed>(bed.0, "bed")?;
        if occupancy.state != BedState::Cleaning {
            return Refusal::new("bed-not-cleaning").field("bed").with("bed", place.number.as_str()).err();
        }
        Ok(vec![BedReadied { bed }.into()])
    }
}

impl Apply<Tx<'_>> for BedReadied {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        bed(tx, self.bed, BedState::Free, None, stamp);
    }
}

impl World {
    /// The bed that is asked for, and why.
    fn asked_for(&self, stay: &Stay) -> Result<(BedId, ReasonCode), Refusal> {
        stay.moving.ok_or(Refusal::new("no-transfer-pending").field("admission"))
    }

    /// Nobody else has had the bed since it was left, and its room still takes the one who was in it. It is either free
    /// and clean, or as its patient left it.
    pub(super) fn still_has(
        &self,
        who: &Admission,
        stay: &Stay,
        (bed, left_at): (BedId, Instant),
    ) -> Result<(), Refusal> {
        let place = self.find::<Bed>(bed.0, "admission")?;
        let occupancy = self.find::<Occupancy>(bed.0, "admission")?;
        let is_as_left = occupancy.state == BedState::Cleaning && occupancy.since == left_at;
        if occupancy.state != BedState::Free && !is_as_left {
            return Refusal::new("bed-taken-meanwhile").field("admission").with("bed", place.number.as_str()).err();
        }
        self.bed_not_blocked(bed, "admission")?;
        self.room_takes(who, stay, self.find::<Room>(place.room.0, "admission")?)
    }

    /// The bed of somebody who lies in one.
    pub(super) fn bed_of(&self, stay: &Stay) -> Result<BedId, Refusal> {
        let state = stay.state();
        let bed = stay.bed.filter(|_| state == AdmissionState::InBed);
        bed.ok_or_else(|| Refusal::new("not-in-bed").field("admission").with("state", admission_state(state)))
    }
}

pub(super) fn bed(tx: &mut Tx, bed: BedId, state: BedState, admission: Option<AdmissionId>, stamp: Stamp) {
    let (before, after) = tx.update(bed.0, |occupancy: &mut Occupancy| {
        let before = occupancy.watched(bed);
        *occupancy = Occupancy { state, admission, since: stamp.at, touched: stamp.seq, ..*occupancy };
        (before, occupancy.watched(bed))
    });
    tx.reindex(before, after);
}
