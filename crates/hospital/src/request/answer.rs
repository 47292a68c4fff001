//! What comes back from a request.

use model::{
    code::PolicyCode,
    id::{
        AdmissionId, AppointmentId, BedId, ChargeId, ClinicId, ClinicianId, CoverageId, DepartmentId, DepositId,
        DeviceId, DrawId, EntrantId, ExemptionId, ItineraryId, JourneyId, PersonId, RoomId, SessionId, SettlementId,
        SlotId, TemplateId, WaitlistEntryId, WardId,
    },
    journey::RetentionClass,
    money::Yuan,
    scheduling::Ticket,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was done: ids and codes, rendered anew by whoever shows it. Stored with the idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Answer {
    /// Done; there is nothing to add.
    Done,
    /// A seat was booked, or an appointment was moved to another window.
    Booked {
        /// Id of the appointment, as in the address of everything that is done to it.
        appointment: AppointmentId,
        /// Id of the journey of which it is a part.
        journey: JourneyId,
        /// The code of eight characters to show or say at check-in.
        code: String,
        /// When the patient can expect to be seen, within the window.
        expected_at: Instant,
    },
    /// A seat is held while its person decides.
    SeatHeld {
        /// Until when.
        until: Instant,
    },
    /// The waiting list was joined.
    WaitlistJoined {
        /// Id of the entry, as in the address of everything that is done to it.
        entry: WaitlistEntryId,
    },
    /// A person was exempted from booking rules.
    ExemptionGranted {
        /// Id of the exemption, with which it is ended.
        exemption: ExemptionId,
    },
    /// The seats of a session are drawn.
    DrawSetUp {
        /// Id of the draw, as in the address of everything that is done to it.
        draw: DrawId,
    },
    /// A draw was joined.
    DrawJoined {
        /// Id of the entrant, with which the draw is left.
        entrant: EntrantId,
        /// The number of ten digits that stands for the entrant on the list.
        number: String,
    },
    /// Several windows were booked as one itinerary.
    ItineraryBooked {
        /// Id of the itinerary, as in the address of everything that is done to it.
        itinerary: ItineraryId,
        /// Ids of its appointments, in the order in which the windows were given.
        appointments: Vec<AppointmentId>,
    },
    /// Visits of an itinerary were cancelled.
    ItineraryCancelled {
        /// Ids of those that were; what begins too soon stays.
        appointments: Vec<AppointmentId>,
    },
    /// A patient was checked in, and waits.
    CheckedIn {
        /// Id of the appointment whose patient is here.
        appointment: AppointmentId,
        /// Number of the ticket, by which the patient is called.
        ticket: Ticket,
    },
    /// A patient was called into the room.
    Called {
        /// Id of the appointment whose patient was called, also if the request only asked for the next.
        appointment: AppointmentId,
    },
    /// A session goes on: its end was taken back.
    SessionReopened {
        /// Patients who remain not seen: they have another visit by now, and the rules allow no second one beside it.
        left_out: u32,
    },
    /// An admission was requested.
    AdmissionRequested {
        /// Id of the admission, as in the address of everything that is done to it.
        admission: AdmissionId,
    },
    /// A bed in another ward is kept until that ward accepts.
    TransferRequested {
        /// Id of the stay whose patient is to be transferred.
        admission: AdmissionId,
        /// Id of the bed that is kept in the other ward.
        bed: BedId,
    },
    /// A person was registered.
    PersonRegistered {
        /// Id of the new person, with which to book, to admit or to add insurance.
        person: PersonId,
    },
    /// What may be erased was erased; the rest is kept until the days given.
    PersonErased {
        /// The classes of records whose keys were destroyed: nobody can read them any more.
        destroyed: Vec<RetentionClass>,
        /// Classes that are kept, each with the day until which it is.
        #[schema(value_type = Vec<(RetentionClass, crate::schema::Date)>)]
        kept: Vec<(RetentionClass, chrono::NaiveDate)>,
    },
    /// Insurance was added.
    CoverageAdded {
        /// Id of the insurance, with which a stay is put under it.
        coverage: CoverageId,
    },
    /// A department was opened.
    DepartmentOpened {
        /// Id of the new department.
        department: DepartmentId,
    },
    /// A clinician was enrolled.
    ClinicianEnrolled {
        /// Id of the new clinician, with which sessions are published and a login is created.
        clinician: ClinicianId,
        /// Id of the person that the clinician became, under which the name is kept.
        person: PersonId,
    },
    /// A device was enrolled.
    DeviceEnrolled {
        /// Id of the new device, with which sessions are published on it.
        device: DeviceId,
    },
    /// A primary-care clinic was enrolled.
    ReferrerEnrolled {
        /// Id of the new clinic, with which its logins are created.
        clinic: ClinicId,
    },
    /// A ward was opened.
    WardOpened {
        /// Id of the new ward.
        ward: WardId,
        /// Its rooms, in the order given.
        rooms: Vec<RoomId>,
    },
    /// A session was published.
    SessionPublished {
        /// Id of the new session.
        session: SessionId,
        /// Ids of its windows by time, with which seats are booked.
        slots: Vec<SlotId>,
    },
    /// A template of sessions was added.
    TemplateCreated {
        /// Id of the new template, with which it is changed and ended.
        template: TemplateId,
    },
    /// A policy was adopted.
    PolicyAdopted {
        /// Id of the policy with its version, as its file says, such as `370100-310-inpatient-2024`.
        #[schema(value_type = String)]
        policy: PolicyCode,
    },
    /// A line was charged.
    Charged {
        /// Id of the new line of the bill, with which units of it are taken back.
        charge: ChargeId,
    },
    /// Units of a charge were taken back.
    Refunded {
        /// Id of the new line of the bill that takes the units back.
        refund: ChargeId,
    },
    /// A deposit was taken.
    DepositTaken {
        /// Id of the deposit, with which it is given back if it was taken by mistake.
        deposit: DepositId,
    },
    /// The trial settlement was made.
    Presettled {
        /// Id of the settlement, with which the patient's consent is recorded.
        settlement: SettlementId,
        /// The fingerprint of what the patient agrees to; consent repeats it.
        fingerprint: String,
    },
    /// An exchange with the platform was begun and goes on by itself; look at the bill.
    Submitted {
        /// Id of the stay whose bill it is about.
        admission: AdmissionId,
    },
    /// Paid; the bill is closed.
    Paid {
        /// Id of the settlement that was paid.
        settlement: SettlementId,
        /// What was returned to the patient out of the deposits, in yuan.
        deposit_refund: Yuan,
        /// What the patient paid on top of the deposits, in yuan.
        arrears: Yuan,
    },
}
