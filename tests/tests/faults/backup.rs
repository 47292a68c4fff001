//! A backup that is made while everybody books, and a hospital that is made from it.

use crate::{
    clinic::{Caller, Clinic, Data, id, log_in},
    rush::{booking, is_sound, key, rush, told},
};
use reqwest::Client;
use serde_json::Value;
use std::{process::Command, sync::Arc};
use testkit::{Database, program};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_in_a_rush_is_restored() {
    backed_up_and_restored(Clinic::open().await, Data::empty_like).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_in_a_rush_on_postgres_is_restored() {
    let clinic = Clinic::open_in(Database::new()).await;
    backed_up_and_restored(clinic, |data| data.empty_in(Some(Database::new()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_in_a_rush_on_postgres_is_restored_in_a_file() {
    backed_up_and_restored(Clinic::open_in(Database::new()).await, Data::empty_like).await;
}

async fn backed_up_and_restored(clinic: Clinic, empty: impl Fn(&Data) -> Data) {
    let clinic = Arc::new(clinic);
    let data = clinic.data.copy();
    let mut server = data.serve(&[]);
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let body = booking(&clinic, 0);
    let booked = desk.post("/appointments", &key(0), &body).await.unwrap();
    let before = vec![told(0, &body, &booked.json().await.unwrap())];
    let file = data.folder().join("backup.jsonl");
    let onething = |arguments: &[&str]| Command::new(program()).args(arguments).output().unwrap();
    let (copying, whole) = (data.url(), file.to_str().unwrap().to_owned());
    let backup = tokio::task::spawn_blocking(move || {
        Command::new(program()).args(["backup", "--database", &copying, "--to", &whole]).output().unwrap()
    });
    rush(&clinic, server.address()).await;
    let backup = backup.await.unwrap();
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    assert!(server.stop().success());

    let restored = empty(&data);
    let (database, from) = (restored.url(), file.to_str().unwrap());
    let import = || onething(&["journal", "import", "--database", &database, "--from", from]);
    let imported = import();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    is_sound(&restored, &before).await;
    let server = restored.serve(&[]);
    let token = log_in(&server, "desk").await;
    let desk = Caller { client: Client::new(), address: server.address(), token: &token };
    let again = desk.post("/appointments", &key(0), &body).await.unwrap();
    let again: Value = again.json().await.unwrap();
    assert_eq!(id(&again, "appointment"), before[0].appointment, "the key has its answer after the move, too");

    let twice = import();
    assert_eq!(twice.status.code(), Some(2), "a hospital is never imported over another");
    let again = onething(&["backup", "--database", &database, "--to", from]);
    assert_eq!(again.status.code(), Some(2), "nor a file written over");
}
