//! Who has to be phoned because a session was closed, and on which number.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{DisplacedContact, ToPhoneList, ToPhoneRow},
};
use model::{
    actor::Actor,
    id::{AppointmentId, DepartmentId},
};
use scheduling::read::AppointmentState;
use serde::Deserialize;
use utoipa::ToSchema;

/// The most rows of the list.
const ROWS_MAX: usize = 500;

/// Who has to be phoned because a session was closed: appointments without a session and without a seat that is kept. Those
/// of departments whose sessions the reader may close or move people in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToPhone {
    /// Only those of this department, by its id.
    pub department: Option<DepartmentId>,
}

impl Read for ToPhone {
    const PATH: &'static str = "/closures/to-phone";
    const ACTION: Action = Action::ReadClosure;
    type View = ToPhoneList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { department } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.to_phone(department)).await
    }
}

/// Whom to phone about an appointment whose session was closed; before that, who it is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Displaced {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl Read for Displaced {
    const PATH: &'static str = "/appointments/{appointment}/contact";
    const ACTION: Action = Action::OpenDisplaced;
    type View = DisplacedContact;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { appointment } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.contact(appointment)).await
    }
}

impl Reading<'_> {
    fn to_phone(&self, department: Option<DepartmentId>) -> Result<ToPhoneList, Failure> {
        let may = |department| self.may(Action::ReadClosure, &self.scope().of_department(department));
        match department {
            Some(department) => may(department)?,
            None if self.worlds.scheduling.departments().iter().all(|one| may(one.id).is_err()) => {
                return Err(Failure::Denied);
            }
            None => {}
        }
        // Somebody is added with any event.
        self.saw_all();
        let mut all = self.worlds.scheduling.to_phone();
        all.retain(|visit| {
            department.is_none_or(|department| visit.department == department) && may(visit.department).is_ok()
        });
        let count = all.len() as u32;
        let rows = all.iter().take(ROWS_MAX).map(|visit| ToPhoneRow {
            appointment: visit.id,
            name: self.name(visit.patient).masked,
            sex: self.worlds.journey.sex_of(visit.patient),
            age: self.age(visit.patient),
            department: self.department(visit.department),
            clinician: self.clinician(visit.clinician).0,
            from: visit.from,
            until: visit.until,
        });
        Ok(ToPhoneList { now: self.now, rows: rows.collect(), count })
    }

    /// Only of an appointment that is displaced, or would be if its session were closed now; the number only once it is.
    fn contact(&self, id: AppointmentId) -> Result<DisplacedContact, Failure> {
        self.may(Action::OpenDisplaced, &self.scope().of_appointment(id))?;
        let visit = self.found(self.worlds.scheduling.appointment(id))?;
        self.saw(visit.touched);
        let is_displaced = visit.state == AppointmentState::Displaced;
        let would_be = || {
            let displaced = self.worlds.scheduling.would_displace(visit.session, self.moment());
            displaced.is_ok_and(|all| all.iter().any(|one| one.id == id))
        };
        if !is_displaced && !would_be() {
            return Err(Failure::Denied);
        }
        self.about("appointment", id);
        self.read.borrow_mut().insert(self.worlds.journey.canonical(visit.patient));
        let phone = self.record(visit.patient).and_then(|record| record.phone.clone());
        Ok(DisplacedContact {
            now: self.now,
            appointment: id,
            name: self.name(visit.patient).full,
            phone: phone.filter(|_| is_displaced),
            session: visit.session,
            clinician: visit.clinician,
            from: visit.from,
            until: visit.until,
        })
    }
}
