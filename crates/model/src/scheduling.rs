//! Commands and events of the scheduling core: sessions, closures, slots, appointments, waiting
//! list, draws, itineraries, queues, wards, beds, admissions.
//!
//! Commands carry the ids of what they create; `hospital` makes them. Instants are UTC.

use crate::{
    SideRef,
    id::{BedId, PersonId, RoomId, SlotId},
    person::Sex,
    time::Instant,
};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};

mod bed_rule;
mod bed_rules;
mod block;
mod closure;
pub mod command;
mod device;
mod draw;
mod events;
mod exemption;
mod group;
mod hold;
mod impossible;
mod pools;
mod queue;
mod rules;
mod service;
mod template;
mod ticket;
mod waitlist;
mod window_seats;

pub use bed_rule::BedRule;
pub use bed_rules::{BED_WEIGHT_MAX, BedRules};
pub use block::BlockReason;
pub use closure::{ProposedSeat, Rebooking, Silence};
pub use command::Command;
pub use device::DeviceKind;
pub use draw::PassedOverInDraw;
pub use events::*;
pub use exemption::ExemptFrom;
pub use group::PatientGroup;
pub use hold::{HOLD_MINUTES, HOLD_MINUTES_MAX, HoldEnd};
pub use impossible::{IMPOSSIBLE_DATES_MAX, ImpossibleDays};
pub use pools::{DaysBefore, POOL_DAYS_MAX, Pool, PoolShare, PoolTerms, PooledSeat, ResizedSlot, SeatsOfSlot, divide};
pub use queue::{QueueClass, QueueRules};
pub use rules::{BookingRules, Cap, NoShowStep, Period, RulesScope, Within, rule_bounds};
pub use service::{DayMinutes, ItineraryOrder, ItineraryStop, Preparation, PreparationKind, Service, Trace};
pub use template::{CalendarYear, DayOfWeek, DaysOff, TemplatePlan, Weeks, WorkedDay};
pub use ticket::{NoTicket, Ticket};
pub use waitlist::{Half, PassedOver, PlacedWish, WaitlistRules, Wish};
pub use window_seats::WindowSeats;

/// The longest window that may be published, in minutes: the first promise.
pub const SLOT_MINUTES_MAX: u16 = 20;

/// Professional title (职称), from which fees and grades follow.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// Chief physician (主任医师).
    Chief,
    /// Associate chief physician (副主任医师).
    AssociateChief,
    /// Attending physician (主治医师).
    Attending,
    /// Resident physician (住院医师).
    Resident,
}

impl Title {
    /// All of them, highest first.
    pub const ALL: [Self; 4] = [Self::Chief, Self::AssociateChief, Self::Attending, Self::Resident];

    /// The id of its text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Chief => "staff-title-chief",
            Self::AssociateChief => "staff-title-associate-chief",
            Self::Attending => "staff-title-attending",
            Self::Resident => "staff-title-resident",
        }
    }
}

/// Where a booking comes from.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The patient's phone.
    Online,
    /// The reception desk.
    OnSite,
    /// A clinician, for a follow-up.
    FollowUp,
    /// A primary-care clinic that refers a patient (基层转诊).
    Referral,
}

/// Who may lie in a room.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomSex {
    /// Men only.
    Male,
    /// Women only.
    Female,
    /// Whichever sex is in it first; never both.
    Either,
}

/// A bed as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BedSpec {
    /// Its id.
    pub bed: BedId,
    /// Its number, as on the wall.
    pub number: String,
}

/// A room as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSpec {
    /// Its id.
    pub room: RoomId,
    /// Its number, as on the door.
    pub number: String,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// It has oxygen at the wall.
    pub oxygen: bool,
    /// May be used for isolation.
    pub isolation: bool,
    /// Its beds.
    pub beds: Vec<BedSpec>,
}

/// A slot as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotSpec {
    /// Its id.
    pub slot: SlotId,
    /// Start of the window.
    pub from: Instant,
    /// End of the window, at most 20 minutes after its start.
    pub until: Instant,
    /// The pool of each of its seats, from seat 0 on; a slot has 1–50 seats.
    pub pools: Vec<Pool>,
}

impl SlotSpec {
    /// How many seats it has.
    pub const fn capacity(&self) -> u16 {
        self.pools.len() as u16
    }
}

/// What an admission needs from a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// The room must have oxygen at the wall.
    pub oxygen: bool,
    /// A room of one's own, for isolation.
    pub isolation: bool,
}

/// How urgent an admission is.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// At once.
    Emergency,
    /// Within a day.
    Urgent,
    /// As planned.
    Elective,
}

/// The formalities of an admission, each with its own time (入院手续). They may be done in any order.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formality {
    /// 身份核验: recognised by a credential.
    Identity,
    /// 一张表: the one form.
    Form,
    /// 医保登记: 2401 accepted by the platform, or self-pay confirmed.
    Insurance,
    /// 预交金: a deposit was taken, or none is needed.
    Deposit,
    /// 腕带: the wristband put on.
    Wristband,
    /// 病区交接: handed over to the ward.
    Handover,
}

impl Formality {
    /// All of them, in the usual order.
    pub const ALL: [Self; 6] =
        [Self::Identity, Self::Form, Self::Insurance, Self::Deposit, Self::Wristband, Self::Handover];
}

/// Where the bill of a stay was settled before the patient left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledAt {
    /// On the ward: the promise.
    Bedside,
    /// At a counter.
    Counter,
    /// Not settled yet: the patient left with the settlement open.
    Open,
}

/// Why a transfer that was asked for was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalledOff {
    /// The ward that asked no longer needs it.
    Withdrawn,
    /// The ward that was asked cannot take the patient.
    Declined,
    /// The patient left the hospital.
    Left,
}

/// Why something was cancelled or taken back: a code; free text goes to a side table.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// The patient's wish.
    PatientWish,
    /// The wrong person was chosen.
    WrongPerson,
    /// An input mistake.
    Mistake,
    /// The hospital's fault or decision.
    Hospital,
    /// Something else; see the text.
    Other,
}

/// A reason: a code and, if somebody wrote one, a text in a side table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// The code.
    pub code: ReasonCode,
    /// The encrypted text.
    #[serde(default)]
    pub text: Option<SideRef>,
}

/// In JSON, a missing text is left out; formats without names need every field.
impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = self.text.is_some() || !serializer.is_human_readable();
        let mut fields = serializer.serialize_struct("Reason", 1 + usize::from(whole))?;
        fields.serialize_field("code", &self.code)?;
        if whole {
            fields.serialize_field("text", &self.text)?;
        }
        fields.end()
    }
}

impl From<ReasonCode> for Reason {
    fn from(code: ReasonCode) -> Self {
        Self { code, text: None }
    }
}

/// What scheduling has to know about people. Journey's events say it, so none of scheduling's own events does, and
/// journals from before it was known are read correctly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFact {
    /// Two records are one person.
    Merged {
        /// The record that becomes an alias.
        from: PersonId,
        /// The record that stays.
        into: PersonId,
    },
    /// They are two people again.
    Parted {
        /// The record that is no longer an alias.
        from: PersonId,
        /// The record whose alias it was.
        into: PersonId,
    },
    /// What is now known about a person, under whichever record.
    Known {
        /// The person.
        person: PersonId,
        /// Man or woman: rooms depend on it.
        sex: Sex,
        /// For a newborn: the mother, and when it stops being a newborn.
        newborn: Option<(PersonId, Instant)>,
    },
    /// In which year the owner of a record was born: rules of a group of patients depend on it.
    Born {
        /// The record.
        person: PersonId,
        /// The year; `None` if it is not known (any more).
        year: Option<u16>,
    },
}
