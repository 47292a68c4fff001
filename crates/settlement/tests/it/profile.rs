//! What the hospital is: said by a profile, and what follows from it.

use crate::play::{Harness, POLICY, admission, bill, charge_of, msgid, yuan};
use model::{
    Label,
    code::InstitutionCode,
    decide::Decider,
    interface::Interface,
    settlement::{Event, HospitalKind, Outcome, Profile, ProfileAdopted},
    time::Zone,
};
use settlement::World;

fn code(text: &str) -> InstitutionCode {
    text.parse().unwrap()
}

fn profile() -> Profile {
    Profile {
        name: Label::new("示例医院", "Example Hospital"),
        code: code("H37010000001"),
        level: 3,
        kind: HospitalKind::General,
        region: "370100".into(),
    }
}

fn adopt(change: impl FnOnce(&mut Profile)) -> ProfileAdopted {
    let mut profile = profile();
    change(&mut profile);
    ProfileAdopted { profile }
}

#[test]
fn the_last_profile_counts_and_the_same_again_is_nothing_new() {
    let mut harness = Harness::new();
    assert_eq!(harness.world.profile(), None);
    let adopted = adopt(|_| {});
    assert_eq!(harness.must(adopted.clone()), [Event::from(adopted.clone())]);
    assert_eq!(harness.must(adopted.clone()), []);
    let before = (harness.world.mark(), harness.world.clone());
    harness.must(adopt(|profile| profile.level = 2));
    assert_eq!(harness.world.profile().map(|profile| profile.level), Some(2));
    let restored = World::restore(harness.world.snapshot());
    assert_eq!(restored.profile().map(|profile| profile.level), Some(2));
    harness.world.take_back_to(before.0);
    assert!(harness.world == before.1, "taken back, the profile before counts again");
    assert_eq!(harness.world.profile(), Some(&profile()));
}

#[test]
fn what_no_hospital_is_is_refused() {
    let mut harness = Harness::new();
    let long = "院".repeat(201);
    for (adopted, says) in [
        (adopt(|profile| profile.name.zh = " ".into()), "hospital-name-length"),
        (adopt(|profile| profile.name.en = String::new()), "hospital-name-length"),
        (adopt(|profile| profile.name.zh = long.clone()), "hospital-name-length"),
        (adopt(|profile| profile.level = 4), "out-of-range"),
        (adopt(|profile| profile.region = "37010".into()), "region-form"),
        (adopt(|profile| profile.region = "37010X".into()), "region-form"),
        (adopt(|profile| profile.region = "３７０１００".into()), "region-form"),
    ] {
        assert_eq!(harness.refused(adopted.clone()), says, "{adopted:?}");
    }
    harness.must(adopt(|profile| (profile.name.zh, profile.level) = ("院".repeat(200), 0)));
}

/// The platform knows a stay by the institution's code and place, until it has its discharge.
#[test]
fn code_and_place_stay_while_the_platform_has_a_stay_open() {
    let mut harness = Harness::new();
    harness.must(adopt(|_| {}));
    let (moved, renamed) =
        (adopt(|profile| profile.region = "370200".into()), adopt(|profile| profile.code = code("H37010000002")));
    harness.send(1, Interface::Admission, None).expect("2401");
    assert_eq!(harness.refused(moved.clone()), "profile-region-in-use", "the message is under way");
    harness.answer(1, Outcome::Admitted { mdtrt_id: "M1".parse().unwrap() }).expect("an answer");
    assert_eq!(harness.refused(renamed.clone()), "profile-code-in-use");
    assert_eq!(harness.refused(moved.clone()), "profile-region-in-use");
    // Level, kind and name are of no message that is still to come about it.
    harness.must(adopt(|profile| (profile.level, profile.name.en) = (2, "Another".into())));
    let mut other = Harness::new();
    other.must(adopt(|_| {}));
    other.must(renamed);
    other.must(moved);
}

/// By the policy the first stay of the year at a general hospital of level 3 has a deductible of 1,000 yuan, at one of
/// traditional medicine 20 % less.
#[test]
fn deductibles_follow_from_the_kind_that_the_bill_was_opened_with() {
    let mut harness = Harness::new();
    let mut traditional = bill(2, Some(POLICY));
    traditional.hospital_kind = HospitalKind::Traditional;
    harness.must(traditional);
    harness.must(adopt(|profile| profile.kind = HospitalKind::Psychiatric));
    for number in [0, 2] {
        harness.must(charge_of(10 + number, number, "1000", "10", None));
    }
    let day = Zone::SHANGHAI.date(harness.now);
    let deductible = |number| harness.world.estimate(admission(number), day).unwrap().amounts.act_pay_dedc;
    assert_eq!((deductible(0), deductible(2)), (yuan("1000"), yuan("800")));
}

/// The next number of a message is made after the last one of the same institution: another's count on their own.
#[test]
fn the_last_message_is_that_of_the_institution() {
    let mut harness = Harness::new();
    for number in [3, 1, 2] {
        let mut intent = harness.intent(number, Interface::Person, None);
        (intent.admission, intent.charges) = (None, Vec::new());
        harness.must(intent);
    }
    let last = |institution: &str| harness.world.last_msgid(&code(institution)).cloned();
    assert_eq!(last("H37010000001"), Some(msgid(3)));
    assert_eq!(last("H37010000000"), None);
    assert_eq!(last("H37010000002"), None);
}
