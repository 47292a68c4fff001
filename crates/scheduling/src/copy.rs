//! Copies of a part of a world, for "what if" (decisions.md D2).

use crate::{
    World,
    component::{
        Appointment, Clinician, Department, DepartmentState, Device, DeviceState, Exemption, ExemptionState, HeldIn,
        Kind, Seat, Session, SessionState, SharedAppointment, Slot,
    },
    id_map::IdMap,
    index::{Index, List, Pair, Watch},
    row::{bring_in, spawn},
    rules::Rules,
};
use bevy_ecs::world::World as Ecs;
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, ExemptionId, PersonId, Seq, SessionId, SlotId},
    time::{BusinessDate, Instant},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// Some days of one department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepartmentDays {
    /// The department.
    pub department: DepartmentId,
    /// The first day.
    pub from: BusinessDate,
    /// The last day.
    pub until: BusinessDate,
}

impl World {
    /// A world of its own that decides about the department's sessions on those days as this one does, for everybody
    /// who has an appointment in them: it holds these sessions with all that is booked, and whatever else those people
    /// have on the same days, on those beside them, or in the longest period over which a cap counts, under whichever
    /// record, and what they are exempt from. It knows nothing of what others have elsewhere, of other days, of wards,
    /// of templates, of the waiting list, of draws, and of seats that closures keep. Nothing that happens in it reaches
    /// this world, and everything can be taken back in it.
    pub fn copy(&self, of: &DepartmentDays) -> Self {
        let mut copy = Self { seq: self.seq, ..Self::default() };
        Gathered::of(self, of).spawn(self, &mut copy.ecs);
        copy
    }

    /// How many entities there are.
    pub fn entities(&self) -> u32 {
        self.ecs.entities().count_spawned()
    }
}

/// What belongs into a copy.
struct Gathered {
    department: DepartmentId,
    departments: Vec<DepartmentId>,
    sessions: Vec<SessionId>,
    slots: Vec<SlotId>,
    /// First those in the department's sessions.
    appointments: Vec<SharedAppointment>,
    /// The records of everybody who has one of them, each with its appointments of those days.
    records: Vec<Listed<(BusinessDate, AppointmentId)>>,
    /// The department's slots.
    lists: Vec<Listed<AppointmentId>>,
    elsewhere: Vec<Pair>,
}

/// A list of an id, as a map begins with it.
type Listed<T> = (Uuid, Option<List<T>>);

impl Gathered {
    fn of(world: &World, days: &DepartmentDays) -> Self {
        let mut all = Self {
            department: days.department,
            departments: vec![days.department],
            sessions: Vec::new(),
            slots: Vec::new(),
            appointments: Vec::new(),
            records: Vec::new(),
            lists: Vec::new(),
            elsewhere: Vec::new(),
        };
        all.department(world, days);
        let here = all.appointments.len();
        all.people(world, days);
        all.elsewhere(world, here);
        all
    }

    /// The department's sessions and who has seats in them.
    fn department(&mut self, world: &World, days: &DepartmentDays) {
        let index = world.index();
        let least = (days.department, days.from, SessionId(Uuid::nil()));
        let greatest = (days.department, days.until, SessionId(Uuid::max()));
        self.sessions.extend(index.department_sessions.range(least..=greatest).map(|(_, _, id)| *id));
        let sessions = self.sessions.iter().filter_map(|id| world.get::<Session>(id.0));
        self.slots.extend(sessions.flat_map(|session| &session.slots));
        let lists: Vec<_> = self.slots.iter().map(|slot| (*slot, index.in_slot(*slot))).collect();
        self.share(world, lists.iter().flat_map(|(_, list)| *list).copied());
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        self.lists.extend(lists.map(|(slot, list)| (slot.0, Some(List::from(list)))));
    }

    /// Shares appointments with the world. Each step is done for all of them before the next one: it waits for memory,
    /// and the processor can wait for many at a time.
    fn share(&mut self, world: &World, appointments: impl Iterator<Item = AppointmentId>) {
        let index = world.index();
        let entities: Vec<_> = appointments.filter_map(|id| index.entity(Kind::Appointment, id.0)).collect();
        let shared = entities.into_iter().filter_map(|entity| world.ecs.get::<SharedAppointment>(entity));
        let shared: Vec<_> = shared.collect();
        self.appointments.extend(shared.into_iter().cloned());
    }

    /// Everything that those people have on the days that count, under whichever record.
    fn people(&mut self, world: &World, days: &DepartmentDays) {
        let index = world.index();
        // A session of the day before or after may run over midnight.
        let near = (days.from.plus_days(-1), days.until.plus_days(1));
        let counted = world.ecs.resource::<Rules>().counted_with((days.from, days.until));
        let (from, until) = (counted.0.min(near.0), counted.1.max(near.1));
        let mut taken: Vec<(PersonId, AppointmentId)> =
            self.appointments.iter().map(|SharedAppointment(parts)| (parts.0.patient, parts.0.id)).collect();
        taken.sort_unstable();
        let mut people: Vec<PersonId> = taken.iter().map(|(person, _)| *person).collect();
        people.dedup();
        if !index.alias_of.is_empty() {
            people = people.into_iter().flat_map(|person| index.records(person)).collect();
            once(&mut people);
        }
        let mut taken = taken.as_slice();
        self.records.reserve_exact(people.len());
        let lists: Vec<_> = people.into_iter().map(|record| (record, index.of_record(record))).collect();
        let mut others = Vec::new();
        for (record, list) in lists {
            let all = list.iter().filter(|(date, _)| from <= *date && *date <= until);
            let all: List<_> = all.copied().collect();
            let of_record = taken.iter().take_while(|(person, _)| *person == record).count();
            let (here, later) = taken.split_at(of_record);
            taken = later;
            if here.len() < all.len() {
                let is_other = |id: &AppointmentId| here.iter().all(|(_, one)| one != id);
                others.extend(all.iter().map(|(_, id)| *id).filter(is_other));
            }
            self.records.push((record.0, Some(all)));
        }
        self.share(world, others.into_iter());
    }

    /// Where people have something elsewhere, which may be taken back in the copy too.
    fn elsewhere(&mut self, world: &World, here: usize) {
        for SharedAppointment(parts) in &self.appointments[here..] {
            let (Appointment { id, .. }, Seat { slot, .. }, visit) = &**parts;
            self.departments.push(slot.department);
            self.sessions.push(slot.session);
            self.slots.push(slot.id);
            if visit.cancelled_at.is_none() {
                self.elsewhere.push(Pair::AppointmentInSlot(slot.id, *id));
            }
        }
        let held = self.records.iter().flat_map(|(record, _)| world.holds_of(PersonId(*record)));
        let held: Vec<_> = held.filter_map(|hold| world.get::<Slot>(hold.slot.0)).collect();
        for slot in held {
            self.departments.push(slot.department);
            self.sessions.push(slot.session);
            self.slots.push(slot.id);
        }
        once(&mut self.departments);
        once(&mut self.sessions);
        once(&mut self.slots);
    }

    /// Puts everything into an empty world.
    fn spawn(self, world: &World, ecs: &mut Ecs) {
        let from = world.index();
        let given_back = self.given_back(from);
        let held_at = self.held_at(from);
        let born_in = self.born_in(from);
        let exemptions = self.exemptions(world);
        let missed =
            self.records.iter().filter_map(|(record, _)| Some((*record, Some(from.missed.get(*record)?.clone()))));
        let missed = IdMap::beginning_with(missed.collect());
        let mut index = Index {
            slot_appointments: IdMap::beginning_with(self.lists),
            missed,
            given_back,
            held_at,
            patient_appointments: IdMap::beginning_with(self.records),
            alias_of: Arc::clone(&from.alias_of),
            aliases: Arc::clone(&from.aliases),
            born_in,
            ..Index::default()
        };
        self.elsewhere.iter().for_each(|pair| {
            index.set(pair, true);
        });
        let mut appointments = Vec::with_capacity(self.appointments.len());
        spawn(ecs, self.appointments, &mut appointments);
        index.appointments = IdMap::beginning_with(appointments);

        let least = (self.department, ClinicianId(Uuid::nil()));
        let greatest = (self.department, ClinicianId(Uuid::max()));
        let clinicians = from.clinicians.range(least..=greatest).filter_map(|(_, id)| world.get::<Clinician>(id.0));
        let clinicians: Vec<_> = clinicians.cloned().collect();
        let devices = from.devices.values().filter_map(|id| {
            let device = world.get::<Device>(id.0).filter(|device| device.department == self.department)?;
            Some((device.clone(), world.get::<DeviceState>(id.0)?.clone()))
        });
        let devices: Vec<_> = devices.collect();
        let departments = self.departments.iter().filter_map(|id| {
            Some((world.get::<Department>(id.0)?.clone(), world.get::<DepartmentState>(id.0)?.clone()))
        });
        let departments: Vec<_> = departments.collect();
        let sessions = self.sessions.iter().filter_map(|SessionId(id)| {
            let (session, state) = (world.get::<Session>(*id)?, world.get::<SessionState>(*id)?);
            Some((session.clone(), state.clone(), world.get::<HeldIn>(*id)?.clone()))
        });
        let sessions: Vec<_> = sessions.collect();
        let slots = self.slots.iter().filter_map(|slot| world.slot_and_seats(*slot));
        let slots: Vec<_> = slots.map(|(slot, seats)| (slot.clone(), *seats)).collect();
        let mut others =
            Vec::with_capacity(departments.len() + clinicians.len() + sessions.len() + slots.len() + exemptions.len());
        bring_in(ecs, &mut index, departments, &mut others);
        bring_in(ecs, &mut index, clinicians, &mut others);
        bring_in(ecs, &mut index, devices, &mut others);
        bring_in(ecs, &mut index, sessions, &mut others);
        bring_in(ecs, &mut index, exemptions, &mut others);
        // All at once: one after the other, they take longer and a third more memory.
        let held = std::mem::take(&mut index.watched).into_iter().filter(|(watch, ..)| *watch == Watch::Hold);
        index.watched = held.chain(slots.iter().flat_map(|(slot, seats)| seats.watched(slot)).flatten()).collect();
        spawn(ecs, slots, &mut others);
        index.others = IdMap::beginning_with(others);

        ecs.insert_resource(world.ecs.resource::<Rules>().clone());
        ecs.insert_resource(index);
    }

    /// What these people are and were exempt from.
    fn exemptions(&self, world: &World) -> Vec<(Exemption, ExemptionState)> {
        let index = world.index();
        if index.exemptions.is_empty() {
            return Vec::new();
        }
        let ids = self.records.iter().flat_map(|(record, _)| index.exemptions_of_record(PersonId(*record)));
        let both =
            |id: ExemptionId| Some((world.get::<Exemption>(id.0)?.clone(), world.get::<ExemptionState>(id.0)?.clone()));
        ids.filter_map(both).collect()
    }

    /// In which years these people were born.
    fn born_in(&self, from: &Index) -> BTreeMap<PersonId, u16> {
        let of = |record: Uuid| Some((PersonId(record), *from.born_in.get(&PersonId(record))?));
        self.records.iter().filter_map(|(record, _)| of(*record)).collect()
    }

    /// What these people gave back lately.
    fn given_back(&self, from: &Index) -> BTreeSet<(PersonId, Instant, Seq, DepartmentId)> {
        if from.given_back.is_empty() {
            return BTreeSet::new();
        }
        let of = |record| from.given_back_of(record).map(move |(at, seq, department)| (record, at, seq, department));
        self.records.iter().flat_map(|(record, _)| of(PersonId(*record))).collect()
    }

    /// When seats were held for these people lately.
    fn held_at(&self, from: &Index) -> BTreeSet<(PersonId, Instant, Seq, SessionId)> {
        if from.held_at.is_empty() {
            return BTreeSet::new();
        }
        let of = |record| from.held_at_of(record).map(move |(at, seq, session)| (record, at, seq, session));
        self.records.iter().flat_map(|(record, _)| of(PersonId(*record))).collect()
    }
}

/// Each value once.
fn once<T: Ord>(values: &mut Vec<T>) {
    values.sort_unstable();
    values.dedup();
}
