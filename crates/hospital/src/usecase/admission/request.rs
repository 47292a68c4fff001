use crate::usecase::{prelude::*, stays, visits};
use model::{
    id::AppointmentId,
    scheduling::{Needs, Urgency},
};

/// Requests an admission from a consultation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestAdmission {
    /// The consultation, by the id of its appointment.
    pub appointment: AppointmentId,
    /// The diagnosis: an ICD-10 code.
    #[schema(value_type = crate::schema::Diagnosis)]
    pub diagnosis: String,
    /// How urgent the admission is; wards list those who wait in this order.
    pub urgency: Urgency,
    /// What the room must have; nothing, if it is left out.
    #[serde(default)]
    pub needs: Needs,
    /// Expected days of stay, 1–180.
    #[schema(minimum = 1, maximum = 180)]
    pub expected_days: u16,
}

impl UseCase for RequestAdmission {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/admission");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let visit = visits::found(deciding, self.appointment)?;
        let from = stays::From {
            patient: visit.patient,
            department: visit.department,
            appointment: Some(self.appointment),
            journey: Some(visit.journey),
        };
        let new = stays::New {
            diagnosis: &self.diagnosis,
            urgency: self.urgency,
            needs: self.needs,
            expected_days: self.expected_days,
        };
        stays::request(deciding, from, &new)
    }
}
