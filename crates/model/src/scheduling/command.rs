//! What the scheduling core is asked to do. Ids of new things are made by the caller.

use super::{AdmissionRequested, ClinicianEnrolled, DepartmentOpened, RulesAdopted, WardOpened};
use super::{CalledOff, Channel, Formality, Reason, SettledAt};
use crate::{
    Label,
    command::commands,
    id::{AdmissionId, AppointmentId, BedId, ClinicianId, JourneyId, PersonId, SessionId, SlotId},
    person::CredentialKind,
    time::{BusinessDate, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

commands! {
    /// What the scheduling core is asked to do.
    ($) each_scheduling_command;
    /// Adds a department (科室).
    OpenDepartment(DepartmentOpened),
    /// Adds a clinician.
    EnrolClinician(ClinicianEnrolled),
    /// Adds a ward with its rooms and beds.
    OpenWard(WardOpened),
    /// Adopts booking rules.
    AdoptRules(RulesAdopted),
    /// Requests an admission.
    RequestAdmission(AdmissionRequested),
    ;
    /// Publishes a session: windows of `slot_minutes` from `from` to `until`, each with `capacity` seats.
    PublishSession {
        /// The new session.
        session: SessionId,
        /// The clinician.
        clinician: ClinicianId,
        /// The consulting room.
        room: Label,
        /// The business date.
        date: BusinessDate,
        /// First minute.
        from: MinuteOfDay,
        /// End minute.
        until: MinuteOfDay,
        /// Length of a window, 5–20 minutes, dividing the session.
        slot_minutes: u16,
        /// Seats in each window, 1–50.
        capacity: u16,
        /// The new slots' ids, one per window.
        slots: Vec<SlotId>,
    }
    /// Takes a published session back; only while nobody is booked in it.
    WithdrawSession {
        /// The session.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// Holds a session in another consulting room.
    ChangeRoom {
        /// The session.
        session: SessionId,
        /// The room from now on.
        room: Label,
        /// Why.
        reason: Reason,
    }
    /// Books a seat.
    Book {
        /// The new appointment.
        appointment: AppointmentId,
        /// The slot in which to book.
        slot: SlotId,
        /// The patient.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// Through which channel.
        channel: Channel,
    }
    /// Gives the seat back.
    Cancel {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
        /// Cut-offs and daily limits do not apply to the hospital's own people.
        by_hospital: bool,
    }
    /// Moves to another slot; the old seat is given up only once the new one is taken.
    Move {
        /// The appointment.
        appointment: AppointmentId,
        /// The new slot.
        slot: SlotId,
        /// Cut-offs and daily limits do not apply to the hospital's own people.
        by_hospital: bool,
    }
    /// The patient is here.
    CheckIn {
        /// The appointment.
        appointment: AppointmentId,
        /// How the patient was recognised.
        credential: CredentialKind,
    }
    /// Takes a check-in back.
    UndoCheckIn {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Calls the next in the queue, or a certain appointment.
    Call {
        /// The session.
        session: SessionId,
        /// A certain appointment; if `None`, the next.
        appointment: Option<AppointmentId>,
    }
    /// Takes a call back (the wrong one was called).
    UndoCall {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Somebody was called and does not answer: falls back some places (过号).
    Pass {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// The consultation starts.
    Start {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// The consultation ends.
    Finish {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// Takes the end of a consultation back.
    UndoFinish {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Somebody has not come (爽约): marked by a person or by the tick.
    MarkMissed {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// Takes back a no-show that was marked wrongly.
    UndoMissed {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Ends a session: by a person once its time is over, by the tick if nobody did. Whoever had checked in was not
    /// seen; whoever had not has missed it.
    EndSession {
        /// The session.
        session: SessionId,
    }
    /// Takes the end of a session back: whoever it concerned waits, or is awaited, again.
    UndoEndSession {
        /// The session.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// Takes a request back.
    CancelAdmission {
        /// The admission.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// Reserves a bed.
    AssignBed {
        /// The admission.
        admission: AdmissionId,
        /// The bed.
        bed: BedId,
    }
    /// Frees a reserved bed.
    UnassignBed {
        /// The admission.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// The patient has arrived to be admitted: the half hour begins.
    Arrive {
        /// The admission.
        admission: AdmissionId,
        /// How the patient was recognised.
        credential: CredentialKind,
    }
    /// One formality is done.
    DoFormality {
        /// The admission.
        admission: AdmissionId,
        /// The formality.
        formality: Formality,
    }
    /// Takes a formality back.
    UndoFormality {
        /// The admission.
        admission: AdmissionId,
        /// The formality.
        formality: Formality,
        /// Why.
        reason: Reason,
    }
    /// The patient is in bed: the half hour ends.
    OccupyBed {
        /// The admission.
        admission: AdmissionId,
    }
    /// Moves the patient to another bed, even if the first was wrong. A bed in another ward is kept until that ward
    /// accepts.
    Transfer {
        /// The admission.
        admission: AdmissionId,
        /// The new bed.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// The ward that was asked takes the patient.
    AcceptTransfer {
        /// The admission.
        admission: AdmissionId,
    }
    /// A transfer that was asked for is not made.
    CallOffTransfer {
        /// The admission.
        admission: AdmissionId,
        /// Which side called it off, or why.
        how: CalledOff,
        /// Why.
        reason: Reason,
    }
    /// Takes back the last transfer within a ward; nobody else may have had the old bed since then.
    UndoTransfer {
        /// The admission.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// The patient leaves the hospital. `settled` comes from settlement.
    Discharge {
        /// The admission.
        admission: AdmissionId,
        /// Where it was settled.
        settled: SettledAt,
    }
    /// Takes a discharge back; the bed must not have been given to somebody else.
    UndoDischarge {
        /// The admission.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// The bed is clean and ready.
    ReadyBed {
        /// The bed.
        bed: BedId,
    }
}
