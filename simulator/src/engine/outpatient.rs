//! Booking, coming, being called, being seen.

use super::{Broken, Demand, Engine, Happening, Tried};
use crate::{
    demo::Department,
    random::minutes,
    target::{Action, Outcome, Patient, Target},
};
use chrono::Duration;
use model::{
    id::{AppointmentId, SessionId, SlotId},
    person::age_on,
    scheduling::{Channel, RulesScope},
    time::{BusinessDate, Instant},
};
use scheduling::read::{AppointmentState, AppointmentView, SlotState, SlotView};

/// How many people are considered before a seat stays free.
const PATIENTS_TRIED: u32 = 40;
/// How often a booking is tried for one seat.
const BOOKINGS_TRIED: u32 = 4;
/// On the day itself, nobody asks later than this many minutes before the window.
const SAME_DAY_MINUTES_MIN: f64 = 10.0;
/// From this many minutes before a session somebody may come without a booking; then how far ahead the window may
/// begin.
const WALK_IN_BEFORE_MINUTES: i64 = 15;
const WALK_IN_AHEAD_MINUTES: i64 = 50;

impl Engine {
    /// Publishes the furthest day, plans the requests for its seats, and puts the next day on the agenda.
    pub(super) fn new_day<T: Target>(&mut self, date: BusinessDate, target: &mut T) -> Result<(), Broken> {
        let tomorrow = date.plus_days(1);
        self.agenda.add(self.clock(tomorrow, 0.05), Happening::NewDay(tomorrow));
        self.forget_forecasts();
        let ahead = target.look(|world| world.rules(date, RulesScope::Hospital).map_or(0, |rules| rules.days_ahead));
        self.publish(date.plus_days(i64::from(ahead)), target)?;
        for _ in 0..self.draws.poisson(self.scenario.inpatient.emergencies_per_day.value) {
            let hours = self.draws.between(0.1, 23.9);
            self.agenda.add(self.clock(date, hours).max(self.now), Happening::Emergency);
        }
        Ok(())
    }

    /// Publishes a day and draws who will ask for its seats, and when.
    pub(super) fn publish<T: Target>(&mut self, date: BusinessDate, target: &mut T) -> Result<(), Broken> {
        let moment = self.moment();
        self.act(target, &Action::PublishSessions { date })?;
        let sessions = target.look(|world| world.sessions_between(date, date, moment));
        // If the day was published long before, whoever would have asked by now has done so.
        let fresh = sessions.iter().all(|session| session.taken() == 0);
        for session in sessions {
            self.await_session(session.id, self.zone.instant(session.date, session.from));
            for slot in &session.slots {
                for _ in 0..slot.left() {
                    self.ask_for(slot.id, slot.from, fresh);
                }
            }
        }
        Ok(())
    }

    /// The demand of a day.
    fn demand_on(&self, date: BusinessDate) -> Demand {
        let later = self.later_demand.filter(|(from, _)| date >= *from);
        later.map_or_else(|| Demand::of(&self.scenario), |(_, demand)| demand)
    }

    /// The clinician comes, a little late.
    pub(super) fn await_session(&mut self, session: SessionId, from: Instant) {
        if self.demand_on(self.zone.date(from)).walk_in_minutes > 0.0 {
            self.agenda
                .add((from - Duration::minutes(WALK_IN_BEFORE_MINUTES)).max(self.now), Happening::WalkIn(session));
        }
        let late = self.draws.between(0.0, self.scenario.outpatient.start_late_minutes_max.value);
        self.agenda.add((from + minutes(late)).max(self.now), Happening::Open(session));
    }

    /// If nobody waits, somebody without a booking takes the next free seat, and is there at once.
    pub(super) fn walk_in<T: Target>(&mut self, id: SessionId, target: &mut T) -> Result<(), Broken> {
        let moment = self.moment();
        let found = target.look(|world| Some((world.session(id, moment)?, world.queue_heads(id)?)));
        let Some((session, heads)) = found else { return Ok(()) };
        let soon = self.now + Duration::minutes(WALK_IN_AHEAD_MINUTES);
        let free = |slot: &&SlotView| slot.state == SlotState::Open && slot.from <= soon;
        let slot = session.slots.iter().find(free).map(|slot| slot.id);
        let department = self.department(session.department, target);
        if let (0, Some(slot), Some(department)) = (heads.waiting, slot, department)
            && let Some(patient) = self.somebody(department, target)
            && let Tried::Done(Outcome::Booked(appointment)) =
                self.act(target, &Action::Book { patient, slot, channel: Channel::OnSite })?
        {
            self.come(appointment, target)?;
        }
        if self.now < self.zone.instant(session.date, session.until) {
            self.after(self.demand_on(session.date).walk_in_minutes, Happening::WalkIn(id));
        }
        Ok(())
    }

    /// Plans that somebody may ask for a seat some time before the window.
    fn ask_for(&mut self, slot: SlotId, from: Instant, fresh: bool) {
        let asked = self.demand_on(self.zone.date(from)).seats_asked_share;
        let flow = &self.scenario.outpatient;
        if !self.draws.chance(asked) {
            return;
        }
        let before = if self.draws.chance(flow.same_day_share.value) {
            self.draws.between(SAME_DAY_MINUTES_MIN, 240.0)
        } else {
            240.0 + self.draws.exponential(flow.lead_days_mean.value) * 1440.0
        };
        let at = from - minutes(before);
        if at > self.now || (fresh && from > self.now) {
            self.agenda.add(at.max(self.now), Happening::Demand(slot));
        }
    }

    /// Somebody of the population who would come to a department.
    pub(super) fn somebody<T: Target>(&mut self, department: &Department, target: &T) -> Option<Patient> {
        let today = self.today().0;
        (0..PATIENTS_TRIED).find_map(|_| {
            let patient = self.draws.below(target.patients());
            let facts = target.facts(patient);
            let fits = department.sex.is_none_or(|sex| sex == facts.sex)
                && (department.ages.0..=department.ages.1).contains(&age_on(facts.birth, today));
            fits.then_some(patient)
        })
    }

    pub(super) fn demand<T: Target>(&mut self, wished: SlotId, target: &mut T) -> Result<(), Broken> {
        let moment = self.moment();
        let Some((session, from)) = target.look(|world| {
            let slot = world.slot(wished, moment)?;
            Some((world.session(slot.session, moment)?, slot.from))
        }) else {
            return Ok(());
        };
        let Some(department) = self.department(session.department, target) else { return Ok(()) };
        let channel = if from - self.now < Duration::minutes(120) { Channel::OnSite } else { Channel::Online };
        for _ in 0..BOOKINGS_TRIED {
            let Some(patient) = self.somebody(department, target) else { break };
            let open = |slot: &SlotView| (slot.state == SlotState::Open).then_some(slot.id);
            let found = target.look(|world| {
                let others = || world.sessions(session.department, session.date, moment);
                let wished = world.slot(wished, moment).as_ref().and_then(open);
                wished.or_else(|| others().iter().flat_map(|session| &session.slots).find_map(open))
            });
            let Some(slot) = found else { break };
            let booked = self.act(target, &Action::Book { patient, slot, channel })?;
            if let Tried::Done(Outcome::Booked(appointment)) = booked {
                if let Some(view) = target.look(|world| world.appointment(appointment)) {
                    self.expect(&view, target);
                }
                return Ok(());
            }
        }
        self.tally.turned_away += 1;
        Ok(())
    }

    /// Plans what somebody who has booked will do: come, not come, or change their mind.
    pub(super) fn expect<T: Target>(&mut self, view: &AppointmentView, target: &T) {
        let flow = &self.scenario.outpatient;
        let (cancel, no_show) = (flow.cancel_share.value, flow.no_show_share.value);
        let (mean, deviation) = (flow.early_minutes_mean.value, flow.early_minutes_deviation.value);
        let early = self.draws.normal(mean, deviation);
        let cutoff = target.look(|world| {
            world.rules(self.today(), RulesScope::Session(view.session)).map_or(0, |rules| rules.cancel_minutes_before)
        });
        let latest = view.from - Duration::minutes(i64::from(cutoff));
        if self.draws.chance(cancel) && latest > self.now {
            let seconds = (latest - self.now).num_seconds() as f64;
            let at = self.now + minutes(self.draws.between(0.0, seconds / 60.0));
            self.agenda.add(at, Happening::ChangeOfMind(view.id));
        } else if !self.draws.chance(no_show) {
            let opens = view.from - Duration::minutes(55);
            let at = (view.from - minutes(early)).max(opens).min(view.until);
            self.agenda.add(at.max(self.now + Duration::minutes(1)), Happening::Come(view.id));
        }
    }

    fn state<T: Target>(&self, appointment: AppointmentId, target: &T) -> Option<AppointmentView> {
        target.look(|world| world.appointment(appointment))
    }

    pub(super) fn change_of_mind<T: Target>(
        &mut self,
        appointment: AppointmentId,
        target: &mut T,
    ) -> Result<(), Broken> {
        if self.state(appointment, target).is_some_and(|view| view.state == AppointmentState::Booked) {
            self.act(target, &Action::Cancel { appointment })?;
        }
        Ok(())
    }

    pub(super) fn come<T: Target>(&mut self, appointment: AppointmentId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.state(appointment, target) else { return Ok(()) };
        if view.state != AppointmentState::Booked {
            return Ok(());
        }
        let opens = view.from - Duration::minutes(55);
        if self.now < opens {
            // The appointment was moved to a later window meanwhile.
            self.agenda.add(opens, Happening::Come(appointment));
            return Ok(());
        }
        let credential = self.credential();
        self.act(target, &Action::CheckIn { appointment, credential })?;
        self.note_forecasts(view.session, Some(appointment), target);
        self.call_next(view.session, target)
    }

    /// The clinician calls the next patient, when the room is free and somebody waits.
    pub(super) fn call_next<T: Target>(&mut self, session: SessionId, target: &mut T) -> Result<(), Broken> {
        if !self.open.contains(&session) {
            return Ok(());
        }
        let Some(heads) = target.look(|world| world.queue_heads(session)) else { return Ok(()) };
        let busy = heads.in_consultation.is_some() || heads.called.is_some() || heads.is_paused;
        if busy || self.hands_off.clinicians.contains(&heads.clinician) {
            return Ok(());
        }
        let Some(next) = heads.next.and_then(|next| self.state(next, target)) else { return Ok(()) };
        // Windows are kept: whoever is early waits, even if the room is free.
        let soonest = next.from - minutes(self.scenario.outpatient.call_early_minutes_max.value);
        if self.now < soonest {
            self.agenda.add(soonest, Happening::Next(session));
            return Ok(());
        }
        if let Tried::Done(Outcome::Called(appointment)) = self.act(target, &Action::Call { session })? {
            self.check_forecasts(appointment);
            let passes = self.state(appointment, target).map_or(0, |view| view.passes);
            if passes == 0 && self.draws.chance(self.scenario.outpatient.no_answer_share.value) {
                self.after(2.0, Happening::NoAnswer(appointment));
            } else {
                let walk = self.draws.exponential(self.scenario.outpatient.walk_minutes_mean.value);
                self.after(walk, Happening::Enter(appointment));
            }
        }
        Ok(())
    }

    fn is_hands_off(&self, view: &AppointmentView) -> bool {
        self.hands_off.clinicians.contains(&view.clinician)
    }

    pub(super) fn no_answer<T: Target>(&mut self, appointment: AppointmentId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.state(appointment, target) else { return Ok(()) };
        if view.state == AppointmentState::Called && !self.is_hands_off(&view) {
            self.act(target, &Action::Pass { appointment })?;
            self.after(0.2, Happening::Next(view.session));
        }
        Ok(())
    }

    pub(super) fn enter<T: Target>(&mut self, appointment: AppointmentId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.state(appointment, target) else { return Ok(()) };
        if view.state != AppointmentState::Called || self.is_hands_off(&view) {
            return Ok(());
        }
        self.act(target, &Action::Start { appointment })?;
        self.be_seen(&view, target);
        Ok(())
    }

    /// Draws how long the consultation takes.
    pub(super) fn be_seen<T: Target>(&mut self, view: &AppointmentView, target: &T) {
        let mean = self.department(view.department, target).map_or(6.0, |department| department.minutes);
        let flow = &self.scenario.outpatient;
        let takes = self.draws.lognormal(mean * flow.service_factor.value, flow.service_variation.value);
        self.after(takes, Happening::End(view.id));
    }

    pub(super) fn end<T: Target>(&mut self, appointment: AppointmentId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.state(appointment, target) else { return Ok(()) };
        if view.state != AppointmentState::InConsultation || self.is_hands_off(&view) {
            return Ok(());
        }
        self.maybe_admit(&view, target)?;
        self.act(target, &Action::Finish { appointment })?;
        let gap = self.draws.exponential(self.scenario.outpatient.gap_minutes_mean.value);
        self.after(gap, Happening::Next(view.session));
        Ok(())
    }
}
