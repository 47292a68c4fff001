//! A closed session (停诊): what it does to its patients, who has to be phoned, and what a patient is offered.

use super::{DepartmentRef, Name};
use model::{
    id::{AppointmentId, ClinicianId, SessionId, SlotId},
    message::Refusal,
    person::Sex,
    scheduling::{Silence, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::read::{ClosureStage, ConsultingRoom};
use serde::Serialize;
use utoipa::ToSchema;

/// What a closure of a session would do, or does, to its patients. Names are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosurePlan {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Id of the session.
    pub session: SessionId,
    /// The department of the session.
    pub department: DepartmentRef,
    /// Who holds it.
    pub clinician: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// Its day, in the hospital's zone.
    pub date: BusinessDate,
    /// When it begins, as a minute of its day.
    pub from: MinuteOfDay,
    /// When it ends, as a minute of its day.
    pub until: MinuteOfDay,
    /// When it begins: no deadline is later.
    pub begins: Instant,
    /// How far the closure has come; none while the session is not closed.
    pub stage: Option<ClosureStage>,
    /// Until when patients can answer; before the closure, what is suggested.
    pub deadline: Instant,
    /// What becomes of the seats of those who do not answer; before the closure, what is suggested.
    pub silence: Silence,
    /// Why it cannot be closed; none if it can be, or is.
    pub refusal: Option<Refusal>,
    /// It is proven that no proposal for all of them together is better.
    pub is_proven: bool,
    /// Seats of this session that are kept for people whose own session was closed: if this one is closed too, they are
    /// phoned.
    pub kept_here: u32,
    /// Everybody who is or was booked, by old window and seat.
    pub rows: Vec<ClosureRow>,
    /// The other sessions in which seats are or would be kept.
    pub sessions: Vec<FilledSession>,
}

/// An appointment of a session that is closed, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosureRow {
    /// Id of the appointment.
    pub appointment: AppointmentId,
    /// The patient's name, masked.
    pub name: String,
    /// Administrative sex.
    pub sex: Sex,
    /// Whole years, if the birth date is known.
    pub age: Option<u32>,
    /// Start of the old window.
    pub from: Instant,
    /// The old seat, from 1.
    pub number: u16,
    /// What becomes of it.
    pub state: DisplacedState,
    /// The window that is proposed or kept, or the one that was taken.
    pub window: Option<ProposedWindow>,
    /// Why none is proposed; none if one is, or once the session is closed.
    pub none_because: Option<NoWindow>,
    /// Other windows that could be proposed, the best first, at most three.
    pub others: Vec<ProposedWindow>,
}

/// A window that could be proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposedWindow {
    /// Id of the window.
    pub slot: SlotId,
    /// Who sees patients in it.
    pub clinician: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// Its day, in the hospital's zone.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// What it keeps of the old one.
    pub kept: KeptWith,
    /// Seats that are still free in it, without the ones that are proposed to others.
    pub left: u32,
}

/// What a window keeps of the one that was lost. It always keeps the department.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptWith {
    /// The device.
    Device,
    /// The clinician.
    Clinician,
    /// The clinician's title, and so the fee.
    Title,
    /// Only the department.
    Department,
}

/// What becomes of an appointment of a session that is closed.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisplacedState {
    /// A seat is proposed, or kept until the patient answers.
    Proposed,
    /// The patient took it.
    Accepted,
    /// The patient did not answer, and the closure keeps it for them.
    Kept,
    /// It takes place in another window, which the patient or the desk chose.
    Elsewhere,
    /// Somebody has to phone.
    ToPhone,
    /// It was cancelled.
    Cancelled,
    /// The session takes place after all, and so does it.
    Back,
    /// It takes place elsewhere, and the patient is asked whether to return to the old window.
    Asked,
}

/// Why no window is proposed.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoWindow {
    /// The department has no free seat in the days that can be booked, or only before the old window.
    NoSeat,
    /// The person has other appointments at all these times, or cannot come on these days.
    Busy,
    /// Others get all seats that fit.
    Others,
}

/// A session in which seats are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FilledSession {
    /// Id of the session.
    pub session: SessionId,
    /// Who holds it.
    pub clinician: Name,
    /// Its day, in the hospital's zone.
    pub date: BusinessDate,
    /// When it begins, as a minute of its day.
    pub from: MinuteOfDay,
    /// Seats that are taken without those of this closure.
    pub taken: u32,
    /// Seats that this closure keeps or would keep in it.
    pub kept: u32,
    /// All its seats.
    pub capacity: u32,
}

/// Who has to be phoned because a session was closed. Names are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ToPhoneList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Appointments without a session and without a seat that is kept, by old window; at most 500.
    pub rows: Vec<ToPhoneRow>,
    /// How many there are.
    pub count: u32,
}

/// Somebody who has to be phoned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ToPhoneRow {
    /// Id of the appointment.
    pub appointment: AppointmentId,
    /// The patient's name, masked.
    pub name: String,
    /// Administrative sex.
    pub sex: Sex,
    /// Whole years, if the birth date is known.
    pub age: Option<u32>,
    /// The department of the old window.
    pub department: DepartmentRef,
    /// Who would have seen the patient.
    pub clinician: Name,
    /// Start of the old window.
    pub from: Instant,
    /// End of the old window.
    pub until: Instant,
}

/// Whom to phone. Reading it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DisplacedContact {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Id of the appointment.
    pub appointment: AppointmentId,
    /// The patient's full name.
    pub name: String,
    /// The phone number, in full; none if it is not known.
    pub phone: Option<String>,
    /// Id of the session that is closed, or would be.
    pub session: SessionId,
    /// Id of the clinician who would have seen the patient.
    pub clinician: ClinicianId,
    /// Start of the old window.
    pub from: Instant,
    /// End of the old window.
    pub until: Instant,
}

/// A window that is kept for a patient whose session was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RebookingOffer {
    /// Id of the window.
    pub slot: SlotId,
    /// Who sees the patient in it.
    pub clinician: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// Its day, in the hospital's zone.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient can expect to be seen.
    pub expected_at: Instant,
    /// Until when it is kept.
    pub answer_by: Instant,
    /// Without an answer the appointment takes place in it; otherwise it is given back.
    pub kept_in_silence: bool,
    /// It is the old window: the session takes place after all. Without an answer, nothing changes.
    pub is_back: bool,
}
