//! Logins: the same answer whatever was wrong, who has to wait, sessions, preferences, and what is noted about all
//! that.

use super::harness::{Harness, morning};
use crate::read;
use crate::{
    Failure,
    accounts::{NewAccount, Origin},
    clock::StandingClock,
    view::LoginStep,
};
use chrono::Duration;
use model::actor::{Actor, Role};
use std::sync::Arc;

const PASSWORD: &str = "tall grey heron at dawn";
const NEW: &str = "short brown wren at noon";

fn new(login: &str, role: Role) -> NewAccount {
    NewAccount {
        login: login.into(),
        password: PASSWORD.into(),
        role,
        person: None,
        clinician: None,
        department: None,
        ward: None,
        clinic: None,
    }
}

fn here() -> Origin {
    Origin::here()
}

fn from(address: &str) -> Origin {
    Origin::of(address.parse().unwrap())
}

fn code(result: Result<impl std::fmt::Debug, Failure>) -> &'static str {
    match result {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_login_opens_a_session_that_knows_who_it_is() {
    let harness = Harness::new(1).await;
    let accounts = harness.hospital.accounts();
    let doctor = NewAccount { clinician: Some(harness.clinician), ..new("zhou", Role::Clinician) };
    let user = accounts.create(&harness.admin(), doctor, &here()).await.unwrap();
    let opened = accounts.login(" Zhou ", PASSWORD, &here()).await.unwrap();
    assert_eq!((opened.account.user, opened.account.name.as_str()), (user, "周示例"));
    let account = accounts.session(&opened.token).await.unwrap().unwrap();
    assert_eq!(account.actor, Actor { user: Some(user), ..harness.doctor() });
    assert_eq!(account.csrf, opened.account.csrf);
    accounts.prefer(user, Some("en".into()), Some(true)).await.unwrap();
    let account = accounts.session(&opened.token).await.unwrap().unwrap();
    assert_eq!((account.locale.as_str(), account.large_type), ("en", true));
    accounts.logout(&opened.token).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_none());
    assert!(accounts.bearer("zhou", PASSWORD, &here()).await.unwrap().account.bearer);
}

#[tokio::test]
async fn a_crowd_has_one_password_and_leaves_others_alone() {
    let harness = Harness::new(1).await;
    let accounts = harness.hospital.accounts();
    let crowd = |names: &[&str]| {
        names.iter().map(|name| NewAccount { password: String::new(), ..new(name, Role::Desk) }).collect::<Vec<_>>()
    };
    accounts.create(&harness.admin(), new("load-2", Role::Desk), &here()).await.unwrap();
    accounts
        .create_crowd(&harness.admin(), "everybody knows this one", crowd(&["load-1", "load-2", "load-3"]))
        .await
        .unwrap();
    for login in ["load-1", "load-3"] {
        assert!(accounts.bearer(login, "everybody knows this one", &here()).await.is_ok(), "{login}");
    }
    assert!(accounts.bearer("load-2", PASSWORD, &here()).await.is_ok(), "was there before");
    let denied = accounts.create_crowd(&harness.desk(), "everybody knows this one", crowd(&["load-4"])).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    assert_eq!(code(accounts.create_crowd(&harness.admin(), "short", crowd(&["load-4"])).await), "password-length");
}

/// What was read about a login before something else changed it is never written back: a new password stays, whatever
/// wrong passwords, changes of language and log-ins come in the same moment.
#[tokio::test]
async fn a_new_password_holds_whatever_happens_in_the_same_moment() {
    let harness = Harness::new(1).await;
    let (accounts, admin) = (harness.hospital.accounts(), harness.admin());
    let user = accounts.create(&admin, new("desk", Role::Desk), &here()).await.unwrap();
    let mut password = PASSWORD.to_owned();
    for round in 0..6 {
        let next = format!("tall grey heron {round} at dawn");
        let before = accounts.login("desk", &password, &here()).await.unwrap();
        let origin = here();
        let (set, wrong, other_wrong, language, late) = tokio::join!(
            accounts.set_password(&admin, user, &next, &origin),
            accounts.login("desk", "not this one", &origin),
            accounts.login("desk", "nor that one", &origin),
            accounts.prefer(user, Some(if round % 2 == 0 { "en" } else { "zh-CN" }.into()), None),
            accounts.login("desk", &password, &origin),
        );
        set.unwrap();
        language.unwrap();
        assert!(wrong.is_err() && other_wrong.is_err());
        assert!(accounts.session(&before.token).await.unwrap().is_none(), "sessions of before have ended");
        if let Ok(late) = late {
            assert!(accounts.session(&late.token).await.unwrap().is_none(), "with the password of before");
        }
        assert_eq!(code(accounts.login("desk", &password, &here()).await), "login-failed");
        let opened = accounts.login("desk", &next, &here()).await.unwrap();
        assert_eq!(opened.account.locale == "en", round % 2 == 0);
        password = next;
    }
}

#[tokio::test]
async fn what_was_wrong_is_not_told_and_nobody_else_has_to_wait() {
    let real = StandingClock::new(morning());
    let harness = Harness::with_real(1, Arc::new(real.clone())).await;
    let accounts = harness.hospital.accounts();
    accounts.create(&harness.admin(), new("admin", Role::Admin), &here()).await.unwrap();
    let (attacker, owner) = (from("203.0.113.9"), from("198.51.100.1"));
    assert!(accounts.login("admin", PASSWORD, &owner).await.is_ok());
    let wrong = accounts.login("admin", "wrong password", &attacker).await.unwrap_err().to_string();
    let unknown = accounts.login("nobody", "wrong password", &attacker).await.unwrap_err().to_string();
    assert_eq!(wrong, unknown);
    for name in ["admin", "nobody"] {
        for _ in 0..4 {
            assert_eq!(code(accounts.login(name, "wrong password", &attacker).await), "login-failed");
        }
        let waits = accounts.login(name, PASSWORD, &attacker).await;
        assert!(matches!(waits, Err(Failure::TooOften { retry_after }) if retry_after.as_secs() == 1), "{waits:?}");
    }
    let row = harness.hospital.accounts().users(&harness.admin()).await.unwrap().into_iter().next().unwrap();
    assert!(row.locked_until.is_some());
    // Five wrong ones above and eight here: from elsewhere the next try would be held back for 5 s.
    for number in 0..8 {
        let _ = accounts.login("admin", "wrong password", &from(&format!("203.0.113.{}", 100 + number))).await;
    }
    let started = std::time::Instant::now();
    assert!(accounts.login("admin", PASSWORD, &owner).await.is_ok(), "where the owner came in lately");
    assert!(started.elapsed().as_secs() < 5);
    real.step(Duration::seconds(2));
    let again = accounts.login("nobody", PASSWORD, &attacker).await;
    assert_eq!(code(again), "login-failed", "the second is over");
}

#[tokio::test]
async fn log_ins_and_what_is_done_to_logins_leave_a_trace() {
    let harness = Harness::new(1).await;
    let accounts = harness.hospital.accounts();
    let boss = accounts.create(&Actor::system(), new("boss", Role::Admin), &here()).await.unwrap();
    let boss = Actor { user: Some(boss), ..harness.admin() };
    let user = accounts.create(&boss, new("desk", Role::Desk), &from("192.0.2.7")).await.unwrap();
    let opened = accounts.login("desk", PASSWORD, &from("192.0.2.8")).await.unwrap();
    for _ in 0..3 {
        let _ = accounts.login("desk", "wrong password", &from("2001:db8:1:2::9")).await;
        let _ = accounts.login("my secret typed as a name", "x", &from("192.0.2.9")).await;
    }
    accounts.change_password(&opened.token, PASSWORD, NEW, &from("192.0.2.8")).await.unwrap();
    accounts.set_password(&boss, user, PASSWORD, &from("192.0.2.7")).await.unwrap();
    accounts.unlock(&boss, user, &from("192.0.2.7")).await.unwrap();
    accounts.switch(&boss, user, false, &from("192.0.2.7")).await.unwrap();
    accounts.switch(&boss, user, true, &from("192.0.2.7")).await.unwrap();
    let log = harness.hospital.read(&harness.admin(), read::LogIns { days: Some(1) }).await.unwrap();
    let has = |step: LoginStep, login: Option<&str>, whose: Option<&str>, address: Option<&str>, times: i64| {
        let found = log.iter().any(|row| {
            (row.step, row.login.as_deref(), row.whose.as_deref()) == (step, login, whose)
                && (row.address.as_deref(), row.times) == (address, times)
        });
        assert!(found, "{step:?} {login:?} {whose:?}: {log:#?}");
    };
    has(LoginStep::Created, None, Some("boss"), None, 1);
    has(LoginStep::Created, Some("boss"), Some("desk"), Some("192.0.2.7"), 1);
    has(LoginStep::LogIn, Some("desk"), None, Some("192.0.2.8"), 1);
    has(LoginStep::WrongPassword, Some("desk"), None, Some("2001:db8:1:2::/64"), 3);
    has(LoginStep::UnknownName, None, None, None, 3);
    has(LoginStep::OwnPassword, Some("desk"), None, Some("192.0.2.8"), 1);
    use LoginStep::{PasswordSet, SwitchedOff, SwitchedOn, Unlocked};
    for step in [PasswordSet, Unlocked, SwitchedOff, SwitchedOn] {
        has(step, Some("boss"), Some("desk"), Some("192.0.2.7"), 1);
    }
    assert!(!format!("{log:?}").contains("secret"), "people type passwords as names");
    assert!(matches!(
        harness.hospital.read(&harness.desk(), read::LogIns { days: Some(1) }).await,
        Err(Failure::Denied)
    ));
}

#[tokio::test]
async fn everybody_changes_the_own_password_and_stays_where_they_are() {
    let harness = Harness::new(1).await;
    let accounts = harness.hospital.accounts();
    accounts.create(&Actor::system(), new("desk", Role::Desk), &here()).await.unwrap();
    let own = accounts.login("desk", PASSWORD, &here()).await.unwrap();
    let other = accounts.bearer("desk", PASSWORD, &here()).await.unwrap();
    let change = async |current, new| accounts.change_password(&own.token, current, new, &here()).await;
    assert_eq!(code(change("not this one", NEW).await), "password-wrong");
    assert_eq!(code(change("not this one", "Password2026!").await), "password-wrong", "what takes long comes last");
    assert_eq!(code(change(PASSWORD, "short").await), "password-length");
    assert_eq!(code(change(PASSWORD, "Password2026!").await), "password-common");
    change(PASSWORD, NEW).await.unwrap();
    assert!(accounts.session(&own.token).await.unwrap().is_some());
    assert!(accounts.session(&other.token).await.unwrap().is_none(), "other sessions end");
    assert!(accounts.login("desk", NEW, &here()).await.is_ok());
    assert!(accounts.login("desk", PASSWORD, &here()).await.is_err());
    assert!(matches!(accounts.change_password("no session", NEW, PASSWORD, &here()).await, Err(Failure::Denied)));
    for _ in 0..4 {
        let far = from("203.0.113.9");
        assert_eq!(code(accounts.change_password(&own.token, "guess", PASSWORD, &far).await), "password-wrong");
    }
    let _ = accounts.change_password(&own.token, "guess", PASSWORD, &from("203.0.113.9")).await;
    let guessed = accounts.change_password(&own.token, "guess", PASSWORD, &from("203.0.113.9")).await;
    assert!(matches!(guessed, Err(Failure::TooOften { .. })), "who found a session does not guess the password");
}

#[tokio::test]
async fn a_login_is_switched_off_at_once_but_not_the_last_administrators() {
    let harness = Harness::new(1).await;
    let (accounts, admin) = (harness.hospital.accounts(), harness.admin());
    let one = accounts.create(&admin, new("one", Role::Admin), &here()).await.unwrap();
    assert_eq!(code(accounts.switch(&admin, one, false, &here()).await), "last-admin");
    let two = accounts.create(&admin, new("two", Role::Admin), &here()).await.unwrap();
    let opened = accounts.login("one", PASSWORD, &here()).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_some());
    let own = model::actor::Actor { user: Some(one), ..admin.clone() };
    assert_eq!(code(accounts.switch(&own, one, false, &here()).await), "own-login");
    assert!(accounts.session(&opened.token).await.unwrap().is_some(), "refused, and still in");
    let same = accounts.change_password(&opened.token, PASSWORD, PASSWORD, &here()).await;
    assert_eq!(code(same), "password-same");
    accounts.switch(&admin, one, false, &here()).await.unwrap();
    assert!(accounts.session(&opened.token).await.unwrap().is_none(), "at once");
    assert_eq!(code(accounts.login("one", PASSWORD, &here()).await), "login-failed");
    assert_eq!(code(accounts.switch(&admin, two, false, &here()).await), "last-admin");
    assert!(matches!(accounts.switch(&harness.desk(), two, false, &here()).await, Err(Failure::Denied)));
    accounts.switch(&admin, one, true, &here()).await.unwrap();
    assert!(accounts.login("one", PASSWORD, &here()).await.is_ok());
}

#[tokio::test]
async fn a_staff_session_ends_when_it_is_not_used() {
    let real = StandingClock::new(morning());
    let harness = Harness::with_real(1, Arc::new(real.clone())).await;
    let accounts = harness.hospital.accounts();
    accounts.create(&Actor::system(), new("desk", Role::Desk), &here()).await.unwrap();
    let opened = accounts.login("desk", PASSWORD, &here()).await.unwrap();
    real.step(Duration::hours(3));
    assert!(accounts.session(&opened.token).await.unwrap().is_some(), "used, so it goes on");
    real.step(Duration::hours(3));
    assert!(accounts.session(&opened.token).await.unwrap().is_some());
    real.step(Duration::hours(5));
    assert!(accounts.session(&opened.token).await.unwrap().is_none());
}

#[tokio::test]
async fn logins_are_the_administrators_to_make() {
    let harness = Harness::new(1).await;
    let accounts = harness.hospital.accounts();
    let denied = accounts.create(&harness.desk(), new("more", Role::Admin), &here()).await;
    assert!(matches!(denied, Err(Failure::Denied)));
    assert!(matches!(harness.hospital.accounts().users(&harness.doctor()).await, Err(Failure::Denied)));
    let admin = harness.admin();
    assert_eq!(code(accounts.create(&admin, new("Big", Role::Admin), &here()).await), "login-form");
    let short = NewAccount { password: "tall grey her".into(), ..new("admin", Role::Admin) };
    assert_eq!(code(accounts.create(&admin, short, &here()).await), "password-length");
    assert_eq!(code(accounts.create(&admin, new("nurse", Role::Nurse), &here()).await), "user-incomplete");
    accounts.create(&admin, new("admin", Role::Admin), &here()).await.unwrap();
    assert_eq!(code(accounts.create(&admin, new("admin", Role::Admin), &here()).await), "login-taken");
}
