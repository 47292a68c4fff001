//! What people are told because of events: on their page, and through a gateway on their phone.
//!
//! * `said`: the pure mapping from committed events, with the worlds as they stand, to [`Notice`]s.
//! * `make`: follows the journal and writes what is to be said into the outbox, once each, whatever happens.
//! * `deliver`: hands what waits to the [`Gateway`], at least once, each time under the same id.
//! * `direct`: what is said to a number rather than because of an event, such as a code to log in.
//! * `read`: a person's messages, and what was sent when.
//!
//! Nothing here has text: `web` makes it from a notice, when it is shown or sent.

mod deliver;
mod direct;
mod make;
mod read;
mod said;

pub(crate) use deliver::run as deliver;
pub(crate) use direct::Direct;
pub(crate) use make::run as make;
pub use read::{Delivery, MessageList, MessageView};
pub(crate) use said::is_expected;

use model::{
    Label,
    id::{AppointmentId, DrawId, JourneyId, SlotId, WaitlistEntryId},
    scheduling::Silence,
    time::{Instant, Zone},
};
use serde::{Deserialize, Serialize};
use std::{fmt, pin::Pin, sync::Arc, time::Duration};
use uuid::Uuid;

/// What is said: ids, times and places, no name of a person, no diagnosis, no department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A seat is kept for somebody who waits.
    SeatOffered {
        /// The entry of the waiting list.
        entry: WaitlistEntryId,
        /// The slot.
        slot: SlotId,
        /// Start of the window.
        from: Instant,
        /// End of the window.
        until: Instant,
        /// Until when it is kept.
        answer_by: Instant,
    },
    /// An offer was not answered in time.
    OfferLapsed {
        /// The entry of the waiting list.
        entry: WaitlistEntryId,
        /// The entry now waits behind all others.
        to_end: bool,
    },
    /// The session of a seat that was offered is not held.
    OfferWithdrawn {
        /// The entry of the waiting list.
        entry: WaitlistEntryId,
    },
    /// The days are over, and there was no seat.
    EntryClosed {
        /// The entry of the waiting list.
        entry: WaitlistEntryId,
    },
    /// Somebody else booked for the patient.
    Booked(Visit),
    /// The hospital's people moved an appointment.
    Moved {
        /// Start of the window before; `None`: its session was withdrawn meanwhile.
        before: Option<Instant>,
        /// The visit as it is now.
        #[serde(flatten)]
        visit: Visit,
    },
    /// The hospital's people cancelled an appointment.
    Cancelled {
        /// The patient wished it.
        asked: bool,
        /// The visit that does not take place.
        #[serde(flatten)]
        visit: Visit,
    },
    /// The hospital's people took a cancellation back.
    CancelUndone(Visit),
    /// A session is held in another room.
    RoomChanged(Visit),
    /// A session uses another device.
    DeviceChanged(Visit),
    /// Somebody who waits was sent on to another session, or back.
    Transferred(Visit),
    /// The session of an appointment is closed.
    SessionClosed {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
        /// Start of the window that does not take place.
        before: Instant,
        /// The window in which a seat is kept instead; `None`: somebody phones.
        kept: Option<Window>,
        /// Until when it is kept.
        answer_by: Instant,
        /// What becomes of it without an answer; not known of what was made before that was said.
        #[serde(default)]
        silence: Option<Silence>,
    },
    /// The closure was undone, and the appointment takes place as it was.
    ClosureUndone(Visit),
    /// The closure was undone after another seat was taken: the old one is kept too.
    OldSeatKept {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
        /// The old window.
        kept: Window,
        /// Until when it is kept.
        answer_by: Instant,
    },
    /// Nobody answered for the seat that was kept, and it is kept no longer.
    RebookingLapsed {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
    },
    /// A seat that was kept after a closure is kept no longer, without anybody's answer.
    KeptSeatGone {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
    },
    /// Somebody won a seat in a draw.
    DrawWon(Visit),
    /// Somebody won no seat in a draw.
    DrawNotWon {
        /// The draw.
        draw: DrawId,
        /// When the session begins.
        begins: Instant,
        /// The rank.
        rank: u32,
        /// A place on the waiting list is kept instead.
        is_lined_up: bool,
    },
    /// Somebody was next in a draw, and a rule left no seat.
    DrawPassedOver {
        /// The draw.
        draw: DrawId,
        /// When the session begins.
        begins: Instant,
        /// The rank.
        rank: u32,
    },
    /// Somebody was on the list of a draw twice, under two records: one entry is left.
    DrawDropped {
        /// The draw.
        draw: DrawId,
        /// When the session begins.
        begins: Instant,
        /// The number that is not on the list.
        number: u64,
    },
    /// The list of a draw stays open longer.
    DrawProlonged {
        /// The draw.
        draw: DrawId,
        /// When the session begins.
        begins: Instant,
        /// When the list closes now.
        closes_at: Instant,
        /// When the seed is opened now.
        drawn_at: Instant,
    },
    /// A draw does not take place.
    DrawCancelled {
        /// The draw.
        draw: DrawId,
        /// When the session begins, or would have.
        begins: Instant,
    },
    /// A missed visit does not count any more.
    MissedExcused {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
        /// The start of its window.
        from: Instant,
    },
    /// A missed visit counts, although its patient appealed.
    AppealDeclined {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
        /// The start of its window.
        from: Instant,
    },
    /// A missed visit that was excused counts again.
    ExcuseUndone {
        /// The journey of which the appointment is a part.
        journey: JourneyId,
        /// The appointment.
        appointment: AppointmentId,
        /// The start of its window.
        from: Instant,
    },
    /// A bed is kept for somebody who is to be admitted.
    BedKept {
        /// The journey of which the stay is a part.
        journey: JourneyId,
    },
}

/// When and where an appointment is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The journey of which it is a part.
    pub journey: JourneyId,
    /// The appointment.
    pub appointment: AppointmentId,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// The consulting room.
    pub room: Label,
    /// The device that is used; none if it needs none.
    pub device: Option<Label>,
}

/// When somebody can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its start.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
}

/// What is said on a phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum Says {
    /// Something because of an event.
    Notice {
        /// The person's name as others may read it.
        name: String,
        /// What it says.
        notice: Notice,
    },
    /// The code by which whoever has this phone logs in.
    LoginCode {
        /// Six digits.
        code: String,
        /// For how many minutes it can be used.
        minutes: u16,
    },
    /// Somebody asks to act for the person.
    FamilyAsked {
        /// The asker's name as others may read it.
        asker: String,
    },
}

impl fmt::Debug for Says {
    /// Without names and codes: it may stand in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notice { notice, .. } => notice.kind(),
            Self::LoginCode { .. } => "login_code",
            Self::FamilyAsked { .. } => "family_asked",
        })
    }
}

/// What a gateway is given.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Always the same for the same message: whoever gets it again may drop it.
    pub id: String,
    /// To which number.
    pub phone: String,
    /// What it says.
    pub says: Says,
    /// The language that the person chose: `zh-CN` or `en`.
    pub locale: String,
    /// The hospital's zone, in which times are written.
    pub zone: Zone,
    /// Hospital time.
    pub at: Instant,
}

impl fmt::Debug for Outgoing {
    /// Without the number and the name: it may stand in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a gateway did not take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// It cannot now: the message is handed over again.
    #[error("the gateway cannot take it now")]
    NotNow,
    /// It never will.
    #[error("the gateway never takes it")]
    Never,
}

/// A message on its way into a gateway.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>>;

/// Sends messages to phones.
pub trait Gateway: Send + Sync + fmt::Debug + 'static {
    /// Takes one message. `Ok` = it will arrive as far as the gateway knows. If this takes too long it is dropped, and
    /// the message is handed over again.
    fn send<'a>(&'a self, message: &'a Outgoing) -> Sending<'a>;
}

/// How messages go out.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where they are sent; `None`: they are on the person's page only.
    pub gateway: Option<Arc<dyn Gateway>>,
    /// How long the gateway may take, real time.
    pub within: Duration,
    /// The pause after the first attempt, real time; each further one is twice as long, an hour at most.
    pub pause: Duration,
    /// How often it is looked whether something waits, real time; also the pause after a failure.
    pub every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gateway: None,
            within: Duration::from_secs(10),
            pause: Duration::from_secs(30),
            every: Duration::from_secs(1),
        }
    }
}

impl Settings {
    /// Through a gateway, with the usual patience.
    #[must_use]
    pub fn through(gateway: Option<Arc<dyn Gateway>>) -> Self {
        Self { gateway, ..Self::default() }
    }
}

impl Notice {
    /// What it is about: one event says one thing about it.
    pub(crate) const fn about(&self) -> Uuid {
        match self {
            Self::SeatOffered { entry, .. }
            | Self::OfferLapsed { entry, .. }
            | Self::OfferWithdrawn { entry }
            | Self::EntryClosed { entry } => entry.0,
            Self::Booked(visit)
            | Self::Moved { visit, .. }
            | Self::Cancelled { visit, .. }
            | Self::CancelUndone(visit)
            | Self::RoomChanged(visit)
            | Self::DeviceChanged(visit)
            | Self::Transferred(visit)
            | Self::ClosureUndone(visit)
            | Self::DrawWon(visit) => visit.appointment.0,
            Self::SessionClosed { appointment, .. }
            | Self::OldSeatKept { appointment, .. }
            | Self::RebookingLapsed { appointment, .. }
            | Self::KeptSeatGone { appointment, .. }
            | Self::MissedExcused { appointment, .. }
            | Self::AppealDeclined { appointment, .. }
            | Self::ExcuseUndone { appointment, .. } => appointment.0,
            Self::DrawNotWon { draw, .. }
            | Self::DrawPassedOver { draw, .. }
            | Self::DrawDropped { draw, .. }
            | Self::DrawProlonged { draw, .. }
            | Self::DrawCancelled { draw, .. } => draw.0,
            Self::BedKept { journey } => journey.0,
        }
    }

    /// The name of what it says: its text has the id `message-` and this, with hyphens.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SeatOffered { .. } => "seat_offered",
            Self::OfferLapsed { .. } => "offer_lapsed",
            Self::OfferWithdrawn { .. } => "offer_withdrawn",
            Self::EntryClosed { .. } => "entry_closed",
            Self::Booked(_) => "booked",
            Self::Moved { .. } => "moved",
            Self::Cancelled { .. } => "cancelled",
            Self::CancelUndone(_) => "cancel_undone",
            Self::RoomChanged(_) => "room_changed",
            Self::DeviceChanged(_) => "device_changed",
            Self::Transferred(_) => "transferred",
            Self::SessionClosed { .. } => "session_closed",
            Self::ClosureUndone(_) => "closure_undone",
            Self::OldSeatKept { .. } => "old_seat_kept",
            Self::RebookingLapsed { .. } => "rebooking_lapsed",
            Self::KeptSeatGone { .. } => "kept_seat_gone",
            Self::DrawWon(_) => "draw_won",
            Self::DrawNotWon { .. } => "draw_not_won",
            Self::DrawPassedOver { .. } => "draw_passed_over",
            Self::DrawDropped { .. } => "draw_dropped",
            Self::DrawProlonged { .. } => "draw_prolonged",
            Self::DrawCancelled { .. } => "draw_cancelled",
            Self::MissedExcused { .. } => "missed_excused",
            Self::AppealDeclined { .. } => "appeal_declined",
            Self::ExcuseUndone { .. } => "excuse_undone",
            Self::BedKept { .. } => "bed_kept",
        }
    }
}
