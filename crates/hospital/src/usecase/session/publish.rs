use crate::limits::ROOM_MAX;
use crate::usecase::prelude::*;
use model::{
    Label,
    id::{ClinicianId, DeviceId, SessionId, SlotId},
    scheduling::{PoolShare, command},
    time::{BusinessDate, MinuteOfDay},
};

/// Publishes a session: a clinician sees patients in a room, in windows of equal length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishSession {
    /// The clinician, by their id.
    pub clinician: ClinicianId,
    /// The device that is used, by its id; of the clinician's department, and in service.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// The consulting room, in both languages; up to 40 characters each.
    #[schema(value_type = crate::schema::RoomName)]
    pub room: Label,
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// When it begins, as a minute of the day in the hospital's zone.
    #[schema(value_type = u16, maximum = 1439)]
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of the day on which it begins; above 1440 it runs over midnight, until 1620
    /// (03:00) at the latest.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// Length of a window, 5–20 minutes.
    #[schema(minimum = 5, maximum = 20)]
    pub slot_minutes: u16,
    /// Seats in each window, 1–50.
    #[schema(minimum = 1, maximum = 50)]
    pub capacity: u16,
    /// Shares of its seats that are kept for the desk or for primary-care clinics.
    #[serde(default)]
    #[schema(max_items = 2)]
    pub pools: Vec<PoolShare>,
}

impl UseCase for PublishSession {
    const PATH: Option<&'static str> = Some("/sessions");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let session = SessionId(deciding.id());
        // As many ids as there are windows; whether the windows are right is scheduling's to say.
        let windows = windows_between((self.from, self.until), self.slot_minutes);
        let slots: Vec<SlotId> = (0..windows).map(|_| SlotId(deciding.id())).collect();
        room_is_named(&self.room)?;
        deciding.scheduling(command::PublishSession {
            session,
            clinician: self.clinician,
            device: self.device,
            room: self.room.clone(),
            date: self.date,
            from: self.from,
            until: self.until,
            slot_minutes: self.slot_minutes,
            capacity: self.capacity.into(),
            pools: self.pools.clone(),
            slots: slots.clone(),
        })?;
        Ok(Answer::SessionPublished { session, slots })
    }
}

/// Checks that a consulting room has at least a Chinese name, which is shown where there is no other, and that its
/// names are not too long.
///
/// # Errors
/// `text-missing`, `text-too-long`.
pub(in crate::usecase) fn room_is_named(room: &Label) -> Result<(), Refusal> {
    if room.zh.trim().is_empty() {
        return Refusal::new("text-missing").field("room").err();
    }
    if [&room.zh, &room.en].into_iter().any(|name| name.chars().count() > ROOM_MAX) {
        return Refusal::new("text-too-long").field("room").with("max", ROOM_MAX as i64).err();
    }
    Ok(())
}

/// How many windows of so many minutes there are from one minute until another.
pub(super) fn windows_between((from, until): (MinuteOfDay, MinuteOfDay), slot_minutes: u16) -> u16 {
    until.0.saturating_sub(from.0).checked_div(slot_minutes).unwrap_or(0).min(WINDOWS_MAX)
}

/// The most windows that a session can have: it ends by 03:00 of the next day, and each is at least five minutes long.
const WINDOWS_MAX: u16 = 324;
