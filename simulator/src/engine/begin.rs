//! Taking up whatever is under way: at a simulation's start, at a demo's, and after a restart.

use super::{Broken, Engine, Happening, Tried};
use crate::target::{Action, Target};
use chrono::Duration;
use model::{
    id::DepartmentId,
    scheduling::{Formality, RulesScope, Urgency},
    time::Instant,
};
use scheduling::read::{AdmissionState, AppointmentState, BedState, SessionView};

impl Engine {
    /// Begins at a moment: publishes the days that are missing, and puts on the agenda what everybody who is in the
    /// hospital, or has booked, will do next. Whatever was on the agenda before is forgotten.
    pub fn begin<T: Target>(&mut self, now: Instant, target: &mut T) -> Result<(), Broken> {
        self.now = self.now.max(now);
        self.agenda = Default::default();
        self.open.clear();
        self.nurses.clear();
        self.under_way.clear();
        self.walking.clear();
        self.leaving_on.clear();
        let today = self.today();
        let ahead = target.look(|world| world.rules(today, RulesScope::Hospital).map_or(0, |rules| rules.days_ahead));
        for day in 0..=i64::from(ahead) {
            let date = today.plus_days(day);
            self.publish(date, target)?;
            let moment = self.moment();
            for session in target.look(|world| world.sessions_between(date, date, moment)) {
                self.take_up_session(&session, target);
            }
        }
        self.take_up_wards(target)?;
        let tomorrow = today.plus_days(1);
        self.agenda.add(self.clock(tomorrow, 0.05), Happening::NewDay(tomorrow));
        self.agenda.add(self.now, Happening::Tick);
        Ok(())
    }

    /// Whoever has booked will come; whoever is called will enter; whoever is inside will come out.
    fn take_up_session<T: Target>(&mut self, session: &SessionView, target: &mut T) {
        for view in target.look(|world| world.appointments_of_session(session.id)) {
            if target.patient(view.patient).is_none() {
                continue;
            }
            match view.state {
                AppointmentState::Booked if view.until > self.now => self.expect(&view, target),
                AppointmentState::Called => self.after(0.5, Happening::Enter(view.id)),
                AppointmentState::InConsultation => self.be_seen(&view, target),
                _ => {}
            }
        }
    }

    fn take_up_wards<T: Target>(&mut self, target: &mut T) -> Result<(), Broken> {
        for view in target.look(|world| world.admissions_waiting(None)) {
            if target.patient(view.patient).is_none() {
                continue;
            }
            if view.state == AdmissionState::Arrived {
                self.after(1.0, Happening::FindBed(view.id));
                self.go_on(view.id, target)?;
            } else {
                self.plan_admission(view.id, view.urgency);
            }
        }
        let moment = self.moment();
        for bed in
            target.look(|world| world.wards(moment)).iter().flat_map(|ward| &ward.rooms).flat_map(|room| &room.beds)
        {
            match (&bed.occupant, bed.state) {
                (Some(view), BedState::Occupied) if target.patient(view.patient).is_some() => self.plan_stay(view),
                (None, BedState::Cleaning) => {
                    let ready = bed.ready_at.unwrap_or(self.now).max(self.now + Duration::minutes(1));
                    self.agenda.add(ready, Happening::Cleaned(bed.place.bed));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Fills a share of the free beds with people who have been there for a while. For a start in the middle of a
    /// hospital's life, after [`begin`](Self::begin): everything happens at `now`, so start on the day before those
    /// that count.
    pub fn fill_beds<T: Target>(&mut self, now: Instant, share: f64, target: &mut T) -> Result<(), Broken> {
        self.now = self.now.max(now);
        let moment = self.moment();
        let wards = target.look(|world| world.wards(moment));
        for ward in &wards {
            let beds = ward.count(BedState::Free);
            if ward.departments.is_empty() {
                continue;
            }
            for _ in 0..(beds as f64 * share).round() as usize {
                let id = ward.departments[self.draws.below(ward.departments.len() as u32) as usize];
                self.lie_down(id, target)?;
            }
        }
        Ok(())
    }

    /// Puts one patient of a department into a bed at once, from the request on; nobody if no bed fits.
    fn lie_down<T: Target>(&mut self, id: DepartmentId, target: &mut T) -> Result<(), Broken> {
        let Some(department) = self.department(id, target) else { return Ok(()) };
        let Some(patient) = self.somebody(department, target) else { return Ok(()) };
        let Some(admission) = self.request(patient, (id, department), None, Urgency::Elective, target)? else {
            return Ok(());
        };
        let Some(bed) = self.best_bed(admission, target) else { return Ok(()) };
        let credential = self.credential();
        let mut actions = vec![Action::AssignBed { admission, bed }, Action::Arrive { admission, credential }];
        actions.extend(Formality::ALL.map(|formality| Action::DoFormality { admission, formality }));
        actions.push(Action::OccupyBed { admission });
        for action in actions {
            if !matches!(self.act(target, &action)?, Tried::Done(_)) {
                return Ok(());
            }
        }
        if let Some(view) = self.stay(admission, target) {
            self.plan_rest(&view);
        }
        Ok(())
    }
}
