//! Personal data is sealed, corrected by new rows, and gone when its key is.

use crate::harness::{Harness, On, Place, id, seal};
use model::{
    event::Event,
    id::PersonId,
    journey::{self, PersonErased, PersonsMerged, RetentionClass},
};

pub(crate) fn erased(number: u128, aliases: &[u128]) -> Event {
    let destroyed = vec![RetentionClass::Contact];
    journey::Event::from(PersonErased {
        aliases: aliases.iter().map(|alias| PersonId(id(*alias))).collect(),
        person: PersonId(id(number)),
        destroyed,
        kept: Vec::new(),
    })
    .into()
}

/// No file of the database contains these bytes, or, on a server, none of its rows.
async fn nowhere(harness: &Harness, bytes: &[u8]) -> bool {
    match &harness.place {
        Place::File(folder) => std::fs::read_dir(folder.path()).unwrap().all(|file| {
            let content = std::fs::read(file.unwrap().path()).unwrap();
            !content.windows(bytes.len()).any(|part| part == bytes)
        }),
        Place::Server(_) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let sql = harness.sql().await;
            for table in ["event", "side", "person_key", "person"] {
                let rows: Vec<(String,)> = sql.rows(&format!("select row_to_json(t)::text from {table} t")).await;
                let clear = String::from_utf8_lossy(bytes);
                if rows.iter().any(|(row,)| row.contains(&hex) || row.contains(clear.as_ref())) {
                    return false;
                }
            }
            true
        }
    }
}

async fn names_are_nowhere_in_the_clear(on: On) {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    assert_eq!(harness.journal.open_side(id(1001)).await.unwrap().unwrap(), "张示例".as_bytes());
    assert!(nowhere(&harness, "张示例".as_bytes()).await);
    let harness = harness.reopened().await;
    assert_eq!(harness.journal.open_side(id(1001)).await.unwrap().unwrap(), "张示例".as_bytes());
    assert!(harness.journal.open_side(id(9)).await.unwrap().is_none());
}

async fn who_is_erased_cannot_be_read_and_the_journal_still_verifies(on: On) {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    harness.person(2, "李示例").await;
    let medical = seal(&harness.journal, 1, 1500, RetentionClass::Medical, "own words");
    let reason =
        model::scheduling::Reason { code: model::scheduling::ReasonCode::Other, text: Some(medical.side_ref()) };
    let corrected = journey::Event::from(journey::PersonCorrected {
        person: PersonId(id(1)),
        sex: model::person::Sex::Female,
        born_in: None,
        credentials: Vec::new(),
        record: model::SideRef { id: id(1001), hash: String::new() },
        name_lookup: None,
        phone_lookup: None,
        reason,
    });
    let fixed = seal(&harness.journal, 1, 1600, RetentionClass::Contact, "张示范");
    let journey::Event::PersonCorrected(mut corrected) = corrected else { panic!() };
    corrected.record = fixed.side_ref();
    harness.append(vec![journey::Event::from(corrected).into()], &[medical, fixed]).await;
    assert_eq!(harness.journal.open_side(id(1600)).await.unwrap().unwrap(), "张示范".as_bytes(), "the new version");
    assert_eq!(harness.findings().await, []);

    let sql = harness.sql().await;
    let wrapped = "select wrapped from person_key where person like '%01' and class = 'contact'";
    let key: Vec<u8> = sql.one(wrapped).await;
    sql.close().await;
    assert!(!nowhere(&harness, &key).await);
    harness.append(vec![erased(1, &[])], &[]).await;
    for row in [1001, 1600] {
        assert!(harness.journal.open_side(id(row)).await.unwrap().is_none(), "both versions");
    }
    assert!(nowhere(&harness, &key).await, "nor can the key be found in freed pages or in the log");
    assert_eq!(harness.journal.open_side(id(1500)).await.unwrap().unwrap(), b"own words", "another class is kept");
    assert_eq!(
        harness.journal.open_side(id(1002)).await.unwrap().unwrap(),
        "李示例".as_bytes(),
        "another person is kept"
    );
    assert_eq!(harness.findings().await, []);
    let harness = harness.reopened().await;
    assert!(harness.journal.open_side(id(1001)).await.unwrap().is_none());
    assert_eq!(harness.findings().await, []);
}

async fn aliases_go_with_the_person(on: On) {
    let mut harness = Harness::new(on).await;
    for (number, name) in [(1, "张示例"), (2, "张示例甲"), (3, "张示例乙")] {
        harness.person(number, name).await;
    }
    let merge = |from, into| {
        journey::Event::from(PersonsMerged { from: PersonId(id(from)), into: PersonId(id(into)), over_caps: None })
    };
    let events: Vec<Event> = vec![merge(3, 2).into(), merge(2, 1).into(), erased(1, &[2, 3])];
    harness.append(events, &[]).await;
    for row in [1001, 1002, 1003] {
        assert!(harness.journal.open_side(id(row)).await.unwrap().is_none(), "{row}");
    }
    assert_eq!(harness.findings().await, []);
}

async fn a_row_that_was_moved_does_not_open(on: On) {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    harness.person(2, "李示例").await;
    let second = seal(&harness.journal, 1, 1003, RetentionClass::Contact, "张示范");
    let record = second.side_ref();
    harness.append(vec![crate::harness::registered(1, record)], &[second]).await;
    let sql = harness.sql().await;
    let swap = "update side set cipher = (select cipher from side where id like '%3e9') where id not like '%3e9'";
    sql.execute(swap).await;
    assert!(harness.journal.open_side(id(1003)).await.is_err(), "another row of the same person");
    assert!(harness.journal.open_side(id(1002)).await.unwrap().is_none(), "another person's row: no key of hers");
    assert_eq!(harness.findings().await.len(), 2);
}

async fn what_is_written_after_an_erasure_has_a_new_key(on: On) {
    let mut harness = Harness::new(on).await;
    harness.person(1, "张示例").await;
    harness.append(vec![erased(1, &[])], &[]).await;
    assert!(harness.journal.open_side(id(1001)).await.unwrap().is_none());
    let row = seal(&harness.journal, 1, 1700, RetentionClass::Contact, "again");
    let record = row.side_ref();
    harness.append(vec![crate::harness::registered(1, record)], &[row]).await;
    let harness = harness.reopened().await;
    assert_eq!(harness.journal.open_side(id(1700)).await.unwrap().unwrap(), b"again");
    assert!(harness.journal.open_side(id(1001)).await.unwrap().is_none(), "sealed under the key that is gone");
}

on_both!(
    names_are_nowhere_in_the_clear,
    who_is_erased_cannot_be_read_and_the_journal_still_verifies,
    aliases_go_with_the_person,
    a_row_that_was_moved_does_not_open,
    what_is_written_after_an_erasure_has_a_new_key,
);
