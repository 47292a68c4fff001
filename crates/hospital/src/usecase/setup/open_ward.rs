use crate::request::NewRoom;
use crate::usecase::prelude::*;
use model::{
    Label,
    id::{BedId, DepartmentId, RoomId, WardId},
    scheduling::{BedSpec, RoomSpec, WardOpened},
};

/// Opens a ward with its rooms and beds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenWard {
    /// The hospital's code for it, unique.
    #[schema(value_type = crate::schema::PlaceCode)]
    pub code: String,
    /// Its name, in both languages.
    #[schema(value_type = crate::schema::FullLabel)]
    pub name: Label,
    /// The departments whose patients it takes first, by their ids.
    #[schema(max_items = 50)]
    pub departments: Vec<DepartmentId>,
    /// Its rooms with their beds; 1–200 of them.
    #[schema(min_items = 1, max_items = 200)]
    pub rooms: Vec<NewRoom>,
}

impl UseCase for OpenWard {
    const PATH: Option<&'static str> = Some("/wards");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let ward = WardId(deciding.id());
        let bed = |number: &String| BedSpec { bed: BedId(deciding.id()), number: number.clone() };
        let rooms = self.rooms.iter().map(|room| RoomSpec {
            room: RoomId(deciding.id()),
            number: room.number.clone(),
            sex: room.sex,
            oxygen: room.oxygen,
            isolation: room.isolation,
            beds: room.beds.iter().map(bed).collect(),
        });
        let rooms: Vec<RoomSpec> = rooms.collect();
        let ids = rooms.iter().map(|room| room.room).collect();
        let (code, name, departments) = (self.code.clone(), self.name.clone(), self.departments.clone());
        deciding.scheduling(WardOpened { ward, code, name, departments, rooms })?;
        Ok(Answer::WardOpened { ward, rooms: ids })
    }
}
