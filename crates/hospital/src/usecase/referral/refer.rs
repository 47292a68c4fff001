use crate::usecase::{prelude::*, records, visits};
use crate::{directory::short_text, limits::TEXT_MAX, request::PersonDetails};
use model::{
    id::{ClinicId, SlotId},
    journey::{Identity, RetentionClass},
    scheduling::command,
};

/// Refers a patient: books a window from the seats that are kept for primary-care clinics. Nobody is looked up by it: the
/// clinic says one credential and the name of its own patient, and is told only that the hospital does not know them both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refer {
    /// The clinic, by its id; the asker's own.
    pub clinic: ClinicId,
    /// The window in which to book, by its id, as the department's windows list it.
    pub slot: SlotId,
    /// The patient: the name, exactly one credential, and, for somebody who is new here, what else is known.
    pub person: PersonDetails,
    /// The patient is new here, and is registered.
    #[serde(default)]
    pub is_new: bool,
    /// Why the patient is referred, in one's own words, 1–500 characters; sealed under the patient's key.
    #[schema(value_type = crate::schema::Why)]
    pub why: String,
}

/// Whatever is wrong about who it is looks alike.
fn not_known() -> Refusal {
    Refusal::new("referral-person").field("credential")
}

/// A clinic that has ended asks for nobody: what it is told would depend on whom it says.
fn still_refers(worlds: &Worlds, clinic: ClinicId) -> Result<(), Refusal> {
    let clinic = worlds.scheduling.clinic(clinic).ok_or_else(|| Refusal::new("not-there").field("clinic"))?;
    match clinic.ended_at {
        Some(at) => Refusal::new("clinic-ended").field("clinic").with("clinic", clinic.name).with("at", at).err(),
        None => Ok(()),
    }
}

impl UseCase for Refer {
    const PATH: Option<&'static str> = Some("/clinics/{clinic}/referrals");

    const COUNTS_TRIES: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_clinic(self.clinic)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        still_refers(&preparing.worlds(), self.clinic)?;
        let why = short_text(&self.why, "why", TEXT_MAX)?;
        let known = preparing.known_to(self.clinic, &self.person)?;
        let patient = match known {
            Some(person) => person,
            None if self.is_new => {
                let id = PersonId(preparing.new_id());
                prepared.person = Some(preparing.prepare_person(id, &self.person, None).await?);
                id
            }
            None => return Err(not_known().into()),
        };
        let why = preparing.seal(Some(patient), RetentionClass::Medical, "referral", why.into_bytes())?;
        prepared.referred = Some((patient, why));
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (patient, why) = prepared.referred.as_ref().ok_or(Failure::Broken)?;
        let person = if prepared.person.is_some() { registered(deciding, prepared)? } else { *patient };
        let person = visits::present(deciding, person)?;
        let department = visits::place_of_slot(deciding, self.slot)?.department;
        let (slot, clinic, why) = (self.slot, self.clinic, why.keep(deciding));
        visits::booked(deciding, person, department, |appointment, patient, journey| {
            command::Refer { appointment, slot, patient, journey, clinic, why }.into()
        })
    }
}

/// Registers somebody who is new. That somebody else has the number is not told.
fn registered(deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<PersonId, Failure> {
    let alike = |failure| if matches!(failure, Failure::Refused(_)) { not_known().into() } else { failure };
    let (person, command) = records::registration(deciding, Identity::Known, prepared).map_err(alike)?;
    deciding.on_behalf_of(person);
    deciding.journey(command).map_err(alike)?;
    Ok(person)
}
