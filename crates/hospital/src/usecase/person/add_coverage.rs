use crate::usecase::prelude::*;
use crate::{billing, directory::short_text, limits::PSN_NO_MAX};
use model::{
    id::CoverageId,
    journey::{CoverageAdded, InsuranceType, PersonClass, RetentionClass},
};

/// Adds an insurance to a person; stays that it covers are put under it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCoverage {
    /// The insured person, by their id.
    pub person: PersonId,
    /// The scheme of the insurance; `none` for somebody who pays everything.
    pub insurance: InsuranceType,
    /// Active, retired or resident.
    pub class: PersonClass,
    /// Administrative code of the insured place, six digits.
    #[schema(value_type = crate::schema::Region)]
    pub region: String,
    /// The platform's number for the person, if it is known.
    #[serde(default)]
    #[schema(value_type = Option<crate::schema::PersonNumber>)]
    pub psn_no: Option<String>,
}

impl UseCase for AddCoverage {
    const PATH: Option<&'static str> = Some("/persons/{person}/coverages");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_person(self.person)
    }

    fn talk(&self) -> Talk {
        Talk::Insured(self.person)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        if let Some(number) = &self.psn_no {
            let number = short_text(number, "psn_no", PSN_NO_MAX)?;
            let class = RetentionClass::Financial;
            prepared.psn_no = Some(preparing.seal(Some(self.person), class, "psn_no", number.into_bytes())?);
        }
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let coverage = CoverageId(deciding.id());
        deciding.on_behalf_of(self.person);
        let record = prepared.psn_no.as_ref().map(|sealed| sealed.keep(deciding));
        deciding.journey(CoverageAdded {
            coverage,
            person: self.person,
            insurance: self.insurance,
            class: self.class,
            region: self.region.clone(),
            record,
        })?;
        let insured = billing::insured_lately(deciding.worlds(), self.person);
        billing::insure_late(deciding, &insured)?;
        Ok(Answer::CoverageAdded { coverage })
    }
}
