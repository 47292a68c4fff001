//! Is what is proposed better for visits from which it was not learnt? The seats that are proposed by the older visits, and
//! today's, both computed with the latest visits.

use super::{Gathered, Picture, SERVICES_MIN, change::cost, gather::Seen, propose};
use crate::view::{HeldOut, TunedSeats};
use model::{id::ClinicianId, scheduling::TemplatePlan, time::Zone};
use schedules::{Setting, Weights};

/// The last days that are held out: two months.
const DAYS: i64 = 60;

/// Nothing if too little is known of either part, or if nothing can be proposed.
pub(super) fn held_out(
    gathered: &Gathered,
    clinician: ClinicianId,
    plan: &TemplatePlan,
    weights: Weights,
    zone: Zone,
) -> Option<HeldOut> {
    let from = gathered.until.plus_days(1 - DAYS);
    let is_older = |seen: &Seen| seen.date < from;
    let (older, latest): (Vec<Seen>, Vec<Seen>) = gathered.seen.iter().copied().partition(is_older);
    let visits = u32::try_from(latest.len()).unwrap_or(u32::MAX);
    let older = Gathered { from: gathered.from, until: from.plus_days(-1), seen: older };
    let latest = Gathered { from, until: gathered.until, seen: latest };
    let setting = |of: &Gathered| -> Option<Setting> {
        let picture = Picture::of(of, clinician, zone).ok()?;
        let setting = picture.setting(plan.slot_minutes).ok()?;
        setting.filter(|_| picture.services() >= SERVICES_MIN)
    };
    let happened = setting(&latest)?;
    let (present, proposed) = propose::tuned(&setting(&older)?, plan, weights).ok()?;
    let costs = |of: &TunedSeats| cost(&happened, &of.seats).ok();
    Some(HeldOut { from, until: gathered.until, visits, present: costs(&present)?, proposed: costs(&proposed)? })
}
