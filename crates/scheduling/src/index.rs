//! The indexes, held as one resource. A multi-valued index is an ordered set of (key, …, id), or an ordered list per
//! key, so that a change adds or removes one pair, and its undo puts one pair back.

use crate::{component::Kind, id_map::IdMap};
use bevy_ecs::{entity::Entity, resource::Resource};
use model::{
    id::{
        AdmissionId, AppointmentId, ClinicId, ClinicianId, DepartmentId, DeviceId, DrawId, EntrantId, ExemptionId,
        ItineraryId, PersonId, Seq, SessionId, SlotId, TemplateId, WaitlistEntryId, WardId,
    },
    scheduling::Wish,
    time::{BusinessDate, Instant},
};
use smallvec::SmallVec;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// An ordered list. Most hold one element, which is then stored in the map itself.
pub(crate) type List<T> = SmallVec<[T; 1]>;

/// The records of one person; most have one.
pub(crate) type Records = SmallVec<[PersonId; 1]>;

/// Why something is watched until it falls due by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Watch {
    /// A bed is being cleaned, since then.
    Cleaning,
    /// A bed is out of use until then.
    Blocked,
    /// Somebody is awaited in a slot, whose window ends then.
    Awaited,
    /// Somebody is neither seen nor over, nor in the room, in a slot whose window ends then.
    Left,
    /// A seat is set aside in a slot whose window ends then.
    Aside,
    /// An offer is open until then.
    Offered,
    /// An entry of the waiting list waits for no later day than the one that begins then, in universal time.
    Waiting,
    /// A template may have a session to publish; always.
    Template,
    /// Patients of a closed session can answer until then.
    Closure,
    /// A draw goes on then.
    Draw,
    /// A pool of a session falls then.
    Pool,
    /// The first of a session's holds is over then.
    Hold,
}

/// Why something is watched, from when, and which.
pub(crate) type Watched = (Watch, Instant, Uuid);

/// One pair of one index.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Pair {
    Entity(Kind, Uuid, Entity),
    Department(String, DepartmentId),
    Ward(String, WardId),
    Clinic(String, ClinicId),
    Device(String, DeviceId),
    /// All whom a clinic referred.
    ReferredBy(ClinicId, AppointmentId),
    ClinicianOf(DepartmentId, ClinicianId),
    SessionOfClinician(ClinicianId, BusinessDate, SessionId),
    SessionOfDepartment(DepartmentId, BusinessDate, SessionId),
    SessionOnDevice(DeviceId, BusinessDate, SessionId),
    SessionOn(BusinessDate, SessionId),
    TemplateOf(DepartmentId, TemplateId),
    AppointmentInSlot(SlotId, AppointmentId),
    AppointmentOf(PersonId, BusinessDate, AppointmentId),
    /// A record's missed visit that counts, by the day of its session.
    Missed(PersonId, BusinessDate, AppointmentId),
    /// A missed visit against which its patient appealed, and about which nobody has decided.
    Appealed(AppointmentId),
    /// The patient gave a record's seat back: when, by which event, in which department.
    GivenBack(PersonId, Instant, Seq, DepartmentId),
    AdmissionOf(PersonId, AdmissionId),
    AdmissionWaiting(AdmissionId),
    /// What may fall due by itself.
    Watched(Watched),
    /// An open entry waits for this.
    Waits(Wish, Seq, WaitlistEntryId),
    /// All entries of a record.
    WaitlistOf(PersonId, WaitlistEntryId),
    /// A record to which a seat is offered now.
    OfferedTo(PersonId, WaitlistEntryId),
    /// A record's appointment for which the closure of a session keeps a seat.
    KeptFor(PersonId, AppointmentId, SessionId),
    /// A record for which a seat of a session's slot is held, while its person decides.
    HeldFor(PersonId, SessionId, SlotId),
    /// A seat was held for a record: when, by which event, in which session.
    HeldAt(PersonId, Instant, Seq, SessionId),
    /// An appointment whose session was closed, and that has no other seat yet.
    Displaced(AppointmentId),
    /// All draws of a session.
    DrawOf(SessionId, DrawId),
    /// All that a record entered.
    EntrantOf(PersonId, EntrantId),
    /// All exemptions of a record.
    ExemptionOf(PersonId, ExemptionId),
    /// The itinerary of which an appointment is a step.
    ItineraryOf(AppointmentId, ItineraryId),
    /// Who is on the list of a draw, with rank and number.
    Listed(DrawId, u32, u64, EntrantId),
    /// (who the person is, the record that is an alias).
    Alias(PersonId, PersonId),
    /// The year in which the owner of a record was born.
    BornIn(PersonId, u16),
}

/// Every index of the world.
#[derive(Resource, Default)]
pub(crate) struct Index {
    pub(crate) appointments: IdMap<Entity>,
    /// Everything else that has an id.
    pub(crate) others: IdMap<Entity>,
    /// By code.
    pub(crate) departments: BTreeMap<String, DepartmentId>,
    /// By code.
    pub(crate) wards: BTreeMap<String, WardId>,
    /// By code.
    pub(crate) clinics: BTreeMap<String, ClinicId>,
    /// By code.
    pub(crate) devices: BTreeMap<String, DeviceId>,
    /// With cancelled ones, as a history.
    pub(crate) referrals: BTreeSet<(ClinicId, AppointmentId)>,
    pub(crate) clinicians: BTreeSet<(DepartmentId, ClinicianId)>,
    pub(crate) clinician_sessions: BTreeSet<(ClinicianId, BusinessDate, SessionId)>,
    pub(crate) department_sessions: BTreeSet<(DepartmentId, BusinessDate, SessionId)>,
    pub(crate) device_sessions: BTreeSet<(DeviceId, BusinessDate, SessionId)>,
    pub(crate) sessions: BTreeSet<(BusinessDate, SessionId)>,
    pub(crate) templates: BTreeSet<(DepartmentId, TemplateId)>,
    /// Without cancelled ones; each list in order.
    pub(crate) slot_appointments: IdMap<List<AppointmentId>>,
    /// With cancelled ones, as a history; each list in order.
    pub(crate) patient_appointments: IdMap<List<(BusinessDate, AppointmentId)>>,
    /// Missed visits that count; each list in order.
    pub(crate) missed: IdMap<List<(BusinessDate, AppointmentId)>>,
    /// Missed visits against which their patients appealed, and about which nobody has decided.
    pub(crate) appealed: BTreeSet<AppointmentId>,
    /// Seats that patients gave back themselves, of each record's last two days at least.
    pub(crate) given_back: BTreeSet<(PersonId, Instant, Seq, DepartmentId)>,
    /// What may fall due by itself, in the order of reasons and times.
    pub(crate) watched: BTreeSet<Watched>,
    /// Who waits for what, in the order in which they are asked.
    pub(crate) waits: BTreeSet<(Wish, Seq, WaitlistEntryId)>,
    /// With those that have ended, as a history.
    pub(crate) waitlist: BTreeSet<(PersonId, WaitlistEntryId)>,
    /// Entries to which a seat is offered now.
    pub(crate) offered: BTreeSet<(PersonId, WaitlistEntryId)>,
    /// Appointments for which the closure of a session keeps a seat.
    pub(crate) kept_for: BTreeSet<(PersonId, AppointmentId, SessionId)>,
    /// Records for which seats are held, while their people decide.
    pub(crate) held_for: BTreeSet<(PersonId, SessionId, SlotId)>,
    /// When seats were held for records, of each record's last two hours at least.
    pub(crate) held_at: BTreeSet<(PersonId, Instant, Seq, SessionId)>,
    /// Appointments whose session was closed, and that have no other seat yet.
    pub(crate) displaced: BTreeSet<AppointmentId>,
    pub(crate) draws: BTreeSet<(SessionId, DrawId)>,
    /// With those who left, as a history.
    pub(crate) entrants: BTreeSet<(PersonId, EntrantId)>,
    /// With those that are over, as a history.
    pub(crate) exemptions: BTreeSet<(PersonId, ExemptionId)>,
    /// The lists of draws: in the order of the numbers, and once a draw is opened in the order of the ranks.
    pub(crate) listed: BTreeSet<(DrawId, u32, u64, EntrantId)>,
    /// Of which itinerary an appointment is a step.
    pub(crate) itineraries: BTreeSet<(AppointmentId, ItineraryId)>,
    pub(crate) patient_admissions: BTreeSet<(PersonId, AdmissionId)>,
    /// Neither in bed nor cancelled.
    pub(crate) waiting_admissions: BTreeSet<AdmissionId>,
    /// Who each alias is; the last of a chain is not in it. Worlds share it until one of them changes it.
    pub(crate) alias_of: Arc<BTreeMap<PersonId, PersonId>>,
    /// The same, the other way round.
    pub(crate) aliases: Arc<BTreeSet<(PersonId, PersonId)>>,
    /// In which year the owner of each record was born, where that is known.
    pub(crate) born_in: BTreeMap<PersonId, u16>,
}

/// Puts a value into a set or takes it out; `false` if that changes nothing.
fn member<T: Ord>(set: &mut BTreeSet<T>, value: T, is_in: bool) -> bool {
    if is_in { set.insert(value) } else { set.remove(&value) }
}

/// The same for the value of a key in an ordered map.
fn named<V>(map: &mut BTreeMap<String, V>, key: &str, value: V, is_in: bool) -> bool {
    if is_in { map.insert(key.to_owned(), value).is_none() } else { map.remove(key).is_some() }
}

/// The same for a value in the ordered list of a key. Lists are short: a slot's seats, a person's visits.
fn listed<T: Ord>(lists: &mut IdMap<List<T>>, key: Uuid, value: T, is_in: bool) -> bool {
    if is_in {
        let list = lists.get_or_default(key);
        let place = list.binary_search(&value);
        if let Err(place) = place {
            list.insert(place, value);
        }
        return place.is_err();
    }
    let Some(list) = lists.get_mut(key) else { return false };
    let Ok(place) = list.binary_search(&value) else { return false };
    list.remove(place);
    if list.is_empty() {
        lists.remove(key);
    }
    true
}

/// The entries of a record.
fn of_record(
    set: &BTreeSet<(PersonId, WaitlistEntryId)>,
    record: PersonId,
) -> impl DoubleEndedIterator<Item = WaitlistEntryId> {
    let range = (record, WaitlistEntryId(Uuid::nil()))..=(record, WaitlistEntryId(Uuid::max()));
    set.range(range).map(|(_, id)| *id)
}

impl Index {
    /// The entity of an id.
    pub(crate) fn entity(&self, kind: Kind, id: Uuid) -> Option<Entity> {
        match kind {
            Kind::Appointment => self.appointments.get(id).copied(),
            Kind::Other => self.others.get(id).copied(),
        }
    }

    /// Is anything known under this id?
    pub(crate) fn has(&self, id: Uuid) -> bool {
        self.others.get(id).is_some() || self.appointments.get(id).is_some()
    }

    const fn entities_mut(&mut self, kind: Kind) -> &mut IdMap<Entity> {
        match kind {
            Kind::Appointment => &mut self.appointments,
            Kind::Other => &mut self.others,
        }
    }

    /// The appointments of a slot that are not cancelled, by id.
    pub(crate) fn in_slot(&self, slot: SlotId) -> &[AppointmentId] {
        self.slot_appointments.get(slot.0).map_or(&[], SmallVec::as_slice)
    }

    /// All appointments of a record, by day and id.
    pub(crate) fn of_record(&self, person: PersonId) -> &[(BusinessDate, AppointmentId)] {
        self.patient_appointments.get(person.0).map_or(&[], SmallVec::as_slice)
    }

    /// The missed visits of a record that count, by day and id.
    pub(crate) fn missed_by(&self, person: PersonId) -> &[(BusinessDate, AppointmentId)] {
        self.missed.get(person.0).map_or(&[], SmallVec::as_slice)
    }

    /// Who an id really is: the end of its chain of aliases.
    pub(crate) fn canonical(&self, person: PersonId) -> PersonId {
        let mut at = person;
        while let Some(next) = self.alias_of.get(&at) {
            at = *next;
        }
        at
    }

    /// The records that are one person: who it is, then the aliases. Every rule about one person counts over all of
    /// them.
    pub(crate) fn records(&self, person: PersonId) -> Records {
        let mut all = Records::from_buf([self.canonical(person)]);
        let mut at = 0;
        while at < all.len() {
            let whom = all[at];
            let pairs = (whom, PersonId(Uuid::nil()))..=(whom, PersonId(Uuid::max()));
            all.extend(self.aliases.range(pairs).map(|(_, alias)| *alias));
            at += 1;
        }
        all
    }

    /// The seats of a record that the patient gave back lately, oldest first: when and in which department.
    pub(crate) fn given_back_of(&self, record: PersonId) -> impl Iterator<Item = (Instant, Seq, DepartmentId)> {
        let least = (record, Instant::MIN_UTC, Seq::MIN, DepartmentId(Uuid::nil()));
        let greatest = (record, Instant::MAX_UTC, Seq::MAX, DepartmentId(Uuid::max()));
        self.given_back.range(least..=greatest).map(|(_, at, seq, department)| (*at, *seq, *department))
    }

    /// What is watched for one reason from a moment or an earlier one, by time and id.
    pub(crate) fn watched(&self, watch: Watch, until: Instant) -> impl Iterator<Item = (Instant, Uuid)> {
        let range = (watch, Instant::MIN_UTC, Uuid::nil())..=(watch, until, Uuid::max());
        self.watched.range(range).map(|(_, from, id)| (*from, *id))
    }

    /// The entries that wait for something, in the order in which they are asked.
    pub(crate) fn waiting_for(&self, wish: Wish) -> impl Iterator<Item = (Seq, WaitlistEntryId)> {
        let least = (wish, Seq::MIN, WaitlistEntryId(Uuid::nil()));
        let greatest = (wish, Seq::MAX, WaitlistEntryId(Uuid::max()));
        self.waits.range(least..=greatest).map(|(_, rank, id)| (*rank, *id))
    }

    /// All entries of a person on the waiting list, under whichever record, newest first for each record.
    pub(crate) fn waitlist_of(&self, person: PersonId) -> impl Iterator<Item = WaitlistEntryId> {
        self.records(person).into_iter().flat_map(|record| of_record(&self.waitlist, record).rev())
    }

    /// The entries of a person to which a seat is offered now, under whichever record.
    pub(crate) fn offers_of(&self, person: PersonId) -> impl Iterator<Item = WaitlistEntryId> {
        // Hardly anybody has one, and every booking asks.
        let records = if self.offered.is_empty() { Records::new() } else { self.records(person) };
        records.into_iter().flat_map(|record| of_record(&self.offered, record))
    }

    /// The templates of a department, by id.
    pub(crate) fn templates_of(&self, department: DepartmentId) -> impl Iterator<Item = TemplateId> {
        let range = (department, TemplateId(Uuid::nil()))..=(department, TemplateId(Uuid::max()));
        self.templates.range(range).map(|(_, id)| *id)
    }

    /// The appointments of a person for which closures keep seats, under whichever record, each with the closed session.
    pub(crate) fn kept_for(&self, person: PersonId) -> impl Iterator<Item = (AppointmentId, SessionId)> {
        // As for offers.
        let records = if self.kept_for.is_empty() { Records::new() } else { self.records(person) };
        records.into_iter().flat_map(|record| {
            let least = (record, AppointmentId(Uuid::nil()), SessionId(Uuid::nil()));
            let greatest = (record, AppointmentId(Uuid::max()), SessionId(Uuid::max()));
            self.kept_for.range(least..=greatest).map(|(_, id, session)| (*id, *session))
        })
    }

    /// The seats that are held for a person who decides, under whichever record: in which session and slot.
    pub(crate) fn held_for(&self, person: PersonId) -> impl Iterator<Item = (PersonId, SessionId, SlotId)> {
        // As for offers.
        let records = if self.held_for.is_empty() { Records::new() } else { self.records(person) };
        records.into_iter().flat_map(|record| {
            let least = (record, SessionId(Uuid::nil()), SlotId(Uuid::nil()));
            let greatest = (record, SessionId(Uuid::max()), SlotId(Uuid::max()));
            self.held_for.range(least..=greatest).copied()
        })
    }

    /// When seats were held for a record lately, oldest first, and in which session.
    pub(crate) fn held_at_of(&self, record: PersonId) -> impl Iterator<Item = (Instant, Seq, SessionId)> {
        let least = (record, Instant::MIN_UTC, Seq::MIN, SessionId(Uuid::nil()));
        let greatest = (record, Instant::MAX_UTC, Seq::MAX, SessionId(Uuid::max()));
        self.held_at.range(least..=greatest).map(|(_, at, seq, session)| (*at, *seq, *session))
    }

    /// Whom a clinic referred, the newest first.
    pub(crate) fn referred_by(&self, clinic: ClinicId) -> impl Iterator<Item = AppointmentId> {
        let range = (clinic, AppointmentId(Uuid::nil()))..=(clinic, AppointmentId(Uuid::max()));
        self.referrals.range(range).rev().map(|(_, id)| *id)
    }

    /// The draws of a session, by id.
    pub(crate) fn draws_of(&self, session: SessionId) -> impl DoubleEndedIterator<Item = DrawId> {
        let range = (session, DrawId(Uuid::nil()))..=(session, DrawId(Uuid::max()));
        self.draws.range(range).map(|(_, id)| *id)
    }

    /// All that a person entered, under whichever record.
    pub(crate) fn entrants_of(&self, person: PersonId) -> impl Iterator<Item = EntrantId> {
        self.records(person).into_iter().flat_map(|record| {
            let range = (record, EntrantId(Uuid::nil()))..=(record, EntrantId(Uuid::max()));
            self.entrants.range(range).map(|(_, id)| *id)
        })
    }

    /// All exemptions of a person, under whichever record.
    pub(crate) fn exemptions_of(&self, person: PersonId) -> impl Iterator<Item = ExemptionId> {
        // Hardly anybody has one, and every booking asks.
        let records = if self.exemptions.is_empty() { Records::new() } else { self.records(person) };
        records.into_iter().flat_map(|record| self.exemptions_of_record(record))
    }

    /// The exemptions that were granted to a record.
    pub(crate) fn exemptions_of_record(&self, record: PersonId) -> impl Iterator<Item = ExemptionId> {
        let range = (record, ExemptionId(Uuid::nil()))..=(record, ExemptionId(Uuid::max()));
        self.exemptions.range(range).map(|(_, id)| *id)
    }

    /// The list of a draw: rank, number and entrant.
    pub(crate) fn listed(&self, draw: DrawId) -> impl Iterator<Item = (u32, u64, EntrantId)> {
        self.listed_from(draw, 0)
    }

    /// Does somebody on the list of a draw that is not opened have this number?
    pub(crate) fn is_listed(&self, draw: DrawId, number: u64) -> bool {
        let range = (draw, 0, number, EntrantId(Uuid::nil()))..=(draw, 0, number, EntrantId(Uuid::max()));
        self.listed.range(range).next().is_some()
    }

    fn listed_from(&self, draw: DrawId, rank: u32) -> impl Iterator<Item = (u32, u64, EntrantId)> {
        let least = (draw, rank, 0, EntrantId(Uuid::nil()));
        let greatest = (draw, u32::MAX, u64::MAX, EntrantId(Uuid::max()));
        self.listed.range(least..=greatest).map(|(_, rank, number, id)| (*rank, *number, *id))
    }

    /// Those who come after a rank, in the order of their ranks.
    pub(crate) fn listed_after(&self, draw: DrawId, rank: u32) -> impl Iterator<Item = (u32, u64, EntrantId)> {
        self.listed_from(draw, rank.saturating_add(1))
    }

    /// The itinerary of which an appointment is a step.
    pub(crate) fn itinerary_of(&self, step: AppointmentId) -> Option<ItineraryId> {
        let range = (step, ItineraryId(Uuid::nil()))..=(step, ItineraryId(Uuid::max()));
        self.itineraries.range(range).next().map(|(_, id)| *id)
    }

    /// All admissions of a person, under whichever record.
    pub(crate) fn admissions_of(&self, person: PersonId) -> impl Iterator<Item = AdmissionId> {
        self.records(person).into_iter().flat_map(|record| {
            let range = (record, AdmissionId(Uuid::nil()))..=(record, AdmissionId(Uuid::max()));
            self.patient_admissions.range(range).map(|(_, id)| *id)
        })
    }

    /// Puts a pair in or takes it out; `false` if that changes nothing. Only this function knows where a pair belongs.
    #[inline]
    pub(crate) fn set(&mut self, pair: &Pair, is_in: bool) -> bool {
        match pair {
            Pair::Entity(kind, id, entity) => {
                let entities = self.entities_mut(*kind);
                if is_in { entities.insert(*id, *entity) } else { entities.remove(*id) }
            }
            Pair::Department(code, id) => named(&mut self.departments, code, *id, is_in),
            Pair::Ward(code, id) => named(&mut self.wards, code, *id, is_in),
            Pair::Clinic(code, id) => named(&mut self.clinics, code, *id, is_in),
            Pair::Device(code, id) => named(&mut self.devices, code, *id, is_in),
            Pair::ReferredBy(clinic, id) => member(&mut self.referrals, (*clinic, *id), is_in),
            Pair::ClinicianOf(department, id) => member(&mut self.clinicians, (*department, *id), is_in),
            Pair::SessionOfClinician(whose, date, id) => {
                member(&mut self.clinician_sessions, (*whose, *date, *id), is_in)
            }
            Pair::SessionOfDepartment(whose, date, id) => {
                member(&mut self.department_sessions, (*whose, *date, *id), is_in)
            }
            Pair::SessionOnDevice(whose, date, id) => member(&mut self.device_sessions, (*whose, *date, *id), is_in),
            Pair::SessionOn(date, id) => member(&mut self.sessions, (*date, *id), is_in),
            Pair::TemplateOf(department, id) => member(&mut self.templates, (*department, *id), is_in),
            Pair::AppointmentInSlot(slot, id) => listed(&mut self.slot_appointments, slot.0, *id, is_in),
            Pair::AppointmentOf(person, date, id) => {
                listed(&mut self.patient_appointments, person.0, (*date, *id), is_in)
            }
            Pair::Missed(person, date, id) => listed(&mut self.missed, person.0, (*date, *id), is_in),
            Pair::Appealed(id) => member(&mut self.appealed, *id, is_in),
            Pair::GivenBack(record, at, seq, department) => {
                member(&mut self.given_back, (*record, *at, *seq, *department), is_in)
            }
            Pair::AdmissionOf(person, id) => member(&mut self.patient_admissions, (*person, *id), is_in),
            Pair::AdmissionWaiting(id) => member(&mut self.waiting_admissions, *id, is_in),
            Pair::Watched(watched) => member(&mut self.watched, *watched, is_in),
            Pair::Waits(wish, rank, id) => member(&mut self.waits, (*wish, *rank, *id), is_in),
            Pair::WaitlistOf(record, id) => member(&mut self.waitlist, (*record, *id), is_in),
            Pair::OfferedTo(record, id) => member(&mut self.offered, (*record, *id), is_in),
            Pair::KeptFor(record, id, session) => member(&mut self.kept_for, (*record, *id, *session), is_in),
            Pair::HeldFor(record, session, slot) => member(&mut self.held_for, (*record, *session, *slot), is_in),
            Pair::HeldAt(record, at, seq, session) => member(&mut self.held_at, (*record, *at, *seq, *session), is_in),
            Pair::Displaced(id) => member(&mut self.displaced, *id, is_in),
            Pair::DrawOf(session, id) => member(&mut self.draws, (*session, *id), is_in),
            Pair::EntrantOf(record, id) => member(&mut self.entrants, (*record, *id), is_in),
            Pair::ExemptionOf(record, id) => member(&mut self.exemptions, (*record, *id), is_in),
            Pair::ItineraryOf(step, id) => member(&mut self.itineraries, (*step, *id), is_in),
            Pair::Listed(draw, rank, number, id) => member(&mut self.listed, (*draw, *rank, *number, *id), is_in),
            Pair::BornIn(record, year) if is_in => self.born_in.insert(*record, *year).is_none(),
            Pair::BornIn(record, _) => self.born_in.remove(record).is_some(),
            Pair::Alias(whom, alias) => {
                let alias_of = Arc::make_mut(&mut self.alias_of);
                if is_in {
                    alias_of.insert(*alias, *whom);
                } else {
                    alias_of.remove(alias);
                }
                member(Arc::make_mut(&mut self.aliases), (*whom, *alias), is_in)
            }
        }
    }
}
