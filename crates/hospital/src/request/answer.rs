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

/// What was done: ids and codes, rendered anew by who shows it. Stored with the idempotency key.
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
        /// Who.
        appointment: AppointmentId,
    },
    /// A session goes on.
    SessionReopened {
        /// Patients who stay not seen: they have another visit by now, beside which the rules allow no second one.
        left_out: u32,
    },
    /// An admission was requested.
    AdmissionRequested {
        /// The admission.
        admission: AdmissionId,
    },
    /// A bed of another ward is kept until that ward accepts.
    TransferRequested {
        /// Whose.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    },
    /// A person was registered.
    PersonRegistered {
        /// Who.
        person: PersonId,
    },
    /// What could be erased is erased; the rest is kept until these days.
    PersonErased {
        /// Erased classes.
        destroyed: Vec<RetentionClass>,
        /// Kept, until.
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
        /// Which.
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
        /// Which.
        ward: WardId,
        /// Its rooms, in the order given.
        rooms: Vec<RoomId>,
    },
    /// A session was published.
    SessionPublished {
        /// Which.
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
    /// Units of a line were taken back.
    Refunded {
        /// The refund line.
        refund: ChargeId,
    },
    /// A deposit was taken.
    DepositTaken {
        /// The deposit.
        deposit: DepositId,
    },
    /// A trial settlement stands.
    Presettled {
        /// The settlement.
        settlement: SettlementId,
        /// What the patient agrees to.
        fingerprint: String,
    },
    /// An exchange with the platform was begun, which goes on by itself; look at the bill.
    Submitted {
        /// About which stay.
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
