//! Sets the demo hospital up: rules, departments, clinicians, wards, price list, policies, people with their insurance.

use super::{executor::Executor, roster::Roster};
use chrono::Datelike as _;
use hospital::usecase;
use hospital::{
    Answer, Failure, Request,
    request::{NewRoom, PersonDetails, PriceListItem, TypedCredential},
};
use model::{
    Label,
    actor::Actor,
    id::{ClinicianId, DepartmentId, PersonId, WardId},
    journey::{Identity, InsuranceType, PersonClass},
    person::CredentialKind,
    scheduling::RulesScope,
    time::{BusinessDate, Instant, Zone},
};
use simulator::demo::{
    Blueprint, Item, Ward,
    cast::Cast,
    people::{DemoPerson, population, staff},
};
use std::collections::BTreeMap;

/// How many people the hospital knows.
pub(crate) const POPULATION: u32 = 3000;

fn typed(kind: CredentialKind, number: &str) -> TypedCredential {
    TypedCredential { kind, number: number.to_owned(), country: None }
}

/// Executes requests as the hospital itself.
struct Setup<'a, E> {
    executor: &'a mut E,
    at: Instant,
    /// The day of that moment.
    today: BusinessDate,
}

impl<E: Executor> Setup<'_, E> {
    fn ask(&mut self, request: Request) -> Result<Answer, Failure> {
        self.executor.execute(self.at, &Actor::system(), request)
    }

    fn department(&mut self, department: &simulator::demo::Department) -> Result<DepartmentId, Failure> {
        let (code, name, place) = (department.code.clone(), department.name.clone(), department.place.clone());
        match self.ask(Request::OpenDepartment(usecase::OpenDepartment { code, name, place }))? {
            Answer::DepartmentOpened { department } => Ok(department),
            _ => Err(Failure::Broken),
        }
    }

    fn clinician(
        &mut self,
        department: DepartmentId,
        post: &simulator::demo::Clinician,
        member: &DemoPerson,
    ) -> Result<ClinicianId, Failure> {
        let (name, title, fee) = (member.name.clone(), post.title, post.fee);
        let credentials = vec![typed(CredentialKind::ResidentId, &member.resident_id)];
        match self.ask(Request::EnrolClinician(usecase::EnrolClinician {
            department,
            name,
            credentials,
            title,
            fee,
        }))? {
            Answer::ClinicianEnrolled { clinician, .. } => Ok(clinician),
            _ => Err(Failure::Broken),
        }
    }

    /// The templates of a post, from which its sessions are published.
    fn templates(&mut self, clinician: ClinicianId, post: &simulator::demo::Clinician) -> Result<(), Failure> {
        let today = self.today;
        for plan in post.templates(today) {
            self.ask(Request::CreateTemplate(usecase::CreateTemplate { clinician, plan }))?;
        }
        Ok(())
    }

    fn ward(&mut self, ward: &Ward, departments: &BTreeMap<String, DepartmentId>) -> Result<WardId, Failure> {
        let first = ward.departments.iter().filter_map(|code| departments.get(code).copied()).collect();
        let rooms = ward.rooms.iter().zip(ward.bed_numbers()).zip(1..).map(|((room, beds), number)| NewRoom {
            number: number.to_string(),
            sex: room.sex,
            oxygen: room.oxygen,
            isolation: room.isolation,
            beds,
        });
        let (code, name, rooms) = (ward.code.clone(), ward.name.clone(), rooms.collect());
        match self.ask(Request::OpenWard(usecase::OpenWard { code, name, departments: first, rooms }))? {
            Answer::WardOpened { ward, .. } => Ok(ward),
            _ => Err(Failure::Broken),
        }
    }

    fn item(&mut self, item: &Item) -> Result<(), Failure> {
        let item = PriceListItem {
            item: item.code.clone(),
            name: item.name.clone(),
            unit: Some(item.unit.clone()),
            class: item.class,
            unit_price: item.price,
            ceiling: item.ceiling,
            preself_rate: item.preself,
        };
        self.ask(Request::AddItem(usecase::AddItem { item })).map(drop)
    }

    fn person(&mut self, person: &DemoPerson) -> Result<PersonId, Failure> {
        let details = PersonDetails {
            name: person.name.clone(),
            sex: None,
            birth: None,
            phone: Some(person.phone.clone()),
            address: Some(person.address.clone()),
            credentials: vec![
                typed(CredentialKind::ResidentId, &person.resident_id),
                typed(CredentialKind::SocialSecurityCard, &person.card),
                typed(CredentialKind::InsuranceCode, &person.code),
            ],
        };
        let answer =
            self.ask(Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person: details }))?;
        let Answer::PersonRegistered { person: id } = answer else { return Err(Failure::Broken) };
        let insured = person.insured.as_ref();
        let (insurance, class) =
            insured.map_or((InsuranceType::SelfPay, PersonClass::Resident), |one| (one.insurance, one.class));
        self.ask(Request::AddCoverage(usecase::AddCoverage {
            person: id,
            insurance,
            class,
            region: insured.map_or_else(String::new, |one| one.region.clone()),
            psn_no: insured.map(|_| person.psn_no.clone()),
        }))?;
        Ok(id)
    }
}

/// Sets everything up at a moment, with the people drawn from a seed.
///
/// # Errors
/// The first refusal: the demo's own data is then at fault.
pub(crate) fn set_up(
    executor: &mut impl Executor,
    (at, zone): (Instant, Zone),
    seed: u64,
    cast: &Cast,
    policies: &[String],
    today: chrono::NaiveDate,
) -> Result<Roster, Failure> {
    let demo = Blueprint::get();
    let mut setup = Setup { executor, at, today: zone.date(at) };
    setup.ask(super::sandbox::profile().into())?;
    setup.ask(Request::AdoptRules(usecase::AdoptRules {
        scope: RulesScope::Hospital,
        rules: demo.rules.clone(),
        version: None,
    }))?;
    // Templates publish nothing in a year without a calendar; the demo goes on into the next year.
    for year in setup.today.0.year()..=today.year() + 1 {
        let calendar = demo.calendar.year(u16::try_from(year).map_err(|_| Failure::Broken)?);
        setup.ask(Request::AdoptCalendar(usecase::AdoptCalendar { calendar }))?;
    }
    for toml in policies {
        setup.ask(Request::AdoptPolicy(usecase::AdoptPolicy { toml: toml.clone() }))?;
    }
    for item in &demo.items {
        setup.item(item)?;
    }
    let mut departments = BTreeMap::new();
    for department in &demo.departments {
        departments.insert(department.code.clone(), setup.department(department)?);
    }
    let mut clinicians = Vec::new();
    for ((department, post), member) in demo.posts().zip(staff(seed, 100)) {
        let department = departments.get(&department.code).copied().ok_or(Failure::Broken)?;
        let clinician = setup.clinician(department, post, &member)?;
        setup.templates(clinician, post)?;
        clinicians.push(clinician);
    }
    let own = ["RESP", "GAST"].into_iter().filter_map(|code| departments.get(code).copied());
    setup.ask(Request::EnrolReferrer(usecase::EnrolReferrer {
        code: "JC01".into(),
        name: Label::new("青年公园社区卫生服务中心", "Youth Park Community Health Centre"),
        departments: own.collect(),
    }))?;
    let wards = demo.wards.iter().map(|ward| setup.ward(ward, &departments)).collect::<Result<_, _>>()?;
    let people = population(seed, POPULATION, today);
    let people = people.iter().map(|person| setup.person(person)).collect::<Result<Vec<_>, _>>()?;
    let patient = setup.person(&cast.patient)?;
    let child = setup.person(&cast.child)?;
    let waiting: Vec<PersonId> =
        cast.waiting.iter().map(|(person, _)| setup.person(person)).collect::<Result<_, _>>()?;
    let mother = waiting.last().copied();
    for person in [Some(child), mother].into_iter().flatten() {
        setup.ask(Request::AddRelative(usecase::AddRelative { relative: patient, person }))?;
    }
    Ok(Roster::new(departments, clinicians, wards, people, patient, child, waiting))
}
