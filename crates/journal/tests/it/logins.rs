//! Logins and their sessions.

use crate::harness::{Harness, On, at, id};
use journal::{KeptForm, Login, Session, StoreError, hash_password, verify_password};
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
        active: true,
        version: 0,
    }
}

#[test]
fn a_password_fits_its_own_hash_only() {
    let hash = hash_password("a long password").unwrap();
    assert!(hash.starts_with("$argon2id$") && !hash.contains("long"));
    assert!(verify_password("a long password", &hash));
    assert!(!verify_password("another", &hash) && !verify_password("", &hash) && !verify_password("x", "no hash"));
}

async fn a_login_is_kept_and_found_again(on: On) {
    let harness = Harness::new(on).await;
    let desk = login(1, "desk");
    harness.journal.put_new_logins(std::slice::from_ref(&desk)).await.unwrap();
    let again = harness.journal.put_new_logins(&[login(2, "desk")]).await;
    assert!(matches!(again, Err(StoreError::Taken)), "{again:?}");
    let harness = harness.reopened().await;
    assert_eq!(harness.journal.login_named("desk").await.unwrap(), Some(desk.clone()));
    assert_eq!(harness.journal.login(desk.id).await.unwrap(), Some(desk));
    assert!(harness.journal.login_named("nobody").await.unwrap().is_none());
    assert_eq!(harness.journal.logins().await.unwrap().len(), 1);
}

/// Everything that changes a login, many times and at the same time: each change takes effect, and none undoes another.
async fn changes_of_a_login_do_not_undo_each_other(on: On) {
    let harness = Harness::new(on).await;
    let admin = |number, name: &str| {
        let login = login(number, name);
        Login { actor: Actor { role: Role::Admin, ..login.actor.clone() }, ..login }
    };
    harness.journal.put_new_logins(&[admin(1, "one"), admin(2, "two")]).await.unwrap();
    let (one, journal) = (UserId(id(1)), &harness.journal);
    for round in 0..10 {
        let hash = format!("hash-{round}");
        let (set, language, large, off) = tokio::join!(
            journal.set_password(one, &hash, None),
            journal.prefer(one, Some(if round % 2 == 0 { "en" } else { "zh-CN" }), None),
            journal.prefer(one, None, Some(round % 2 == 0)),
            journal.switch_login(one, false),
        );
        let version = set.unwrap().unwrap().max(off.unwrap().unwrap());
        language.unwrap();
        large.unwrap();
        let found = journal.login(one).await.unwrap().unwrap();
        assert_eq!((found.password.as_str(), found.version), (hash.as_str(), version));
        assert_eq!((found.locale == "en", found.large_type, found.active), (round % 2 == 0, round % 2 == 0, false));
        let (on_again, other) = tokio::join!(journal.switch_login(one, true), journal.prefer(one, None, None));
        assert!(on_again.unwrap().is_some() && other.is_ok());
        assert!(
            journal.set_password(one, "stale", Some(version - 1)).await.unwrap().is_none(),
            "changed since it was read"
        );
        assert_eq!(journal.login(one).await.unwrap().unwrap().password, hash);
        // Two administrators switch each other off: one of them stays on.
        let (first, second) =
            tokio::join!(journal.switch_login(UserId(id(1)), false), journal.switch_login(UserId(id(2)), false));
        assert_eq!((first.unwrap().is_some()) as u8 + (second.unwrap().is_some()) as u8, 1);
        for who in [1, 2] {
            journal.switch_login(UserId(id(who)), true).await.unwrap();
        }
    }
}

/// A change affects one login and only what it says: no other login of this hospital, and none of the same id in
/// another.
async fn a_change_of_a_login_leaves_all_else_as_it_is(on: On) {
    let harness = Harness::new(on).await;
    let (one, two) = (login(1, "one"), login(2, "two"));
    harness.journal.put_new_logins(&[one.clone(), two.clone()]).await.unwrap();
    let sql = harness.sql().await;
    let columns = "id, name, password, actor, locale, large_type, failures, active, version";
    sql.execute(&format!("insert into login (hospital_id, {columns}) select 8, {columns} from login")).await;
    let mut wanted = one.clone();
    let is = async |wanted: &Login| {
        assert_eq!(harness.journal.logins().await.unwrap(), [wanted.clone(), two.clone()]);
        let untouched = "select count(*) from login where hospital_id = 8 and password = '$argon2id$' \
            and locale = 'zh-CN' and not large_type and active and version = 0";
        assert_eq!(sql.one::<i64>(untouched).await, 2, "{wanted:?}");
    };
    harness.journal.prefer(one.id, None, Some(true)).await.unwrap();
    wanted.large_type = true;
    is(&wanted).await;
    harness.journal.prefer(one.id, Some("en"), None).await.unwrap();
    wanted.locale = "en".into();
    is(&wanted).await;
    harness.journal.prefer(one.id, None, None).await.unwrap();
    is(&wanted).await;
    assert_eq!(harness.journal.switch_login(one.id, false).await.unwrap(), Some(1));
    (wanted.active, wanted.version) = (false, 1);
    is(&wanted).await;
    for (read, hash) in [(None, "new"), (Some(2), "newer")] {
        wanted.version += 1;
        assert_eq!(harness.journal.set_password(one.id, hash, read).await.unwrap(), Some(wanted.version));
        wanted.password = hash.into();
        is(&wanted).await;
    }
    assert!(harness.journal.set_password(one.id, "stale", Some(2)).await.unwrap().is_none());
    is(&wanted).await;
    assert_eq!(harness.journal.switch_login(one.id, true).await.unwrap(), Some(3));
    wanted.active = true;
    is(&wanted).await;
    sql.close().await;
}

async fn an_address_is_known_for_a_while(on: On) {
    let harness = Harness::new(on).await;
    harness.journal.put_new_logins(&[login(1, "desk")]).await.unwrap();
    let (desk, journal) = (UserId(id(1)), &harness.journal);
    journal.came_from(desk, "10.0.0.1", at(10), at(0)).await.unwrap();
    journal.came_from(desk, "10.0.0.1", at(5), at(0)).await.unwrap();
    let known = async |address: &str, since| journal.is_known_from(desk, address, at(since)).await.unwrap();
    assert!(known("10.0.0.1", 9).await && !known("10.0.0.1", 10).await && !known("10.0.0.2", 0).await);
    journal.came_from(desk, "10.0.0.2", at(20), at(10)).await.unwrap();
    assert!(!known("10.0.0.1", 0).await, "forgotten");
}

async fn many_logins_are_all_kept_or_none(on: On) {
    let harness = Harness::new(on).await;
    let many: Vec<Login> = (1..=100).map(|number| login(number, &format!("load-{number:03}"))).collect();
    harness.journal.put_new_logins(&many).await.unwrap();
    assert_eq!(harness.journal.logins().await.unwrap(), many);
    let more = [login(101, "load-101"), login(102, "load-001")];
    assert!(harness.journal.put_new_logins(&more).await.is_err(), "a name is taken");
    assert_eq!(harness.journal.logins().await.unwrap().len(), 100);
    harness.journal.put_new_logins(&[]).await.unwrap();
}

async fn a_session_lives_until_it_ends(on: On) {
    let harness = Harness::new(on).await;
    harness.journal.put_new_logins(&[login(1, "desk")]).await.unwrap();
    let session = |token: &str, minutes| Session {
        token_hash: Session::hash_of(token),
        login: UserId(id(1)),
        version: 0,
        csrf: "secret".into(),
        bearer: false,
        seen_at: at(0),
        expires_at: at(minutes),
    };
    for (token, minutes) in [("one", 10), ("two", 20), ("three", 30)] {
        harness.journal.open_session(&session(token, minutes)).await.unwrap();
    }
    let harness = harness.reopened().await;
    let look = async |token, minutes| harness.journal.session(&Session::hash_of(token), at(minutes)).await.unwrap();
    assert_eq!(look("one", 9).await, Some(session("one", 10)));
    assert!(look("one", 10).await.is_none(), "expired");
    assert!(look("nonsense", 9).await.is_none());
    harness.journal.end_old_sessions(at(10)).await.unwrap();
    assert!(look("one", 9).await.is_none(), "removed");
    harness.journal.end_session(&Session::hash_of("two"), at(9)).await.unwrap();
    assert!(look("two", 9).await.is_none());
    harness.journal.session_seen(&Session::hash_of("two"), at(9)).await.unwrap();
    assert!(look("two", 9).await.is_none(), "what is used in the moment that it ends stays ended");
    harness.journal.session_seen(&Session::hash_of("three"), at(2)).await.unwrap();
    harness.journal.session_seen(&Session::hash_of("three"), at(1)).await.unwrap();
    assert_eq!(look("three", 9).await.unwrap().seen_at, at(2));
    let version = harness.journal.set_password(UserId(id(1)), "new", None).await.unwrap().unwrap();
    assert!(look("three", 9).await.is_none(), "of the password before");
    harness.journal.open_session(&session("late", 30)).await.unwrap();
    assert!(look("late", 9).await.is_none(), "opened with the password before, in the moment that it changed");
    harness.journal.renew_session(&Session::hash_of("three"), UserId(id(1)), version).await.unwrap();
    harness.journal.end_sessions_of(UserId(id(1)), version).await.unwrap();
    assert_eq!(look("three", 9).await.unwrap().version, version, "whoever changed the own password stays");
    harness.journal.renew_session(&Session::hash_of("late"), UserId(id(1)), version).await.unwrap();
    assert!(look("late", 9).await.is_none(), "removed");
    harness.journal.switch_login(UserId(id(1)), false).await.unwrap();
    assert!(look("three", 9).await.is_none(), "switched off");
    harness.journal.switch_login(UserId(id(1)), true).await.unwrap();
    assert!(look("three", 9).await.is_none(), "and it stays ended");
}

async fn a_kept_form_is_its_logins_own_for_its_time(on: On) {
    let harness = Harness::new(on).await;
    harness.journal.put_new_logins(&[login(1, "desk"), login(2, "ward")]).await.unwrap();
    let (desk, ward) = (UserId(id(1)), UserId(id(2)));
    let form = |name: &str, login, minutes| KeptForm {
        id: KeptForm::hash_of(name),
        login,
        plain: format!("{name} 林听雨"),
        until: at(minutes),
    };
    harness.journal.keep_forms(&[form("one", desk, 15), form("two", desk, 16)], at(0)).await.unwrap();
    harness.journal.keep_forms(&[form("three", ward, 15)], at(1)).await.unwrap();
    let harness = harness.reopened().await;
    let look = async |name: &str, login, minutes| {
        harness.journal.kept_form(&KeptForm::hash_of(name), login, at(minutes)).await.unwrap()
    };
    assert_eq!(look("one", desk, 14).await.as_deref(), Some("one 林听雨"));
    assert!(look("one", desk, 15).await.is_none(), "its time is over");
    assert!(look("one", ward, 14).await.is_none() && look("three", desk, 14).await.is_none(), "another's");
    let many: Vec<KeptForm> = (0..20).map(|number| form(&format!("many {number}"), desk, 20 + number)).collect();
    harness.journal.keep_forms(&many, at(2)).await.unwrap();
    assert!(look("two", desk, 3).await.is_none() && look("many 3", desk, 3).await.is_none(), "the oldest go");
    assert!(look("many 4", desk, 3).await.is_some() && look("three", ward, 3).await.is_some());
    harness.journal.keep_forms(&[], at(15)).await.unwrap();
    assert!(look("three", ward, 3).await.is_none(), "removed");
}

async fn an_ended_session_still_says_whose_form_it_was(on: On) {
    let harness = Harness::new(on).await;
    harness.journal.put_new_logins(&[login(1, "desk")]).await.unwrap();
    let desk = UserId(id(1));
    let session = |token: &str, bearer| Session {
        token_hash: Session::hash_of(token),
        login: desk,
        version: 0,
        csrf: format!("secret {token}"),
        bearer,
        seen_at: at(0),
        expires_at: at(30),
    };
    for (token, bearer) in [("one", false), ("two", false), ("bearer", true)] {
        harness.journal.open_session(&session(token, bearer)).await.unwrap();
    }
    let whose = async |token: &str, now, since| {
        harness.journal.ended_session(&format!("secret {token}"), at(now), at(since)).await.unwrap()
    };
    assert!(whose("one", 29, 0).await.is_none(), "it goes on");
    assert_eq!(whose("one", 30, 0).await, Some(desk));
    assert!(whose("one", 60, 30).await.is_none(), "too long ago");
    assert!(whose("bearer", 30, 0).await.is_none() && whose("none", 30, 0).await.is_none());
    harness.journal.end_session(&Session::hash_of("two"), at(5)).await.unwrap();
    assert_eq!(whose("two", 5, 0).await, Some(desk), "logged out");
    harness.journal.set_password(desk, "new", None).await.unwrap();
    assert!(whose("two", 5, 0).await.is_none(), "of the password before");
}

on_both!(
    a_kept_form_is_its_logins_own_for_its_time,
    an_ended_session_still_says_whose_form_it_was,
    many_logins_are_all_kept_or_none,
    a_login_is_kept_and_found_again,
    changes_of_a_login_do_not_undo_each_other,
    a_change_of_a_login_leaves_all_else_as_it_is,
    an_address_is_known_for_a_while,
    a_session_lives_until_it_ends,
);
