//! People are found however their names and numbers are written; what was kept before rules changed; what erasing
//! leaves.

use super::harness::{Harness, journal_at, journal_in, morning, refused, server};
use crate::read;
use crate::usecase;
use crate::{
    Answer, Failure, Request,
    accounts::{NewAccount, Origin},
    directory,
    request::{PersonDetails, TypedCredential},
    view::SearchKind,
};
use journal::{Entry, Login, PersonRecord, SideRow, StoreError};
use model::{
    actor::{Actor, Role},
    id::{BedId, PersonId},
    journey::{CredentialRef, Event, Identity, PersonRegistered, RetentionClass},
    person::{CredentialKind, Sex},
    scheduling::{Needs, Urgency},
};
use uuid::Uuid;

fn details(name: &str, birth: &str, credential: Option<(CredentialKind, &str, Option<&str>)>) -> PersonDetails {
    let typed = |(kind, number, country): (CredentialKind, &str, Option<&str>)| TypedCredential {
        kind,
        number: number.into(),
        country: country.map(String::from),
    };
    PersonDetails {
        name: name.into(),
        sex: Some(Sex::Female),
        birth: birth.parse().ok(),
        phone: None,
        address: None,
        credentials: credential.map(typed).into_iter().collect(),
    }
}

async fn register(harness: &Harness, identity: Identity, person: PersonDetails) -> Result<Answer, Failure> {
    harness.system(Request::RegisterPerson(usecase::RegisterPerson { identity, person })).await
}

async fn known(harness: &Harness, number: u32, name: &str, birth: &str) -> PersonId {
    let number = format!("M{number:08}");
    let person = details(name, birth, Some((CredentialKind::Passport, &number, Some("KOR"))));
    let Ok(Answer::PersonRegistered { person }) = register(harness, Identity::Known, person).await else { panic!() };
    person
}

async fn found(harness: &Harness, text: &str) -> Vec<PersonId> {
    let page = harness.hospital.read(&harness.desk(), read::Search { text: text.into() }).await.unwrap();
    page.hits.iter().map(|hit| hit.patient.person).collect()
}

async fn on_server(capacity: u16) -> Harness {
    let database = testkit::Database::new();
    let journal = journal_at(&database.url()).await;
    let log = journal.clone();
    Harness::in_place(capacity, server(database), journal, log).await
}

#[tokio::test]
async fn a_newborn_is_no_way_around_credentials_and_twins_stay_two() {
    let harness = Harness::new(1).await;
    let mother = known(&harness, 1, "林母亲", "1990-01-01").await;
    let newborn = Identity::Newborn { mother };
    let born = |birth: &str| details("林之女", birth, None);
    let told = async |birth: &str| refused(register(&harness, newborn, born(birth)).await);
    assert_eq!(told("1986-01-01").await, ("newborn-too-old", Some("birth")));
    assert_eq!(told("").await, ("newborn-birth-missing", Some("birth")));
    let today = known(&harness, 2, "今天出生", "2026-11-26").await;
    let child_of_today = register(&harness, Identity::Newborn { mother: today }, born("2026-11-26")).await;
    assert_eq!(refused(child_of_today), ("mother-age", Some("mother")));
    let mut twins = Vec::new();
    for _ in 0..2 {
        let Ok(Answer::PersonRegistered { person }) = register(&harness, newborn, born("2026-11-26")).await else {
            panic!()
        };
        twins.push(person);
    }
    let merge = |from, into| harness.system(Request::MergePersons(usecase::MergePersons { from, into }));
    assert_eq!(refused(merge(twins[0], twins[1]).await).0, "merge-siblings");
    let other = known(&harness, 3, "林母亲", "1991-01-01").await;
    assert_eq!(refused(merge(mother, other).await), ("merge-facts-differ", Some("birth")));
    let same = known(&harness, 4, "林母亲", "1990-01-01").await;
    assert!(merge(mother, same).await.is_ok(), "two passports of one woman");
    assert_eq!(found(&harness, "M00000001").await, [same], "an alias is found as who it is");
}

#[tokio::test]
async fn a_number_is_found_however_it_is_written_and_two_countries_do_not_collide() {
    let harness = Harness::new(1).await;
    let korean = known(&harness, 12_345_678, "朴示例", "1980-01-01").await;
    let number = Some((CredentialKind::Passport, "M12345678", Some("USA")));
    let american = register(&harness, Identity::Known, details("Smith", "1981-01-01", number)).await;
    let Ok(Answer::PersonRegistered { person: american }) = american else { panic!() };
    let mut both = found(&harness, " m 1234-5678 ").await;
    both.sort();
    assert_eq!(both, [korean, american]);
    assert_eq!(found(&harness, "KOR M12345678").await, [korean]);
    let nameless = Some((CredentialKind::Passport, "M12345679", None));
    let told = register(&harness, Identity::Known, details("Smith", "1981-01-01", nameless)).await;
    assert_eq!(refused(told), ("passport-country-missing", Some("credentials")));

    let permit = Some((CredentialKind::Permit, "H1234567(8)", None));
    let permit = PersonDetails { phone: Some("(0531) 8800-0003".into()), ..details("陈港", "1970-01-01", permit) };
    let Ok(Answer::PersonRegistered { person }) = register(&harness, Identity::Known, permit).await else { panic!() };
    for text in
        ["H12345678", "h1234567（8）", "+86 531 8800 0003", "053188000003", "86 531 88000003", "0531-88000003转802"]
    {
        assert_eq!(found(&harness, text).await, [person], "{text}");
    }
    let residence = "830000198001010018";
    let mut told = Vec::new();
    for kind in [CredentialKind::Permit, CredentialKind::ResidentId] {
        let person = PersonDetails { sex: None, ..details("林台", "1980-01-01", Some((kind, residence, None))) };
        told.push(register(&harness, Identity::Known, person).await);
    }
    assert!(told[0].is_ok());
    assert_eq!(refused(told.remove(1)), ("credential-taken", Some("credentials")), "one number, one person");
    let wrong = harness.hospital.read(&harness.desk(), read::Search { text: "110105 19491231 0021".into() }).await;
    assert!(matches!(wrong, Err(Failure::Refused(refusal)) if refusal.code == "credential-check-digit"));
}

async fn names_are_found(harness: Harness) {
    let uighur = known(&harness, 1, "阿依古丽·买买提", "1980-01-01").await;
    let zoe = known(&harness, 2, "Zoë O’Neill", "1980-01-01").await;
    let shan = known(&harness, 3, "单 雄信", "1980-01-01").await;
    let mary = known(&harness, 4, "Mary D\u{B4}Ambra", "1980-01-01").await;
    for text in ["mary d'ambra", "D’Ambra", "Ma\u{AD}ry\u{202A}\tD'Am", "Mary D'Ambra, 1980年1月1日"] {
        assert_eq!(found(&harness, text).await, [mary], "{text}");
    }
    for name in ["·", "···", "12"] {
        let told = register(&harness, Identity::Unidentified, details(name, "", None)).await;
        assert_eq!(refused(told), ("name-without-letter", Some("name")), "{name}");
    }
    for text in [
        "阿依古丽•买买提",
        "阿依古丽．买买提",
        "阿依古丽-买买提",
        "阿依古丽",
        "买买提",
        "mmt",
        "阿\u{200B}依古丽・买买提",
        "aygl",
    ] {
        assert_eq!(found(&harness, text).await, [uighur], "{text}");
    }
    for text in ["zoe o'neill", "ZOE\u{308} O'NEILL", "Zoë", "o'ne"] {
        assert_eq!(found(&harness, text).await, [zoe], "{text}");
    }
    for text in ["单雄信", "单雄", "sxx", "dxx"] {
        assert_eq!(found(&harness, text).await, [shan], "{text}");
    }
    let few = harness.hospital.read(&harness.desk(), read::Search { text: "单".into() }).await.unwrap_err();
    assert!(
        matches!(few, Failure::Refused(refusal) if refusal.code == "search-name-short"),
        "one character is too few"
    );
    assert!(
        harness.hospital.read(&harness.nurse(), read::Search { text: "单雄".into() }).await.unwrap().hits.is_empty(),
        "not of the ward"
    );
    // The index is lost, and made anew from the sealed records.
    let journal = &harness.hospital.inner.journal;
    let keys = journal.keys().clone();
    let empty = |_: &PersonRecord| Vec::new();
    journal.index_names(empty).await.unwrap();
    assert!(found(&harness, "sxx").await.is_empty());
    assert!(directory::index_names(journal, &keys).await.unwrap() >= 3);
    assert_eq!(found(&harness, "sxx").await, [shan]);
    assert!(!directory::lacks_names(journal, &keys).await.unwrap());
    // The index is made with an older fold, and the next start notices.
    journal.index_names(|_: &PersonRecord| vec!["an older part".into()]).await.unwrap();
    assert!(directory::lacks_names(journal, &keys).await.unwrap());
    directory::index_names(journal, &keys).await.unwrap();
    // A correction replaces what was there, and erasing leaves nothing.
    let number = Some((CredentialKind::Passport, "M00000003", Some("KOR")));
    let details = details("徐茂公", "1980-01-01", number);
    let correct = Request::CorrectPerson(usecase::CorrectPerson {
        person: shan,
        details,
        reason: model::scheduling::ReasonCode::Mistake,
        text: None,
    });
    harness.system(correct).await.unwrap();
    assert!(found(&harness, "单雄").await.is_empty());
    assert_eq!(found(&harness, "xmg").await, [shan]);
    harness.execute(&harness.admin(), Request::ErasePerson(usecase::ErasePerson { person: shan })).await.unwrap();
    assert!(found(&harness, "xmg").await.is_empty());
    let part = harness.hospital.lookups().name_part("xmg");
    assert!(journal.people_by_part(&part, None, 10).await.unwrap().is_empty(), "no row is left");
    assert_eq!(crate::verify(journal).await.unwrap().findings, []);
}

#[tokio::test]
async fn names_are_found_by_any_spelling_by_parts_and_by_initials() {
    names_are_found(Harness::new(1).await).await;
}

#[tokio::test]
async fn names_are_found_by_any_spelling_by_parts_and_by_initials_on_a_server() {
    names_are_found(on_server(1).await).await;
}

#[tokio::test]
async fn more_than_twenty_of_a_name_are_told_and_a_birth_date_leaves_few() {
    let harness = Harness::new(1).await;
    for number in 0..25 {
        known(&harness, number, "张伟", &format!("1980-01-{:02}", number + 1)).await;
    }
    let search =
        async |text: &str| harness.hospital.read(&harness.desk(), read::Search { text: text.into() }).await.unwrap();
    for text in ["张伟", "zw"] {
        let page = search(text).await;
        assert_eq!((page.hits.len(), page.more), (20, true), "{text}");
    }
    for text in ["张伟 1980-01-07", "zw 19800107"] {
        let page = search(text).await;
        assert_eq!((page.hits.len(), page.more, page.kind), (1, false, SearchKind::Name), "{text}");
    }
}

#[tokio::test]
async fn nobody_is_lost_among_very_many_of_one_beginning() {
    let harness = Harness::new(1).await;
    for number in 0..505 {
        let name = format!("欧阳{}", char::from_u32(0x4E00 + number).unwrap());
        known(&harness, number, &name, "1980-01-01").await;
    }
    let last = known(&harness, 505, "欧阳远", "1949-12-31").await;
    let search = async |actor: &Actor, text: &str| {
        let page = harness.hospital.read(actor, read::Search { text: text.into() }).await.unwrap();
        (page.hits.iter().map(|hit| hit.patient.person).collect::<Vec<_>>(), page.more)
    };
    let (desk, nurse) = (harness.desk(), harness.nurse());
    let all = search(&desk, "欧阳").await;
    assert_eq!((all.0.len(), all.1), (20, true));
    for text in ["欧阳 1949-12-31", "oy 19491231", "欧阳远 1949-12-31"] {
        assert_eq!(search(&desk, text).await, (vec![last], false), "{text}");
    }
    assert_eq!(search(&desk, "欧阳 1949-12-30").await, (Vec::new(), false));
    // After a birth date is corrected, the person is found by the new one.
    let number = format!("M{:08}", 505);
    let details = details("欧阳远", "1949-12-30", Some((CredentialKind::Passport, &number, Some("KOR"))));
    let reason = model::scheduling::ReasonCode::Mistake;
    harness
        .system(Request::CorrectPerson(usecase::CorrectPerson { person: last, details, reason, text: None }))
        .await
        .unwrap();
    assert_eq!(search(&desk, "欧阳 1949-12-30").await, (vec![last], false));
    assert_eq!(search(&desk, "欧阳 1949-12-31").await, (Vec::new(), false));

    assert_eq!(search(&nurse, "欧阳").await, (Vec::new(), false));
    let asked = Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
        patient: last,
        department: harness.department,
        diagnosis: "I25.1".into(),
        urgency: Urgency::Emergency,
        needs: Needs::default(),
        expected_days: 3,
    });
    let Ok(Answer::AdmissionRequested { admission }) = harness.system(asked).await else { panic!() };
    let board = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap();
    let beds: Vec<BedId> = board.rooms.iter().flat_map(|room| &room.beds).map(|bed| bed.bed).collect();
    let mut given = false;
    for bed in beds {
        given = given || harness.system(Request::AssignBed(usecase::AssignBed { admission, bed })).await.is_ok();
    }
    assert!(given);
    harness
        .system(Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::Passport, number: None }))
        .await
        .unwrap();
    assert_eq!(search(&nurse, "欧阳").await, (vec![last], false), "her own inpatient");
}

#[tokio::test]
async fn a_long_beginning_finds_as_a_short_one_does() {
    let harness = Harness::new(1).await;
    let one = known(&harness, 1, "Bartholomew Featherstonehaugh", "1980-01-01").await;
    known(&harness, 2, "Bartholomew Featherly", "1980-01-01").await;
    for text in
        ["bartholomew feathers", "featherstonehau", "Featherstonehaugh", "feathers", "bartholomew feathers 1980-01-01"]
    {
        assert_eq!(found(&harness, text).await, [one], "{text}");
    }
    assert_eq!(found(&harness, "bartholomew feat").await.len(), 2);
    assert!(found(&harness, "bartholomew feathex").await.is_empty());
}

/// A journal as it was in earlier releases: hashes of numbers and names as they were folded then, a passport without
/// its country.
#[tokio::test]
async fn who_was_registered_before_is_still_found() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let keys = journal.keys().clone();
    let person = PersonId(Uuid::from_u128(4711));
    let record = PersonRecord {
        name: "Zoë O’Neill".into(),
        phone: Some("8613800000009".into()),
        credentials: vec![(CredentialKind::Passport, "M7654321".into())],
        birth: "1980-01-01".parse().ok(),
        dated: true,
        ..PersonRecord::default()
    };
    let plain = serde_json::to_vec(&record).unwrap();
    let class = RetentionClass::Contact;
    let row = SideRow { id: Uuid::from_u128(99), person: Some(person), class, kind: "person", plain };
    let row = keys.seal(row).unwrap();
    let credential = CredentialRef { kind: CredentialKind::Passport, lookup: keys.lookup_hash("passport", "M7654321") };
    let registered = PersonRegistered {
        person,
        sex: Sex::Female,
        born_in: None,
        identity: Identity::Known,
        credentials: vec![credential],
        record: row.side_ref(),
        name_lookup: Some(keys.lookup_hash("name", "zoë o’neill")),
        phone_lookup: Some(keys.lookup_hash("phone", "8613800000009")),
    };
    let entry = Entry {
        seq: 1,
        at: morning(),
        actor: Actor::system(),
        on_behalf_of: Some(person),
        reason: None,
        key: None,
        goes_on: false,
        event: Event::from(registered).into(),
    };
    journal.append(&[entry], &[row]).await.unwrap();
    let log = journal.clone();
    let harness = Harness::with_log(1, folder, journal, log).await;
    for text in ["m765 4321", "13800000009", "+86 138 0000 0009", "Zoë O’Neill"] {
        assert_eq!(found(&harness, text).await, [person], "{text}");
    }
    assert_eq!(found(&harness, "zoe o'neill").await, [person], "the index was made at the start");
    let number = Some((CredentialKind::Passport, "M7654321", Some("KOR")));
    let told = register(&harness, Identity::Known, details("Zoë", "1980-01-01", number)).await;
    assert_eq!(refused(told), ("passport-without-country", Some("credentials")));
}

#[tokio::test]
async fn erased_means_erased() {
    let harness = Harness::new(1).await;
    let person = known(&harness, 8, "林将去", "1986-03-02").await;
    let accounts = harness.hospital.accounts();
    let login = NewAccount {
        login: "lin.leaves".into(),
        password: "a long passphrase".into(),
        role: Role::Patient,
        person: Some(person),
        clinician: None,
        department: None,
        ward: None,
        clinic: None,
    };
    accounts.create(&harness.admin(), login.clone(), &Origin::here()).await.unwrap();
    let opened = accounts.login("lin.leaves", "a long passphrase", &Origin::here()).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_some());
    assert_eq!(harness.hospital.read(&harness.desk(), read::Person { person }).await.unwrap().age, Some(40));
    let journal = &harness.hospital.inner.journal;
    let told = |entries: Vec<Entry>| entries.iter().map(|entry| entry.event.encode().unwrap()).collect::<String>();
    // The year alone may happen to occur in the hash of a sealed row.
    let events = told(journal.load(1, 1000).await.unwrap());
    assert!(["1986-03", "198603"].iter().all(|birth| !events.contains(birth)), "no event holds a birth date");
    let snapshot = harness.hospital.look(|worlds| format!("{:?}", worlds.snapshot()));
    assert!(!snapshot.contains("1986-03-02"), "nor does a snapshot");

    harness.execute(&harness.admin(), Request::ErasePerson(usecase::ErasePerson { person })).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_none(), "the session has ended");
    assert!(accounts.login("lin.leaves", "a long passphrase", &Origin::here()).await.is_err(), "and the login");
    let again = accounts.create(&harness.admin(), login, &Origin::here()).await;
    assert!(matches!(again, Err(Failure::Refused(refusal)) if refusal.field == Some("person")));
    let card = harness.hospital.read(&harness.desk(), read::Person { person }).await.unwrap();
    assert_eq!((card.age, card.sex, card.name.full.as_str()), (None, Sex::Unknown, ""));
    assert_eq!(crate::verify(journal).await.unwrap().findings, []);
}

#[tokio::test]
async fn who_is_erased_works_here_no_more_and_gets_no_login_in_the_same_moment() {
    let harness = Harness::new(1).await;
    let accounts = harness.hospital.accounts();
    let person = harness.hospital.look(|worlds| worlds.scheduling.clinician(harness.clinician).unwrap().person);
    let new = |login: &str| NewAccount {
        login: login.into(),
        password: "a long passphrase".into(),
        role: Role::Clinician,
        person: None,
        clinician: Some(harness.clinician),
        department: None,
        ward: None,
        clinic: None,
    };
    accounts.create(&harness.admin(), new("zhou"), &Origin::here()).await.unwrap();
    let opened = accounts.login("zhou", "a long passphrase", &Origin::here()).await.unwrap();
    let journal = &harness.hospital.inner.journal;
    let login = journal.login_named("zhou").await.unwrap().unwrap();

    harness.execute(&harness.admin(), Request::ErasePerson(usecase::ErasePerson { person })).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_none(), "the session has ended");
    assert!(accounts.login("zhou", "a long passphrase", &Origin::here()).await.is_err(), "and the login");
    let again = accounts.create(&harness.admin(), new("zhou.again"), &Origin::here()).await;
    assert!(matches!(again, Err(Failure::Refused(refusal)) if refusal.field == Some("clinician")));
    // As if the password had been hashed while the person was erased.
    let patient = Actor { role: Role::Patient, clinician: None, person: Some(person), ..login.actor.clone() };
    for actor in [login.actor.clone(), patient] {
        let late = journal.put_new_logins(&[Login { actor, ..login.clone() }]).await;
        assert!(matches!(late, Err(StoreError::Gone)), "{late:?}");
    }
    assert!(journal.login_named("zhou").await.unwrap().is_none(), "nothing of it is kept");
}
