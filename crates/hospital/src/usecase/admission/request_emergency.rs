use crate::usecase::{prelude::*, stays};
use model::{
    id::DepartmentId,
    scheduling::{Needs, Urgency},
};

/// Requests an admission without a consultation, through the emergency department (急诊入院).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestEmergencyAdmission {
    /// Who is admitted, by their id.
    pub patient: PersonId,
    /// The department that admits, by its id.
    pub department: DepartmentId,
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

impl UseCase for RequestEmergencyAdmission {
    const PATH: Option<&'static str> = Some("/admissions");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_department(self.department)
    }

    fn opens(&self, worlds: &Worlds) -> Option<Opens> {
        // Nobody asks for papers in an emergency.
        let _ = worlds;
        Some(Opens { patient: self.patient, stay: None })
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.on_behalf_of(self.patient);
        let open = deciding.worlds().journey.open_journey(self.patient, self.department);
        let from = stays::From {
            patient: self.patient,
            department: self.department,
            appointment: None,
            journey: open.map(|journey| journey.id),
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
