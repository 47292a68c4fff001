//! A hospital moves between databases as a file, and nothing is lost on the way.

use crate::{
    harness::{HOSPITAL, Harness, On, at, booked, id, key, session},
    logins::login,
};
use journal::{AccessRow, Journal, Moved, TransferError};
use model::{actor::Role, id::PersonId};

/// A hospital with people, seats, keys, a login and an access log.
async fn filled(on: On) -> Harness {
    let mut harness = Harness::new(on).await;
    let record = harness.person(1, "林示例").await;
    harness.append(vec![session(3, 2)], &[]).await;
    let mut entry = harness.entry(booked(11, 3, 1));
    entry.key = Some(key("book"));
    harness.journal.append(&[entry], &[]).await.unwrap();
    harness.journal.put_new_logins(&[login(1, "desk")]).await.unwrap();
    let access = AccessRow {
        at: at(1),
        user: None,
        role: Role::Nurse,
        action: "break_glass".into(),
        person: Some(PersonId(id(1))),
        allowed: true,
        reason: Some("急诊".into()),
        address: None,
        subject: None,
        times: None,
    };
    harness.journal.log_access("north", &[access]).await.unwrap();
    assert_eq!(harness.journal.open_side(record.id).await.unwrap().as_deref(), Some("林示例".as_bytes()));
    harness
}

async fn exported(journal: &Journal) -> (Moved, Vec<u8>) {
    let mut file = Vec::new();
    let moved = journal.export(&mut file).await.unwrap();
    (moved, file)
}

#[tokio::test]
async fn a_hospital_moves_from_either_database_to_either() {
    for (from, to) in [(On::Sqlite, On::Postgres), (On::Postgres, On::Sqlite), (On::Sqlite, On::Sqlite)] {
        let old = filled(from).await;
        let (written, file) = exported(&old.journal).await;
        let new = Harness::new(to).await;
        assert_eq!(new.journal.import(file.as_slice()).await.unwrap(), written);
        let new = new.reopened().await;
        assert_eq!(new.findings().await, [], "{from:?} to {to:?}");
        assert_eq!(new.journal.load(1, 100).await.unwrap(), old.journal.load(1, 100).await.unwrap());
        assert_eq!(new.journal.head().await.unwrap(), old.journal.head().await.unwrap());
        assert_eq!(new.journal.logins().await.unwrap(), old.journal.logins().await.unwrap());
        assert_eq!(exported(&new.journal).await.1, file, "and back again, byte for byte");
        let name = new.journal.open_side(id(1001)).await.unwrap();
        assert_eq!(name.as_deref(), Some("林示例".as_bytes()), "the key goes on opening what is sealed");
    }
}

#[tokio::test]
async fn who_goes_on_after_a_move_goes_on_in_the_same_chain() {
    for on in [On::Sqlite, On::Postgres] {
        let old = filled(On::Sqlite).await;
        let (_, file) = exported(&old.journal).await;
        let new = Harness::new(on).await;
        new.journal.import(file.as_slice()).await.unwrap();
        let mut new = Harness { next: old.next, ..new.reopened().await };
        new.append(vec![booked(12, 3, 2)], &[]).await;
        assert_eq!(new.findings().await, []);
    }
}

#[tokio::test]
async fn a_file_that_is_not_whole_or_not_ours_fills_nothing() {
    let old = filled(On::Sqlite).await;
    let (_, file) = exported(&old.journal).await;
    let text = String::from_utf8(file).unwrap();
    let cut = &text[..text.len() - 40];
    let without_end = &text[..text.trim_end().rfind('\n').unwrap() + 1];
    let forged = text.replacen("\"seat\\\":0", "\"seat\\\":1", 1);
    assert_ne!(forged, text);
    let other = text.replacen("\"hospital\":7", "\"hospital\":8", 1);
    let newer = text.replacen("\"version\":2", "\"version\":3", 1);
    // Numbers that no row can have.
    let numbers = text.replacen("\"seq\":1,", "\"seq\":-5,\"last_seq\":3,", 1);
    let most = format!("\"last_seq\":{},\"seq\":", i64::MAX);
    let ends = text.replace("\"seq\":", &most);
    assert!(numbers != text && ends != text);
    let checked = |file: &str| Journal::check_file(HOSPITAL, file.as_bytes());
    assert!(checked(&text).is_ok());
    for bad in [cut, without_end, &forged, &numbers, &ends] {
        assert!(matches!(checked(bad), Err(TransferError::NotWhole)));
    }
    assert!(matches!(checked("select 1;\n"), Err(TransferError::Foreign)));
    assert!(matches!(checked(&other), Err(TransferError::Hospital { found: 8, wanted: 7 })));
    assert!(matches!(checked(&newer), Err(TransferError::Newer { found: 3 })));
    for on in [On::Sqlite, On::Postgres] {
        let new = Harness::new(on).await;
        let refused = async |file: &str| new.journal.import(file.as_bytes()).await.unwrap_err();
        assert!(matches!(refused(cut).await, TransferError::NotWhole));
        assert!(matches!(refused(without_end).await, TransferError::NotWhole));
        assert!(matches!(refused("").await, TransferError::Foreign));
        assert!(matches!(refused("select 1;\n").await, TransferError::Foreign));
        assert!(matches!(refused(&other).await, TransferError::Hospital { found: 8, wanted: 7 }));
        assert!(matches!(refused(&newer).await, TransferError::Newer { found: 3 }));
        for bad in [&forged, &numbers, &ends] {
            assert!(matches!(refused(bad).await, TransferError::Chain { .. } | TransferError::NotWhole));
        }
        assert_eq!(new.journal.head().await.unwrap().0, 0, "nothing was imported");
        new.journal.import(text.as_bytes()).await.unwrap();
        assert!(matches!(refused(&text).await, TransferError::NotEmpty));
    }
}
