//! Beds that are kept against a rule of their room: named, with a reason, and never a bed that is not free.

use crate::harness::*;
use model::{
    id::{AdmissionId, BedId},
    person::Sex::{Female, Male},
    scheduling::{BedRule, BlockReason, Command, Event, Needs, command},
};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };
const ALL: Needs = Needs { oxygen: true, isolation: true };

pub(crate) fn against(admission: AdmissionId, bed: BedId) -> Command {
    Command::AssignBedAgainstRules(command::AssignBedAgainstRules { admission, bed, reason: reason() })
}

/// Was a bed kept for this admission against a rule by these events?
pub(crate) fn is_overruled(events: &[Event], admission: AdmissionId) -> bool {
    events.iter().any(|event| matches!(event, Event::BedRulesOverruled(it) if it.admission == admission))
}

fn overruled(harness: &Harness, number: u32) -> Vec<BedRule> {
    harness.world.admission(admission(number)).expect("there").overruled
}

#[test]
fn a_rule_is_broken_only_by_name_and_with_a_reason() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(request(2, Female, NOTHING));
    harness.refused(against(admission(1), bed(3, 0)), "no-rule-broken");
    harness.ok(assign(1, bed(3, 0)));
    harness.refused(assign(2, bed(3, 1)), "room-sex");
    let listed = harness.world.beds_against_rules(admission(2), ward(1));
    let of = |bed: BedId| listed.iter().find(|(place, _)| place.bed == bed).map(|(_, rules)| rules.clone());
    assert_eq!(of(bed(3, 1)), Some(vec![BedRule::RoomSex]));
    assert_eq!(of(bed(3, 0)), None, "somebody has it");
    let events = harness.ok(against(admission(2), bed(3, 1)));
    let [Event::BedAssigned(kept), Event::BedRulesOverruled(why)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((kept.bed, why.bed, &why.rules[..]), (bed(3, 1), bed(3, 1), &[BedRule::RoomSex][..]));
    assert_eq!(why.reason, reason());
    assert_eq!(overruled(&harness, 2), [BedRule::RoomSex]);
    // The next bed is kept within the rules.
    harness.ok(Command::UnassignBed(command::UnassignBed { admission: admission(2), reason: reason() }));
    assert_eq!(overruled(&harness, 2), []);
}

#[test]
fn every_broken_rule_is_named_in_its_order() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    harness.ok(request(2, Female, ALL));
    harness.ok(against(admission(2), bed(1, 1)));
    let named = [BedRule::RoomSex, BedRule::Oxygen, BedRule::Isolation, BedRule::IsolatedAlone];
    assert_eq!(overruled(&harness, 2), named);
}

#[test]
fn no_reason_gives_a_bed_that_is_not_free() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    harness.ok(request(2, Female, NOTHING));
    harness.refused(against(admission(2), bed(1, 0)), "bed-not-free");
    let block = command::BlockBed { bed: bed(1, 1), reason: BlockReason::Broken, until: None };
    harness.ok(Command::BlockBed(block));
    harness.refused(against(admission(2), bed(1, 1)), "bed-blocked");
    harness.refused(against(admission(1), bed(1, 1)), "bed-already-assigned");
}
