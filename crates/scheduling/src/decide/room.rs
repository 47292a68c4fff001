//! Who may lie in which bed. Suggestions, assignments and transfers all ask here.

use crate::{
    World,
    component::{Admission, Bed, Occupancy, Room},
    view::BedState,
};
use model::{
    id::AdmissionId,
    message::{Refusal, Value},
    person::Sex,
    scheduling::RoomSex,
};
use std::borrow::Cow;

/// Who is in a room, or will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Company {
    /// How many beds are kept or taken.
    pub(crate) people: usize,
    /// Whose room it is now.
    pub(crate) sex: Option<Sex>,
    /// One of them is isolated.
    pub(crate) isolated: bool,
}

pub(super) fn sex_message(sex: Sex) -> Value {
    Value::Message(Cow::Borrowed(match sex {
        Sex::Male => "sex-male",
        Sex::Female => "sex-female",
        Sex::Unknown => "sex-unknown",
    }))
}

impl World {
    /// Who is in a room or will be, leaving one admission out.
    pub(crate) fn company(&self, room: &Room, except: Option<AdmissionId>) -> Company {
        let mut company = Company::default();
        let occupants = room.beds.iter().filter_map(|bed| self.get::<Occupancy>(bed.0)?.admission);
        for other in occupants.filter(|other| Some(*other) != except) {
            if let Some(admission) = self.get::<Admission>(other.0) {
                company.people += 1;
                company.sex = Some(admission.sex);
                company.isolated |= admission.needs.isolation;
            }
        }
        company
    }

    /// May this person lie in this bed? Checks bed, sex, isolation and oxygen.
    pub(crate) fn fits(&self, admission: &Admission, bed: &Bed) -> Result<(), Refusal> {
        let occupancy = self.find::<Occupancy>(bed.id.0, "bed")?;
        if occupancy.state != BedState::Free {
            let state = match occupancy.state {
                BedState::Free => "bed-state-free",
                BedState::Reserved => "bed-state-reserved",
                BedState::Occupied => "bed-state-occupied",
                BedState::Cleaning => "bed-state-cleaning",
            };
            return Refusal::new("bed-not-free")
                .field("bed")
                .with("bed", bed.number.as_str())
                .with("state", Value::Message(Cow::Borrowed(state)))
                .err();
        }
        self.room_takes(admission, self.find::<Room>(bed.room.0, "bed")?)
    }

    /// May this person lie in this room, with those who are there?
    pub(super) fn room_takes(&self, admission: &Admission, room: &Room) -> Result<(), Refusal> {
        let company = self.company(room, Some(admission.id));
        let refuse = |code: &'static str| Refusal::new(code).field("bed").with("room", room.number.as_str());
        let room_sex = match room.sex {
            RoomSex::Male => Some(Sex::Male),
            RoomSex::Female => Some(Sex::Female),
            RoomSex::Either => company.sex,
        };
        // Someone whose sex is not known lies alone, in a room that is nobody's yet.
        if let Some(sex) = room_sex
            && (sex != admission.sex || sex == Sex::Unknown)
        {
            return refuse("room-sex").with("sex", sex_message(admission.sex)).with("room_sex", sex_message(sex)).err();
        }
        if admission.needs.oxygen && !room.oxygen {
            return refuse("room-without-oxygen").err();
        }
        if admission.needs.isolation && !room.isolation {
            return refuse("room-not-for-isolation").err();
        }
        if admission.needs.isolation && company.people > 0 {
            return refuse("isolation-needs-room-alone").with("people", company.people as i64).err();
        }
        if company.isolated {
            return refuse("room-isolated").err();
        }
        Ok(())
    }
}
