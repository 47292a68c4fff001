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
        /// The person, whose name is in the side table.
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
        /// The departments whose patients it takes first.
        departments: Vec<DepartmentId>,
        /// Its rooms.
        rooms: Vec<RoomSpec>,
    }
    /// Booking rules were adopted. Version 1 had no limit of cancellations a day, version 2 no scope but the hospital.
    RulesAdopted 3 {
        /// What they apply to.
        scope: RulesScope,
        /// The rules.
        rules: BookingRules,
    }
    /// A session was published. Version 1 had no pools.
    SessionPublished 2 {
        /// Its id.
        session: SessionId,
        /// The clinician.
        clinician: ClinicianId,
        /// The department.
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
        /// The session.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// A session is held in another consulting room.
    SessionRoomChanged 1 {
        /// The session.
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
        /// The slot.
        slot: SlotId,
        /// The patient.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// Through which channel.
        channel: Channel,
        /// Which seat of the slot, from 0.
        seat: u16,
        /// When the patient can expect to be seen, within the window.
        expected_at: Instant,
    }
    /// A seat was given back. Version 1 did not say by whom.
    AppointmentCancelled 2 {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
        /// Done by the hospital's own people: it does not count towards the patient's limit per day.
        by_hospital: bool,
    }
    /// A seat was changed for one in another slot. Version 1 did not say by whom.
    AppointmentMoved 2 {
        /// The appointment.
        appointment: AppointmentId,
        /// The old slot.
        from: SlotId,
        /// The new slot.
        slot: SlotId,
        /// Which seat of the new slot.
        seat: u16,
        /// When the patient can expect to be seen.
        expected_at: Instant,
        /// Done by the hospital's own people: it does not count towards the patient's limit per day.
        by_hospital: bool,
    }
    /// A patient checked in. Version 1 counted tickets by session and did not let anybody join a later window.
    PatientCheckedIn 2 {
        /// The appointment.
        appointment: AppointmentId,
        /// The ticket number, given only once in the department on that day.
        ticket: Ticket,
        /// Somebody who came after their own window's end: the start of the window joined, behind those on time.
        joined: Option<Instant>,
        /// How the patient was recognised.
        credential: CredentialKind,
    }
    /// A check-in was taken back.
    CheckInUndone 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// A patient was called. Version 1 did not say whether in turn.
    PatientCalled 2 {
        /// The appointment.
        appointment: AppointmentId,
        /// The window had begun, or nobody with an earlier window was waiting; `None`: not known.
        in_turn: Option<bool>,
    }
    /// A call was taken back.
    CallUndone 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// A patient did not answer and fell back.
    PatientPassed 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// How many waiting people now go first.
        places: u16,
    }
    /// The consultation started.
    ConsultationStarted 1 {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// The consultation ended.
    ConsultationFinished 1 {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// The end of a consultation was taken back.
    FinishUndone 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// An appointment was missed.
    AppointmentMissed 1 {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// A no-show was taken back.
    MissedUndone 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// The session ended before somebody was seen who had checked in, or whose no-show had been taken back.
    AppointmentNotSeen 1 {
        /// The appointment.
        appointment: AppointmentId,
    }
    /// A session ended: nobody is called in it any more.
    SessionEnded 1 {
        /// The session.
        session: SessionId,
    }
    /// The end of a session was taken back.
    SessionEndUndone 1 {
        /// The session.
        session: SessionId,
        /// The appointments that are awaited again: the end had made them no-shows, or they had been excused.
        awaited: Vec<AppointmentId>,
        /// The appointments that wait again, next first.
        waiting: Vec<AppointmentId>,
        /// Why.
        reason: Reason,
    }
    /// An admission was requested.
    AdmissionRequested 1 {
        /// Its id.
        admission: AdmissionId,
        /// The patient.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// Man or woman: rooms depend on it.
        sex: Sex,
        /// The department that requests it.
        department: DepartmentId,
        /// The consultation from which it comes.
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
        /// The admission.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// A bed was reserved.
    BedAssigned 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed.
        bed: BedId,
    }
    /// A reserved bed was freed.
    BedUnassigned 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A patient arrived to be admitted.
    PatientArrived 1 {
        /// The admission.
        admission: AdmissionId,
        /// How the patient was recognised.
        credential: CredentialKind,
    }
    /// A formality was done.
    FormalityDone 1 {
        /// The admission.
        admission: AdmissionId,
        /// The formality.
        formality: Formality,
    }
    /// A formality was taken back.
    FormalityUndone 1 {
        /// The admission.
        admission: AdmissionId,
        /// The formality.
        formality: Formality,
        /// Why.
        reason: Reason,
    }
    /// The patient is in bed.
    PatientInBed 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed.
        bed: BedId,
    }
    /// The patient moved to another bed.
    PatientTransferred 1 {
        /// The admission.
        admission: AdmissionId,
        /// The old bed.
        from: BedId,
        /// The new bed.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A bed in another ward was asked for and is kept; the patient stays until that ward accepts.
    TransferRequested 1 {
        /// The admission.
        admission: AdmissionId,
        /// The old bed.
        from: BedId,
        /// The new bed.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A transfer that was asked for is not made; the bed is free again.
    TransferCalledOff 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed that was kept.
        bed: BedId,
        /// Which side called it off, or why.
        how: CalledOff,
        /// Why.
        reason: Reason,
    }
    /// A transfer was taken back.
    TransferUndone 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed left again.
        from: BedId,
        /// The old bed, taken again.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// The patient left the hospital.
    PatientDischarged 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed left.
        bed: BedId,
        /// Where it was settled.
        settled: SettledAt,
    }
    /// A discharge was taken back.
    DischargeUndone 1 {
        /// The admission.
        admission: AdmissionId,
        /// The bed taken again.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A bed is clean.
    BedReadied 1 {
        /// The bed.
        bed: BedId,
    }
}
