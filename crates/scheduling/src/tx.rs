//! The only way to change the world. Every change keeps what was there before until it is durable (decisions.md D3).

use crate::{
    bed_rules::BedRulesInForce,
    calendar::Calendars,
    component::{
        Admission, Bed, Clinician, Department, DepartmentState, Device, DeviceState, Draw, DrawState, Entrant,
        EntrantState, Exemption, ExemptionState, HeldIn, Itinerary, Kind, Occupancy, Part, Referral, ReferringClinic,
        Room, Seats, Session, SessionState, SharedAppointment, Slot, State, Stay, Template, TemplateState, Waiting,
        WaitlistEntry, Ward,
    },
    index::{Index, Pair},
    row::Row,
    rules::Rules,
    services::Services,
};
use bevy_ecs::{
    component::{Component, Mutable},
    entity::Entity,
    entity_disabling::Disabled,
    world::World as Ecs,
};
use model::{
    scheduling::{BedRules, BookingRules, CalendarYear, RulesScope, Service},
    time::BusinessDate,
};
use uuid::Uuid;

/// What to put back. The list is closed: nothing in the world changes that has no variant here. Large images are boxed,
/// so that the log of a batch of bookings stays in the cache.
#[derive(Debug)]
pub(crate) enum Undo {
    /// Was not there.
    Spawned(Entity),
    /// Was there; it is despawned when durable.
    Hidden(Entity),
    /// Was not in the index.
    Inserted(Pair),
    /// Was in the index.
    Removed(Pair),
    /// The rules of that scope and day as they were before.
    Rules(RulesScope, BusinessDate, Option<Box<BookingRules>>),
    DepartmentState(Entity, Box<DepartmentState>),
    Session(Entity, Box<Session>),
    SessionState(Entity, Box<SessionState>),
    HeldIn(Entity, Box<HeldIn>),
    Seats(Entity, Seats),
    SharedAppointment(Entity, SharedAppointment),
    Occupancy(Entity, Box<Occupancy>),
    Stay(Entity, Box<Stay>),
    Waiting(Entity, Box<Waiting>),
    TemplateState(Entity, Box<TemplateState>),
    Draw(Entity, Box<Draw>),
    DrawState(Entity, Box<DrawState>),
    EntrantState(Entity, Box<EntrantState>),
    ExemptionState(Entity, Box<ExemptionState>),
    DeviceState(Entity, Box<DeviceState>),
    ReferringClinic(Entity, Box<ReferringClinic>),
    /// The calendar of that year as it was before.
    Calendar(u16, Option<Box<CalendarYear>>),
    /// All services as they were before.
    Services(Vec<Service>),
    /// The weights of the rules of beds as they were before.
    BedRules(Box<BedRules>),
}

/// A component that changes; it says where its before-image goes.
pub(crate) trait Image: Component<Mutability = Mutable> {
    /// The undo of a change.
    fn undo(entity: Entity, before: Self) -> Undo;
}

macro_rules! images {
    ($($name:ident),*) => {$(
        impl Image for $name {
            fn undo(entity: Entity, before: Self) -> Undo {
                Undo::$name(entity, before.into())
            }
        }
    )*};
}
images! { DepartmentState, Session, SessionState, HeldIn, Seats, SharedAppointment, Occupancy, Stay, Waiting, TemplateState, Draw, DrawState, EntrantState, ExemptionState, DeviceState, ReferringClinic }

/// Registers every component and resource, so that an empty world can be queried too.
pub(crate) fn register(ecs: &mut Ecs) {
    macro_rules! components {
        ($($name:ident),*) => { $(ecs.register_component::<$name>();)* };
    }
    components! { Department, DepartmentState, Clinician, Session, SessionState, HeldIn, Slot, Seats, SharedAppointment, Ward, Room, Bed, Occupancy, Admission, Stay, WaitlistEntry, Waiting, Template, TemplateState,
    Draw, DrawState, Entrant, EntrantState, ReferringClinic, Referral,
    Draw, DrawState, Entrant, EntrantState, Exemption, ExemptionState,
    Draw, DrawState, Entrant, EntrantState, Itinerary, Device, DeviceState,
    Disabled }
    ecs.init_resource::<Index>();
    ecs.init_resource::<Rules>();
    ecs.init_resource::<Calendars>();
    ecs.init_resource::<Services>();
    ecs.init_resource::<BedRulesInForce>();
}

/// A change in progress.
pub(crate) struct Tx<'w> {
    ecs: &'w mut Ecs,
    log: &'w mut Vec<Undo>,
}

impl<'w> Tx<'w> {
    pub(crate) const fn new(ecs: &'w mut Ecs, log: &'w mut Vec<Undo>) -> Self {
        Self { ecs, log }
    }

    /// Looks into the indexes.
    pub(crate) fn indexes(&self) -> &Index {
        self.ecs.resource::<Index>()
    }

    /// The entity of an id. Panics if there is none: an event that was decided names only what is there.
    #[expect(clippy::panic, reason = "an event that was decided names only what is there; `apply` cannot go on")]
    pub(crate) fn entity(&self, kind: Kind, id: Uuid) -> Entity {
        match self.ecs.resource::<Index>().entity(kind, id) {
            Some(entity) => entity,
            None => panic!("an event names {id}, which is not in the world"),
        }
    }

    /// A component of the entity of an id. Panics as [`entity`](Self::entity) does.
    #[expect(clippy::panic, reason = "an event that was decided names only what is there; `apply` cannot go on")]
    pub(crate) fn get<C: Part>(&self, id: Uuid) -> &C {
        match self.ecs.get::<C::Component>(self.entity(C::KIND, id)) {
            Some(component) => C::of(component),
            None => panic!("an event takes {id} for what it is not: it has no {}", std::any::type_name::<C>()),
        }
    }

    /// Changes a component; returns what `change` returns.
    #[expect(clippy::panic, reason = "an event that was decided names only what is there; `apply` cannot go on")]
    pub(crate) fn update<S: State<Component: Image>, R>(&mut self, id: Uuid, change: impl FnOnce(&mut S) -> R) -> R {
        let entity = self.entity(S::KIND, id);
        let Some(mut component) = self.ecs.get_mut::<S::Component>(entity) else {
            panic!("an event takes {id} for what it is not: it has no {}", std::any::type_name::<S>())
        };
        self.log.push(S::Component::undo(entity, component.clone()));
        change(S::of_mut(&mut component))
    }

    /// A new entity, under its id and in the indexes.
    pub(crate) fn spawn<R: Row>(&mut self, row: R) {
        let id = row.id();
        row.pairs(|pair| self.index(pair));
        let entity = self.ecs.spawn(row).id();
        self.log.push(Undo::Spawned(entity));
        self.index(Pair::Entity(R::KIND, id, entity));
    }

    /// Takes an entity away: out of the index and out of all queries at once, out of memory once that is durable.
    pub(crate) fn despawn(&mut self, kind: Kind, id: Uuid) {
        let entity = self.entity(kind, id);
        self.unindex(Pair::Entity(kind, id, entity));
        self.ecs.entity_mut(entity).insert(Disabled);
        self.log.push(Undo::Hidden(entity));
    }

    /// Adds a pair to an index.
    pub(crate) fn index(&mut self, pair: Pair) {
        if self.ecs.resource_mut::<Index>().set(&pair, true) {
            self.log.push(Undo::Inserted(pair));
        }
    }

    /// Takes a pair out of an index.
    pub(crate) fn unindex(&mut self, pair: Pair) {
        if self.ecs.resource_mut::<Index>().set(&pair, false) {
            self.log.push(Undo::Removed(pair));
        }
    }

    /// One entity's pair of an index becomes another one, or none.
    pub(crate) fn reindex(&mut self, before: Option<Pair>, after: Option<Pair>) {
        if before != after {
            before.into_iter().for_each(|pair| self.unindex(pair));
            after.into_iter().for_each(|pair| self.index(pair));
        }
    }

    /// Adopts rules.
    pub(crate) fn insert_rules(&mut self, scope: RulesScope, rules: BookingRules) {
        let date = rules.valid_from;
        let before = self.ecs.resource_mut::<Rules>().0.insert((scope, date), rules);
        self.log.push(Undo::Rules(scope, date, before.map(Box::new)));
    }

    /// Adopts a year's calendar.
    pub(crate) fn insert_calendar(&mut self, calendar: CalendarYear) {
        let year = calendar.year;
        let before = self.ecs.resource_mut::<Calendars>().0.insert(year, calendar);
        self.log.push(Undo::Calendar(year, before.map(Box::new)));
    }

    /// Adopts all services.
    pub(crate) fn insert_services(&mut self, services: Vec<Service>) {
        let before = std::mem::replace(&mut self.ecs.resource_mut::<Services>().0, services);
        self.log.push(Undo::Services(before));
    }

    /// Adopts the weights of the rules of beds.
    pub(crate) fn insert_bed_rules(&mut self, rules: BedRules) {
        let before = std::mem::replace(&mut self.ecs.resource_mut::<BedRulesInForce>().0, rules);
        self.log.push(Undo::BedRules(Box::new(before)));
    }
}

/// Forgets the before-images; what was taken away now leaves memory.
pub(crate) fn durable(ecs: &mut Ecs, log: &mut Vec<Undo>) {
    for undo in log.drain(..) {
        if let Undo::Hidden(entity) = undo {
            ecs.despawn(entity);
        }
    }
}

/// Puts back everything that was changed since the log had this length, newest first.
pub(crate) fn take_back(ecs: &mut Ecs, log: &mut Vec<Undo>, length: usize) {
    while log.len() > length
        && let Some(undo) = log.pop()
    {
        match undo {
            Undo::Spawned(entity) => {
                ecs.despawn(entity);
            }
            Undo::Hidden(entity) => {
                ecs.entity_mut(entity).remove::<Disabled>();
            }
            Undo::Inserted(pair) => {
                ecs.resource_mut::<Index>().set(&pair, false);
            }
            Undo::Removed(pair) => {
                ecs.resource_mut::<Index>().set(&pair, true);
            }
            Undo::Rules(scope, date, before) => {
                let mut rules = ecs.resource_mut::<Rules>();
                match before {
                    Some(before) => rules.0.insert((scope, date), *before),
                    None => rules.0.remove(&(scope, date)),
                };
            }
            Undo::Calendar(year, before) => {
                let mut calendars = ecs.resource_mut::<Calendars>();
                match before {
                    Some(before) => calendars.0.insert(year, *before),
                    None => calendars.0.remove(&year),
                };
            }
            Undo::Services(before) => ecs.resource_mut::<Services>().0 = before,
            Undo::BedRules(before) => ecs.resource_mut::<BedRulesInForce>().0 = *before,
            Undo::DepartmentState(entity, before) => put_back(ecs, entity, *before),
            Undo::Session(entity, before) => put_back(ecs, entity, *before),
            Undo::SessionState(entity, before) => put_back(ecs, entity, *before),
            Undo::HeldIn(entity, before) => put_back(ecs, entity, *before),
            Undo::Seats(entity, before) => put_back(ecs, entity, before),
            Undo::SharedAppointment(entity, before) => put_back(ecs, entity, before),
            Undo::Occupancy(entity, before) => put_back(ecs, entity, *before),
            Undo::Stay(entity, before) => put_back(ecs, entity, *before),
            Undo::Waiting(entity, before) => put_back(ecs, entity, *before),
            Undo::TemplateState(entity, before) => put_back(ecs, entity, *before),
            Undo::Draw(entity, before) => put_back(ecs, entity, *before),
            Undo::DrawState(entity, before) => put_back(ecs, entity, *before),
            Undo::EntrantState(entity, before) => put_back(ecs, entity, *before),
            Undo::ExemptionState(entity, before) => put_back(ecs, entity, *before),
            Undo::DeviceState(entity, before) => put_back(ecs, entity, *before),
            Undo::ReferringClinic(entity, before) => put_back(ecs, entity, *before),
        }
    }
}

fn put_back<I: Image>(ecs: &mut Ecs, entity: Entity, before: I) {
    if let Some(mut component) = ecs.get_mut::<I>(entity) {
        *component = before;
    }
}
