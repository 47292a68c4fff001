//! Reads (decisions.md D6): under a short lock, never across an await; an answer leaves only when what it has seen is
//! durable.
//!
//! A view is built by a plain function over a [`Reading`], which notes the highest event number seen, whose data was
//! read, and which records it would need that are not decrypted yet. These are fetched, and the view is built again: so
//! building is one function without awaits.

mod admission;
mod appeals;
mod appointment;
mod arrears;
mod bed_rules;
mod bill;
mod broken_glass;
mod closing;
mod closure;
mod day_list;
mod decide;
mod departments;
mod desk;
mod desk_person;
mod device_change;
mod devices;
mod displaced;
mod draw;
mod drawn;
mod entered;
mod exemptions;
mod holds;
mod itinerary;
mod journey;
mod journeys;
mod leaving;
mod lines;
mod log_ins;
pub(crate) mod names;
mod open_stays;
mod overview;
mod own_ward;
pub(crate) mod patient;
mod people;
mod person;
mod places;
pub(crate) mod price_list;
mod profile;
mod published;
mod referral;
mod referrals;
mod room;
pub(crate) mod rules;
mod screen;
mod search;
mod settlement;
mod slot;
mod slots;
pub(crate) mod templates;
mod till;
mod transfers;
mod tuning;
mod users;
mod waitlist;
mod waits;
mod ward;
mod way;
mod week;
mod why;
mod withdrawal;

pub(crate) use bed_rules::bed_rules_version;
pub use desk_person::PersonChanges;
pub use itinerary::WantedStep;
pub(crate) use itinerary::services_version;
pub(crate) use week::session_version;

use crate::{
    authorize::{Grant, authorize, grant},
    directory::Records,
    failure::Failure,
    hospital::Hospital,
    scope::{Resource, Scope},
    usecase::Action,
    view::{MaskedCredential, Name, PersonSummary},
    worlds::Worlds,
    writer::WAIT_MAX,
};
use journal::PersonRecord;
use model::{
    actor::Actor,
    id::{PersonId, Seq},
    person::{Infant, age_on},
    time::{BusinessDate, Instant, Zone},
};
use scheduling::read::{AdmissionView, Moment};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
};
use tracing::{Instrument as _, Span};
use utoipa::ToSchema;
use uuid::Uuid;

/// Days to look back on if nobody says how many.
const DAYS: u16 = 14;
/// The most days to look back on.
const DAYS_MAX: u16 = 90;

/// Something to read, as the API answers it and pages show it. Its fields say whose or which.
pub trait Read: DeserializeOwned + ToSchema + Send {
    /// The path below `/api/v1`. A name in braces is a field; all others are in the query.
    const PATH: &'static str;
    /// The right that it needs.
    const ACTION: Action;
    /// The field that says whom it is about, if leaving it out means the reader; a login that is nobody's own must give
    /// it.
    const WHOM: Option<&'static str> = None;
    /// It is sent with `POST`: its fields name people, and addresses are logged.
    const IN_BODY: bool = false;
    /// It needs no login.
    const PUBLIC: bool = false;
    /// What is shown.
    type View: Serialize + ToSchema + Send;

    /// Reads it.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], [`Failure::Busy`]; a refusal of what cannot be searched for.
    fn read(self, hospital: &Hospital, actor: &Actor) -> impl Future<Output = Result<Self::View, Failure>> + Send;
}

/// Receives every read.
pub trait Catalogue {
    /// The next one, with its name.
    fn add<R: Read + 'static>(&mut self, name: &'static str);
}

macro_rules! reads {
    ($($name:ident::$read:ident,)*) => {
        $(pub use $name::$read;)*

        /// Passes every read that the API answers to the catalogue.
        pub fn each(catalogue: &mut impl Catalogue) {
            $(catalogue.add::<$read>(stringify!($name));)*
        }
    };
}

reads! {
    departments::Departments,
    slots::Slots,
    slot::Slot,
    referrals::Referrals,
    referral::Referral,
    waitlist::Waitlist,
    waits::Waits,
    lines::Lines,
    draw::Draw,
    entered::Draws,
    itinerary::PlanItinerary,
    day_list::DayList,
    week::Week,
    devices::Devices,
    devices::SessionsOnDevice,
    templates::Templates,
    tuning::Tuning,
    withdrawal::Withdrawal,
    closure::Closure,
    displaced::ToPhone,
    displaced::Displaced,
    appeals::Appeals,
    appeals::Missed,
    places::Places,
    profile::Profile,
    appointment::Appointment,
    journeys::Journeys,
    journey::Journey,
    person::Person,
    room::Room,
    own_ward::OwnWard,
    ward::Ward,
    admission::Admission,
    bill::Bill,
    settlement::Settlement,
    exemptions::Exemptions,
    exemptions::ExemptionCandidates,
    open_stays::OpenStays,
    arrears::Arrears,
    till::OwnTill,
    overview::Overview,
    users::Users,
    log_ins::LogIns,
    broken_glass::BrokenGlass,
    screen::Screen,
    search::Search,
}

/// One look at the worlds.
pub(crate) struct Reading<'a> {
    pub(crate) worlds: &'a Worlds,
    pub(crate) actor: &'a Actor,
    pub(crate) now: Instant,
    pub(crate) zone: Zone,
    break_glass: &'a BTreeSet<PersonId>,
    records: &'a Records,
    missing: RefCell<BTreeSet<Uuid>>,
    seen: Cell<Seq>,
    read: RefCell<BTreeSet<PersonId>>,
    /// The patient whose stay the reader may read; the reader may then know who it is.
    of_stay: Cell<Option<PersonId>>,
    subject: RefCell<Option<String>>,
}

impl<'a> Reading<'a> {
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.now, zone: self.zone }
    }

    pub(crate) fn today(&self) -> BusinessDate {
        self.zone.date(self.now)
    }

    /// Notes that something with this event number was seen.
    pub(crate) fn saw(&self, seq: Seq) {
        self.seen.set(self.seen.get().max(seq));
    }

    /// Notes that something is absent: that may change with any event.
    pub(crate) fn saw_all(&self) {
        self.saw(self.worlds.seq);
    }

    /// Something that must be there; [`Failure::NotFound`] otherwise.
    pub(crate) fn found<T>(&self, what: Option<T>) -> Result<T, Failure> {
        what.ok_or_else(|| {
            self.saw_all();
            Failure::NotFound
        })
    }

    pub(crate) fn scope(&self) -> Scope<'a> {
        Scope { worlds: self.worlds, actor: self.actor, moment: self.moment() }
    }

    /// May the actor read this?
    pub(crate) fn may(&self, action: Action, resource: &Resource) -> Result<(), Failure> {
        authorize(self.actor, action, resource).map_err(|_| Failure::Denied)
    }

    /// May the actor read what concerns this person? Having broken the glass counts.
    pub(crate) fn may_of(&self, action: Action, person: PersonId, resource: Resource) -> Result<(), Failure> {
        let break_glass = self.break_glass.contains(&self.worlds.journey.canonical(person));
        self.may(action, &Resource { break_glass, ..resource })
    }

    /// May the actor read this about a stay? Then the actor may also know whose stay it is, as long as those who cared
    /// for somebody may read about them, though a cancelled stay opens nothing else.
    pub(crate) fn may_of_stay(&self, action: Action, stay: &AdmissionView) -> Result<(), Failure> {
        self.may_of(action, stay.patient, self.scope().of_stay_read(stay))?;
        if self.scope().is_in_care(stay) {
            self.of_stay.set(Some(stay.patient));
        }
        Ok(())
    }

    /// The decrypted record of a person; nothing while it is fetched, or when it was erased.
    pub(crate) fn record(&self, person: PersonId) -> Option<&'a PersonRecord> {
        let row = self.worlds.journey.person(person)?;
        self.saw(row.seq);
        self.sealed(row.record.as_ref()?.id)
    }

    /// A decrypted record by the id of its side row; nothing while it is fetched, or when it was erased.
    pub(crate) fn sealed(&self, side: Uuid) -> Option<&'a PersonRecord> {
        match self.records.get(&side) {
            Some(record) => record.as_deref(),
            None => {
                self.missing.borrow_mut().insert(side);
                None
            }
        }
    }

    /// A record as it is kept, even one that was merged into another.
    pub(crate) fn as_kept(&self, record: PersonId) -> Option<&'a PersonRecord> {
        self.sealed(self.worlds.journey.record(record)?.record.as_ref()?.id)
    }

    /// A person's name; empty while the record is fetched, or when it was erased.
    pub(crate) fn name(&self, person: PersonId) -> Name {
        self.record(person).map_or_else(Name::default, |record| Name {
            full: record.name.clone(),
            masked: names::mask_name(&record.name),
        })
    }

    /// May the actor know who this is? Lists show only the place of people whom the reader has no right to know.
    pub(crate) fn knows(&self, person: PersonId) -> bool {
        self.of_stay.get() == Some(person)
            || self.may(Action::ReadPerson, &Resource::default()).is_ok()
            || self.may_of(Action::ReadPerson, person, self.scope().of_person(person)).is_ok()
    }

    /// Notes what is read, as a kind and an id, for the access log.
    pub(crate) fn about(&self, kind: &str, id: impl std::fmt::Display) {
        self.subject.replace(Some(format!("{kind}:{id}")));
    }

    /// The name of a patient; the reading is audited. Without the right to know who it is, no name.
    pub(crate) fn patient_name(&self, person: PersonId) -> Name {
        if !self.knows(person) {
            return Name::default();
        }
        self.read.borrow_mut().insert(self.worlds.journey.canonical(person));
        self.name(person)
    }

    /// Whole years today.
    pub(crate) fn age(&self, person: PersonId) -> Option<u32> {
        let birth = self.record(person)?.birth?;
        Some(age_on(birth, self.today().0))
    }

    /// The age of a child under two, today.
    pub(crate) fn infant(&self, person: PersonId) -> Option<Infant> {
        Infant::on(self.record(person)?.birth?, self.today().0)
    }

    /// Who a patient is; the reading is audited. Without the right to know who it is, nothing but the id.
    pub(crate) fn patient(&self, person: PersonId) -> PersonSummary {
        if !self.knows(person) {
            return PersonSummary {
                person,
                name: Name::default(),
                sex: model::person::Sex::Unknown,
                age: None,
                infant: None,
                phone: None,
                credentials: Vec::new(),
            };
        }
        let row = self.worlds.journey.person(person);
        let record = self.record(person);
        let credentials = record.map_or(&[][..], |record| &record.credentials);
        PersonSummary {
            person: row.map_or(person, |row| row.id),
            name: self.patient_name(person),
            sex: self.worlds.journey.sex_of(person),
            age: self.age(person),
            infant: self.infant(person),
            phone: record.and_then(|record| record.phone.as_deref()).map(names::mask_phone),
            credentials: credentials
                .iter()
                .map(|(kind, number)| MaskedCredential { kind: *kind, number: names::mask_number(number) })
                .collect(),
        }
    }
}

impl Hospital {
    /// Reads something.
    ///
    /// # Errors
    /// See [`Read::read`].
    pub async fn read<R: Read>(&self, actor: &Actor, what: R) -> Result<R::View, Failure> {
        what.read(self, actor).instrument(self.query_span(R::ACTION)).await
    }

    /// What a line of the log says of the query in which it was written; a query that is a part of another says nothing
    /// more.
    fn query_span(&self, action: Action) -> Span {
        if Span::current().metadata().is_some_and(|span| span.name() == "query") {
            return Span::none();
        }
        tracing::error_span!("query", reads = ?action, hospital = %self.id())
    }

    /// Builds a view under the lock, fetches what it lacks, waits until what it saw is durable, and audits whose data
    /// was read.
    ///
    /// # Errors
    /// The view's own failure; [`Failure::Busy`] when what was seen does not become durable in time, or the audit queue
    /// is full.
    pub(crate) async fn reading<T>(
        &self,
        actor: &Actor,
        action: Action,
        build: impl Fn(&Reading<'_>) -> Result<T, Failure> + Send,
    ) -> Result<T, Failure>
    where
        T: Send,
    {
        self.built(actor, action, build).instrument(self.query_span(action)).await
    }

    async fn built<T>(
        &self,
        actor: &Actor,
        action: Action,
        build: impl Fn(&Reading<'_>) -> Result<T, Failure> + Send,
    ) -> Result<T, Failure>
    where
        T: Send,
    {
        let mut records = Records::new();
        let deadline = tokio::time::Instant::now() + WAIT_MAX;
        let mut caught_up = false;
        loop {
            let break_glass = self.broken_for(actor);
            let (view, missing, seen, read, subject, generation) = {
                let worlds = self.worlds();
                let reading = Reading {
                    worlds: &worlds,
                    actor,
                    now: self.now_of(&worlds),
                    zone: self.zone(),
                    break_glass: &break_glass,
                    records: &records,
                    missing: RefCell::default(),
                    seen: Cell::new(0),
                    read: RefCell::default(),
                    of_stay: Cell::default(),
                    subject: RefCell::default(),
                };
                let view = build(&reading);
                let generation = worlds.generation;
                let (missing, read, subject) = (reading.missing.take(), reading.read.take(), reading.subject.take());
                (view, missing, reading.seen.get(), read, subject, generation)
            };
            if !missing.is_empty() {
                self.directory().fetch(missing, &mut records).await?;
                continue;
            }
            if !self.inner.core.wait_durable(seen, generation, deadline).await? {
                continue;
            }
            let unknown = matches!(view, Err(Failure::NotFound | Failure::Denied));
            if unknown && !std::mem::replace(&mut caught_up, true) && self.catch_up().await? {
                continue;
            }
            match &view {
                Ok(_) => self.audit(actor, action, subject.as_deref(), &read)?,
                Err(Failure::Denied) => self.audit_denial(actor, action)?,
                Err(_) => {}
            }
            return view;
        }
    }

    fn audit(
        &self,
        actor: &Actor,
        action: Action,
        subject: Option<&str>,
        read: &BTreeSet<PersonId>,
    ) -> Result<(), Failure> {
        // Reading about oneself leaves no trace.
        let others = read.iter().filter(|person| actor.person != Some(**person));
        self.audit_log().note_read(self.now(), actor, action, subject, others)
    }

    /// Denies what a role never may, before anything that it sent is read. Whoever passes is still checked for the very
    /// thing asked for.
    ///
    /// # Errors
    /// [`Failure::Denied`], which is noted; [`Failure::Busy`] when it cannot be.
    pub fn may_ever(&self, actor: &Actor, action: Action) -> Result<(), Failure> {
        match grant(action, actor.role) {
            Grant::Never => {
                self.audit_denial(actor, action)?;
                Err(Failure::Denied)
            }
            Grant::Family
            | Grant::OwnSession
            | Grant::OwnDepartment
            | Grant::OwnWard
            | Grant::OwnClinic
            | Grant::Hospital => Ok(()),
        }
    }

    /// Notes a denial.
    pub(crate) fn audit_denial(&self, actor: &Actor, action: Action) -> Result<(), Failure> {
        self.audit_log().note_denied(self.now(), actor, action)
    }
}
