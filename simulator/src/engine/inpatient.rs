//! From the request for a bed until the patient lies in it.

use super::{Broken, Engine, Happening, Tried};
use crate::{
    demo::Department,
    random::minutes,
    station::Station,
    target::{Action, Outcome, Patient, Target},
};
use model::{
    id::{AdmissionId, BedId, DepartmentId, WardId},
    scheduling::{Formality, Needs, Urgency},
    time::Instant,
};
use scheduling::read::{AdmissionState, AdmissionView, AppointmentView, BedPlace};

/// Minutes until a bed is looked for again after none was found.
const BED_AGAIN_MINUTES: f64 = 30.0;
/// Patients come to be admitted between these hours.
const WARD_HOURS: (f64, f64) = (8.0, 17.0);

/// Does it need a nurse? The others are done by machine or by the family, side by side.
const fn needs_nurse(formality: Formality) -> bool {
    !matches!(formality, Formality::Insurance | Formality::Deposit)
}

/// May it begin now? Identity comes first; then form, insurance and deposit side by side; then the wristband; then the
/// handover, for which there must be a bed.
fn may_begin(view: &AdmissionView, formality: Formality) -> bool {
    use Formality::{Deposit, Form, Handover, Identity, Insurance, Wristband};
    let done = |all: &[Formality]| all.iter().all(|formality| view.done(*formality));
    match formality {
        Identity => true,
        Form | Insurance | Deposit => done(&[Identity]),
        Wristband => done(&[Identity, Form, Insurance, Deposit]),
        Handover => done(&[Wristband]) && view.bed.is_some(),
    }
}

impl Engine {
    /// Some consultations end in an admission.
    pub(super) fn maybe_admit<T: Target>(&mut self, view: &AppointmentView, target: &mut T) -> Result<(), Broken> {
        let (Some(department), Some(patient)) =
            (self.department(view.department, target), target.patient(view.patient))
        else {
            return Ok(());
        };
        let flow = &self.scenario.inpatient;
        let (emergency, urgent) = (flow.emergency_share.value, flow.urgent_share.value);
        if !self.draws.chance(department.admits * flow.admits_factor.value) {
            return Ok(());
        }
        let urgency = match self.draws.between(0.0, 1.0) {
            share if share < emergency => Urgency::Emergency,
            share if share < emergency + urgent => Urgency::Urgent,
            _ => Urgency::Elective,
        };
        let from = (view.department, department);
        if let Some(admission) = self.request(patient, from, Some(view), urgency, target)? {
            self.plan_admission(admission, urgency);
        }
        Ok(())
    }

    /// Asks for a bed with a diagnosis of the department that fits the patient.
    pub(super) fn request<T: Target>(
        &mut self,
        patient: Patient,
        (id, department): (DepartmentId, &Department),
        view: Option<&AppointmentView>,
        urgency: Urgency,
        target: &mut T,
    ) -> Result<Option<AdmissionId>, Broken> {
        let sex = target.facts(patient).sex;
        let fitting: Vec<_> =
            department.diagnoses.iter().filter(|diagnosis| diagnosis.sex.is_none_or(|only| only == sex)).collect();
        if fitting.is_empty() {
            return Ok(None);
        }
        let diagnosis = fitting[self.draws.below(fitting.len() as u32) as usize];
        let flow = &self.scenario.inpatient;
        let needs = Needs {
            oxygen: self.draws.chance(flow.oxygen_share.value),
            isolation: self.draws.chance(flow.isolation_share.value),
        };
        let action = Action::RequestAdmission {
            patient,
            appointment: view.map(|view| view.id),
            department: id,
            diagnosis: diagnosis.code.clone(),
            urgency,
            needs,
            expected_days: diagnosis.days,
        };
        Ok(match self.act(target, &action)? {
            Tried::Done(Outcome::AdmissionRequested(admission)) => Some(admission),
            _ => None,
        })
    }

    /// Plans when a bed is looked for, and when the patient comes.
    pub(super) fn plan_admission(&mut self, admission: AdmissionId, urgency: Urgency) {
        let comes = match urgency {
            Urgency::Emergency => self.now + minutes(self.draws.between(30.0, 75.0)),
            Urgency::Urgent => {
                let wished = self.now + minutes(self.draws.between(90.0, 360.0));
                self.in_ward_hours(wished)
            }
            Urgency::Elective => {
                let days = 1 + i64::from(self.draws.below(4));
                let hours = self.draws.between(WARD_HOURS.0, 11.0);
                self.clock(self.today().plus_days(days), hours)
            }
        };
        let search = self.draws.exponential(self.scenario.inpatient.bed_search_minutes_mean.value);
        // A planned stay reserves no bed before the evening, so that others can have it.
        let looks = match urgency {
            Urgency::Elective => (comes - minutes(14.0 * 60.0)).max(self.now),
            Urgency::Urgent | Urgency::Emergency => self.now,
        };
        self.agenda.add(looks + minutes(search), Happening::FindBed(admission));
        self.agenda.add(comes, Happening::ToWard(admission));
    }

    /// The same moment if a ward admits then, else the next morning.
    fn in_ward_hours(&mut self, at: Instant) -> Instant {
        let date = self.zone.date(at);
        if at >= self.clock(date, WARD_HOURS.0) && at < self.clock(date, WARD_HOURS.1) {
            return at;
        }
        let next = if at < self.clock(date, WARD_HOURS.0) { date } else { date.plus_days(1) };
        let hours = self.draws.between(WARD_HOURS.0, WARD_HOURS.0 + 2.0);
        self.clock(next, hours)
    }

    /// Somebody comes through the emergency department.
    pub(super) fn emergency<T: Target>(&mut self, target: &mut T) -> Result<(), Broken> {
        let departments = target.look(scheduling::World::departments);
        if departments.is_empty() {
            return Ok(());
        }
        let id = departments[self.draws.below(departments.len() as u32) as usize].id;
        let Some(department) = self.department(id, target) else { return Ok(()) };
        let Some(patient) = self.somebody(department, target) else { return Ok(()) };
        if let Some(admission) = self.request(patient, (id, department), None, Urgency::Emergency, target)? {
            self.plan_admission(admission, Urgency::Emergency);
        }
        Ok(())
    }

    pub(super) fn stay<T: Target>(&self, admission: AdmissionId, target: &T) -> Option<AdmissionView> {
        target.look(|world| world.admission(admission))
    }

    /// The best bed that fits; on a ward that takes the department's patients, if nobody may lie elsewhere.
    pub(super) fn best_bed<T: Target>(&self, admission: AdmissionId, target: &T) -> Option<BedId> {
        let elsewhere = self.scenario.inpatient.beds_elsewhere.value > 0.0;
        target.look(|world| {
            let own = world.wards_of(world.admission(admission)?.department);
            let fitting = world.suggest_beds(admission, usize::MAX).into_iter().map(|suggestion| suggestion.place);
            let may = |place: &BedPlace| {
                !self.hands_off.beds.contains(&place.bed) && (elsewhere || own.contains(&place.ward))
            };
            fitting.into_iter().find(may).map(|place| place.bed)
        })
    }

    /// The bed manager reserves the best bed that fits.
    pub(super) fn find_bed<T: Target>(&mut self, admission: AdmissionId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        if view.state >= AdmissionState::InBed || view.bed.is_some() {
            return Ok(());
        }
        let assigned = match self.best_bed(admission, target) {
            Some(bed) => self.act(target, &Action::AssignBed { admission, bed })?,
            None => Tried::Later,
        };
        match assigned {
            Tried::Done(_) => self.go_on(admission, target),
            _ => {
                self.after(BED_AGAIN_MINUTES, Happening::FindBed(admission));
                Ok(())
            }
        }
    }

    fn is_hands_off_ward(&self, view: &AdmissionView) -> bool {
        view.bed.as_ref().is_some_and(|place| self.hands_off.wards.contains(&place.ward))
    }

    /// Nobody is called in before there is a bed, but an emergency comes anyway; if nobody may lie elsewhere, it is
    /// taken to another hospital until there is one.
    pub(super) fn come_to_ward<T: Target>(&mut self, admission: AdmissionId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        if view.state >= AdmissionState::Arrived {
            return Ok(());
        }
        let comes_anyway = view.urgency == Urgency::Emergency && self.scenario.inpatient.beds_elsewhere.value > 0.0;
        if view.bed.is_none() && !comes_anyway {
            let later = self.in_ward_hours(self.now + minutes(120.0));
            self.agenda.add(later, Happening::ToWard(admission));
            return Ok(());
        }
        let credential = self.credential();
        if matches!(self.act(target, &Action::Arrive { admission, credential })?, Tried::Done(_)) {
            self.go_on(admission, target)?;
        }
        Ok(())
    }

    /// Begins whatever may begin now for a patient who has arrived.
    pub(super) fn go_on<T: Target>(&mut self, admission: AdmissionId, target: &mut T) -> Result<(), Broken> {
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        if view.state != AdmissionState::Arrived || self.is_hands_off_ward(&view) {
            return Ok(());
        }
        let open = view.open_formalities();
        for formality in &open {
            if may_begin(&view, *formality) && self.under_way.insert((admission, *formality)) {
                self.begin_formality(&view, *formality, target);
            }
        }
        if open.is_empty() && view.bed.is_some() && self.walking.insert(admission) {
            let takes = self.draws.lognormal(self.scenario.inpatient.to_bed_minutes.value, 0.3);
            self.after(takes, Happening::IntoBed(admission));
        }
        Ok(())
    }

    /// With a nurse if the formality needs one, else at once.
    fn begin_formality<T: Target>(&mut self, view: &AdmissionView, formality: Formality, target: &T) {
        let job = (view.id, formality);
        if !needs_nurse(formality) {
            self.work_on(job);
            return;
        }
        let ward = self.ward_of(view, target);
        let nurses = self.scenario.inpatient.nurses.value;
        let class = u8::from(view.urgency != Urgency::Emergency);
        let station = self.nurses.entry(ward).or_insert_with(|| Station::new(nurses));
        if let Some(job) = station.enter(class, job) {
            self.work_on(job);
        }
    }

    /// Whose nurses look after a patient: those of the ward that takes the department's patients first, even when the
    /// bed is elsewhere.
    fn ward_of<T: Target>(&mut self, view: &AdmissionView, target: &T) -> WardId {
        if let Some(ward) = self.own_wards.get(&view.department) {
            return *ward;
        }
        let moment = self.moment();
        let wards = target.look(|world| world.wards(moment));
        let own = wards.iter().find(|ward| ward.departments.contains(&view.department)).or(wards.first());
        // Nobody is admitted without a ward; the department then counts as one.
        let ward = own.map_or(WardId(view.department.0), |ward| ward.id);
        self.own_wards.insert(view.department, ward);
        ward
    }

    fn work_on(&mut self, job: (AdmissionId, Formality)) {
        let flow = &self.scenario.inpatient;
        let mean = match job.1 {
            Formality::Identity => flow.identity_minutes.value,
            Formality::Form => flow.form_minutes.value,
            Formality::Insurance => flow.insurance_minutes.value,
            Formality::Deposit => flow.deposit_minutes.value,
            Formality::Wristband => flow.wristband_minutes.value,
            Formality::Handover => flow.handover_minutes.value,
        };
        let takes = self.draws.lognormal(mean, flow.formality_variation.value);
        self.after(takes, Happening::FormalityEnds(job.0, job.1));
    }

    pub(super) fn formality_ends<T: Target>(
        &mut self,
        admission: AdmissionId,
        formality: Formality,
        target: &mut T,
    ) -> Result<(), Broken> {
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        let wanted = view.state == AdmissionState::Arrived && !view.done(formality) && !self.is_hands_off_ward(&view);
        if wanted && matches!(self.act(target, &Action::DoFormality { admission, formality })?, Tried::Later) {
            self.after(1.0, Happening::FormalityEnds(admission, formality));
            return Ok(());
        }
        self.under_way.remove(&(admission, formality));
        if needs_nurse(formality) {
            let ward = self.ward_of(&view, target);
            if let Some(next) = self.nurses.get_mut(&ward).and_then(Station::leave) {
                self.work_on(next);
            }
        }
        self.go_on(admission, target)
    }

    pub(super) fn reach_bed<T: Target>(&mut self, admission: AdmissionId, target: &mut T) -> Result<(), Broken> {
        self.walking.remove(&admission);
        let Some(view) = self.stay(admission, target) else { return Ok(()) };
        if self.is_hands_off_ward(&view) {
            return Ok(());
        }
        if matches!(self.act(target, &Action::OccupyBed { admission })?, Tried::Done(_))
            && let Some(view) = self.stay(admission, target)
        {
            self.plan_stay(&view);
        }
        Ok(())
    }
}
