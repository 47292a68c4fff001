//! The components: what each entity is (fixed when it is spawned) and how it stands (changed through `Tx`).
//!
//! An entity carries at most three: the fixed part and its states. States hold `touched`, the number of the last event
//! that changed the entity. The three of an appointment are in one component, [`SharedAppointment`] (decisions.md D2).

mod appeal;
mod device;
mod draw;
mod exemption;
mod hold;
mod itinerary;
mod pause;
mod referral;
mod seats;
mod slot;
mod template;
mod transfer;

pub(crate) use appeal::{Answered, Appeal};
pub(crate) use device::{Device, DeviceState, Outage};
pub(crate) use draw::{Draw, DrawState, Entrant, EntrantState, SEAL_MINUTES};
pub(crate) use exemption::{Exemption, ExemptionState};
pub(crate) use hold::SeatHold;
pub(crate) use itinerary::Itinerary;
pub(crate) use pause::Pause;
pub(crate) use referral::{Referral, ReferringClinic};
pub(crate) use seats::each_seat;
pub(crate) use slot::{Slot, SlotFacts};
pub(crate) use template::{Template, TemplateState};
pub(crate) use transfer::{Step, Transfer};

use crate::{
    queue::Queue,
    read::{AppealStage, AppointmentState, BedState, ClosureStage, RebookingAnswer, WaitlistEnd},
};
use bevy_ecs::component::{Component, Mutable};
use model::{
    Label,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, DeviceId, JourneyId, PersonId, RoomId, Seq,
        SessionId, SlotId, WaitlistEntryId, WardId,
    },
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{
        BedRule, BlockReason, Channel, Formality, ImpossibleDays, Needs, Pool, PoolTerms, QueueClass, ReasonCode,
        RoomSex, SettledAt, Silence, Ticket, Title, Urgency, Wish,
    },
    time::{BusinessDate, Instant, MinuteOfDay, compact},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What an entity is, as far as its index is concerned: there are so many appointments that they have an index of their
/// own, and what is looked up most stays in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Appointment,
    Other,
}

/// A part of an entity that has an id.
pub(crate) trait Part: Sized {
    /// In which index the id is looked up.
    const KIND: Kind;
    /// The component that holds it: itself, unless worlds share it.
    type Component: Component;

    /// The part in its component.
    fn of(component: &Self::Component) -> &Self;
}

/// A part that changes.
pub(crate) trait State: Part<Component: Component<Mutability = Mutable> + Clone> {
    /// The part in its component, to be changed.
    fn of_mut(component: &mut Self::Component) -> &mut Self;
}

macro_rules! parts {
    ($($name:ident),*) => {
        $(impl Part for $name {
            const KIND: Kind = Kind::Other;
            type Component = Self;

            fn of(component: &Self) -> &Self {
                component
            }
        })*
    };
}
parts! { Department, DepartmentState, Clinician, Session, SessionState, HeldIn, Slot, Seats, Ward, Room, Bed, Occupancy,
Admission, Stay, WaitlistEntry, Waiting, Template, TemplateState, Draw, DrawState, Entrant, EntrantState, ReferringClinic, Referral, Exemption, ExemptionState, Itinerary, Device, DeviceState }

macro_rules! states {
    ($($name:ident),*) => {
        $(impl State for $name {
            fn of_mut(component: &mut Self) -> &mut Self {
                component
            }
        })*
    };
}
states! { DepartmentState, Session, SessionState, HeldIn, Seats, Occupancy, Stay, Waiting, TemplateState, Draw, DrawState, EntrantState,
ExemptionState, DeviceState, ReferringClinic }

/// An appointment with its seat and its visit. Worlds share it until one of them changes it, which then has its own.
#[derive(Component, Clone, Debug, PartialEq)]
pub(crate) struct SharedAppointment(pub(crate) Arc<(Appointment, Seat, Visit)>);

macro_rules! shared_parts {
    ($($name:ident $place:tt),*) => {
        $(impl Part for $name {
            const KIND: Kind = Kind::Appointment;
            type Component = SharedAppointment;

            fn of(component: &SharedAppointment) -> &Self {
                &component.0.$place
            }
        })*
    };
}
shared_parts! { Appointment 0, Seat 1, Visit 2 }

/// All three at once.
impl Part for SharedAppointment {
    const KIND: Kind = Kind::Appointment;
    type Component = Self;

    fn of(component: &Self) -> &Self {
        component
    }
}

macro_rules! shared_states {
    ($($name:ident $place:tt),*) => {
        $(impl State for $name {
            fn of_mut(component: &mut SharedAppointment) -> &mut Self {
                &mut Arc::make_mut(&mut component.0).$place
            }
        })*
    };
}
shared_states! { Seat 1, Visit 2 }

/// A department.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Department {
    pub(crate) id: DepartmentId,
    pub(crate) code: String,
    pub(crate) name: Label,
    pub(crate) place: Label,
}

/// How a department stands: touched when a session or a clinician is added or removed.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DepartmentState {
    /// The last ticket number of each window of the last two days. It outlives cancellations, undone check-ins and
    /// sessions that are withdrawn, so that no number is given twice.
    pub(crate) tickets: Vec<(BusinessDate, MinuteOfDay, u32)>,
    pub(crate) touched: Seq,
}

/// A clinician.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Clinician {
    pub(crate) id: ClinicianId,
    pub(crate) department: DepartmentId,
    pub(crate) person: PersonId,
    pub(crate) title: Title,
    pub(crate) fee: Yuan,
    pub(crate) touched: Seq,
}

/// A session. Its day, its hours and its slots change only when it is changed before it begins; its device may change as long
/// as somebody can be called in it.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) clinician: ClinicianId,
    pub(crate) department: DepartmentId,
    /// The device that is used in it.
    pub(crate) device: Option<DeviceId>,
    /// The consulting room for which it was published.
    pub(crate) room: Label,
    pub(crate) date: BusinessDate,
    pub(crate) from: MinuteOfDay,
    /// Counted from midnight of that day, as `from` is; above 1440 it runs over midnight.
    pub(crate) until: MinuteOfDay,
    pub(crate) fee: Yuan,
    pub(crate) slots: Vec<SlotId>,
}

/// The consulting room in which a session is held.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct HeldIn {
    pub(crate) room: Label,
    /// When the room or the device changed.
    pub(crate) touched: Seq,
}

/// How a session's queue stands.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SessionState {
    /// Tickets given so far: a session that gave none was never started.
    pub(crate) tickets: u32,
    /// Who waits.
    pub(crate) queue: Queue,
    /// Who has been called and is not in the room yet.
    pub(crate) called: Option<AppointmentId>,
    /// Who is in the room.
    pub(crate) inside: Option<AppointmentId>,
    /// When it ended; `None` too if nobody was left in it when its day was over.
    pub(crate) ended_at: Option<Instant>,
    /// Who was not seen in it, in the order in which they would have been called.
    pub(crate) not_seen: Vec<AppointmentId>,
    /// Seats that were given back and that nobody can book for now, in the order in which they were.
    pub(crate) aside: Vec<AsideSeat>,
    /// Where and when seats were set aside, for the chance of those who wait; at most [`GIVEN_BACK_MAX`].
    pub(crate) given_back: Vec<(SlotId, Instant)>,
    /// Seats that are held while somebody decides, in the order in which they were chosen.
    pub(crate) holds: Vec<SeatHold>,
    /// It pauses: nobody is called.
    pub(crate) pause: Option<Pause>,
    /// It was closed.
    pub(crate) closure: Option<Box<Closure>>,
    /// On what terms seats are kept for some channels. What has fallen falls no more.
    pub(crate) pools: Vec<PoolTerms>,
    pub(crate) touched: Seq,
}

impl SessionState {
    /// When what is left of a pool falls to everybody, unless it has.
    pub(crate) fn falling(&self, pool: Pool) -> Option<Instant> {
        self.pools.iter().find(|of| of.pool == pool)?.falls_at
    }

    /// It does not take place.
    pub(crate) fn is_closed(&self) -> bool {
        self.closure.as_ref().is_some_and(|closure| match closure.stage {
            ClosureStage::Open | ClosureStage::Over => true,
            ClosureStage::Undone => false,
        })
    }
}

/// How the closure of a session stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Closure {
    pub(crate) at: Instant,
    /// Until when patients can answer.
    pub(crate) deadline: Instant,
    pub(crate) silence: Silence,
    pub(crate) stage: ClosureStage,
    /// Everybody who was booked in it, at most 1,000.
    pub(crate) rows: Vec<Displacement>,
}

/// An appointment of a closed session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Displacement {
    pub(crate) appointment: AppointmentId,
    /// The record for which it is booked.
    pub(crate) patient: PersonId,
    /// Where it was: slot and seat.
    pub(crate) old: (SlotId, u16),
    /// The seat that is kept for it: another one, or, once the closure is undone, the old one.
    pub(crate) kept: Option<(SlotId, u16)>,
    pub(crate) answer: Option<RebookingAnswer>,
}

/// The most times at which a session remembers that a seat was set aside.
pub(crate) const GIVEN_BACK_MAX: usize = 500;

/// A seat that was given back and that nobody can book for now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AsideSeat {
    pub(crate) slot: SlotId,
    pub(crate) seat: u16,
    /// Since when it can be offered.
    pub(crate) since: Instant,
    /// When everybody can book it if nobody who waits has taken it.
    pub(crate) public_at: Instant,
    /// To whom it is offered now.
    pub(crate) offered: Option<WaitlistEntryId>,
    /// Who was asked or passed over before.
    pub(crate) asked: Vec<WaitlistEntryId>,
}

/// The seats of a slot.
#[derive(Component, Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seats {
    /// The seats of each pool, as they were published: bit k stands for seat k; a slot has at most 50 seats.
    pub(crate) pools: [u64; Pool::ALL.len()],
    /// Bit k is set once the pool of seat k has fallen: it is general now.
    pub(crate) fallen: u64,
    /// Bit k is set while seat k is taken.
    pub(crate) taken: u64,
    /// Bit k is set while seat k is set aside for those who wait; it is free, but nobody can book it.
    pub(crate) aside: u64,
    /// Bit k is set while seat k is kept for somebody whose session was closed.
    pub(crate) kept: u64,
    /// Bit k is set while seat k is held for somebody who decides.
    pub(crate) held: u64,
    /// The session was closed: nobody can book here.
    pub(crate) closed: bool,
    /// The seats are drawn, and that is not over yet: nobody can book here.
    pub(crate) drawn: bool,
    /// Appointments here that are booked, not excused and not checked in: what the tick must watch.
    pub(crate) awaited: u16,
    /// Appointments here that are not seen, not over and not in the room: those that the end of the session concerns.
    pub(crate) left: u16,
    pub(crate) touched: Seq,
}

/// Which counts of its slot's seats include a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) awaited: bool,
    pub(crate) left: bool,
}

impl Seats {
    /// How many are taken, with those that were added.
    pub(crate) const fn count(&self) -> u16 {
        self.taken.count_ones() as u16
    }

    /// How many of the seats that were published are set aside, kept or held for somebody: what is kept for whoever was
    /// added, and is to come back after a closure, takes none of them.
    pub(crate) const fn aside_count(&self) -> u16 {
        let [general, on_site, referral] = self.pools;
        ((self.aside | self.kept | self.held) & (general | on_site | referral)).count_ones() as u16
    }

    /// Bit k is set unless seat k is taken, set aside, kept or held for somebody.
    pub(crate) const fn unclaimed(&self) -> u64 {
        !(self.taken | self.aside | self.kept | self.held)
    }

    /// The seats of a pool now, taken or not.
    pub(crate) const fn of(&self, pool: Pool) -> u64 {
        let published = self.pools[pool as usize];
        match pool {
            Pool::General => published | self.fallen,
            Pool::OnSite | Pool::Referral => published & !self.fallen,
        }
    }
}

/// An appointment: what never changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Appointment {
    pub(crate) id: AppointmentId,
    pub(crate) patient: PersonId,
    pub(crate) journey: JourneyId,
    pub(crate) channel: Channel,
    #[serde(with = "compact")]
    pub(crate) booked_at: Instant,
}

/// An appointment's seat. The slot's facts stay readable when the slot is withdrawn later.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seat {
    pub(crate) slot: Slot,
    pub(crate) seat: u16,
    pub(crate) expected_at: Instant,
}

/// How a visit stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) state: AppointmentState,
    pub(crate) ticket: Option<Ticket>,
    /// For somebody who came late: the start of the window that was joined.
    #[serde(with = "compact::option")]
    pub(crate) joined: Option<Instant>,
    pub(crate) credential: Option<CredentialKind>,
    /// The class in which one waits, and the minutes by which it goes before others.
    pub(crate) class: QueueClass,
    pub(crate) head_start: u16,
    /// When somebody who had been seen came back with the results of tests.
    #[serde(with = "compact::option")]
    pub(crate) back_at: Option<Instant>,
    pub(crate) passes: u16,
    pub(crate) excused: bool,
    /// Waits before everybody else: was called, marked as missed, and is here after all.
    pub(crate) returned: bool,
    #[serde(with = "compact::option")]
    pub(crate) checked_in_at: Option<Instant>,
    #[serde(with = "compact::option")]
    pub(crate) first_called_at: Option<Instant>,
    /// Was the first call in turn? `None` if that is not known.
    pub(crate) in_turn: Option<bool>,
    /// Was sent on to this session from another one; hardly anybody is.
    pub(crate) transfer: Option<Box<Transfer>>,
    #[serde(with = "compact::option")]
    pub(crate) called_at: Option<Instant>,
    #[serde(with = "compact::option")]
    pub(crate) started_at: Option<Instant>,
    #[serde(with = "compact::option")]
    pub(crate) finished_at: Option<Instant>,
    #[serde(with = "compact::option")]
    pub(crate) missed_at: Option<Instant>,
    /// The state before it was marked as missed, to go back to.
    pub(crate) missed_from: Option<AppointmentState>,
    /// What was asked and decided about a missed visit, and on which days the patient cannot come; hardly any has either.
    pub(crate) appeal: Option<Box<Appeal>>,
    pub(crate) impossible: Option<Box<ImpossibleDays>>,
    #[serde(with = "compact::option")]
    pub(crate) cancelled_at: Option<Instant>,
    pub(crate) cancelled_for: Option<ReasonCode>,
    pub(crate) touched: Seq,
}

impl Visit {
    pub(crate) const fn booked(touched: Seq) -> Self {
        Self {
            state: AppointmentState::Booked,
            ticket: None,
            joined: None,
            credential: None,
            class: QueueClass::Ordinary,
            head_start: 0,
            back_at: None,
            passes: 0,
            excused: false,
            returned: false,
            checked_in_at: None,
            first_called_at: None,
            in_turn: None,
            transfer: None,
            called_at: None,
            started_at: None,
            finished_at: None,
            missed_at: None,
            missed_from: None,
            appeal: None,
            impossible: None,
            cancelled_at: None,
            cancelled_for: None,
            touched,
        }
    }

    /// Must the tick watch it for a no-show?
    pub(crate) const fn is_awaited(&self) -> bool {
        matches!(self.state, AppointmentState::Booked) && !self.excused
    }

    /// Does it count against its patient as missed?
    pub(crate) fn is_counted_missed(&self) -> bool {
        self.state == AppointmentState::NoShow && self.appeal_stage() != Some(AppealStage::Excused)
    }

    /// How far an appeal against a missed visit has come.
    pub(crate) fn appeal_stage(&self) -> Option<AppealStage> {
        self.appeal.as_ref().and_then(|appeal| appeal.stage())
    }

    /// Which counts of its slot's seats include it.
    pub(crate) const fn counted(&self) -> Counted {
        use AppointmentState::{Arrived, Booked, Called};
        Counted { awaited: self.is_awaited(), left: matches!(self.state, Booked | Arrived | Called) }
    }
}

/// An entry of the waiting list: what never changes.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WaitlistEntry {
    pub(crate) id: WaitlistEntryId,
    pub(crate) patient: PersonId,
    pub(crate) department: DepartmentId,
    pub(crate) channel: Channel,
    pub(crate) joined_at: Instant,
}

/// How an entry of the waiting list stands.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    /// What is waited for, in order, each once.
    pub(crate) wishes: Vec<Waited>,
    /// The seat that is offered now.
    pub(crate) offer: Option<Offer>,
    /// Offers that were let pass, and that were not answered.
    pub(crate) passes: u16,
    pub(crate) silences: u16,
    /// When something else was waited for; the newest [`CHANGES_MAX`].
    pub(crate) changed: Vec<Instant>,
    /// The slots in which there was a seat that could not be had, and why; the newest [`PASSED_OVER_MAX`].
    pub(crate) passed_over: Vec<(SlotId, String)>,
    pub(crate) ended: Option<(Instant, WaitlistEnd)>,
    pub(crate) touched: Seq,
}

/// The most changes that an entry remembers: as many as rules may allow on a day.
pub(crate) const CHANGES_MAX: usize = 100;

/// Of so many seats an entry remembers why it was passed over.
pub(crate) const PASSED_OVER_MAX: usize = 5;

/// One thing that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waited {
    pub(crate) wish: Wish,
    /// The number of the event since which the entry is in this line: the lower, the earlier it is asked.
    pub(crate) rank: Seq,
    /// The place when it joined the line.
    pub(crate) place: u32,
}

/// A seat that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) slot: SlotId,
    pub(crate) seat: u16,
    pub(crate) at: Instant,
    pub(crate) until: Instant,
    pub(crate) is_extended: bool,
}

/// A ward.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ward {
    pub(crate) id: WardId,
    pub(crate) code: String,
    pub(crate) name: Label,
    pub(crate) departments: Vec<DepartmentId>,
    pub(crate) rooms: Vec<RoomId>,
    pub(crate) touched: Seq,
}

/// A room.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Room {
    pub(crate) id: RoomId,
    pub(crate) ward: WardId,
    pub(crate) number: String,
    pub(crate) sex: RoomSex,
    pub(crate) oxygen: bool,
    pub(crate) isolation: bool,
    pub(crate) beds: Vec<BedId>,
}

/// A bed.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bed {
    pub(crate) id: BedId,
    pub(crate) room: RoomId,
    pub(crate) ward: WardId,
    pub(crate) number: String,
}

/// For whom a bed is kept, or who lies in it.
#[derive(Component, Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Occupancy {
    pub(crate) state: BedState,
    pub(crate) admission: Option<AdmissionId>,
    /// Since when it is in this state.
    pub(crate) since: Instant,
    /// Nobody comes into it now, whatever its state: who is in it, or for whom it is kept, needs another.
    pub(crate) blocked: Option<Block>,
    pub(crate) touched: Seq,
}

/// Why a bed is out of use, and until when, if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Block {
    pub(crate) reason: BlockReason,
    pub(crate) until: Option<Instant>,
}

/// An admission: what never changes.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Admission {
    pub(crate) id: AdmissionId,
    pub(crate) patient: PersonId,
    pub(crate) journey: JourneyId,
    pub(crate) department: DepartmentId,
    pub(crate) appointment: Option<AppointmentId>,
    pub(crate) diagnosis: String,
    pub(crate) urgency: Urgency,
    pub(crate) needs: Needs,
    pub(crate) expected_days: u16,
    pub(crate) requested_at: Instant,
}

/// How a stay stands.
#[derive(Component, Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stay {
    /// Man or woman, as known now.
    pub(crate) sex: Sex,
    /// The mother of a newborn, who may lie in any room together with her.
    pub(crate) mother: Option<PersonId>,
    /// The bed that is kept, occupied, or was left.
    pub(crate) bed: Option<BedId>,
    pub(crate) assigned_at: Option<Instant>,
    pub(crate) arrived_at: Option<Instant>,
    pub(crate) credential: Option<CredentialKind>,
    /// When each formality was done, in the order of `Formality::ALL`.
    pub(crate) formalities: [Option<Instant>; Formality::ALL.len()],
    pub(crate) in_bed_at: Option<Instant>,
    pub(crate) discharged_at: Option<Instant>,
    pub(crate) settled: Option<SettledAt>,
    /// Which rules its bed was kept against, in the order of `BedRule::ALL`.
    pub(crate) overruled: [bool; BedRule::ALL.len()],
    /// The bed in another ward that is asked for, and why.
    pub(crate) moving: Option<(BedId, ReasonCode)>,
    /// The bed before the last transfer, and when it was left.
    pub(crate) moved_from: Option<(BedId, Instant)>,
    pub(crate) cancelled_at: Option<Instant>,
    pub(crate) touched: Seq,
}

/// No rule is broken by a stay's bed.
pub(crate) const NOT_OVERRULED: [bool; BedRule::ALL.len()] = [false; BedRule::ALL.len()];

impl Stay {
    /// Just requested.
    pub(crate) const fn requested(sex: Sex, touched: Seq) -> Self {
        Self {
            sex,
            mother: None,
            bed: None,
            assigned_at: None,
            arrived_at: None,
            credential: None,
            formalities: [None; Formality::ALL.len()],
            in_bed_at: None,
            discharged_at: None,
            settled: None,
            overruled: NOT_OVERRULED,
            moving: None,
            moved_from: None,
            cancelled_at: None,
            touched,
        }
    }

    /// When this formality was done.
    pub(crate) const fn formality(&self, formality: Formality) -> Option<Instant> {
        self.formalities[formality as usize]
    }
}
