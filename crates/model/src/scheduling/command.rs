//! What the scheduling core is asked to do. Ids of new things are made by the caller.

mod stays;

use super::{
    AdmissionRequested, BedRulesAdopted, CalendarAdopted, ClinicianEnrolled, DepartmentOpened, DeviceEnrolled,
    ExemptionGranted,
};
use super::{
    BlockReason, CalledOff, Channel, Formality, ImpossibleDaysChanged, ItineraryBooked, Pool, PoolShare, QueueClass,
    Reason, Rebooking, ReferrerChanged, ReferrerEnded, ReferrerEnrolled, RulesAdopted, ServicesAdopted, SettledAt,
    Silence, TemplatePlan, WardOpened, WindowSeats, Wish,
};
use crate::{
    Label, SideRef,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicId, ClinicianId, DeviceId, DrawId, EntrantId, ExemptionId, JourneyId,
        PersonId, SessionId, SlotId, TemplateId, WaitlistEntryId,
    },
    person::CredentialKind,
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};
use stays::with_stays;

with_stays! {
    /// What the scheduling core is asked to do.
    ($) each_scheduling_command;
    /// Adds a department (科室).
    OpenDepartment(DepartmentOpened),
    /// Adds a clinician.
    EnrolClinician(ClinicianEnrolled),
    /// Adds a device.
    EnrolDevice(DeviceEnrolled),
    /// Adds a primary-care clinic that may refer patients.
    EnrolReferrer(ReferrerEnrolled),
    /// Changes what a primary-care clinic is called, and to which departments it may refer.
    ChangeReferrer(ReferrerChanged),
    /// Lets a primary-care clinic refer no more.
    EndReferrer(ReferrerEnded),
    /// Says on which days somebody who is booked cannot come, if another window has to be found.
    ChangeImpossibleDays(ImpossibleDaysChanged),
    /// Adds a ward with its rooms and beds.
    OpenWard(WardOpened),
    /// Adopts booking rules.
    AdoptRules(RulesAdopted),
    /// Adopts the weights of the rules of beds.
    AdoptBedRules(BedRulesAdopted),
    /// Adopts the calendar of a year.
    AdoptCalendar(CalendarAdopted),
    /// Exempts a person from booking rules.
    GrantExemption(ExemptionGranted),
    /// Adopts the hospital's services.
    AdoptServices(ServicesAdopted),
    /// Makes one itinerary of appointments.
    BookItinerary(ItineraryBooked),
    /// Requests an admission.
    RequestAdmission(AdmissionRequested),
    ;
    /// Publishes a session: windows of `slot_minutes` from `from` to `until`, with the seats of `capacity`.
    PublishSession {
        /// Id of the new session.
        session: SessionId,
        /// The clinician who will hold it, for their own department.
        clinician: ClinicianId,
        /// The device that is used in it, of the same department.
        device: Option<DeviceId>,
        /// The consulting room, in both languages.
        room: Label,
        /// The day on which it begins, in the hospital's zone.
        date: BusinessDate,
        /// When it begins, as a minute of that day.
        from: MinuteOfDay,
        /// When it ends, counted from midnight of that day; above 1440 it runs over midnight.
        until: MinuteOfDay,
        /// Length of a window, 5–20 minutes, dividing the session.
        slot_minutes: u16,
        /// Seats in each window, 1–50, or those of each window.
        capacity: WindowSeats,
        /// Shares of its seats that are kept for some channels.
        pools: Vec<PoolShare>,
        /// The new slots' ids, one for each window with a seat.
        slots: Vec<SlotId>,
    }
    /// Takes a device out of service: nothing is published on it until it works again.
    TakeOutOfService {
        /// The device.
        device: DeviceId,
        /// Why.
        reason: Reason,
    }
    /// A device works again.
    PutInService {
        /// The device.
        device: DeviceId,
    }
    /// Lets what is left of a pool fall to everybody: by the tick.
    ReleasePool {
        /// The session.
        session: SessionId,
        /// The pool.
        pool: Pool,
    }
    /// Adds a template of sessions for a clinician.
    CreateTemplate {
        /// Id of the new template.
        template: TemplateId,
        /// The clinician whose sessions it gives.
        clinician: ClinicianId,
        /// What it says.
        plan: TemplatePlan,
    }
    /// Changes what a template says, from a day on. What is published already stays as it is.
    ChangeTemplate {
        /// The template that is changed.
        template: TemplateId,
        /// What it says from its first day on.
        plan: TemplatePlan,
    }
    /// Ends a template. What is published already stays as it is.
    EndTemplate {
        /// The template that ends.
        template: TemplateId,
        /// The last day for which it still counts.
        until: BusinessDate,
        /// Why it ends.
        reason: Reason,
    }
    /// Publishes the session that a template gives for a day: by the tick.
    PublishFromTemplate {
        /// The template.
        template: TemplateId,
        /// The day.
        date: BusinessDate,
        /// Id of the new session.
        session: SessionId,
        /// The new slots' ids, one per window.
        slots: Vec<SlotId>,
    }
    /// Takes a published session back; only while nobody is booked in it.
    WithdrawSession {
        /// The session that is taken back.
        session: SessionId,
        /// Why it is taken back.
        reason: Reason,
    }
    /// Closes a session in which somebody is booked (停诊), with what was proposed to whom: each appointment in it is either
    /// among the proposals or among those who are phoned.
    CloseSession {
        /// The session that does not take place.
        session: SessionId,
        /// Why it does not.
        reason: Reason,
        /// Until when patients can answer and the closure can be undone: later than now, not after the session begins.
        deadline: Instant,
        /// What becomes of the seats of those who do not answer.
        silence: Silence,
        /// At most 1,000: windows of the same department that begin no earlier than the old ones and have a free seat.
        proposals: Vec<Rebooking>,
        /// Those for whom there is no proposal.
        to_phone: Vec<AppointmentId>,
    }
    /// The session takes place after all; only before the closure's deadline.
    UndoClosure {
        /// The session that was closed.
        session: SessionId,
        /// Why it takes place.
        reason: Reason,
    }
    /// A closure's deadline is over: by the tick.
    SettleClosure {
        /// The session that was closed.
        session: SessionId,
    }
    /// Takes the seat that is kept for an appointment of a closed session.
    AcceptRebooking {
        /// The appointment for which it is kept.
        appointment: AppointmentId,
    }
    /// Does not take the seat that is kept for an appointment of a closed session.
    DeclineRebooking {
        /// The appointment for which it is kept.
        appointment: AppointmentId,
    }
    /// Holds a session in another consulting room.
    ChangeRoom {
        /// The session that is held elsewhere.
        session: SessionId,
        /// The room from now on.
        room: Label,
        /// Why it is held elsewhere.
        reason: Reason,
    }
    /// Uses another device of the same kind in a session.
    ChangeDevice {
        /// The session.
        session: SessionId,
        /// The device from now on.
        device: DeviceId,
        /// Why it is another one.
        reason: Reason,
    }
    /// Gives a session other hours, another day, other seats or another room before it begins. Nobody loses a seat.
    ChangeSession {
        /// The session that is changed.
        session: SessionId,
        /// Its day.
        date: BusinessDate,
        /// When it begins, as a minute of that day.
        from: MinuteOfDay,
        /// When it ends, counted from midnight of that day.
        until: MinuteOfDay,
        /// Seats in each window, 1–50, or those of each window.
        capacity: WindowSeats,
        /// The consulting room.
        room: Label,
        /// Ids for slots, at least as many as there are new windows with a seat; the first ones are used.
        slots: Vec<SlotId>,
        /// Why it is changed.
        reason: Reason,
    }
    /// Books a seat: the one that is held for that person in the slot, if there is one.
    Book {
        /// Id of the new appointment.
        appointment: AppointmentId,
        /// The slot in which to book.
        slot: SlotId,
        /// The person for whom it is booked.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// The channel through which it is booked.
        channel: Channel,
    }
    /// Holds a seat for some minutes while its person decides (预占号), instead of any other that is held for that person.
    HoldSeat {
        /// The slot.
        slot: SlotId,
        /// The person for whom it is held.
        patient: PersonId,
        /// The channel through which it is chosen.
        channel: Channel,
    }
    /// Gives a held seat up.
    ReleaseHold {
        /// The slot.
        slot: SlotId,
        /// The person for whom a seat of it is held.
        patient: PersonId,
    }
    /// The time of a hold is over: by the tick.
    LapseHold {
        /// The slot.
        slot: SlotId,
        /// Which seat of the slot.
        seat: u16,
    }
    /// Books a seat for somebody whom a primary-care clinic refers.
    Refer {
        /// Id of the new appointment.
        appointment: AppointmentId,
        /// The slot in which to book.
        slot: SlotId,
        /// The person who is referred.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
        /// The clinic.
        clinic: ClinicId,
        /// Why, sealed.
        why: SideRef,
    }
    /// Gives the seat back.
    Cancel {
        /// The appointment whose seat is given back.
        appointment: AppointmentId,
        /// Why it is cancelled.
        reason: Reason,
        /// Cut-offs and daily limits do not apply to the hospital's own people.
        by_hospital: bool,
    }
    /// Takes a cancellation back, while the seat is still free.
    UndoCancel {
        /// The appointment that was cancelled.
        appointment: AppointmentId,
        /// Why the cancellation is taken back.
        reason: Reason,
        /// A patient takes back only what patients cancelled.
        by_hospital: bool,
    }
    /// Moves to another slot; the old seat is given up only once the new one is taken.
    Move {
        /// The appointment that is moved.
        appointment: AppointmentId,
        /// The slot to which it is moved.
        slot: SlotId,
        /// The channel of whoever moves it: the new seat is one that this channel can book.
        channel: Channel,
        /// Cut-offs and daily limits do not apply to the hospital's own people.
        by_hospital: bool,
    }
    /// Joins the waiting list for windows that are full.
    JoinWaitlist {
        /// Id of the new entry.
        entry: WaitlistEntryId,
        /// The person who waits.
        patient: PersonId,
        /// The channel through which it is joined.
        channel: Channel,
        /// What is waited for: 1–28 wishes, all in one department.
        wishes: Vec<Wish>,
    }
    /// Waits for something else.
    ChangeWishes {
        /// The entry that is changed.
        entry: WaitlistEntryId,
        /// What is waited for from now on: 1–28 wishes in the same department.
        wishes: Vec<Wish>,
    }
    /// Waits no longer. An offer that is open is let pass.
    LeaveWaitlist {
        /// The entry that is left.
        entry: WaitlistEntryId,
        /// Why it is left.
        reason: Reason,
    }
    /// Ends an entry for which nothing can come any more: by the tick.
    CloseEntry {
        /// The entry that ends.
        entry: WaitlistEntryId,
    }
    /// Offers a seat that was set aside to the next who waits, or lets everybody book it: by the tick.
    PassOn {
        /// The slot.
        slot: SlotId,
        /// Which seat of the slot.
        seat: u16,
    }
    /// Asks for more time to answer an offer, once.
    ExtendOffer {
        /// The entry to which the seat was offered.
        entry: WaitlistEntryId,
    }
    /// Lets an offer pass.
    PassOffer {
        /// The entry to which the seat was offered.
        entry: WaitlistEntryId,
    }
    /// An offer was not answered in time: by the tick.
    LapseOffer {
        /// The entry to which the seat was offered.
        entry: WaitlistEntryId,
    }
    /// Accepts an offer: books the seat and ends the entry.
    AcceptOffer {
        /// The entry to which the seat was offered.
        entry: WaitlistEntryId,
        /// Id of the new appointment.
        appointment: AppointmentId,
        /// The record for which it is booked, one of the person who waits.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
    }
    /// Has the seats of a session drawn (摇号), in which nobody is booked.
    SetUpDraw {
        /// Id of the new draw.
        draw: DrawId,
        /// The session.
        session: SessionId,
        /// The seed's fingerprint: the SHA-256 of its 32 bytes, in hexadecimal.
        commitment: String,
        /// The seed, sealed.
        seed: SideRef,
        /// From when on one can join: at least ten minutes from now.
        opens_at: Instant,
        /// When the list closes: at least ten minutes later.
        closes_at: Instant,
        /// When the seed is opened: at least a minute later, and before the session begins.
        drawn_at: Instant,
    }
    /// Leaves the list of a draw open longer, because people could not join; until it closes.
    ProlongDraw {
        /// The draw.
        draw: DrawId,
        /// When the list closes: later than was said, at least ten minutes from now.
        closes_at: Instant,
        /// Why it stays open longer.
        reason: Reason,
    }
    /// Has no draw after all; until its seed is opened. By the tick, if the session has begun before the draw was over.
    CancelDraw {
        /// The draw.
        draw: DrawId,
        /// Why it does not take place.
        reason: Reason,
    }
    /// Joins a draw.
    JoinDraw {
        /// Id of the new entrant.
        entrant: EntrantId,
        /// The draw.
        draw: DrawId,
        /// The person who may win a seat.
        patient: PersonId,
        /// The channel through which it is joined.
        channel: Channel,
        /// Fresh random bits for the entrant's number, of which the first that gives one that is free is used. They follow
        /// from nothing: what the hospital draws by itself follows from a seed that it may share with others.
        random: [u64; 8],
    }
    /// Leaves a draw whose list is open.
    LeaveDraw {
        /// The entrant.
        entrant: EntrantId,
        /// Why the draw is left.
        reason: Reason,
        /// The hospital's own doing is possible also once the list is closed: the number stays on it and is passed over.
        by_hospital: bool,
    }
    /// Closes the list of a draw: by the tick.
    CloseDrawList {
        /// The draw.
        draw: DrawId,
    }
    /// Opens the seed of a draw whose list is closed: by the tick.
    OpenDraw {
        /// The draw.
        draw: DrawId,
        /// The seed's 32 bytes, in hexadecimal.
        seed: String,
    }
    /// Passes over those who are next in a draw and can have none of the seats that are left: by the tick.
    PassOverDrawn {
        /// The draw.
        draw: DrawId,
    }
    /// Gives a seat to the one who is next in a draw: by the tick.
    GiveDrawn {
        /// The entrant who is next.
        entrant: EntrantId,
        /// Id of the new appointment.
        appointment: AppointmentId,
        /// The record for which it is booked, one of the entrant's.
        patient: PersonId,
        /// The journey of which it is a part.
        journey: JourneyId,
    }
    /// Puts those who won no seat in line for one that is given back, as many as there are ids, and ends the draw with the
    /// last of them: by the tick.
    FinishDraw {
        /// The draw.
        draw: DrawId,
        /// Ids for new entries of the waiting list.
        entries: Vec<WaitlistEntryId>,
    }
    /// The patient is here.
    CheckIn {
        /// The appointment whose patient is here.
        appointment: AppointmentId,
        /// How the patient was recognised.
        credential: CredentialKind,
        /// The class in which the patient waits, if somebody chose it.
        class: Option<QueueClass>,
        /// The patient's age that day, if it is known: the rules say from which age on one has priority.
        age: Option<u32>,
    }
    /// Takes a check-in back.
    UndoCheckIn {
        /// The appointment whose patient is not here after all.
        appointment: AppointmentId,
        /// Why the check-in is taken back.
        reason: Reason,
    }
    /// Calls the next in the queue, or a certain appointment.
    Call {
        /// The session in whose room somebody is called.
        session: SessionId,
        /// A certain appointment; if `None`, the next.
        appointment: Option<AppointmentId>,
    }
    /// Takes a call back (the wrong one was called).
    UndoCall {
        /// The appointment that was called.
        appointment: AppointmentId,
        /// Why the call is taken back.
        reason: Reason,
    }
    /// Somebody was called and does not answer: falls back some places (过号).
    Pass {
        /// The appointment that was called in vain.
        appointment: AppointmentId,
    }
    /// The consultation starts.
    Start {
        /// The appointment whose patient is in the room.
        appointment: AppointmentId,
    }
    /// The consultation ends.
    Finish {
        /// The appointment whose patient was seen.
        appointment: AppointmentId,
    }
    /// Takes the end of a consultation back.
    UndoFinish {
        /// The appointment whose consultation goes on.
        appointment: AppointmentId,
        /// Why the end is taken back.
        reason: Reason,
    }
    /// Somebody who was seen is back with the results of tests (回诊), and waits again.
    ReturnAfterTests {
        /// The appointment whose patient is back.
        appointment: AppointmentId,
    }
    /// Takes a return back: the patient was seen, and does not wait.
    UndoReturn {
        /// The appointment whose patient is not back after all.
        appointment: AppointmentId,
        /// Why the return is taken back.
        reason: Reason,
    }
    /// Sends somebody who waits on to another session of the department (转医生): added there if no seat is free, with the
    /// place in the queue that the window gives which was booked.
    TransferVisit {
        /// The appointment whose patient is sent on.
        appointment: AppointmentId,
        /// The session that takes them.
        session: SessionId,
        /// Why they are sent on.
        reason: Reason,
    }
    /// Takes the last transfer back: the patient waits in the session before, if that still goes on.
    UndoVisitTransfer {
        /// The appointment whose patient was sent on.
        appointment: AppointmentId,
        /// Why the transfer is taken back.
        reason: Reason,
    }
    /// Pauses a session: nobody is called meanwhile.
    PauseSession {
        /// The session.
        session: SessionId,
        /// When calling is expected to go on.
        until: Instant,
        /// Why it pauses.
        reason: Reason,
    }
    /// A pause is over.
    ResumeSession {
        /// The session in which calling goes on.
        session: SessionId,
    }
    /// Somebody has not come (爽约): marked by a person or by the tick.
    MarkMissed {
        /// The appointment to which nobody came.
        appointment: AppointmentId,
    }
    /// Takes back a no-show that was marked wrongly.
    UndoMissed {
        /// The appointment that counts as missed.
        appointment: AppointmentId,
        /// Why the no-show is taken back.
        reason: Reason,
    }
    /// Its patient appeals against a missed visit (爽约申诉).
    AppealMissed {
        /// The appointment that counts as missed.
        appointment: AppointmentId,
        /// Why it should not count.
        reason: Reason,
    }
    /// A missed visit does not count any more, whether or not somebody appealed.
    ExcuseMissed {
        /// The appointment that counts as missed.
        appointment: AppointmentId,
        /// Why it does not count.
        reason: Reason,
    }
    /// A missed visit counts, although its patient appealed.
    DeclineAppeal {
        /// The appointment that counts as missed.
        appointment: AppointmentId,
        /// Why it counts.
        reason: Reason,
    }
    /// A missed visit that was excused counts again; an appeal is open again.
    UndoExcuse {
        /// The appointment that was excused.
        appointment: AppointmentId,
        /// Why it counts again.
        reason: Reason,
    }
    /// Ends an exemption before its last day.
    EndExemption {
        /// The exemption.
        exemption: ExemptionId,
        /// Why it ends.
        reason: Reason,
    }
    /// Ends a session: by a person once its time is over, by the tick if nobody did. Whoever had checked in was not
    /// seen; whoever had not has missed it.
    EndSession {
        /// The session that ends.
        session: SessionId,
    }
    /// Takes the end of a session back: whoever it concerned waits, or is awaited, again.
    UndoEndSession {
        /// The session that goes on.
        session: SessionId,
        /// Why its end is taken back.
        reason: Reason,
    }
}
