use crate::usecase::{prelude::*, room_is_named};
use model::{
    Label,
    id::{DepartmentId, DeviceId},
    scheduling::{DeviceEnrolled, DeviceKind},
};

/// Enrols a device: sessions of its department can be published on it, one at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolDevice {
    /// The department, by its id.
    pub department: DepartmentId,
    /// The hospital's code for it, unique among devices.
    #[schema(value_type = crate::schema::PlaceCode)]
    pub code: String,
    /// Its name, in both languages.
    #[schema(value_type = crate::schema::FullLabel)]
    pub name: Label,
    /// What kind of device it is.
    pub kind: DeviceKind,
    /// The room where it stands, in both languages; left out if it is moved about.
    #[serde(default)]
    #[schema(value_type = Option<crate::schema::RoomName>)]
    pub room: Option<Label>,
}

impl UseCase for EnrolDevice {
    const PATH: Option<&'static str> = Some("/departments/{department}/devices");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        if let Some(room) = &self.room {
            room_is_named(room)?;
        }
        let device = DeviceId(deciding.id());
        deciding.scheduling(DeviceEnrolled {
            device,
            department: self.department,
            code: self.code.clone(),
            name: self.name.clone(),
            kind: self.kind,
            room: self.room.clone(),
        })?;
        Ok(Answer::DeviceEnrolled { device })
    }
}
