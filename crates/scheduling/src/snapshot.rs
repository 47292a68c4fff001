//! The whole world as plain data, ordered by id: the same log gives the same bytes.

mod appointments;

use crate::{
    World,
    bed_rules::BedRulesInForce,
    calendar::Calendars,
    component::{
        Admission, Bed, Clinician, Department, DepartmentState, Device, DeviceState, Draw, DrawState, Entrant,
        EntrantState, Exemption, ExemptionState, HeldIn, Itinerary, Occupancy, Referral, ReferringClinic, Room, Seats,
        Session, SessionState, SharedAppointment, Slot, Stay, Template, TemplateState, Waiting, WaitlistEntry, Ward,
    },
    id_map::IdMap,
    index::{Index, Pair},
    row::bring_in,
    rules::Rules,
    services::Services,
};
use appointments::Appointments;
use bevy_ecs::{query::ReadOnlyQueryData, world::World as Ecs};
use model::{
    id::{DepartmentId, PersonId, Seq, SessionId},
    scheduling::{BedRules, BookingRules, CalendarYear, Formality, RulesScope, Service},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// Everything that a [`World`] holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    seq: Seq,
    rules: Vec<(RulesScope, BookingRules)>,
    calendars: Vec<CalendarYear>,
    services: Vec<Service>,
    bed_rules: BedRules,
    departments: Vec<(Department, DepartmentState)>,
    clinicians: Vec<Clinician>,
    devices: Vec<(Device, DeviceState)>,
    wards: Vec<Ward>,
    rooms: Vec<Room>,
    beds: Vec<(Bed, Occupancy)>,
    templates: Vec<(Template, TemplateState)>,
    sessions: Vec<(Session, SessionState, HeldIn)>,
    slots: Vec<(Slot, Seats)>,
    appointments: Appointments,
    admissions: Vec<(Admission, Stay)>,
    waitlist: Vec<(WaitlistEntry, Waiting)>,
    draws: Vec<(Draw, DrawState)>,
    entrants: Vec<(Entrant, EntrantState)>,
    clinics: Vec<ReferringClinic>,
    referrals: Vec<Referral>,
    exemptions: Vec<(Exemption, ExemptionState)>,
    itineraries: Vec<Itinerary>,
    /// (alias, who the person is).
    aliases: Vec<(PersonId, PersonId)>,
    /// Years of birth by record.
    born_in: Vec<(PersonId, u16)>,
    /// Seats that patients gave back themselves.
    given_back: Vec<(PersonId, Instant, Seq, DepartmentId)>,
    /// When seats were held for whom, and in which session.
    held_at: Vec<(PersonId, Instant, Seq, SessionId)>,
}

// The array of a stay's formalities has one place for each of them.
const _: () = assert!(Formality::ALL.len() == Formality::Handover as usize + 1);

/// Every row of a query, in the order of a key.
fn rows<'w, D, R, K>(ecs: &'w Ecs, copy: impl Fn(D::Item<'w, '_>) -> R, key: impl Fn(&R) -> K) -> Vec<R>
where
    D: ReadOnlyQueryData + 'static,
    K: Ord,
{
    let mut rows: Vec<R> =
        ecs.try_query::<D>().map(|mut query| query.iter(ecs).map(&copy).collect()).unwrap_or_default();
    rows.sort_by_key(key);
    rows
}

impl World {
    /// The whole world as plain data.
    pub fn snapshot(&self) -> Snapshot {
        let ecs = &self.ecs;
        Snapshot {
            seq: self.seq,
            rules: ecs.resource::<Rules>().0.iter().map(|((scope, _), set)| (*scope, set.clone())).collect(),
            calendars: ecs.resource::<Calendars>().0.values().cloned().collect(),
            services: ecs.resource::<Services>().0.clone(),
            bed_rules: ecs.resource::<BedRulesInForce>().0.clone(),
            departments: rows::<(&Department, &DepartmentState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            clinicians: rows::<&Clinician, _, _>(ecs, Clone::clone, |row| row.id),
            devices: rows::<(&Device, &DeviceState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            wards: rows::<&Ward, _, _>(ecs, Clone::clone, |row| row.id),
            rooms: rows::<&Room, _, _>(ecs, Clone::clone, |row| row.id),
            beds: rows::<(&Bed, &Occupancy), _, _>(ecs, |(fixed, state)| (fixed.clone(), *state), |row| row.0.id),
            templates: rows::<(&Template, &TemplateState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            sessions: rows::<(&Session, &SessionState, &HeldIn), _, _>(
                ecs,
                |(fixed, state, held)| (fixed.clone(), state.clone(), held.clone()),
                |row| row.0.id,
            ),
            slots: rows::<(&Slot, &Seats), _, _>(ecs, |(fixed, state)| (fixed.clone(), *state), |row| row.0.id),
            appointments: Appointments(rows::<&SharedAppointment, _, _>(ecs, Clone::clone, |row| row.0.0.id)),
            admissions: rows::<(&Admission, &Stay), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), *state),
                |row| row.0.id,
            ),
            waitlist: rows::<(&WaitlistEntry, &Waiting), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            draws: rows::<(&Draw, &DrawState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            entrants: rows::<(&Entrant, &EntrantState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            clinics: rows::<&ReferringClinic, _, _>(ecs, Clone::clone, |row| row.id),
            referrals: rows::<&Referral, _, _>(ecs, Clone::clone, |row| row.appointment),
            exemptions: rows::<(&Exemption, &ExemptionState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            itineraries: rows::<&Itinerary, _, _>(ecs, Clone::clone, |row| row.id),
            aliases: self.index().alias_of.iter().map(|(alias, whom)| (*alias, *whom)).collect(),
            born_in: self.index().born_in.iter().map(|(record, year)| (*record, *year)).collect(),
            given_back: self.index().given_back.iter().copied().collect(),
            held_at: self.index().held_at.iter().copied().collect(),
        }
    }

    /// The world of a snapshot, with its indexes built anew; its state counts as durable.
    pub fn restore(snapshot: Snapshot) -> Self {
        let mut world = Self { seq: snapshot.seq, ..Self::default() };
        let (ecs, mut index) = (&mut world.ecs, Index::default());
        let (mut others, mut appointments) = (Vec::new(), Vec::with_capacity(snapshot.appointments.0.len()));
        bring_in(ecs, &mut index, snapshot.departments, &mut others);
        bring_in(ecs, &mut index, snapshot.clinicians, &mut others);
        bring_in(ecs, &mut index, snapshot.devices, &mut others);
        bring_in(ecs, &mut index, snapshot.wards, &mut others);
        bring_in(ecs, &mut index, snapshot.rooms, &mut others);
        bring_in(ecs, &mut index, snapshot.beds, &mut others);
        bring_in(ecs, &mut index, snapshot.templates, &mut others);
        bring_in(ecs, &mut index, snapshot.sessions, &mut others);
        bring_in(ecs, &mut index, snapshot.slots, &mut others);
        bring_in(ecs, &mut index, snapshot.appointments.0, &mut appointments);
        bring_in(ecs, &mut index, snapshot.admissions, &mut others);
        bring_in(ecs, &mut index, snapshot.waitlist, &mut others);
        bring_in(ecs, &mut index, snapshot.draws, &mut others);
        bring_in(ecs, &mut index, snapshot.entrants, &mut others);
        bring_in(ecs, &mut index, snapshot.clinics, &mut others);
        bring_in(ecs, &mut index, snapshot.referrals, &mut others);
        bring_in(ecs, &mut index, snapshot.exemptions, &mut others);
        bring_in(ecs, &mut index, snapshot.itineraries, &mut others);
        index.appointments = IdMap::hashed(appointments);
        index.others = IdMap::hashed(others);
        for (alias, whom) in snapshot.aliases {
            index.set(&Pair::Alias(whom, alias), true);
        }
        index.born_in = snapshot.born_in.into_iter().collect();
        index.given_back = snapshot.given_back.into_iter().collect();
        index.held_at = snapshot.held_at.into_iter().collect();
        let rules = snapshot.rules.into_iter().map(|(scope, set)| ((scope, set.valid_from), set));
        ecs.insert_resource(Rules(rules.collect()));
        let calendars = snapshot.calendars.into_iter().map(|calendar| (calendar.year, calendar));
        ecs.insert_resource(Calendars(calendars.collect()));
        ecs.insert_resource(Services(snapshot.services));
        ecs.insert_resource(BedRulesInForce(snapshot.bed_rules));
        ecs.insert_resource(index);
        world
    }
}
