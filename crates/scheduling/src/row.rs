//! What is spawned as one entity, and which pairs of the indexes follow from it: said once, for events and for
//! snapshots.

use crate::{
    component::{
        Admission, Appointment, Bed, Clinician, Department, DepartmentState, Device, DeviceState, Draw, DrawState,
        Entrant, EntrantState, Exemption, ExemptionState, HeldIn, Itinerary, Kind, Occupancy, Referral,
        ReferringClinic, Room, Seat, Seats, Session, SessionState, SharedAppointment, Slot, Stay, Template,
        TemplateState, Waiting, WaitlistEntry, Ward,
    },
    index::{Index, Pair, Watch, Watched},
    read::{AdmissionState, AppealStage, AppointmentState, BedState, ClosureStage, DrawStage},
};
use bevy_ecs::{
    bundle::{Bundle, NoBundleEffect},
    entity::Entity,
    world::World as Ecs,
};
use model::{
    id::{BedId, SessionId},
    time::Instant,
};
use uuid::Uuid;

/// An entity's components.
pub(crate) trait Row: Bundle {
    /// In which index the id is looked up.
    const KIND: Kind = Kind::Other;

    /// The entity's id.
    fn id(&self) -> Uuid;

    /// Hands on the pairs that follow from it, besides the one of its id.
    fn pairs(&self, _put: impl FnMut(Pair)) {}
}

impl Row for (Department, DepartmentState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::Department(self.0.code.clone(), self.0.id));
    }
}

impl Row for Clinician {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::ClinicianOf(self.department, self.id));
    }
}

impl Row for (Session, SessionState, HeldIn) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        self.0.pairs().for_each(&mut put);
        self.1.all_pairs(self.0.id).into_iter().for_each(put);
    }
}

impl SessionState {
    /// When the first of its pools falls.
    pub(crate) fn falls(&self, id: SessionId) -> Option<Pair> {
        let first = self.pools.iter().filter_map(|pool| pool.falls_at).min()?;
        Some(Pair::Watched((Watch::Pool, first, id.0)))
    }

    /// Everything in the indexes that follows from how a session stands.
    pub(crate) fn all_pairs(&self, id: SessionId) -> Vec<Pair> {
        self.pairs(id).into_iter().chain(self.falls(id)).chain(self.hold_pairs(id)).collect()
    }

    /// The pairs of the seats that are held in it.
    fn hold_pairs(&self, id: SessionId) -> impl Iterator<Item = Pair> {
        let held = self.holds.iter().map(move |hold| Pair::HeldFor(hold.patient, id, hold.slot));
        held.chain(self.first_hold(id))
    }

    /// When the first of its holds is over.
    pub(crate) fn first_hold(&self, id: SessionId) -> Option<Pair> {
        let first = self.holds.iter().map(|hold| hold.until).min()?;
        Some(Pair::Watched((Watch::Hold, first, id.0)))
    }

    /// The pairs of the indexes that follow from how a session stands: those of its closure.
    pub(crate) fn pairs(&self, id: SessionId) -> Vec<Pair> {
        let Some(closure) = &self.closure else { return Vec::new() };
        let is_watched = match closure.stage {
            ClosureStage::Open | ClosureStage::Undone => true,
            ClosureStage::Over => false,
        };
        let kept = closure.rows.iter().filter(|row| row.kept.is_some());
        let mut pairs: Vec<_> = kept.map(|row| Pair::KeptFor(row.patient, row.appointment, id)).collect();
        if is_watched {
            pairs.push(Pair::Watched((Watch::Closure, closure.deadline, id.0)));
        }
        pairs
    }
}

impl Session {
    /// The pairs of the indexes that follow from a session.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = Pair> {
        let always = [
            Pair::SessionOfClinician(self.clinician, self.date, self.id),
            Pair::SessionOfDepartment(self.department, self.date, self.id),
            Pair::SessionOn(self.date, self.id),
        ];
        always.into_iter().chain(self.device.map(|device| Pair::SessionOnDevice(device, self.date, self.id)))
    }
}

impl Row for (Device, DeviceState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::Device(self.0.code.clone(), self.0.id));
    }
}

impl Row for (Template, TemplateState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::TemplateOf(self.0.department, self.0.id));
        // On which days it has something to publish depends on the calendar, which may change.
        put(Pair::Watched((Watch::Template, Instant::MIN_UTC, self.0.id.0)));
    }
}

impl Row for (Slot, Seats) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        self.1.watched(&self.0).into_iter().flatten().map(Pair::Watched).for_each(&mut put);
    }
}

impl Seats {
    /// For what a slot is watched, by whom its seats count.
    pub(crate) fn watched(&self, slot: &Slot) -> [Option<Watched>; 3] {
        let reasons =
            [(Watch::Awaited, self.awaited > 0), (Watch::Left, self.left > 0), (Watch::Aside, self.aside != 0)];
        reasons.map(|(watch, is_so)| is_so.then_some((watch, slot.until, slot.id.0)))
    }
}

impl Row for SharedAppointment {
    const KIND: Kind = Kind::Appointment;

    fn id(&self) -> Uuid {
        self.0.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        let (Appointment { id, patient, .. }, Seat { slot, .. }, visit) = &*self.0;
        if visit.cancelled_at.is_none() {
            put(Pair::AppointmentInSlot(slot.id, *id));
        }
        if visit.state == AppointmentState::Displaced {
            put(Pair::Displaced(*id));
        }
        if visit.is_counted_missed() {
            put(Pair::Missed(*patient, slot.date, *id));
        }
        if visit.appeal_stage() == Some(AppealStage::Asked) {
            put(Pair::Appealed(*id));
        }
        put(Pair::AppointmentOf(*patient, slot.date, *id));
    }
}

impl Row for (WaitlistEntry, Waiting) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::WaitlistOf(self.0.patient, self.0.id));
        self.1.pairs(&self.0).into_iter().for_each(put);
    }
}

impl Waiting {
    /// The pairs of the indexes that follow from how an entry stands; none once it has ended.
    pub(crate) fn pairs(&self, entry: &WaitlistEntry) -> Vec<Pair> {
        if self.ended.is_some() {
            return Vec::new();
        }
        let mut pairs: Vec<_> =
            self.wishes.iter().map(|waited| Pair::Waits(waited.wish, waited.rank, entry.id)).collect();
        let last = self.wishes.iter().map(|waited| waited.wish.date).max();
        let day = last.map(|date| date.0.and_time(chrono::NaiveTime::MIN).and_utc());
        pairs.extend(day.map(|day| Pair::Watched((Watch::Waiting, day, entry.id.0))));
        if let Some(offer) = &self.offer {
            pairs.push(Pair::OfferedTo(entry.patient, entry.id));
            pairs.push(Pair::Watched((Watch::Offered, offer.until, entry.id.0)));
        }
        pairs
    }
}

impl Row for (Draw, DrawState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::DrawOf(self.0.session, self.0.id));
        self.1.watched(&self.0).map(Pair::Watched).into_iter().for_each(put);
    }
}

impl DrawState {
    /// When its draw goes on; never once it is over.
    pub(crate) fn watched(&self, draw: &Draw) -> Option<Watched> {
        let at = match self.stage {
            DrawStage::Listed => draw.closes_at,
            DrawStage::Closed => self.opens_from(draw),
            DrawStage::Drawing => self.seed.as_ref().map_or(draw.drawn_at, |(at, _)| *at),
            DrawStage::Over | DrawStage::Cancelled => return None,
        };
        Some((Watch::Draw, at, draw.id.0))
    }
}

impl Row for (Entrant, EntrantState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::EntrantOf(self.0.patient, self.0.id));
        self.1.pair(&self.0).into_iter().for_each(put);
    }
}

impl Row for Itinerary {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        self.stops.iter().for_each(|stop| put(Pair::ItineraryOf(stop.appointment, self.id)));
    }
}

impl EntrantState {
    /// The place on the list, while the number is on it.
    pub(crate) fn pair(&self, entrant: &Entrant) -> Option<Pair> {
        self.is_listed.then_some(Pair::Listed(entrant.draw, self.rank, entrant.number, entrant.id))
    }
}

impl Row for ReferringClinic {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::Clinic(self.code.clone(), self.id));
    }
}

impl Row for Referral {
    fn id(&self) -> Uuid {
        self.appointment.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::ReferredBy(self.clinic, self.appointment));
    }
}

impl Row for (Exemption, ExemptionState) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::ExemptionOf(self.0.patient, self.0.id));
    }
}

impl Row for Ward {
    fn id(&self) -> Uuid {
        self.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::Ward(self.code.clone(), self.id));
    }
}

impl Row for Room {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

impl Row for (Bed, Occupancy) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, put: impl FnMut(Pair)) {
        [self.1.watched(self.0.id), self.1.ends(self.0.id)].into_iter().flatten().for_each(put);
    }
}

impl Occupancy {
    /// For what its bed is watched.
    pub(crate) fn watched(&self, bed: BedId) -> Option<Pair> {
        (self.state == BedState::Cleaning).then_some(Pair::Watched((Watch::Cleaning, self.since, bed.0)))
    }

    /// Until when its bed is out of use, if that is known.
    pub(crate) fn ends(&self, bed: BedId) -> Option<Pair> {
        let until = self.blocked?.until?;
        Some(Pair::Watched((Watch::Blocked, until, bed.0)))
    }
}

impl Row for (Admission, Stay) {
    fn id(&self) -> Uuid {
        self.0.id.0
    }

    fn pairs(&self, mut put: impl FnMut(Pair)) {
        put(Pair::AdmissionOf(self.0.patient, self.0.id));
        if self.1.state() < AdmissionState::InBed {
            put(Pair::AdmissionWaiting(self.0.id));
        }
    }
}

/// Spawns rows all at once and notes their entities, without the undo log.
pub(crate) fn spawn<R: Row + Bundle<Effect: NoBundleEffect>>(
    ecs: &mut Ecs,
    rows: Vec<R>,
    entities: &mut Vec<(Uuid, Option<Entity>)>,
) {
    let first = entities.len();
    entities.extend(rows.iter().map(|row| (row.id(), None)));
    for ((_, entry), entity) in entities[first..].iter_mut().zip(ecs.spawn_batch(rows)) {
        *entry = Some(entity);
    }
}

/// The same, after the pairs that follow from the rows were put into the indexes.
pub(crate) fn bring_in<R: Row + Bundle<Effect: NoBundleEffect>>(
    ecs: &mut Ecs,
    index: &mut Index,
    rows: Vec<R>,
    entities: &mut Vec<(Uuid, Option<Entity>)>,
) {
    rows.iter().for_each(|row| {
        row.pairs(|pair| {
            index.set(&pair, true);
        });
    });
    spawn(ecs, rows, entities);
}
