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
    /// Adopts rules of booking.
    AdoptRules(RulesAdopted),
    /// Requests an admission.
    RequestAdmission(AdmissionRequested),
    ;
    /// Publishes a session: windows of `slot_minutes` from `from` to `until`, each with `capacity` seats.
    PublishSession {
        /// The new session.
        session: SessionId,
        /// Whose.
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
        /// Which.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// Holds a session in another consulting room.
    ChangeRoom {
        /// Which.
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
        /// Where.
        slot: SlotId,
        /// For whom.
        patient: PersonId,
        /// Part of which journey.
        journey: JourneyId,
        /// From where.
        channel: Channel,
    }
    /// Gives the seat back.
    Cancel {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
        /// Cut-offs and limits a day do not apply to the hospital's own people.
        by_hospital: bool,
    }
    /// Moves to another slot; the old seat is given up only when the new one is had.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// Where to.
        slot: SlotId,
        /// Cut-offs and limits a day do not apply to the hospital's own people.
        by_hospital: bool,
    }
    /// The patient is here.
    CheckIn {
        /// Which.
        appointment: AppointmentId,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// Takes a check-in back.
    UndoCheckIn {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Calls the next of the queue, or a certain one.
    Call {
        /// Whose queue.
        session: SessionId,
        /// A certain one; else the next.
        appointment: Option<AppointmentId>,
    }
    /// Takes a call back (called the wrong one).
    UndoCall {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Called and not answering: falls back some places (过号).
    Pass {
        /// Which.
        appointment: AppointmentId,
    }
    /// The consultation starts.
    Start {
        /// Which.
        appointment: AppointmentId,
    }
    /// The consultation ends.
    Finish {
        /// Which.
        appointment: AppointmentId,
    }
    /// Takes the end of a consultation back.
    UndoFinish {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Missed (爽约), set by a person or by the tick.
    MarkMissed {
        /// Which.
        appointment: AppointmentId,
    }
    /// Takes a wrong no-show back.
    UndoMissed {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Ends a session, by a person once its time is over, by the tick when nobody did: who had checked in is not seen, who
    /// had not has missed it.
    EndSession {
        /// Which.
        session: SessionId,
    }
    /// Takes the end of a session back: whoever it concerned waits, or is awaited, again.
    UndoEndSession {
        /// Which.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// Takes a request back.
    CancelAdmission {
        /// Which.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// Reserves a bed.
    AssignBed {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    }
    /// Frees a reserved bed.
    UnassignBed {
        /// For.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// The patient has arrived to be admitted: the half hour begins.
    Arrive {
        /// Which.
        admission: AdmissionId,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// One formality is done.
    DoFormality {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
    }
    /// Takes a formality back.
    UndoFormality {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
        /// Why.
        reason: Reason,
    }
    /// In bed: the half hour ends.
    OccupyBed {
        /// Who.
        admission: AdmissionId,
    }
    /// To another bed, also when the first was wrong. A bed of another ward is kept until that ward accepts.
    Transfer {
        /// Who.
        admission: AdmissionId,
        /// Where to.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// The ward that was asked takes the patient.
    AcceptTransfer {
        /// Whom.
        admission: AdmissionId,
    }
    /// A transfer that was asked for is not made.
    CallOffTransfer {
        /// Whose.
        admission: AdmissionId,
        /// By which side.
        how: CalledOff,
        /// Why.
        reason: Reason,
    }
    /// Takes the last transfer back, within a ward; nobody else may have had the bed before since then.
    UndoTransfer {
        /// Whose.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// Leaves the hospital. `settled` is settlement's fact.
    Discharge {
        /// Who.
        admission: AdmissionId,
        /// Where it was settled.
        settled: SettledAt,
    }
    /// Takes a discharge back; the bed must not be somebody else's by then.
    UndoDischarge {
        /// Who.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// The bed is clean and ready.
    ReadyBed {
        /// Which.
        bed: BedId,
    }
}
