//! Refusals and rules by example.

use super::play::{Ask, Play, credential, go_on, journey_id, person, side};
use chrono::{Duration, NaiveDate};
use model::{
    decide::Decider,
    id::{AdmissionId, CoverageId, PersonId},
    journey::{
        Command, CoverageAdded, CredentialRef, Identity, InsuranceType, MergeUndone, Move, Owner, PersonClass,
        PersonRegistered, RetentionClass, StepKind, Subject,
    },
    person::{CredentialKind, Sex},
    scheduling::ReasonCode,
};
use uuid::Uuid;

fn refused(play: &Play, ask: &Ask) -> Option<(&'static str, Option<&'static str>)> {
    play.world.decide(&play.command(ask), &play.context()).err().map(|refusal| (refusal.code, refusal.field))
}

/// Seven people: 0–4 with a credential each, 5 and 6 unidentified.
fn people() -> Play {
    let mut play = Play::default();
    for number in 0..5 {
        assert!(play.ask(&Ask::Register(number, vec![number], 0)));
    }
    assert!(play.ask(&Ask::Register(5, vec![], 2)) && play.ask(&Ask::Register(6, vec![], 2)));
    play
}

fn registered(play: &Play, change: impl FnOnce(&mut PersonRegistered)) -> Option<(&'static str, Option<&'static str>)> {
    let mut asked = PersonRegistered {
        person: PersonId(Uuid::from_u128(99)),
        sex: Sex::Male,
        birth: NaiveDate::from_ymd_opt(1990, 1, 1),
        identity: Identity::Known,
        credentials: vec![credential(9)],
        record: side(1),
        name_lookup: None,
        phone_lookup: None,
    };
    change(&mut asked);
    play.world.decide(&Command::Register(asked), &play.context()).err().map(|refusal| (refusal.code, refusal.field))
}

#[test]
fn registration_refuses_what_cannot_be() {
    let mut play = people();
    assert_eq!(registered(&play, |_| ()), None);
    assert_eq!(
        registered(&play, |asked| asked.credentials = vec![credential(2)]),
        Some(("credential-taken", Some("credentials")))
    );
    assert_eq!(registered(&play, |asked| asked.credentials.clear()), Some(("credential-missing", Some("credentials"))));
    assert_eq!(
        registered(&play, |asked| asked.credentials = vec![credential(6), credential(9)]),
        Some(("resident-id-twice", Some("credentials")))
    );
    let wristband = CredentialRef { kind: CredentialKind::Wristband, ..credential(9) };
    assert_eq!(
        registered(&play, |asked| asked.credentials = vec![wristband]),
        Some(("credential-of-a-visit", Some("credentials")))
    );
    let tomorrow = NaiveDate::from_ymd_opt(2026, 11, 27);
    assert_eq!(registered(&play, |asked| asked.birth = tomorrow), Some(("birth-impossible", Some("birth"))));
    let nobody = Identity::Newborn { mother: person(7) };
    assert_eq!(registered(&play, |asked| asked.identity = nobody), Some(("person-unknown", Some("mother"))));
    assert!(play.ask(&Ask::Merge(5, 6)));
    let newborn = Identity::Newborn { mother: person(5) };
    assert_eq!(registered(&play, |asked| asked.identity = newborn), None);
}

#[test]
#[should_panic(expected = "not hashed")]
fn a_plain_number_never_gets_into_an_event() {
    registered(&people(), |asked| asked.credentials[0].lookup = "11010519491231002X".into());
}

#[test]
fn merges_make_chains_and_no_cycles() {
    let mut play = people();
    assert!(play.ask(&Ask::Merge(5, 6)) && play.ask(&Ask::Merge(6, 1)));
    assert_eq!(play.world.canonical(person(5)), person(1));
    assert_eq!(play.world.aliases_of(person(6)), [person(1), person(6), person(5)]);
    assert_eq!(refused(&play, &Ask::Merge(1, 5)), Some(("merge-same-person", Some("into"))));
    assert_eq!(refused(&play, &Ask::Merge(5, 2)), Some(("person-is-alias", Some("from"))));
    assert_eq!(refused(&play, &Ask::Merge(0, 3)), Some(("merge-facts-differ", Some("resident_id"))));
    play.undo_merge(person(6), person(1));
    assert_eq!(play.world.canonical(person(5)), person(6));
    let undo = MergeUndone { from: person(6), into: person(1), reason: ReasonCode::Mistake.into() };
    assert_eq!(play.execute(&Command::UndoMerge(undo)).map_err(|refusal| refusal.code), Err("not-merged"));
}

#[test]
fn a_merged_record_lends_its_credentials_and_takes_them_along() {
    let mut play = people();
    assert!(play.ask(&Ask::Merge(1, 2)));
    assert_eq!(play.world.by_credential(&credential(1)).map(|row| row.id), Some(person(2)));
    assert!(play.ask(&Ask::Correct(2, vec![1, 2, 7])), "its own, the lent one and a new one");
    assert_eq!(play.world.credentials_of(person(1)).len(), 3);
    play.undo_merge(person(1), person(2));
    assert_eq!(play.world.by_credential(&credential(1)).map(|row| row.id), Some(person(1)));
    assert_eq!(play.world.credentials_of(person(2)).len(), 2);
    assert_eq!(refused(&play, &Ask::Correct(2, vec![0])), Some(("credential-taken", Some("credentials"))));
}

#[test]
fn relatives_act_for_those_who_named_them_and_mothers_for_newborns() {
    let mut play = people();
    assert!(play.ask(&Ask::Relative(1, 2)));
    assert!(play.world.may_act_for(person(1), person(2)) && !play.world.may_act_for(person(2), person(1)));
    assert_eq!(refused(&play, &Ask::Relative(1, 2)), Some(("relative-known", Some("relative"))));
    assert_eq!(refused(&play, &Ask::Relative(1, 1)), Some(("relative-is-self", Some("relative"))));
    assert!(play.ask(&Ask::Register(7, vec![], 2)));
    assert!(!play.world.may_act_for(person(6), person(7)));
    let mut born = people();
    assert!(born.ask(&Ask::Register(7, vec![], 1)), "the mother is number 6");
    assert!(born.world.may_act_for(person(6), person(7)));
    assert_eq!(born.world.acts_for(person(6)).len(), 1);
    assert!(born.ask(&Ask::Correct(7, vec![7])), "the child gets a number");
    assert_eq!(born.world.person(person(7)).map(|row| row.identity), Some(Identity::Known));
    assert!(born.world.may_act_for(person(6), person(7)));
}

#[test]
fn the_last_insurance_is_in_force() {
    let mut play = people();
    assert!(play.ask(&Ask::Cover(1, false)) && play.ask(&Ask::Cover(1, true)));
    assert_eq!(play.world.coverage_of(person(1)).map(|row| row.insurance), Some(InsuranceType::Employee));
    assert_eq!(play.world.coverages_of(person(1)).len(), 2);
    assert_eq!(refused(&play, &Ask::Cover(1, true)), Some(("coverage-known", Some("insurance"))));
    let mut wrong = CoverageAdded {
        coverage: CoverageId(Uuid::from_u128(1)),
        person: person(2),
        insurance: InsuranceType::Employee,
        class: PersonClass::Resident,
        region: "370100".into(),
        record: None,
    };
    let code = |play: &Play, asked: &CoverageAdded| {
        play.world.decide(&Command::AddCoverage(asked.clone()), &play.context()).map_err(|refusal| refusal.code)
    };
    assert_eq!(code(&play, &wrong), Err("coverage-class"));
    wrong.class = PersonClass::Active;
    wrong.region = "Jinan".into();
    assert_eq!(code(&play, &wrong), Err("coverage-region"));
}

/// Opens journey 0 of person 1 with one step of a kind about a stay, and closes what is asked.
fn stay(play: &mut Play, close: bool) {
    let subject = Subject::Admission(AdmissionId(Uuid::from_u128(5)));
    let due = Some(play.now + Duration::minutes(30));
    let kind = StepKind::Stay;
    assert!(play.ask(&Ask::Open(0, 1)));
    play.execute(&go_on(0, Move::StepOpened { kind, subject, owner: Owner::Ward, due })).unwrap();
    if close {
        play.execute(&go_on(0, Move::StepClosed { kind, subject, done: true })).unwrap();
        play.execute(&go_on(0, Move::Closed)).unwrap();
    }
}

#[test]
fn a_journey_closes_when_all_is_closed_and_goes_on_when_that_is_taken_back() {
    let mut play = people();
    stay(&mut play, false);
    assert_eq!(refused(&play, &Ask::Close(0)), Some(("journey-steps-open", Some("journey"))));
    assert!(play.world.overdue(play.now).is_empty());
    play.now += Duration::hours(1);
    assert_eq!(play.world.overdue(play.now).iter().map(|late| late.step.owner).collect::<Vec<_>>(), [Owner::Ward]);
    let mut play = people();
    stay(&mut play, true);
    assert_eq!(refused(&play, &Ask::Count(0, 1)), Some(("journey-closed", Some("journey"))));
    assert_eq!(refused(&play, &Ask::Step(0, 1, 5)), Some(("journey-closed", Some("journey"))));
    let step = play.world.journey(journey_id(0)).unwrap().steps[0].clone();
    let again = Move::StepOpened { kind: step.kind, subject: step.subject, owner: step.owner, due: None };
    play.execute(&go_on(0, again)).unwrap();
    let journey = play.world.journey(journey_id(0)).unwrap();
    assert!(journey.closed.is_none() && journey.steps.len() == 2 && journey.open_steps().count() == 1);
}

#[test]
fn an_erasure_keeps_what_the_law_demands() {
    let mut play = people();
    stay(&mut play, true);
    assert!(play.ask(&Ask::Merge(5, 1)) && play.ask(&Ask::Erase(5)));
    let row = play.world.person(person(1)).unwrap();
    assert!(row.record.is_none() && row.credentials.is_empty() && row.birth.is_none());
    let erased = row.erased.as_ref().unwrap();
    assert_eq!(erased.destroyed, [RetentionClass::Contact]);
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let kept = [(RetentionClass::Medical, day(2056, 11, 26)), (RetentionClass::Financial, day(2057, 1, 1))];
    assert_eq!(erased.kept, kept);
    assert!(play.world.by_credential(&credential(1)).is_none());
    assert!(!play.world.by_name(&format!("{:064x}", 101)).iter().any(|found| found.id == person(1)));
    assert!(!play.world.may_act_for(person(1), person(1)));
    assert_eq!(refused(&play, &Ask::Erase(1)), Some(("erase-nothing-due", Some("person"))));
    assert_eq!(refused(&play, &Ask::Correct(1, vec![1])), Some(("person-erased", Some("person"))));
    assert!(play.ask(&Ask::Register(7, vec![1], 0)), "the number is free for a new registration");
    play.now += Duration::days(366 * 30);
    assert!(play.ask(&Ask::Erase(1)), "what was kept has expired");
    assert_eq!(play.world.person(person(1)).unwrap().erased.as_ref().unwrap().destroyed.len(), 2);
}

#[test]
fn nobody_is_erased_while_something_is_left_to_do() {
    let mut play = people();
    stay(&mut play, false);
    assert_eq!(refused(&play, &Ask::Erase(1)), Some(("erase-journey-open", Some("person"))));
    assert!(play.ask(&Ask::Erase(2)));
    let erased = play.world.person(person(2)).and_then(|row| row.erased.clone()).unwrap();
    assert_eq!(erased.kept, [], "never seen: nothing to keep");
    assert_eq!(erased.destroyed.len(), 3);
}

#[test]
fn who_has_nothing_left_to_erase_is_told_so() {
    let mut play = people();
    assert!(play.ask(&Ask::Erase(2)));
    assert_eq!(refused(&play, &Ask::Erase(2)), Some(("erase-nothing-left", Some("person"))));
}
