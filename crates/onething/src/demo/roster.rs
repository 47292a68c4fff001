//! The people and things of the demo hospital, by the ids that the hospital gave them.

use hospital::worlds::Worlds;
use model::{
    id::{ClinicianId, DepartmentId, PersonId, WardId},
    journey::CredentialRef,
    person::CredentialKind,
    scheduling::Title,
};
use scheduling::read::Moment;
use simulator::demo::{
    Blueprint, Clinician as Post, Department,
    cast::{Cast, OWN_POST, OWN_WARD},
    people::{DemoPerson, population},
};
use std::collections::{BTreeMap, HashMap};

/// The ids of everything that the demo's data names.
#[derive(Clone, Debug)]
pub(crate) struct Roster {
    /// Departments by their codes.
    pub(crate) departments: BTreeMap<String, DepartmentId>,
    /// Clinicians in the order of [`Blueprint::posts`].
    pub(crate) clinicians: Vec<ClinicianId>,
    /// Wards in the order of the blueprint.
    pub(crate) wards: Vec<WardId>,
    /// The population in its order.
    pub(crate) people: Vec<PersonId>,
    /// The patient's login.
    pub(crate) patient: PersonId,
    /// The patient's child.
    pub(crate) child: PersonId,
    /// Those who wait on the demo's ward, in the order of the cast.
    pub(crate) waiting: Vec<PersonId>,
    places: HashMap<PersonId, u32>,
}

impl Roster {
    pub(crate) fn new(
        departments: BTreeMap<String, DepartmentId>,
        clinicians: Vec<ClinicianId>,
        wards: Vec<WardId>,
        people: Vec<PersonId>,
        patient: PersonId,
        child: PersonId,
        waiting: Vec<PersonId>,
    ) -> Self {
        let places = people.iter().copied().zip(0..).collect();
        Self { departments, clinicians, wards, people, patient, child, waiting, places }
    }

    /// Finds everything again in a hospital that was set up before, by codes and by the keyed hash of a resident
    /// identity number; `None` if something is missing.
    pub(crate) fn find(
        worlds: &Worlds,
        moment: Moment,
        lookup: impl Fn(&str) -> String,
        (seed, count, today): (u64, u32, chrono::NaiveDate),
    ) -> Option<Self> {
        let person = |person: &DemoPerson| {
            let kind = CredentialKind::ResidentId;
            let credential = CredentialRef { kind, lookup: lookup(&person.resident_id) };
            worlds.journey.by_credential(&credential).map(|row| row.id)
        };
        let scheduling = &worlds.scheduling;
        let departments: BTreeMap<_, _> =
            scheduling.departments().into_iter().map(|department| (department.code, department.id)).collect();
        let mut clinicians = Vec::new();
        for (department, post) in Blueprint::get().posts() {
            let found = scheduling.clinicians(*departments.get(&department.code)?);
            clinicians.push(found.into_iter().find(|one| one.title == post.title)?.id);
        }
        let opened = scheduling.wards(moment);
        let ward = |code: &String| opened.iter().find(|ward| ward.code == *code).map(|ward| ward.id);
        let wards = Blueprint::get().wards.iter().map(|one| ward(&one.code)).collect::<Option<_>>()?;
        let people = population(seed, count, today).iter().map(person).collect::<Option<_>>()?;
        let cast = Cast::on(today);
        let waiting = cast.waiting.iter().map(|(one, _)| person(one)).collect::<Option<_>>()?;
        Some(Self::new(departments, clinicians, wards, people, person(&cast.patient)?, person(&cast.child)?, waiting))
    }

    /// A person's place in the population.
    pub(crate) fn place(&self, person: PersonId) -> Option<u32> {
        self.places.get(&person).copied()
    }

    /// The chief physician of a department, and the post.
    pub(crate) fn chief(&self, department: &str) -> Option<(ClinicianId, &'static Post)> {
        let of_department = |(of, post): &(&Department, &Post)| of.code == department && post.title == Title::Chief;
        let mut posts = Blueprint::get().posts().zip(&self.clinicians);
        posts.find(|(post, _)| of_department(post)).map(|((_, post), clinician)| (*clinician, post))
    }

    /// The clinician whose room is left to the user.
    pub(crate) fn own_clinician(&self) -> Option<ClinicianId> {
        self.clinicians.get(OWN_POST).copied()
    }

    /// The ward that is left to the user.
    pub(crate) fn own_ward(&self) -> Option<WardId> {
        self.wards.get(OWN_WARD).copied()
    }
}
