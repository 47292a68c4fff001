//! Rows beside events: what a person typed, sealed. The real sealing draws from the system, so that no seed could
//! repeat it; here a row has the same form, and bytes that depend on nothing but what is sealed.

use crate::{
    Request,
    prepare::{Prepared, PreparedPerson, Sealed},
    writer::Core,
};
use journal::{Keys, SealedRow, SideRow};
use model::{
    id::{HospitalId, PersonId},
    journey::RetentionClass,
    person::Sex,
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::OnceLock,
};
use uuid::Uuid;

/// The rows that are committed.
#[derive(Clone, Default)]
pub(super) struct Sides(BTreeMap<Uuid, SealedRow>);

impl Sides {
    /// Adds a row. `false`: there is one with this id.
    pub(super) fn add(&mut self, row: SealedRow) -> bool {
        match self.0.entry(row.id) {
            Entry::Vacant(place) => {
                place.insert(row);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// The hash of each row's bytes.
    pub(super) fn hashes(&self) -> BTreeMap<Uuid, String> {
        self.0.iter().map(|(id, row)| (*id, hex::encode(Sha256::digest(&row.cipher)))).collect()
    }
}

fn sealed(id: Uuid, person: Option<PersonId>, class: RetentionClass, kind: &'static str, plain: &str) -> Sealed {
    static FORM: OnceLock<SealedRow> = OnceLock::new();
    let form = FORM.get_or_init(|| {
        let row = SideRow { id: Uuid::nil(), person: None, class, kind, plain: Vec::new() };
        Keys::new(HospitalId(1), &[7; 32]).seal(row).unwrap()
    });
    let mut row = form.clone();
    row.cipher = Sha256::digest([id.as_bytes(), plain.as_bytes()].concat()).to_vec();
    (row.id, row.person, row.class, row.kind) = (id, person, class, kind);
    Sealed::of(row)
}

/// What is prepared for a request before it is queued, as `Request::prepare` does, anew for each attempt.
pub(super) fn prepared(core: &Core, request: &Request) -> Prepared {
    let mut prepared = Prepared::default();
    if let Some(text) = request.because().and_then(|because| because.text) {
        let about = request.about(&core.worlds());
        prepared.text = Some(sealed(core.new_id(), about, RetentionClass::Medical, "reason", text));
    }
    if let Request::RegisterPerson(asked) = request {
        let id = PersonId(core.new_id());
        let record = sealed(core.new_id(), Some(id), RetentionClass::Contact, "person", &asked.person.name);
        prepared.person = Some(PreparedPerson {
            id,
            sex: asked.person.sex.unwrap_or(Sex::Unknown),
            birth: None,
            credentials: Vec::new(),
            credentials_before: Vec::new(),
            record,
            name_lookup: None,
            phone_lookup: None,
            base: None,
        });
    }
    prepared
}
