//! Logins: the same answer whatever was wrong, lock-out, sessions, preferences.

use super::house::{House, morning};
use crate::{
    Failure,
    accounts::NewAccount,
    clock::{Clock, StandingClock},
};
use chrono::Duration;
use model::actor::{Actor, Role};
use std::sync::Arc;

const PASSWORD: &str = "correct horse";

fn new(login: &str, role: Role) -> NewAccount {
    NewAccount {
        login: login.into(),
        password: PASSWORD.into(),
        role,
        person: None,
        clinician: None,
        department: None,
        ward: None,
    }
}

fn code(result: Result<impl std::fmt::Debug, Failure>) -> &'static str {
    match result {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_login_opens_a_session_that_knows_who_it_is() {
    let house = House::new(1).await;
    let accounts = house.hospital.accounts();
    let doctor = NewAccount { clinician: Some(house.clinician), ..new("zhou", Role::Clinician) };
    let user = accounts.create(&house.admin(), doctor).await.unwrap();
    let opened = accounts.login(" Zhou ", PASSWORD).await.unwrap();
    assert_eq!((opened.account.user, opened.account.name.as_str()), (user, "周示例"));
    let account = accounts.session(&opened.token).await.unwrap().unwrap();
    assert_eq!(account.actor, Actor { user: Some(user), ..house.doctor() });
    assert_eq!(account.csrf, opened.account.csrf);
    accounts.prefer(user, Some("en".into()), Some(true)).await.unwrap();
    let account = accounts.session(&opened.token).await.unwrap().unwrap();
    assert_eq!((account.locale.as_str(), account.large_type), ("en", true));
    accounts.logout(&opened.token).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_none());
    assert!(accounts.bearer("zhou", PASSWORD).await.unwrap().account.bearer);
}

#[tokio::test]
async fn a_crowd_has_one_password_and_leaves_others_alone() {
    let house = House::new(1).await;
    let accounts = house.hospital.accounts();
    let crowd = |names: &[&str]| {
        names.iter().map(|name| NewAccount { password: String::new(), ..new(name, Role::Desk) }).collect::<Vec<_>>()
    };
    accounts.create(&house.admin(), new("load-2", Role::Desk)).await.unwrap();
    accounts.create_crowd(&house.admin(), "everybody knows", crowd(&["load-1", "load-2", "load-3"])).await.unwrap();
    for login in ["load-1", "load-3"] {
        assert!(accounts.bearer(login, "everybody knows").await.is_ok(), "{login}");
    }
    assert!(accounts.bearer("load-2", PASSWORD).await.is_ok(), "was there before");
    let denied = accounts.create_crowd(&house.desk(), "everybody knows", crowd(&["load-4"])).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    assert_eq!(code(accounts.create_crowd(&house.admin(), "short", crowd(&["load-4"])).await), "password-length");
}

#[tokio::test]
async fn what_was_wrong_is_not_told_and_five_attempts_lock() {
    let real = StandingClock::new(morning());
    let house = House::with_real(1, Arc::new(real.clone())).await;
    let accounts = house.hospital.accounts();
    accounts.create(&house.admin(), new("admin", Role::Admin)).await.unwrap();
    let wrong = accounts.login("admin", "wrong password").await.unwrap_err().to_string();
    let unknown = accounts.login("nobody", "wrong password").await.unwrap_err().to_string();
    assert_eq!(wrong, unknown);
    for _ in 0..4 {
        assert_eq!(code(accounts.login("admin", "wrong password").await), "login-failed");
    }
    assert_eq!(code(accounts.login("admin", PASSWORD).await), "login-failed", "locked, though the password is right");
    let row = house.hospital.users(&house.admin()).await.unwrap().into_iter().next().unwrap();
    assert!(row.locked_until.is_some_and(|until| until > real.now()));
    real.step(Duration::minutes(15));
    assert!(accounts.login("admin", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_staff_session_ends_when_it_is_not_used() {
    let real = StandingClock::new(morning());
    let house = House::with_real(1, Arc::new(real.clone())).await;
    let accounts = house.hospital.accounts();
    accounts.create(&Actor::system(), new("desk", Role::Desk)).await.unwrap();
    let opened = accounts.login("desk", PASSWORD).await.unwrap();
    real.step(Duration::hours(3));
    assert!(accounts.session(&opened.token).await.unwrap().is_some(), "used, so it goes on");
    real.step(Duration::hours(3));
    assert!(accounts.session(&opened.token).await.unwrap().is_some());
    real.step(Duration::hours(5));
    assert!(accounts.session(&opened.token).await.unwrap().is_none());
}

#[tokio::test]
async fn logins_are_the_administrators_to_make() {
    let house = House::new(1).await;
    let accounts = house.hospital.accounts();
    let denied = accounts.create(&house.desk(), new("more", Role::Admin)).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    assert!(matches!(house.hospital.users(&house.doctor()).await, Err(Failure::Denied)));
    let admin = house.admin();
    assert_eq!(code(accounts.create(&admin, new("Big", Role::Admin)).await), "login-form");
    let short = NewAccount { password: "short".into(), ..new("admin", Role::Admin) };
    assert_eq!(code(accounts.create(&admin, short).await), "password-length");
    assert_eq!(code(accounts.create(&admin, new("nurse", Role::Nurse)).await), "user-incomplete");
    accounts.create(&admin, new("admin", Role::Admin)).await.unwrap();
    assert_eq!(code(accounts.create(&admin, new("admin", Role::Admin)).await), "login-taken");
}
