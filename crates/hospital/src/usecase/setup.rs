//! What an administrator sets up.

use crate::{
    deciding::Deciding,
    failure::Failure,
    prepare::Prepared,
    request::{Answer, NewRoom},
};
use model::{
    Label,
    id::{BedId, ClinicianId, DepartmentId, RoomId, SessionId, SlotId, WardId},
    journey::Identity,
    message::Refusal,
    money::Yuan,
    scheduling::{
        BedSpec, BookingRules, ClinicianEnrolled, Command, DepartmentOpened, Reason, RoomSpec, RulesAdopted, Title,
        WardOpened,
    },
    time::{BusinessDate, MinuteOfDay},
};

pub(super) fn open_department(
    deciding: &mut Deciding<'_>,
    code: &str,
    name: &Label,
    place: &Label,
) -> Result<Answer, Failure> {
    let department = DepartmentId(deciding.id());
    let (code, name, place) = (code.to_owned(), name.clone(), place.clone());
    deciding.scheduling(&Command::OpenDepartment(DepartmentOpened { department, code, name, place }))?;
    Ok(Answer::DepartmentOpened { department })
}

/// A clinician is a person too: the name lies in the side table. Without credentials nobody has checked who it is.
pub(super) fn enrol_clinician(
    deciding: &mut Deciding<'_>,
    department: DepartmentId,
    title: Title,
    fee: Yuan,
    prepared: &Prepared,
) -> Result<Answer, Failure> {
    let clinician = ClinicianId(deciding.id());
    let (person, command) = super::people::registration(deciding, Identity::Unidentified, prepared)?;
    let enrolled = ClinicianEnrolled { clinician, department, person, title, fee };
    deciding.scheduling(&Command::EnrolClinician(enrolled))?;
    deciding.journey(&command)?;
    Ok(Answer::ClinicianEnrolled { clinician, person })
}

pub(super) fn open_ward(
    deciding: &mut Deciding<'_>,
    code: &str,
    name: &Label,
    departments: &[DepartmentId],
    rooms: &[NewRoom],
) -> Result<Answer, Failure> {
    let ward = WardId(deciding.id());
    let bed = |number: &String| BedSpec { bed: BedId(deciding.id()), number: number.clone() };
    let rooms: Vec<RoomSpec> = rooms
        .iter()
        .map(|room| RoomSpec {
            room: RoomId(deciding.id()),
            number: room.number.clone(),
            sex: room.sex,
            oxygen: room.oxygen,
            isolation: room.isolation,
            beds: room.beds.iter().map(bed).collect(),
        })
        .collect();
    let ids = rooms.iter().map(|room| room.room).collect();
    let (code, name, departments) = (code.to_owned(), name.clone(), departments.to_vec());
    deciding.scheduling(&Command::OpenWard(WardOpened { ward, code, name, departments, rooms }))?;
    Ok(Answer::WardOpened { ward, rooms: ids })
}

pub(super) fn adopt_rules(deciding: &mut Deciding<'_>, rules: &BookingRules) -> Result<Answer, Failure> {
    deciding.scheduling(&Command::AdoptRules(RulesAdopted { rules: rules.clone() }))?;
    Ok(Answer::Done)
}

/// A day and its minutes.
pub(super) struct Window {
    pub(super) date: BusinessDate,
    pub(super) from: MinuteOfDay,
    pub(super) until: MinuteOfDay,
}

/// A room's name in a language stands on a wall and on a slip: at most so many characters.
const ROOM_MAX: u16 = 40;

pub(super) fn publish_session(
    deciding: &mut Deciding<'_>,
    clinician: ClinicianId,
    room: &Label,
    Window { date, from, until }: Window,
    slot_minutes: u16,
    capacity: u16,
) -> Result<Answer, Failure> {
    let session = SessionId(deciding.id());
    // As many ids as there are windows; whether the windows are right is scheduling's to say.
    let windows = until.0.saturating_sub(from.0).checked_div(slot_minutes).unwrap_or(0).min(288);
    let slots: Vec<SlotId> = (0..windows).map(|_| SlotId(deciding.id())).collect();
    if [&room.zh, &room.en].into_iter().any(|name| name.chars().count() > usize::from(ROOM_MAX)) {
        return Err(Refusal::new("text-too-long").field("room").with("max", ROOM_MAX).into());
    }
    let room = room.clone();
    let ids = slots.clone();
    deciding.scheduling(&Command::PublishSession {
        session,
        clinician,
        room,
        date,
        from,
        until,
        slot_minutes,
        capacity,
        slots,
    })?;
    Ok(Answer::SessionPublished { session, slots: ids })
}

pub(super) fn withdraw_session(
    deciding: &mut Deciding<'_>,
    session: SessionId,
    reason: Reason,
) -> Result<Answer, Failure> {
    deciding.scheduling(&Command::WithdrawSession { session, reason })?;
    Ok(Answer::Done)
}
