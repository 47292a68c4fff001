//! Logging in by a code to one's phone, registering by oneself, and family with both sides' consent.

use super::{
    harness::{Harness, Place, config},
    merging::someone,
};
use crate::{
    Answer, Config, Failure, Request,
    accounts::{Account, AskedCode, Origin},
    clock::StandingClock,
    fixture::{Opening, morning},
    messages::{Gateway, Outgoing, Says, Sending, Settings},
    request::{PersonDetails, TypedCredential},
    usecase,
};
use chrono::Duration;
use model::{
    actor::{Actor, Role},
    credential::complete_resident_id,
    id::PersonId,
    journey::Identity,
    person::CredentialKind,
    scheduling::ReasonCode,
};
use std::{
    sync::{Arc, Mutex},
    time::Duration as RealDuration,
};

/// Takes everything.
#[derive(Debug, Default)]
struct Phones(Mutex<Vec<Outgoing>>);

impl Gateway for Phones {
    fn send<'a>(&'a self, message: &'a Outgoing) -> Sending<'a> {
        self.0.lock().unwrap().push(message.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

const NUMBER: &str = "13900000001";

/// A hospital whose messages go to phones, with real time that the test steps.
struct Town {
    harness: Harness,
    phones: Arc<Phones>,
    real: StandingClock,
}

impl Town {
    async fn new() -> Self {
        let (phones, real) = (Arc::<Phones>::default(), StandingClock::new(morning()));
        let gateway: Arc<dyn Gateway> = phones.clone();
        // Only the test looks.
        let every = RealDuration::from_secs(3600);
        let messages = Settings { every, ..Settings::through(Some(gateway)) };
        let config = Config { messages, real: Arc::new(real.clone()), ..config() };
        Self { harness: Harness::open(Place::file(), Opening { config, ..Opening::default() }).await, phones, real }
    }

    /// What was sent since it was last asked.
    async fn sent(&self) -> Vec<Outgoing> {
        let gateway: Arc<dyn Gateway> = self.phones.clone();
        while !self.harness.hospital.deliver_direct(&gateway).await.unwrap() {}
        std::mem::take(&mut *self.phones.0.lock().unwrap())
    }

    async fn ask(&self, phone: &str) -> Result<AskedCode, Failure> {
        self.harness.hospital.accounts().ask_code(phone, "zh-CN", &from("203.0.113.9")).await
    }

    /// Asks for a code after a pause that no bound forbids, and reads it on the phone.
    async fn code(&self, phone: &str) -> (String, String) {
        self.real.step(Duration::hours(3));
        let asked = self.ask(phone).await.unwrap();
        let sent = self.sent().await;
        let [Outgoing { phone: to, says: Says::LoginCode { code, minutes: 5 }, .. }] = &sent[..] else {
            panic!("{sent:?}")
        };
        assert_eq!(to, phone);
        (asked.ticket, code.clone())
    }

    /// A ticket whose code was right, but which does not say who it is.
    async fn proven(&self, phone: &str) -> String {
        let (ticket, code) = self.code(phone).await;
        assert!(self.enter(&ticket, &code).await.unwrap().is_none());
        ticket
    }

    async fn enter(&self, ticket: &str, code: &str) -> Result<Option<Account>, Failure> {
        let opened = self.harness.hospital.accounts().enter_code(ticket, code, &from("203.0.113.9")).await?;
        Ok(opened.map(|opened| opened.account))
    }

    async fn identify(&self, ticket: &str, last: &str) -> Result<Account, Failure> {
        let accounts = self.harness.hospital.accounts();
        Ok(accounts.identify(ticket, last, "en", &from("203.0.113.9")).await?.account)
    }

    async fn register(&self, ticket: &str, seventeen: &str) -> Result<Account, Failure> {
        let (hospital, person) = (&self.harness.hospital, details("孙示例", seventeen, None));
        Ok(hospital.register_self(ticket, person, "zh-CN", &from("203.0.113.9")).await?.account)
    }

    /// Registers somebody at the desk.
    async fn at_desk(&self, name: &str, seventeen: &str, phone: &str) -> PersonId {
        let person = details(name, seventeen, Some(phone.to_owned()));
        let request = Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Known, person });
        let Ok(Answer::PersonRegistered { person }) = self.harness.system(request).await else { panic!() };
        person
    }

    fn may_act(&self, relative: PersonId, person: PersonId) -> bool {
        self.harness.hospital.worlds().journey.may_act_for(relative, person)
    }

    async fn asks(&self, who: &Actor, name: &str, phone: &str) -> Result<(), Failure> {
        self.harness.hospital.ask_family(who, name, phone, "zh-CN").await
    }
}

fn from(address: &str) -> Origin {
    Origin::of(address.parse().unwrap())
}

fn details(name: &str, seventeen: &str, phone: Option<String>) -> PersonDetails {
    let number = complete_resident_id(seventeen).unwrap();
    PersonDetails {
        name: name.into(),
        sex: None,
        birth: None,
        phone,
        address: None,
        credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }],
    }
}

/// The last six characters of an identity card.
fn last(seventeen: &str) -> String {
    complete_resident_id(seventeen).unwrap()[12..].to_owned()
}

fn code_of<T: std::fmt::Debug>(result: Result<T, Failure>) -> &'static str {
    match result {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

const OWN: &str = "37010019700101002";
const OTHER: &str = "37010019720202004";

#[tokio::test]
async fn a_code_and_who_one_is_open_a_login_and_then_the_code_alone() {
    let town = Town::new().await;
    let person = town.at_desk("孙示例", OWN, NUMBER).await;
    let (ticket, code) = town.code(NUMBER).await;
    assert!(town.enter(&ticket, &code).await.unwrap().is_none(), "who it is, is to be said first");
    assert_eq!(code_of(town.identify(&ticket, "12").await), "last-form");
    assert_eq!(code_of(town.identify(&ticket, &last(OTHER)).await), "code-nobody");
    let account = town.identify(&ticket, &last(OWN).to_lowercase()).await.unwrap();
    assert_eq!((account.actor.role, account.actor.person), (Role::Patient, Some(person)));
    assert_eq!((account.name.as_str(), account.locale.as_str(), account.has_password), ("孙示例", "en", false));
    assert_eq!(code_of(town.identify(&ticket, &last(OWN)).await), "code-over", "a ticket leads in once");
    // From now on the number alone, within the 90 days in which it is nobody else's.
    let (ticket, code) = town.code("139 0000 0001".replace(' ', "").as_str()).await;
    let code: String = code.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xFEE0)).collect();
    assert_eq!(town.enter(&ticket, &code).await.unwrap().unwrap().user, account.user);
    town.real.step(Duration::days(90));
    let ticket = town.proven(NUMBER).await;
    assert_eq!(town.identify(&ticket, &last(OWN)).await.unwrap().user, account.user, "the same login");
    // No password fits a login that has none.
    let accounts = town.harness.hospital.accounts();
    for password in ["", "long enough 1"] {
        assert_eq!(code_of(accounts.login(&account.login, password, &from("203.0.113.9")).await), "login-failed");
    }
    // Whoever was switched off does not come in by another way.
    accounts.switch(&town.harness.admin(), account.user, false, &Origin::here()).await.unwrap();
    let ticket = town.proven(NUMBER).await;
    assert_eq!(code_of(town.identify(&ticket, &last(OWN)).await), "login-off");
}

#[tokio::test]
async fn a_code_is_worth_nothing_twice_late_after_a_newer_one_or_in_another_browser() {
    let town = Town::new().await;
    let (ticket, code) = town.code(NUMBER).await;
    assert!(town.enter(&ticket, &code).await.unwrap().is_none());
    assert_eq!(code_of(town.enter(&ticket, &code).await), "code-wrong", "twice");
    let (ticket, code) = town.code(NUMBER).await;
    town.real.step(Duration::minutes(5));
    assert_eq!(code_of(town.enter(&ticket, &code).await), "code-wrong", "late");
    let (ticket, code) = town.code(NUMBER).await;
    let (newer, new) = town.code(NUMBER).await;
    assert_eq!(code_of(town.enter(&ticket, &code).await), "code-wrong", "a newer one");
    assert_eq!(code_of(town.enter(&ticket, &new).await), "code-wrong", "without its ticket");
    // Nobody else can use up its tries; five wrong ones do.
    for wrong in 0..5 {
        let digits = format!("{:06}", (new.parse::<u32>().unwrap() + wrong + 1) % 1_000_000);
        assert_eq!(code_of(town.enter(&newer, &digits).await), "code-wrong");
    }
    assert_eq!(code_of(town.enter(&newer, &new).await), "code-wrong", "no try is left");
    // What one may say after a right code is bounded too, in tries and in time.
    let ticket = town.proven(NUMBER).await;
    for _ in 0..5 {
        assert_eq!(code_of(town.identify(&ticket, "123456").await), "code-nobody");
    }
    assert_eq!(code_of(town.identify(&ticket, "123456").await), "code-over");
    let ticket = town.proven(NUMBER).await;
    town.real.step(Duration::minutes(15));
    assert_eq!(code_of(town.register(&ticket, OWN).await), "code-over");
}

#[tokio::test]
async fn new_codes_give_no_new_tries_to_say_who_one_is() {
    let town = Town::new().await;
    let person = town.at_desk("孙示例", OWN, NUMBER).await;
    for _ in 0..3 {
        let ticket = town.proven(NUMBER).await;
        for _ in 0..5 {
            assert_eq!(code_of(town.identify(&ticket, "123456").await), "code-nobody");
        }
    }
    let ticket = town.proven(NUMBER).await;
    assert_eq!(code_of(town.identify(&ticket, &last(OWN)).await), "code-nobody", "15 within a day");
    town.real.step(Duration::days(1));
    let ticket = town.proven(NUMBER).await;
    assert_eq!(town.identify(&ticket, &last(OWN)).await.unwrap().actor.person, Some(person));
}

#[tokio::test]
async fn codes_go_out_within_the_bounds_and_nowhere_without_a_gateway() {
    let town = Town::new().await;
    town.ask(NUMBER).await.unwrap();
    assert_eq!(code_of(town.ask(NUMBER).await), "code-too-often");
    assert_eq!(code_of(town.ask("020 8888 8888").await), "code-phone");
    assert_eq!(town.sent().await.len(), 1);
    // 30 from one address within an hour; the first was the first.
    for number in 0..29 {
        town.ask(&format!("137000000{number:02}")).await.unwrap();
    }
    assert_eq!(code_of(town.ask("13700000099").await), "code-too-often");
    let accounts = town.harness.hospital.accounts();
    accounts.ask_code("13700000099", "en", &from("203.0.113.10")).await.unwrap();
    assert_eq!(town.sent().await.len(), 30);
    // What was not handed over in time is not sent any more.
    town.real.step(Duration::hours(1));
    town.ask(NUMBER).await.unwrap();
    town.real.step(Duration::minutes(5));
    assert_eq!(town.sent().await, []);
    let none = Harness::new(1).await;
    assert!(!none.hospital.accounts().offers_codes());
    assert_eq!(code_of(none.hospital.accounts().ask_code(NUMBER, "en", &Origin::here()).await), "code-not-offered");
}

#[tokio::test]
async fn of_several_people_with_one_number_the_document_says_who_it_is() {
    let town = Town::new().await;
    let one = town.at_desk("孙示例", OWN, NUMBER).await;
    let ticket = town.proven(NUMBER).await;
    assert_eq!(town.identify(&ticket, &last(OWN)).await.unwrap().actor.person, Some(one));
    // From now on the number alone does not tell.
    let other = town.at_desk("李示例", OTHER, NUMBER).await;
    for (person, document) in [(other, OTHER), (one, OWN), (other, OTHER)] {
        let ticket = town.proven(NUMBER).await;
        assert_eq!(town.identify(&ticket, &last(document)).await.unwrap().actor.person, Some(person));
    }
    // Two records of one person are one.
    let merge = usecase::MergePersons { from: other, into: one };
    let merged = town.harness.execute(&town.harness.desk(), merge.into()).await;
    if merged.is_ok() {
        let (ticket, code) = town.code(NUMBER).await;
        assert!(town.enter(&ticket, &code).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn whoever_is_new_registers_and_a_document_that_is_known_tells_nothing() {
    let town = Town::new().await;
    let known = town.at_desk("李示例", OTHER, "13900000002").await;
    let ticket = town.proven(NUMBER).await;
    let without = PersonDetails { credentials: Vec::new(), ..details("孙示例", OWN, None) };
    let refused = town.harness.hospital.register_self(&ticket, without, "en", &Origin::here()).await;
    assert_eq!(code_of(refused), "field-choose");
    assert_eq!(code_of(town.register(&ticket, OTHER).await), "register-at-desk");
    let account = town.register(&ticket, OWN).await.unwrap();
    let person = account.actor.person.unwrap();
    assert!(person != known && account.name == "孙示例");
    // Registered with the number that was proven, so the number alone leads in.
    let (ticket, code) = town.code(NUMBER).await;
    assert_eq!(town.enter(&ticket, &code).await.unwrap().unwrap().user, account.user);
    // Erased, nothing leads there any more.
    let erase = Request::ErasePerson(usecase::ErasePerson { person });
    town.harness.execute(&town.harness.admin(), erase).await.unwrap();
    let ticket = town.proven(NUMBER).await;
    assert_eq!(code_of(town.identify(&ticket, &last(OWN)).await), "code-nobody");
    // A number of too many people.
    for number in 0..6 {
        town.at_desk("孙示例", &format!("3701001980010100{number}"), "13900000003").await;
    }
    let ticket = town.proven("13900000003").await;
    assert_eq!(code_of(town.register(&ticket, "37010019850101002").await), "register-at-desk");
}

#[tokio::test]
async fn one_asks_the_other_agrees_and_either_ends_it() {
    let town = Town::new().await;
    let (daughter, mother) =
        (town.at_desk("孙示例", OWN, NUMBER).await, town.at_desk("李示例", OTHER, "13900000002").await);
    let [asker, asked, stranger] = [daughter, mother, town.harness.person().await].map(|one| town.harness.patient(one));
    town.asks(&asker, " 李示例 ", "139 0000 0002").await.unwrap();
    town.asks(&asker, "李示例", "13900000002").await.unwrap();
    let sent = town.sent().await;
    assert!(
        matches!(&sent[..], [Outgoing { says: Says::FamilyAsked { asker }, phone, .. }]
            if asker == "孙*例" && phone == "13900000002"),
        "once: {sent:?}"
    );
    let hospital = &town.harness.hospital;
    assert_eq!(hospital.family_asking(&asked).await.unwrap(), 1);
    let asking = hospital.family(&asked).await.unwrap().asking;
    assert_eq!(asking[0].name, "孙*例");
    let id = asking[0].id.clone();
    for other in [&asker, &stranger] {
        assert!(matches!(hospital.accept_family(other, &id).await, Err(Failure::NotFound)));
    }
    assert!(!town.may_act(daughter, mother));
    hospital.accept_family(&asked, &id).await.unwrap();
    assert!(town.may_act(daughter, mother) && !town.may_act(mother, daughter));
    assert!(matches!(hospital.accept_family(&asked, &id).await, Err(Failure::NotFound)), "it is answered");
    assert_eq!(hospital.family(&asker).await.unwrap().asked, []);
    assert_eq!(code_of(town.asks(&asker, "李示例", "13900000002").await), "relative-known");
    assert_eq!(code_of(town.asks(&asker, "孙示例", NUMBER).await), "relative-is-self");
    // Neither a stranger nor another relative ends it; each of both does.
    let end = usecase::RemoveRelative { relative: daughter, person: mother };
    let another = usecase::AddRelative { relative: stranger.person.unwrap(), person: mother };
    town.harness.execute(&town.harness.desk(), another.into()).await.unwrap();
    assert!(matches!(town.harness.execute(&stranger, end.clone().into()).await, Err(Failure::Denied)));
    town.harness.execute(&asked, end.clone().into()).await.unwrap();
    assert!(!town.may_act(daughter, mother));
    assert!(matches!(town.harness.execute(&asker, end.into()).await, Err(Failure::Denied)), "there is nothing to end");
}

#[tokio::test]
async fn whoever_asks_learns_nothing_and_requests_are_few_and_end() {
    let town = Town::new().await;
    let (own, other) = (town.at_desk("孙示例", OWN, NUMBER).await, town.at_desk("李示例", OTHER, "13900000002").await);
    let [asker, asked] = [own, other].map(|one| town.harness.patient(one));
    let hospital = &town.harness.hospital;
    // Somebody, somebody of another name, nobody.
    for (name, phone) in [("李示例", "13900000002"), ("王示例", NUMBER), ("赵示例", "13900000009")] {
        town.asks(&asker, name, phone).await.unwrap();
    }
    assert_eq!(town.sent().await.len(), 1);
    let family = hospital.family(&asker).await.unwrap();
    let shown: Vec<_> = family.asked.iter().map(|one| (one.name.as_str(), one.phone.len())).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert_eq!(code_of(town.asks(&asker, "钱示例", "13900000008").await), "family-open-max");
    // Declined, it looks as before.
    let id = hospital.family(&asked).await.unwrap().asking[0].id.clone();
    hospital.decline_family(&asked, &id).await.unwrap();
    assert_eq!(hospital.family(&asked).await.unwrap().asking, []);
    assert_eq!(hospital.family(&asker).await.unwrap(), family);
    assert!(matches!(hospital.accept_family(&asked, &id).await, Err(Failure::NotFound)));
    // Taken back by its asker only, and asked again within the bounds of what a number gets.
    assert!(matches!(hospital.take_back_family(&asked, &id).await, Err(Failure::NotFound)));
    hospital.take_back_family(&asker, &id).await.unwrap();
    assert_eq!(code_of(town.asks(&asker, "李示例", "13900000002").await), "code-too-often");
    town.real.step(Duration::minutes(1));
    town.asks(&asker, "李示例", "13900000002").await.unwrap();
    assert_eq!(hospital.family_asking(&asked).await.unwrap(), 1);
    town.harness.clock.step(Duration::days(7));
    assert_eq!(hospital.family_asking(&asked).await.unwrap(), 0);
    assert_eq!(hospital.family(&asker).await.unwrap().asked, []);
    // Only patients have a family here.
    assert!(matches!(hospital.family(&town.harness.desk()).await, Err(Failure::Denied)));
}

#[tokio::test]
async fn a_link_of_a_visit_ends_with_the_right_to_act() {
    let town = Town::new().await;
    let (daughter, mother) = (town.harness.person().await, town.harness.person().await);
    let add = usecase::AddRelative { relative: daughter, person: mother };
    town.harness.execute(&town.harness.desk(), add.into()).await.unwrap();
    let booked = town.harness.book_for(daughter, mother, town.harness.slots[0]).await;
    let Ok(Answer::Booked { appointment, .. }) = booked else { panic!("{booked:?}") };
    let link = town.harness.hospital.share(&town.harness.patient(daughter), appointment, true).await.unwrap();
    let end = usecase::RemoveRelative { relative: daughter, person: mother };
    town.harness.execute(&town.harness.patient(mother), end.into()).await.unwrap();
    assert!(matches!(town.harness.hospital.shared(&link.token).await, Err(Failure::NotFound)));
    // What was booked stays, and is not the relative's any more.
    let cancel = usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None };
    let tried = town.harness.execute(&town.harness.patient(daughter), cancel.clone().into()).await;
    assert!(matches!(tried, Err(Failure::Denied)));
    town.harness.execute(&town.harness.patient(mother), cancel.into()).await.unwrap();
}

#[tokio::test]
async fn links_to_visits_of_a_merged_record_end_too() {
    let town = Town::new().await;
    let (daughter, old, new) =
        (town.harness.person().await, someone(&town.harness, 1).await, someone(&town.harness, 2).await);
    let booked = town.harness.book(old, town.harness.slots[0]).await;
    let Ok(Answer::Booked { appointment, .. }) = booked else { panic!("{booked:?}") };
    let link = town.harness.hospital.share(&town.harness.patient(old), appointment, true).await.unwrap();
    let add = usecase::AddRelative { relative: daughter, person: new };
    town.harness.execute(&town.harness.desk(), add.into()).await.unwrap();
    let merge = usecase::MergePersons { from: old, into: new };
    town.harness.execute(&town.harness.desk(), merge.into()).await.unwrap();
    assert!(town.harness.hospital.shared(&link.token).await.is_ok());
    let end = usecase::RemoveRelative { relative: daughter, person: new };
    town.harness.execute(&town.harness.patient(new), end.into()).await.unwrap();
    assert!(matches!(town.harness.hospital.shared(&link.token).await, Err(Failure::NotFound)));
}
