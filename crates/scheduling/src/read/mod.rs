//! What can be read: plain structs, complete in themselves. No `Entity` leaves this crate.
//!
//! Every struct carries `touched`, the highest event number that it saw: an answer built from it may be sent once that
//! event is durable (decisions.md D6). If something is absent, wait for [`World::seq`](crate::World::seq).

mod all;
mod appeal;
mod booking;
mod closure;
mod device;
mod draw;
mod exemption;
mod forecast;
mod hold;
mod inpatient;
mod itinerary;
mod outpatient;
mod past;
mod promises;
mod published;
mod queue;
mod referral;
mod suggesting;
mod template;
mod transfer;
mod waitlist;
mod ward;

pub use all::PoolView;
pub use appeal::{AnsweredView, AppealStage, AppealView};
pub use closure::{
    Closing, ClosureStage, ClosureView, DisplacedView, FreeInPool, Kept, RebookingAnswer, RebookingView,
};
pub use device::DeviceView;
pub use draw::{DrawStage, DrawView, EntrantOutcome, EntrantView, NextDrawn, Prolonged};
pub use exemption::ExemptionView;
pub use hold::HoldView;
pub use inpatient::{
    AdmissionState, AdmissionStep, AdmissionView, BedPlace, BedState, BedSuggestion, BedView, BlockView, RoomView,
    StepView, WardView, WrongCompany,
};
pub use itinerary::ItineraryView;
pub use outpatient::{
    AppointmentState, AppointmentView, Availability, ClinicianView, ConsultingRoom, DayView, DepartmentView, Forecast,
    KeptWindow, QueueEntry, QueueHeads, QueueView, SessionView, SlotPlace, SlotState, SlotView, TransferView,
    UsualWait,
};
pub use past::PastVisit;
pub use promises::{Calls, DayPromises, Mean, Promises, Share, StepMean};
pub use referral::{ClinicView, ReferralView};
pub(crate) use template::no_calendar;
pub use template::{Publication, TemplateDay, TemplateView};
pub use waitlist::{Chance, EntryView, HalfDay, OfferView, WaitlistEnd, WishView};

use model::{
    id::PersonId,
    scheduling::Channel,
    time::{BusinessDate, Instant, Zone},
};

/// Who would book: through which channel, and for whom, once that is known. Days may open for a group of patients when they
/// do not for others.
#[derive(Clone, Copy, Debug)]
pub struct Booker {
    /// The channel.
    pub channel: Channel,
    /// The patient.
    pub person: Option<PersonId>,
}

impl From<Channel> for Booker {
    fn from(channel: Channel) -> Self {
        Self { channel, person: None }
    }
}

/// The moment at which one looks, and the zone that says which day it is.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Now.
    pub now: Instant,
    /// The hospital's zone.
    pub zone: Zone,
}

impl Moment {
    /// The business date of this moment.
    pub fn today(&self) -> BusinessDate {
        self.zone.date(self.now)
    }
}
