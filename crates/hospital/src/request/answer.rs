//! What comes back from a request.

use model::{
    id::{
        AdmissionId, AppointmentId, BedId, ChargeId, ClinicianId, CoverageId, DepartmentId, DepositId, JourneyId,
        PersonId, RoomId, SessionId, SettlementId, SlotId, WardId,
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
    /// Booked or moved.
    Booked {
        /// The appointment.
        appointment: AppointmentId,
        /// Its journey.
        journey: JourneyId,
        /// The code to show at check-in.
        code: String,
        /// When the patient can expect to be seen.
        expected_at: Instant,
    },
    /// Checked in.
    CheckedIn {
        /// The appointment.
        appointment: AppointmentId,
        /// The ticket's number.
        ticket: Ticket,
    },
    /// Called.
    Called {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// A session goes on: its end was taken back.
    SessionReopened {
        /// Patients who remain not seen: they have another visit by now, and the rules allow no second one beside it.
        left_out: u32,
    },
    /// An admission was requested.
    AdmissionRequested {
        /// The admission.
        admission: AdmissionId,
    },
    /// A bed in another ward is kept until that ward accepts.
    TransferRequested {
        /// The admission.
        admission: AdmissionId,
        /// The bed that is kept.
        bed: BedId,
    },
    /// A person was registered.
    PersonRegistered {
        /// The person.
        person: PersonId,
    },
    /// What may be erased was erased; the rest is kept until the days given.
    PersonErased {
        /// The erased classes.
        destroyed: Vec<RetentionClass>,
        /// Classes that are kept, each with the day until which it is.
        #[schema(value_type = Vec<(RetentionClass, crate::schema::Date)>)]
        kept: Vec<(RetentionClass, chrono::NaiveDate)>,
    },
    /// Insurance was added.
    CoverageAdded {
        /// The coverage.
        coverage: CoverageId,
    },
    /// A department was opened.
    DepartmentOpened {
        /// The department.
        department: DepartmentId,
    },
    /// A clinician was enrolled.
    ClinicianEnrolled {
        /// The clinician.
        clinician: ClinicianId,
        /// The person.
        person: PersonId,
    },
    /// A ward was opened.
    WardOpened {
        /// The ward.
        ward: WardId,
        /// Its rooms, in the order given.
        rooms: Vec<RoomId>,
    },
    /// A session was published.
    SessionPublished {
        /// The session.
        session: SessionId,
        /// Its slots in order.
        slots: Vec<SlotId>,
    },
    /// A policy was adopted.
    PolicyAdopted {
        /// Its id.
        policy: String,
    },
    /// A line was charged.
    Charged {
        /// The line.
        charge: ChargeId,
    },
    /// Units of a charge were taken back.
    Refunded {
        /// The refund line.
        refund: ChargeId,
    },
    /// A deposit was taken.
    DepositTaken {
        /// The deposit.
        deposit: DepositId,
    },
    /// The trial settlement was made.
    Presettled {
        /// The settlement.
        settlement: SettlementId,
        /// The fingerprint of what the patient agrees to.
        fingerprint: String,
    },
    /// An exchange with the platform was begun and goes on by itself; look at the bill.
    Submitted {
        /// The admission that it is about.
        admission: AdmissionId,
    },
    /// Paid; the bill is closed.
    Paid {
        /// The settlement.
        settlement: SettlementId,
        /// Returned to the patient.
        deposit_refund: Yuan,
        /// Taken from the patient.
        arrears: Yuan,
    },
}
