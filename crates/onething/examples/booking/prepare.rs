//! Makes a hospital to book in: one department, seven clinicians whose days are full of windows, people, desks.

use crate::{
    Done, Hospital as Which,
    core::open,
    fixture::{DESKS, Fixture, PEOPLE, SEATS, WINDOWS},
};
use hospital::usecase;
use hospital::{
    Answer, Bulk, Request,
    accounts::{NewAccount, Origin},
    request::PersonDetails,
};
use model::{
    Label,
    actor::{Actor, Role},
    id::{ClinicianId, DepartmentId, PersonId, SlotId},
    journey::Identity,
    money::Yuan,
    person::Sex,
    scheduling::{BookingRules, Cap, RulesScope, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};

/// Days with windows, from tomorrow on: as far ahead as the rules allow booking.
const DAYS: u16 = 59;
/// A clinician's windows of a day, 20 minutes each: as many as a session with so many seats can have.
const WINDOWS_EACH: usize = 20;
const PASSWORD: &str = "not-for-people-7";

pub(crate) async fn run(which: &Which) -> Done {
    let hospital = open(&which.place).await?;
    let mut bulk = hospital.bulk().await;
    let Furnished { department, days, people } = furnish(&mut bulk).await?;
    bulk.flush().await?;
    drop(bulk);
    let desk = |number: usize| NewAccount {
        login: format!("desk-{number}"),
        password: String::new(),
        role: Role::Desk,
        person: None,
        clinician: None,
        department: Some(department),
        ward: None,
        clinic: None,
    };
    let accounts = hospital.accounts();
    accounts.create_crowd(&Actor::system(), PASSWORD, (0..DESKS).map(desk).collect()).await?;
    let mut tokens = Vec::with_capacity(DESKS);
    for number in 0..DESKS {
        tokens.push(accounts.bearer(&format!("desk-{number}"), PASSWORD, &Origin::here()).await?.token);
    }
    hospital.shutdown().await;
    Fixture { days, people, tokens }.write(&which.fixture)
}

/// What a hospital to book in has.
pub(crate) struct Furnished {
    department: DepartmentId,
    /// [`WINDOWS`] windows for each day.
    pub(crate) days: Vec<Vec<SlotId>>,
    /// [`PEOPLE`] people.
    pub(crate) people: Vec<PersonId>,
}

/// Sets up the hospital.
pub(crate) async fn furnish(bulk: &mut Bulk) -> Done<Furnished> {
    let at = bulk.hospital().now();
    let today = bulk.hospital().zone().date(at);
    let mut make = Make { at, bulk };
    make.ask(Request::AdoptRules(usecase::AdoptRules {
        scope: RulesScope::Hospital,
        rules: rules(today),
        version: None,
    }))
    .await?;
    let department = make.department().await?;
    let clinicians = make.clinicians(department).await?;
    let mut days = Vec::new();
    for day in 1..=DAYS {
        days.push(make.day(&clinicians, today.plus_days(day.into())).await?);
    }
    let mut people = Vec::with_capacity(PEOPLE);
    for number in 0..PEOPLE {
        people.push(make.person(number).await?);
    }
    Ok(Furnished { department, days, people })
}

/// One booking per person, day and department.
fn rules(today: BusinessDate) -> BookingRules {
    BookingRules {
        source: "bench".into(),
        valid_from: today.plus_days(-1),
        days_ahead: Some(DAYS),
        release_at: None,
        book_minutes_before: None,
        caps: Cap::days(1, 1).into(),
        cancel_minutes_before: Some(60),
        cancels_per_day_max: Some(100),
        cancels_per_department_day_max: Some(100),
        checkin_minutes_before: Some(60),
        missed_minutes_after: Some(30),
        pass_places: Some(3),
        cleaning_minutes: Some(30),
        undo_minutes: Some(30),
        hold_minutes: None,
        waitlist: None,
        queue: None,
        no_shows: Vec::new(),
    }
}

struct Make<'a> {
    bulk: &'a mut Bulk,
    at: Instant,
}

impl Make<'_> {
    async fn ask(&mut self, request: Request) -> Done<Answer> {
        Ok(self.bulk.execute(self.at, &Actor::system(), request).await?)
    }

    async fn department(&mut self) -> Done<DepartmentId> {
        let (name, place) = (Label::new("心血管内科", "Cardiology"), Label::new("3 层", "Floor 3"));
        match self.ask(Request::OpenDepartment(usecase::OpenDepartment { code: "CARD".into(), name, place })).await? {
            Answer::DepartmentOpened { department } => Ok(department),
            other => Err(format!("{other:?}").into()),
        }
    }

    async fn clinicians(&mut self, department: DepartmentId) -> Done<Vec<ClinicianId>> {
        let mut clinicians = Vec::new();
        for number in 0..WINDOWS.div_ceil(WINDOWS_EACH) {
            let (name, credentials, fee) = (format!("虚构{number}"), Vec::new(), Yuan::from_fen(1500));
            let enrol = Request::EnrolClinician(usecase::EnrolClinician {
                department,
                name,
                credentials,
                title: Title::Chief,
                fee,
            });
            match self.ask(enrol).await? {
                Answer::ClinicianEnrolled { clinician, .. } => clinicians.push(clinician),
                other => return Err(format!("{other:?}").into()),
            }
        }
        Ok(clinicians)
    }

    async fn day(&mut self, clinicians: &[ClinicianId], date: BusinessDate) -> Done<Vec<SlotId>> {
        let mut windows = Vec::new();
        for (number, clinician) in (1..).zip(clinicians) {
            let publish = Request::PublishSession(usecase::PublishSession {
                pools: Vec::new(),
                clinician: *clinician,
                device: None,
                room: Label::new(format!("{number} 诊室"), format!("Room {number}")),
                date,
                from: MinuteOfDay(0),
                until: MinuteOfDay(400),
                slot_minutes: 20,
                capacity: u16::try_from(SEATS)?,
            });
            match self.ask(publish).await? {
                Answer::SessionPublished { slots, .. } => windows.extend(slots),
                other => return Err(format!("{other:?}").into()),
            }
        }
        windows.truncate(WINDOWS);
        Ok(windows)
    }

    async fn person(&mut self, number: usize) -> Done<PersonId> {
        let person = PersonDetails {
            name: format!("虚构{number}"),
            sex: Some(Sex::Female),
            birth: None,
            phone: None,
            address: None,
            credentials: Vec::new(),
        };
        match self
            .ask(Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Unidentified, person }))
            .await?
        {
            Answer::PersonRegistered { person } => Ok(person),
            other => Err(format!("{other:?}").into()),
        }
    }
}
