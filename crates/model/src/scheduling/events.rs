//! What happens in the scheduling core.

mod stays;
mod waiting;

use super::{
    BedRule, BedRules, BlockReason, BookingRules, CalendarYear, CalledOff, Channel, DeviceKind, ExemptFrom, Formality,
    HoldEnd, ImpossibleDays, ItineraryOrder, ItineraryStop, Needs, PassedOver, PassedOverInDraw, PlacedWish, Pool,
    PoolTerms, ProposedSeat, QueueClass, Reason, ResizedSlot, RoomSpec, RulesScope, SeatsOfSlot, Service, SettledAt,
    Silence, SlotSpec, TemplatePlan, Ticket, Title, Urgency,
};
use crate::{
    Label, SideRef,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicId, ClinicianId, DepartmentId, DeviceId, DrawId, EntrantId,
        ExemptionId, ItineraryId, JourneyId, PersonId, SessionId, SlotId, TemplateId, WaitlistEntryId, WardId,
    },
    money::Yuan,
    person::{CredentialKind, Sex},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};
use waiting::with_waiting;

with_waiting! {
    area "scheduling", ($) each_scheduling_event;
    /// A department was added.
    DepartmentOpened 1 {
        /// Id of the new department.
        department: DepartmentId,
        /// The hospital's code, unique.
        code: String,
        /// Its name in both languages.
        name: Label,
        /// Where it is in the hospital, in both languages.
        place: Label,
    }
    /// A clinician was added.
    ClinicianEnrolled 1 {
        /// Id of the new clinician.
        clinician: ClinicianId,
        /// The department to which the clinician belongs.
        department: DepartmentId,
        /// The person, whose name is in the side table.
        person: PersonId,
        /// The professional title.
        title: Title,
        /// The registration fee of a visit in sessions that are published from now on.
        fee: Yuan,
    }
    /// A ward was added.
    WardOpened 1 {
        /// Id of the new ward.
        ward: WardId,
        /// The hospital's code, unique.
        code: String,
        /// Its name in both languages.
        name: Label,
        /// The departments whose patients it takes first.
        departments: Vec<DepartmentId>,
        /// Its rooms with their beds.
        rooms: Vec<RoomSpec>,
    }
    /// Booking rules were adopted. Version 1 had no limit of cancellations a day, version 2 no scope but the hospital,
    /// version 3 no waiting list, version 4 no caps but those of a day, and no ladder of missed visits, version 5 no classes
    /// of those who wait, version 6 no kinds of sessions, no minute at which days open, no end of booking before a window and no
    /// time for which a seat is held.
    RulesAdopted 7 {
        /// What the rules apply to.
        scope: RulesScope,
        /// The rules, with the day from which they are in force.
        rules: BookingRules,
    }
    /// A device was added.
    DeviceEnrolled 1 {
        /// Id of the new device.
        device: DeviceId,
        /// The department to which it belongs.
        department: DepartmentId,
        /// The hospital's code, unique.
        code: String,
        /// Its name in both languages.
        name: Label,
        /// What kind of device it is.
        kind: DeviceKind,
        /// The room where it stands; none if it is moved about.
        room: Option<Label>,
    }
    /// A device does not work: nothing is published on it until it does again.
    DeviceOutOfService 1 {
        /// The device.
        device: DeviceId,
        /// Why.
        reason: Reason,
    }
    /// A device works again.
    DeviceBackInService 1 {
        /// The device.
        device: DeviceId,
    }
    /// A session was published. Version 1 had no pools, version 2 none but the general one, version 3 no device.
    SessionPublished 4 {
        /// Id of the new session.
        session: SessionId,
        /// The clinician who holds it.
        clinician: ClinicianId,
        /// The department of the clinician.
        department: DepartmentId,
        /// The device that is used in it.
        device: Option<DeviceId>,
        /// The consulting room, in both languages.
        room: Label,
        /// The day on which it begins, in the hospital's zone.
        date: BusinessDate,
        /// When it begins, as a minute of that day.
        from: MinuteOfDay,
        /// When it ends, counted from midnight of that day; above 1440 it runs over midnight.
        until: MinuteOfDay,
        /// The registration fee of a visit in it.
        fee: Yuan,
        /// Its slots by time.
        slots: Vec<SlotSpec>,
        /// On what terms seats are kept for some channels; only pools that have a seat.
        pools: Vec<PoolTerms>,
    }
    /// What was kept in a session for a channel can be booked by everybody: all seats of that pool are general from now on,
    /// also those that are taken. Seats that are offered to those who wait are set aside by the events that follow.
    PoolFell 1 {
        /// The session.
        session: SessionId,
        /// The pool, which has no seat left.
        pool: Pool,
        /// Its seats.
        slots: Vec<SeatsOfSlot>,
    }
    /// A primary-care clinic may refer patients.
    ReferrerEnrolled 1 {
        /// Id of the new clinic.
        clinic: ClinicId,
        /// Its code, unique.
        code: String,
        /// Its name in both languages.
        name: Label,
        /// The departments to which it may refer.
        departments: Vec<DepartmentId>,
    }
    /// A primary-care clinic is called otherwise, or may refer to other departments.
    ReferrerChanged 1 {
        /// The clinic.
        clinic: ClinicId,
        /// Its name in both languages.
        name: Label,
        /// The departments to which it may refer from now on.
        departments: Vec<DepartmentId>,
    }
    /// A primary-care clinic refers no more. What it has booked stays.
    ReferrerEnded 1 {
        /// The clinic.
        clinic: ClinicId,
        /// Why it ended.
        reason: Reason,
    }
    /// The appointment that was booked by the event before was booked by a clinic that refers its patient.
    PatientReferred 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// The clinic.
        clinic: ClinicId,
        /// Why the patient is referred, sealed.
        why: SideRef,
    }
    /// The calendar of a year was adopted; it takes the place of an earlier one of that year.
    CalendarAdopted 1 {
        /// The calendar.
        calendar: CalendarYear,
    }
    /// The hospital's services were adopted; they take the place of the earlier ones. Version 1 named no device.
    ServicesAdopted 2 {
        /// All services.
        services: Vec<Service>,
    }
    /// Several appointments, which were booked just before, are one itinerary. Version 1 named no device.
    ItineraryBooked 2 {
        /// Id of the new itinerary.
        itinerary: ItineraryId,
        /// The order that was asked for.
        order: ItineraryOrder,
        /// Its appointments, as they were asked for.
        stops: Vec<ItineraryStop>,
    }
    /// A template of sessions was added.
    TemplateCreated 4 {
        /// Id of the new template.
        template: TemplateId,
        /// The clinician whose sessions it gives.
        clinician: ClinicianId,
        /// The department of the clinician.
        department: DepartmentId,
        /// What it says.
        plan: TemplatePlan,
    }
    /// A template says something else from a day on.
    TemplateChanged 4 {
        /// The template that was changed.
        template: TemplateId,
        /// What it says from its first day on.
        plan: TemplatePlan,
    }
    /// A template counts no longer than until a day.
    TemplateEnded 1 {
        /// The template that ends.
        template: TemplateId,
        /// The last day for which it still counts.
        until: BusinessDate,
        /// Why it ends.
        reason: Reason,
    }
    /// A template gave its session of a day, which was published with the event before this one.
    TemplateUsed 1 {
        /// The template.
        template: TemplateId,
        /// The day; it does not give another one for it.
        date: BusinessDate,
        /// The session that was published.
        session: SessionId,
    }
    /// A session was taken back.
    SessionWithdrawn 1 {
        /// The session that was taken back.
        session: SessionId,
        /// Why it was taken back.
        reason: Reason,
    }
    /// A session was closed: it does not take place, and everybody who was booked in it is displaced. Offers of its seats to
    /// those who wait were withdrawn by the events before.
    SessionClosed 1 {
        /// The session that was closed.
        session: SessionId,
        /// Why it was closed.
        reason: Reason,
        /// Until when patients can answer.
        deadline: Instant,
        /// What becomes of the seats of those who do not answer.
        silence: Silence,
        /// The seats that are kept for those who are displaced.
        proposals: Vec<ProposedSeat>,
        /// Those who are displaced without a proposal.
        to_phone: Vec<AppointmentId>,
        /// Appointments for which another closure kept a seat of this session, or which are displaced themselves now: that
        /// seat is kept no longer.
        released: Vec<AppointmentId>,
    }
    /// A session takes place after all.
    ClosureUndone 1 {
        /// The session that was closed.
        session: SessionId,
        /// Why it takes place.
        reason: Reason,
        /// The displaced appointments that are in it again, each in its old seat.
        back: Vec<AppointmentId>,
        /// The appointments that take place elsewhere by now: their old seats are kept for them until the deadline.
        asked: Vec<AppointmentId>,
    }
    /// A closure's deadline is over: seats that were kept are kept no longer. Where silence keeps them, the appointments
    /// are moved by the events that follow.
    ClosureLapsed 1 {
        /// The session that was closed.
        session: SessionId,
    }
    /// The seat that was kept is taken: the appointment is moved by the event that follows.
    RebookingAccepted 1 {
        /// The appointment for which it was kept.
        appointment: AppointmentId,
    }
    /// The seat that was kept is not taken: everybody can book it.
    RebookingDeclined 1 {
        /// The appointment for which it was kept.
        appointment: AppointmentId,
    }
    /// A session is held in another consulting room.
    SessionRoomChanged 1 {
        /// The session that is held elsewhere.
        session: SessionId,
        /// The room from now on.
        room: Label,
        /// Why it is held elsewhere.
        reason: Reason,
    }
    /// A session uses another device of the same kind.
    SessionDeviceChanged 1 {
        /// The session.
        session: SessionId,
        /// The device that is used in it from now on.
        device: DeviceId,
        /// Why it is another one.
        reason: Reason,
    }
    /// A session has other hours, another day, or other seats. Nobody lost a seat by it.
    SessionChanged 1 {
        /// The session that was changed.
        session: SessionId,
        /// Its day from now on.
        date: BusinessDate,
        /// When it begins, as a minute of that day.
        from: MinuteOfDay,
        /// When it ends, counted from midnight of that day; above 1440 it runs over midnight.
        until: MinuteOfDay,
        /// Slots that are gone; nobody had a seat in them.
        dropped: Vec<SlotId>,
        /// Slots that stay, with other seats.
        resized: Vec<ResizedSlot>,
        /// Slots that are new.
        added: Vec<SlotSpec>,
        /// On what terms seats are kept for some channels, for its new day.
        pools: Vec<PoolTerms>,
        /// Why it was changed.
        reason: Reason,
    }
    /// A seat was booked. Version 1 had no channel.
    AppointmentBooked 2 {
        /// Id of the new appointment.
        appointment: AppointmentId,
        /// The slot in which it is.
        slot: SlotId,
        /// The person for whom it was booked.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// The channel through which it was booked.
        channel: Channel,
        /// Which seat of the slot, from 0.
        seat: u16,
        /// When the patient can expect to be seen, within the window.
        expected_at: Instant,
    }
    /// Somebody who is booked said on which days they cannot come, if another window has to be found. It takes the place of
    /// what was said before.
    ImpossibleDaysChanged 1 {
        /// The appointment.
        appointment: AppointmentId,
        /// The days; none of them: any day is possible.
        days: ImpossibleDays,
    }
    /// A seat was given back. Version 1 did not say by whom.
    AppointmentCancelled 2 {
        /// The appointment whose seat was given back.
        appointment: AppointmentId,
        /// Why it was cancelled.
        reason: Reason,
        /// Done by the hospital's own people: it does not count towards the patient's limit per day.
        by_hospital: bool,
    }
    /// A cancellation was taken back: the appointment has its seat again.
    CancellationUndone 1 {
        /// The appointment that is awaited again.
        appointment: AppointmentId,
        /// Why the cancellation was taken back.
        reason: Reason,
    }
    /// A seat was changed for one in another slot. Version 1 did not say by whom.
    AppointmentMoved 2 {
        /// The appointment that was moved.
        appointment: AppointmentId,
        /// The slot from which it was moved.
        from: SlotId,
        /// The slot to which it was moved.
        slot: SlotId,
        /// Which seat of the new slot.
        seat: u16,
        /// When the patient can expect to be seen.
        expected_at: Instant,
        /// Done by the hospital's own people: it does not count towards the patient's limit per day.
        by_hospital: bool,
    }
    /// A patient checked in. Version 1 counted tickets by session and did not let anybody join a later window, version 2 had
    /// no classes.
    PatientCheckedIn 3 {
        /// The appointment whose patient is here.
        appointment: AppointmentId,
        /// The ticket number, given only once in the department on that day.
        ticket: Ticket,
        /// Somebody who came after their own window's end: the start of the window joined, behind those on time.
        joined: Option<Instant>,
        /// How the patient was recognised.
        credential: CredentialKind,
        /// The class in which the patient waits.
        class: QueueClass,
        /// By how many minutes the class goes before others, as the rules said then; 0 for somebody who came late, unless it is
        /// an emergency.
        head_start: u16,
    }
    /// A check-in was taken back.
    CheckInUndone 1 {
        /// The appointment whose patient is not here after all.
        appointment: AppointmentId,
        /// Why the check-in was taken back.
        reason: Reason,
    }
    /// A patient was called. Version 1 did not say whether in turn.
    PatientCalled 2 {
        /// The appointment whose patient was called.
        appointment: AppointmentId,
        /// The window had begun, the queue's order gave it, or nobody with an earlier window was waiting; `None`: not known.
        in_turn: Option<bool>,
    }
    /// A call was taken back.
    CallUndone 1 {
        /// The appointment whose patient waits again.
        appointment: AppointmentId,
        /// Why the call was taken back.
        reason: Reason,
    }
    /// A patient did not answer and fell back.
    PatientPassed 1 {
        /// The appointment that was called in vain.
        appointment: AppointmentId,
        /// How many waiting people now go first.
        places: u16,
    }
    /// The consultation started.
    ConsultationStarted 1 {
        /// The appointment whose patient is in the room.
        appointment: AppointmentId,
    }
    /// The consultation ended.
    ConsultationFinished 1 {
        /// The appointment whose patient was seen.
        appointment: AppointmentId,
    }
    /// The end of a consultation was taken back.
    FinishUndone 1 {
        /// The appointment whose consultation goes on.
        appointment: AppointmentId,
        /// Why the end was taken back.
        reason: Reason,
    }
    /// Somebody who had been seen is back with the results of tests, and waits again.
    PatientReturned 1 {
        /// The appointment whose patient is back.
        appointment: AppointmentId,
        /// By how many minutes that goes before others, as the rules said then.
        head_start: u16,
    }
    /// A return was taken back: the patient does not wait.
    ReturnUndone 1 {
        /// The appointment whose patient was seen, and is not back.
        appointment: AppointmentId,
        /// Why the return was taken back.
        reason: Reason,
    }
    /// Somebody who waits was sent on to another session of the department (转医生), with the place in its queue that the window
    /// gives which was booked. A call that had not been followed is off.
    VisitTransferred 1 {
        /// The appointment whose patient was sent on.
        appointment: AppointmentId,
        /// The slot from which they were sent on.
        from: SlotId,
        /// The slot in the session that takes them.
        slot: SlotId,
        /// Which seat of the new slot; one that the slot has not is added to it (加号).
        seat: u16,
        /// When the patient can expect to be seen.
        expected_at: Instant,
        /// Why they were sent on.
        reason: Reason,
    }
    /// The last transfer was taken back: the patient waits in the session before.
    VisitTransferUndone 1 {
        /// The appointment whose patient was sent on.
        appointment: AppointmentId,
        /// The slot in which it is again.
        slot: SlotId,
        /// Which seat of the slot: the one before, or, if somebody has it, one that is added.
        seat: u16,
        /// When the patient can expect to be seen.
        expected_at: Instant,
        /// Why the transfer was taken back.
        reason: Reason,
    }
    /// A session pauses: nobody is called meanwhile.
    SessionPaused 1 {
        /// The session.
        session: SessionId,
        /// When calling is expected to go on.
        until: Instant,
        /// Why it pauses.
        reason: Reason,
    }
    /// A pause is over.
    SessionResumed 1 {
        /// The session in which calling goes on.
        session: SessionId,
    }
    /// An appointment was missed.
    AppointmentMissed 1 {
        /// The appointment to which nobody came.
        appointment: AppointmentId,
    }
    /// A no-show was taken back.
    MissedUndone 1 {
        /// The appointment that is awaited again.
        appointment: AppointmentId,
        /// Why the no-show was taken back.
        reason: Reason,
    }
    /// The patient of a missed visit appealed (爽约申诉).
    MissedAppealed 1 {
        /// The appointment that counts as missed.
        appointment: AppointmentId,
        /// Why it should not count.
        reason: Reason,
    }
    /// A missed visit does not count any more. It stays missed.
    MissedExcused 1 {
        /// The appointment that was missed.
        appointment: AppointmentId,
        /// Why it does not count.
        reason: Reason,
    }
    /// An appeal was declined: the missed visit counts.
    AppealDeclined 1 {
        /// The appointment that counts as missed.
        appointment: AppointmentId,
        /// Why it counts.
        reason: Reason,
    }
    /// A person was exempted from booking rules (豁免).
    ExemptionGranted 1 {
        /// Id of the new exemption.
        exemption: ExemptionId,
        /// Who is exempt.
        patient: PersonId,
        /// From which rules.
        exempt_from: ExemptFrom,
        /// In which department; in the whole hospital if none is given.
        department: Option<DepartmentId>,
        /// The first day on which one is.
        from: BusinessDate,
        /// The last day.
        until: BusinessDate,
        /// Why.
        reason: Reason,
    }
    /// An exemption ended before its last day.
    ExemptionEnded 1 {
        /// The exemption.
        exemption: ExemptionId,
        /// Why it ended.
        reason: Reason,
    }
    /// A missed visit that was excused counts again.
    ExcuseUndone 1 {
        /// The appointment that counts as missed again.
        appointment: AppointmentId,
        /// Why it counts again.
        reason: Reason,
    }
    /// The session ended before somebody was seen who had checked in, or whose no-show had been taken back.
    AppointmentNotSeen 1 {
        /// The appointment whose patient was not seen.
        appointment: AppointmentId,
    }
    /// A session ended: nobody is called in it any more.
    SessionEnded 1 {
        /// The session that ended.
        session: SessionId,
    }
    /// The end of a session was taken back.
    SessionEndUndone 1 {
        /// The session that goes on.
        session: SessionId,
        /// The appointments that are awaited again: the end had made them no-shows, or they had been excused.
        awaited: Vec<AppointmentId>,
        /// The appointments that wait again, next first.
        waiting: Vec<AppointmentId>,
        /// Why its end was taken back.
        reason: Reason,
    }
}
