use crate::usecase::{prelude::*, visits};
use model::{
    id::{DepartmentId, ExemptionId},
    scheduling::{ExemptFrom, ExemptionGranted},
    time::BusinessDate,
};

/// Exempts a person from caps, from the ladder of those who did not come, or from both, in the hospital or in one department,
/// for treatment that goes on for some time. At most ten a person are in force or still to come. Nobody exempts
/// themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantExemption {
    /// The person who is exempt, by their id.
    pub patient: PersonId,
    /// From which rules.
    pub exempt_from: ExemptFrom,
    /// In which department, by its id; in the whole hospital if left out.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The first day on which one can book so: today or later, at most 366 days ahead.
    pub from: BusinessDate,
    /// The last day: at most 366 days in all.
    pub until: BusinessDate,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for GrantExemption {
    const PATH: Option<&'static str> = Some("/exemptions");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn about(&self, _: &Worlds) -> Option<PersonId> {
        Some(self.patient)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let Self { exempt_from, department, from, until, .. } = *self;
        let patient = visits::present(deciding, self.patient)?;
        let own = deciding.actor().person;
        if own.is_some_and(|own| deciding.worlds().scheduling.is_same_person(own, patient)) {
            return Err(Refusal::new("own-exemption").field("patient").into());
        }
        deciding.on_behalf_of(patient);
        let exemption = ExemptionId(deciding.id());
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(ExemptionGranted { exemption, patient, exempt_from, department, from, until, reason })?;
        Ok(Answer::ExemptionGranted { exemption })
    }
}
