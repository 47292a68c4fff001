//! What happens in the scheduling core.

use super::{
    BookingRules, CalledOff, Channel, Formality, Needs, Reason, RoomSpec, RulesScope, SettledAt, SlotSpec, Ticket,
    Title, Urgency,
};
use crate::{
    Label,
    event::events,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, JourneyId, PersonId, SessionId, SlotId, WardId,
    },
    money::Yuan,
    person::{CredentialKind, Sex},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

events! {
    area "scheduling", ($) each_scheduling_event;
    /// A department was added.
    DepartmentOpened 1 {
        /// Its id.
        department: DepartmentId,
        /// The hospital's code, unique.
        code: String,
        /// Its name.
        name: Label,
        /// Where it is.
        place: Label,
    }
    /// A clinician was added.
    ClinicianEnrolled 1 {
        /// The id.
        clinician: ClinicianId,
        /// The department.
        department: DepartmentId,
        /// The person, whose name lies in the side table.
        person: PersonId,
        /// The title.
        title: Title,
        /// The registration fee.
        fee: Yuan,
    }
    /// A ward was added.
    WardOpened 1 {
        /// Its id.
        ward: WardId,
        /// The hospital's code, unique.
        code: String,
        /// Its name.
        name: Label,
        /// Whose patients it takes first.
        departments: Vec<DepartmentId>,
        /// Its rooms.
        rooms: Vec<RoomSpec>,
    }
    /// Rules of booking were adopted. Version 1 knew no limit of cancels a day, version 2 no scope but the hospital.
    RulesAdopted 3 {
        /// What they are about.
        scope: RulesScope,
        /// The rules.
        rules: BookingRules,
    }
    /// A session was published. Version 1 knew no pools.
    SessionPublished 2 {
        /// Its id.
        session: SessionId,
        /// Whose.
        clinician: ClinicianId,
        /// Of which department.
        department: DepartmentId,
        /// The consulting room.
        room: Label,
        /// The business date.
        date: BusinessDate,
        /// First minute.
        from: MinuteOfDay,
        /// End minute.
        until: MinuteOfDay,
        /// The registration fee.
        fee: Yuan,
        /// Its slots in order.
        slots: Vec<SlotSpec>,
    }
    /// A session was taken back.
    SessionWithdrawn 1 {
        /// Which.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// A session is held in another consulting room.
    SessionRoomChanged 1 {
        /// Which.
        session: SessionId,
        /// The room from now on.
        room: Label,
        /// Why.
        reason: Reason,
    }
    /// A seat was booked. Version 1 had no channel.
    AppointmentBooked 2 {
        /// Its id.
        appointment: AppointmentId,
        /// Where.
        slot: SlotId,
        /// For whom.
        patient: PersonId,
        /// Part of.
        journey: JourneyId,
        /// From where.
        channel: Channel,
        /// Which seat of the slot, from 0.
        seat: u16,
        /// When the patient can expect to be seen, within the window.
        expected_at: Instant,
    }
    /// A seat was given back. Version 1 did not say by whom.
    AppointmentCancelled 2 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
        /// By the hospital's own people: it is none of the patient's so many a day.
        by_hospital: bool,
    }
    /// Another slot. Version 1 did not say by whom.
    AppointmentMoved 2 {
        /// Which.
        appointment: AppointmentId,
        /// From.
        from: SlotId,
        /// To.
        slot: SlotId,
        /// Which seat of the new slot.
        seat: u16,
        /// When the patient can expect to be seen.
        expected_at: Instant,
        /// By the hospital's own people: it is none of the patient's so many a day.
        by_hospital: bool,
    }
    /// Checked in. Version 1 counted tickets in their session and knew nobody who came late.
    PatientCheckedIn 2 {
        /// Which.
        appointment: AppointmentId,
        /// The ticket's number, never given twice in the department that day.
        ticket: Ticket,
        /// Who came after the own window's end: the start of the window that they joined, behind those on time.
        joined: Option<Instant>,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// A check-in was taken back.
    CheckInUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Called. Version 1 did not say whether it was in turn.
    PatientCalled 2 {
        /// Which.
        appointment: AppointmentId,
        /// Not before the window began, or nobody of an earlier window was waiting; `None`: not known.
        in_turn: Option<bool>,
    }
    /// A call was taken back.
    CallUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Did not answer and fell back.
    PatientPassed 1 {
        /// Which.
        appointment: AppointmentId,
        /// How many waiting people go first.
        places: u16,
    }
    /// The consultation started.
    ConsultationStarted 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// The consultation ended.
    ConsultationFinished 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// The end was taken back.
    FinishUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Missed.
    AppointmentMissed 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// A no-show was taken back.
    MissedUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// The session ended without somebody who had checked in, or whose no-show was none.
    AppointmentNotSeen 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// A session ended: nobody is called in it any more.
    SessionEnded 1 {
        /// Which.
        session: SessionId,
    }
    /// The end of a session was taken back.
    SessionEndUndone 1 {
        /// Which.
        session: SessionId,
        /// Who is awaited again: the end had made them no-shows, or they had been pardoned.
        awaited: Vec<AppointmentId>,
        /// Who waits again, next first.
        waiting: Vec<AppointmentId>,
        /// Why.
        reason: Reason,
    }
    /// An admission was requested.
    AdmissionRequested 1 {
        /// Its id.
        admission: AdmissionId,
        /// Who.
        patient: PersonId,
        /// Part of.
        journey: JourneyId,
        /// Man or woman: rooms depend on it.
        sex: Sex,
        /// By which department.
        department: DepartmentId,
        /// From which consultation.
        appointment: Option<AppointmentId>,
        /// ICD-10 code.
        diagnosis: String,
        /// How urgent.
        urgency: Urgency,
        /// What it needs.
        needs: Needs,
        /// Expected days of stay.
        expected_days: u16,
    }
    /// A request was taken back.
    AdmissionCancelled 1 {
        /// Which.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// A bed was reserved.
    BedAssigned 1 {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    }
    /// A reserved bed was freed.
    BedUnassigned 1 {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// Arrived to be admitted.
    PatientArrived 1 {
        /// Which.
        admission: AdmissionId,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// A formality was done.
    FormalityDone 1 {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
    }
    /// A formality was taken back.
    FormalityUndone 1 {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
        /// Why.
        reason: Reason,
    }
    /// In bed.
    PatientInBed 1 {
        /// Who.
        admission: AdmissionId,
        /// Where.
        bed: BedId,
    }
    /// To another bed.
    PatientTransferred 1 {
        /// Who.
        admission: AdmissionId,
        /// From.
        from: BedId,
        /// To.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A bed of another ward was asked for, and is kept; the patient stays until that ward accepts.
    TransferRequested 1 {
        /// Who.
        admission: AdmissionId,
        /// From.
        from: BedId,
        /// To.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A transfer that was asked for is not made; the bed is free again.
    TransferCalledOff 1 {
        /// Whose.
        admission: AdmissionId,
        /// The bed that was kept.
        bed: BedId,
        /// By which side.
        how: CalledOff,
        /// Why.
        reason: Reason,
    }
    /// A transfer was taken back.
    TransferUndone 1 {
        /// Who.
        admission: AdmissionId,
        /// From.
        from: BedId,
        /// Back in.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// Left the hospital.
    PatientDischarged 1 {
        /// Who.
        admission: AdmissionId,
        /// From.
        bed: BedId,
        /// Where it was settled.
        settled: SettledAt,
    }
    /// A discharge was taken back.
    DischargeUndone 1 {
        /// Who.
        admission: AdmissionId,
        /// Back in.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A bed is clean.
    BedReadied 1 {
        /// Which.
        bed: BedId,
    }
}
