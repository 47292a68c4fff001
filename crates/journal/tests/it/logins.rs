//! Logins and their sessions.

use crate::house::{House, On, at, id};
use journal::{Login, Session, hash_password, verify_password};
use model::{
    actor::{Actor, Role},
    id::UserId,
};

pub(crate) fn login(number: u128, name: &str) -> Login {
    let user = UserId(id(number));
    Login {
        id: user,
        name: name.into(),
        password: "$argon2id$".into(),
        actor: Actor { user: Some(user), role: Role::Desk, ..Actor::system() },
        locale: "zh-CN".into(),
        large_type: false,
        failures: 0,
        locked_until: None,
    }
}

#[test]
fn a_password_fits_its_own_hash_only() {
    let hash = hash_password("a long password").unwrap();
    assert!(hash.starts_with("$argon2id$") && !hash.contains("long"));
    assert!(verify_password("a long password", &hash));
    assert!(!verify_password("another", &hash) && !verify_password("", &hash) && !verify_password("x", "no hash"));
}

async fn a_login_is_kept_changed_and_found_again(on: On) {
    let house = House::new(on).await;
    let mut desk = login(1, "desk");
    house.journal.put_login(&desk).await.unwrap();
    assert!(house.journal.put_login(&login(2, "desk")).await.is_err(), "the name is taken");
    desk.failures = 3;
    desk.locked_until = Some(at(5));
    house.journal.put_login(&desk).await.unwrap();
    let house = house.reopened().await;
    assert_eq!(house.journal.login_named("desk").await.unwrap(), Some(desk.clone()));
    assert_eq!(house.journal.login(desk.id).await.unwrap(), Some(desk));
    assert!(house.journal.login_named("nobody").await.unwrap().is_none());
    assert_eq!(house.journal.logins().await.unwrap().len(), 1);
}

async fn many_logins_are_all_kept_or_none(on: On) {
    let house = House::new(on).await;
    let many: Vec<Login> = (1..=100).map(|number| login(number, &format!("load-{number:03}"))).collect();
    house.journal.put_new_logins(&many).await.unwrap();
    assert_eq!(house.journal.logins().await.unwrap(), many);
    let more = [login(101, "load-101"), login(102, "load-001")];
    assert!(house.journal.put_new_logins(&more).await.is_err(), "a name is taken");
    assert_eq!(house.journal.logins().await.unwrap().len(), 100);
    house.journal.put_new_logins(&[]).await.unwrap();
}

async fn a_session_lives_until_it_ends(on: On) {
    let house = House::new(on).await;
    house.journal.put_login(&login(1, "desk")).await.unwrap();
    let session = |token: &str, minutes| Session {
        token_hash: Session::hash_of(token),
        login: UserId(id(1)),
        csrf: "secret".into(),
        bearer: false,
        seen_at: at(0),
        expires_at: at(minutes),
    };
    for (token, minutes) in [("one", 10), ("two", 20), ("three", 30)] {
        house.journal.put_session(&session(token, minutes)).await.unwrap();
    }
    let house = house.reopened().await;
    let look = async |token, minutes| house.journal.session(&Session::hash_of(token), at(minutes)).await.unwrap();
    assert_eq!(look("one", 9).await, Some(session("one", 10)));
    assert!(look("one", 10).await.is_none(), "expired");
    assert!(look("nonsense", 9).await.is_none());
    house.journal.end_old_sessions(at(10)).await.unwrap();
    assert!(look("one", 9).await.is_none(), "removed");
    house.journal.end_session(&Session::hash_of("two")).await.unwrap();
    assert!(look("two", 9).await.is_none());
    house.journal.end_sessions_of(UserId(id(1))).await.unwrap();
    assert!(look("three", 9).await.is_none());
}

on_both!(many_logins_are_all_kept_or_none, a_login_is_kept_changed_and_found_again, a_session_lives_until_it_ends,);
