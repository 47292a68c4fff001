//! Refusals and rules by example.

use super::play::{Ask, Play, TODAY, credential, go_on, journey_id, person, side};
use chrono::{Duration, NaiveDate};
use model::{
    decide::Decider,
    id::{AdmissionId, CoverageId, PersonId},
    journey::{
        BirthYearKnown, Births, Command, CoverageAdded, CredentialRef, Event, Identity, InsuranceType, MergeUndone,
        Move, Owner, PersonClass, PersonCorrected, PersonRegistered, PersonsMerged, RetentionClass, SexRecorded,
        StepKind, Subject, command,
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

type Refused = Option<(&'static str, Option<&'static str>)>;

fn told(play: &Play, command: &Command) -> Refused {
    play.world.decide(command, &play.context()).err().map(|refusal| (refusal.code, refusal.field))
}

fn registered(play: &Play, change: impl FnOnce(&mut PersonRegistered)) -> Refused {
    born(play, Births { own: NaiveDate::from_ymd_opt(1990, 1, 1), other: None }, change)
}

fn born(play: &Play, births: Births, change: impl FnOnce(&mut PersonRegistered)) -> Refused {
    let mut asked = PersonRegistered {
        person: PersonId(Uuid::from_u128(99)),
        sex: Sex::Male,
        born_in: None,
        identity: Identity::Known,
        credentials: vec![credential(9)],
        record: side(1),
        name_lookup: None,
        phone_lookup: None,
    };
    change(&mut asked);
    let command = command::Register { asked, births }.into();
    play.world.decide(&command, &play.context()).err().map(|refusal| (refusal.code, refusal.field))
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
    let tomorrow = Births { own: TODAY.succ_opt(), other: None };
    assert_eq!(born(&play, tomorrow, |_| ()), Some(("birth-impossible", Some("birth"))));
    assert!(play.ask(&Ask::Merge(5, 6)));
}

#[test]
fn a_newborn_was_born_now_of_a_woman_who_could_be_its_mother() {
    let play = people();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let of = |mother: u8, own, other| {
        let newborn = Identity::Newborn { mother: person(mother) };
        born(&play, Births { own, other }, |asked| {
            (asked.identity, asked.credentials) = (newborn, Vec::new());
        })
    };
    let hers = day(1990, 1, 1);
    assert_eq!(of(1, Some(TODAY), hers), None);
    assert_eq!(of(1, day(2026, 10, 29), hers), None, "28 days");
    assert_eq!(of(1, day(2026, 10, 28), hers), Some(("newborn-too-old", Some("birth"))));
    assert_eq!(of(1, day(1986, 1, 1), hers), Some(("newborn-too-old", Some("birth"))));
    assert_eq!(of(1, None, hers), Some(("newborn-birth-missing", Some("birth"))));
    assert_eq!(of(7, Some(TODAY), hers), Some(("person-unknown", Some("mother"))));
    assert_eq!(of(1, Some(TODAY), Some(TODAY)), Some(("mother-age", Some("mother"))));
    assert_eq!(of(1, Some(TODAY), day(1940, 1, 1)), Some(("mother-age", Some("mother"))));
    assert_eq!(of(1, Some(TODAY), None), Some(("mother-birth-missing", Some("mother"))));
    assert_eq!(of(5, Some(TODAY), None), None, "a woman whom nobody knows gave birth");
    let unidentified = |own| born(&play, Births { own, other: None }, |asked| asked.identity = Identity::Unidentified);
    assert_eq!(unidentified(hers), Some(("unidentified-has-birth", Some("birth"))));
}

#[test]
fn twins_are_two_and_a_child_is_not_its_mother() {
    let mut play = people();
    let newborn = |number| {
        let asked = PersonRegistered {
            person: person(number),
            sex: Sex::Female,
            born_in: None,
            identity: Identity::Newborn { mother: person(6) },
            credentials: Vec::new(),
            record: side(1),
            name_lookup: None,
            phone_lookup: None,
        };
        command::Register { asked, births: Births { own: Some(TODAY), other: None } }.into()
    };
    play.execute(&newborn(8)).unwrap();
    play.execute(&newborn(9)).unwrap();
    assert_eq!(refused(&play, &Ask::Merge(8, 9)), Some(("merge-siblings", Some("into"))));
    assert_eq!(refused(&play, &Ask::Merge(9, 6)), Some(("merge-mother-and-child", Some("into"))));
    assert_eq!(refused(&play, &Ask::Merge(6, 9)), Some(("merge-mother-and-child", Some("into"))));
    let born_in_1986 = PersonCorrected {
        person: person(8),
        sex: Sex::Female,
        born_in: None,
        credentials: vec![credential(9)],
        record: side(2),
        name_lookup: None,
        phone_lookup: None,
        reason: ReasonCode::Mistake.into(),
    };
    let corrected = |birth| {
        let command = command::Correct { asked: born_in_1986.clone(), birth }.into();
        play.world.decide(&command, &play.context()).err().map(|refusal| refusal.code)
    };
    assert_eq!(corrected(NaiveDate::from_ymd_opt(1986, 1, 1)), Some("newborn-too-old"));
    assert_eq!(corrected(Some(TODAY)), None);
    let hers = NaiveDate::from_ymd_opt(1990, 1, 1);
    for (sex, birth, refusal) in [
        (Sex::Male, hers, Some(("mother-of-newborn-is-female", Some("sex")))),
        (Sex::Unknown, hers, Some(("mother-of-newborn-is-female", Some("sex")))),
        (Sex::Female, Some(TODAY), Some(("mother-age", Some("birth")))),
        (Sex::Female, NaiveDate::from_ymd_opt(1940, 1, 1), Some(("mother-age", Some("birth")))),
        (Sex::Female, hers, None),
        (Sex::Female, None, None),
    ] {
        let asked = PersonCorrected { person: person(6), sex, credentials: Vec::new(), ..born_in_1986.clone() };
        assert_eq!(told(&play, &command::Correct { asked, birth }.into()), refusal, "the mother, {sex:?} {birth:?}");
    }
    let seen = Command::RecordSex(SexRecorded { person: person(6), sex: Sex::Male });
    assert_eq!(told(&play, &seen), Some(("mother-of-newborn-is-female", Some("sex"))));
    let merge = |from, into, own, other| {
        let asked = PersonsMerged { from: person(from), into: person(into), over_caps: None };
        told(&play, &command::Merge { asked, births: Births { own, other } }.into())
    };
    let adult = |field| Some(("merge-newborn-birth-missing", Some(field)));
    assert_eq!(merge(8, 5, Some(TODAY), None), adult("into"));
    assert_eq!(merge(5, 8, None, Some(TODAY)), adult("from"));
    assert_eq!(merge(5, 8, Some(TODAY), Some(TODAY)), None, "the same child, found before it was registered");
    // The record that is merged turns out to be the mother.
    assert_eq!(merge(6, 1, None, Some(TODAY)), Some(("mother-age", Some("into"))));
    assert_eq!(merge(6, 1, None, hers), None);
    let mut lone = people();
    let facts = |own, other| {
        let asked = PersonsMerged { from: person(5), into: person(1), over_caps: None };
        let births = Births { own, other };
        let found = lone.world.decide(&command::Merge { asked, births }.into(), &lone.context());
        found.err().map(|refusal| (refusal.code, refusal.field))
    };
    assert_eq!(facts(Some(TODAY), TODAY.pred_opt()), Some(("merge-facts-differ", Some("birth"))));
    assert_eq!(facts(Some(TODAY), None), None);
    assert!(lone.ask(&Ask::Merge(5, 1)));
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
fn a_relative_who_is_removed_acts_no_more_under_any_record_also_once_a_merge_is_undone() {
    let mut play = people();
    assert_eq!(refused(&play, &Ask::NoRelative(4, 2)), Some(("relative-unknown", Some("relative"))));
    assert!(play.ask(&Ask::Relative(4, 1)) && play.ask(&Ask::Relative(4, 2)));
    assert!(play.ask(&Ask::Merge(1, 2)));
    assert!(play.ask(&Ask::NoRelative(4, 2)));
    let Some((Event::RelativeRemoved(removed), _)) = play.log.last() else { panic!("nothing was removed") };
    assert_eq!(removed.records, [person(2), person(1)], "links to the visits of both end");
    assert!(!play.world.may_act_for(person(4), person(1)) && !play.world.may_act_for(person(4), person(2)));
    assert!(play.ask(&Ask::UndoMerge(1)));
    assert!(!play.world.may_act_for(person(4), person(1)), "both pairs were removed");
    assert!(play.ask(&Ask::Relative(4, 1)), "and can be named again");
    let mut born = people();
    assert!(born.ask(&Ask::Register(7, vec![], 1)), "the mother is number 6");
    assert_eq!(refused(&born, &Ask::NoRelative(6, 7)), Some(("relative-unknown", Some("relative"))));
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

/// Opens journey 0 of person 1 with one step of a kind about a stay, and closes it if asked.
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
    assert!(row.record.is_none() && row.credentials.is_empty() && row.sex == Sex::Unknown);
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

#[test]
fn of_a_birth_date_only_the_year_is_said() {
    let mut play = people();
    let command = |number, birth| Command::from(command::KnowBirthYear { person: person(number), birth });
    let birth = NaiveDate::from_ymd_opt(1953, 12, 31);
    let events = play.world.decide(&command(6, birth), &play.context());
    assert_eq!(events, Ok(vec![BirthYearKnown { person: person(6), born_in: 1953 }.into()]));
    assert_eq!(told(&play, &command(6, None)), Some(("birth-not-known", Some("person"))));
    assert_eq!(told(&play, &command(7, birth)), Some(("person-unknown", Some("person"))));
    // Of somebody who was merged it is said for the record that stays.
    assert!(play.ask(&Ask::Merge(5, 1)));
    let events = play.world.decide(&command(5, birth), &play.context());
    assert_eq!(events, Ok(vec![BirthYearKnown { person: person(1), born_in: 1953 }.into()]));
    assert!(play.ask(&Ask::Erase(0)));
    assert_eq!(told(&play, &command(0, birth)), Some(("person-erased", Some("person"))));
}
