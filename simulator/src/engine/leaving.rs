//! The days of a stay, its bill, and the way out.

use super::{Broken, Engine, Happening, Leaving, Tried};
use crate::{
    random::minutes,
    target::{Action, Target},
};
use model::{
    id::{AdmissionId, BedId},
    scheduling::SettledAt,
    time::{BusinessDate, Instant},
};
use scheduling::read::{AdmissionState, AdmissionView, BedState};

/// Patients leave between these hours.
const LEAVING_HOURS: (f64, f64) = (9.0, 16.0);
/// Days are charged within the hour that begins then, before anybody leaves.
const CHARGING_HOUR: f64 = 6.0;
/// How often a length of stay is drawn before a patient who has stayed very long leaves the next day.
const LENGTHS_TRIED: u32 = 20;
/// Minutes until an answer that did not come is asked for again.
const AGAIN_MINUTES: f64 = 2.0;

impl Engine {
    /// A patient lies in bed: plans the charges of every day, and a day to leave.
    pub(super) fn plan_stay(&mut self, view: &AdmissionView) {
        let Some(in_bed) = view.in_bed_at else { return };
        let variation = self.scenario.inpatient.stay_variation.value;
        let hours = self.draws.between(LEAVING_HOURS.0, LEAVING_HOURS.1);
        // The length of a stay that is not over yet: whoever is taken up after a restart has been here for a while.
        let mut leaves = self.clock(self.today().plus_days(1), hours);
        for _ in 0..LENGTHS_TRIED {
            let days = self.draws.lognormal(f64::from(view.expected_days), variation).round().max(1.0) as i64;
            let drawn = self.clock(self.zone.date(in_bed).plus_days(days), hours);
            if drawn > self.now {
                leaves = drawn;
                break;
            }
        }
        self.charge_next(view);
        self.plan_leaving(view, leaves);
    }

    /// A patient who has been in bed for an unknown while: any part of the stay may be left.
    pub(super) fn plan_rest(&mut self, view: &AdmissionView) {
        let days = self.draws.between(0.0, f64::from(view.expected_days)).ceil() as i64;
        let hours = self.draws.between(LEAVING_HOURS.0, LEAVING_HOURS.1);
        let leaves = self.clock(self.today().plus_days(days), hours);
        self.charge_next(view);
        self.plan_leaving(view, leaves);
    }

    fn plan_leaving(&mut self, view: &AdmissionView, leaves: Instant) {
        self.leaving_on.insert(view.id, self.zone.date(leaves));
        let flow = &self.scenario.settlement;
        let (bedside, step) = (flow.bedside_share.value, flow.step_minutes.value);
        let (before, first) =
            if self.draws.chance(bedside) { (5.0 * step, Leaving::Presettle) } else { (0.0, Leaving::Unsettled) };
        self.agenda.add((leaves - minutes(before)).max(self.now), Happening::Leave(view.id, first));
    }

    /// Puts the next charging on the agenda. Its time follows from the stay alone, so that no day is charged twice when
    /// an engine takes up another's work: the first day soon after the patient lies down, the others in the morning.
    fn charge_next(&mut self, view: &AdmissionView) {
        let Some(in_bed) = view.in_bed_at else { return };
        let (first, today) = (self.zone.date(in_bed), self.today());
        let minute = f64::from(view.id.0.as_bytes()[15]) / 256.0;
        let at = |date: BusinessDate| {
            if date == first {
                (in_bed + minutes(20.0)).min(self.clock(first, 23.99)).max(in_bed)
            } else {
                self.clock(date, CHARGING_HOUR + minute)
            }
        };
        let next = if at(today) > self.now { at(today) } else { at(today.plus_days(1)) };
        self.agenda.add(next, Happening::Charges(view.id));
    }

    /// Charges for a day.
    pub(super) fn charges<T: Target>(&mut self, admission: AdmissionId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        let (AdmissionState::InBed, Some(in_bed)) = (view.state, view.in_bed_at) else { return Ok(()) };
        let day = (self.today().0 - self.zone.date(in_bed).0).num_days() + 1;
        let last = self.leaving_on.get(&admission) == Some(&self.today());
        self.act(target, &Action::ChargeDay { admission, day: day as u16, last })?;
        self.charge_next(&view);
        Ok(())
    }

    pub(super) fn leave<T: Target>(
        &mut self,
        admission: AdmissionId,
        step: Leaving,
        target: &mut T,
    ) -> Result<(), Broken> {
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        let elsewhere = view.bed.as_ref().is_some_and(|place| self.hands_off.wards.contains(&place.ward));
        if view.state != AdmissionState::InBed || elsewhere {
            return Ok(());
        }
        let (action, next) = match step {
            Leaving::Presettle => (Action::Presettle { admission }, Leaving::Consent),
            Leaving::Consent => (Action::Consent { admission }, Leaving::Settle),
            Leaving::Settle => (Action::Settle { admission }, Leaving::Pay),
            Leaving::Pay => (Action::Pay { admission }, Leaving::Settled),
            Leaving::Settled => return self.discharge(&view, step, SettledAt::Bedside, target),
            Leaving::Unsettled => {
                let counter = self.draws.chance(self.scenario.settlement.counter_share.value);
                let settled = if counter { SettledAt::Counter } else { SettledAt::Open };
                return self.discharge(&view, step, settled, target);
            }
        };
        match self.act(target, &action)? {
            Tried::Done(_) => {
                let takes = self.draws.lognormal(self.scenario.settlement.step_minutes.value, 0.5);
                self.after(takes, Happening::Leave(admission, next));
            }
            Tried::Later => self.after(AGAIN_MINUTES, Happening::Leave(admission, step)),
            // What cannot be settled here does not keep the patient.
            Tried::Refused => self.after(1.0, Happening::Leave(admission, Leaving::Unsettled)),
        }
        Ok(())
    }

    /// A bed is made, unless the clockwork has declared it clean already.
    pub(super) fn cleaned<T: Target>(&mut self, bed: BedId, target: &mut T) -> Result<(), Broken> {
        let moment = self.moment();
        if target.look(|world| world.bed(bed, moment)).is_some_and(|view| view.state == BedState::Cleaning) {
            self.act(target, &Action::ReadyBed { bed })?;
        }
        Ok(())
    }

    fn discharge<T: Target>(
        &mut self,
        view: &AdmissionView,
        step: Leaving,
        settled: SettledAt,
        target: &mut T,
    ) -> Result<(), Broken> {
        let action = Action::Discharge { admission: view.id, settled };
        match self.act(target, &action)? {
            Tried::Done(_) => {}
            Tried::Later => {
                self.after(AGAIN_MINUTES, Happening::Leave(view.id, step));
                return Ok(());
            }
            Tried::Refused => {
                // The hospital keeps the patient: the whole way out begins again tomorrow.
                self.after(24.0 * 60.0, Happening::Leave(view.id, Leaving::Presettle));
                return Ok(());
            }
        }
        self.leaving_on.remove(&view.id);
        let moment = self.moment();
        if let Some(place) = &view.bed
            && target.look(|world| world.bed(place.bed, moment)).is_some_and(|bed| bed.state == BedState::Cleaning)
        {
            let takes = self.draws.lognormal(self.scenario.inpatient.cleaning_minutes_mean.value, 0.4);
            self.after(takes, Happening::Cleaned(place.bed));
        }
        Ok(())
    }
}
