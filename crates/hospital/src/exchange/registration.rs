//! What the platform said about a patient (1101), and how values become its fields.

use crate::failure::Failure;
use model::{code::StayNumber, interface::Interface, journey::InsuranceType, message::Refusal, refusal};
use payer::{
    BuildError, FieldError, Text,
    message::{Found, InsuranceInfo, Query5203, QueryData},
};

/// What 1101 said about a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Registration {
    pub(super) psn_no: Text<30>,
    pub(super) insutype: Text<6>,
    /// Insured place.
    place: String,
    /// The stay's scheme when 1101 was asked.
    pub(super) scheme: InsuranceType,
}

impl Registration {
    /// The registration under the insurance of the stay's scheme; `None` = the platform knows none.
    pub(super) fn of(found: &Found, scheme: InsuranceType) -> Option<Self> {
        Some(Self::under(found, found.insured_under(scheme)?, scheme))
    }

    pub(super) fn under(found: &Found, insurance: &InsuranceInfo, scheme: InsuranceType) -> Self {
        Self {
            scheme,
            psn_no: found.baseinfo.psn_no.clone(),
            insutype: insurance.insutype.clone(),
            place: insurance.insuplc_admdvs.as_str().to_owned(),
        }
    }
}

/// The stay's number at the platform.
pub(super) fn number_of(mdtrt_id: Option<&StayNumber>) -> Result<Text<30>, Failure> {
    match mdtrt_id {
        Some(mdtrt_id) => text("mdtrt_id", mdtrt_id.as_str()),
        None => Err(Refusal::new("stay-not-registered").into()),
    }
}

impl Registration {
    /// The person's number at the platform.
    pub(super) fn psn_no(&self) -> Text<30> {
        self.psn_no.clone()
    }

    /// The insured place.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// The query for the settlement of a stay (5203).
    pub(super) fn query(&self, mdtrt_id: Option<&StayNumber>) -> Result<Query5203, Failure> {
        let data = QueryData { psn_no: self.psn_no(), setl_id: None, mdtrt_id: number_of(mdtrt_id)? };
        Ok(Query5203 { data })
    }
}

pub(super) fn text<const MAX: usize>(field: &'static str, value: &str) -> Result<Text<MAX>, Failure> {
    Text::new(field, value).map_err(|error| unfit(error.into()))
}

pub(super) fn silent(infno: Interface) -> Failure {
    Refusal::new(refusal::PLATFORM_SILENT).with("infno", infno).into()
}

/// A value that does not fit the national field is a refusal that names it.
pub(super) fn unfit(error: BuildError) -> Failure {
    let refusal = Refusal::new("platform-field");
    match error {
        BuildError::Field(FieldError::Empty { field }) => {
            Refusal::new("platform-field-missing").with("name", field).into()
        }
        BuildError::Field(FieldError::TooLong { field, length, max }) => {
            refusal.with("name", field).with("length", length as i64).with("max", max as i64).into()
        }
        other @ (BuildError::Field(FieldError::Number { .. } | FieldError::Rows { .. })
        | BuildError::TooLarge { .. }
        | BuildError::Json(_)) => {
            tracing::error!(error = %other, "a message to the platform cannot be built");
            Failure::Broken
        }
    }
}
