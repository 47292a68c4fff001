//! Each rule of the benchmark: what the scorer counts and what the search pays, both worked out by hand.

use crate::{house, houses, room, stay};
use beds::{
    assign,
    house::{House, RoomSex, Sex},
    rules::{Rule, Rules, Weight},
    score, solution,
};
use proptest::prelude::*;

/// The score of everybody's bed.
fn scored(house: &House, beds: &[u32]) -> String {
    let beds: Vec<_> = beds.iter().map(|bed| (*bed != 0).then_some(*bed)).collect();
    score::score(house, &beds).to_string()
}

/// A house of one room with a change, and a stay of 3 nights with another: its score, and what the search says.
fn one(change: impl FnOnce(&mut House)) -> (String, Option<u32>) {
    let mut house = house(4, vec![room(RoomSex::Any, &[7], 1)], vec![stay(1, Sex::Woman, 1, 4)]);
    change(&mut house);
    let cost = Rules::default().cost(&house, &house.stays[0], &house.rooms[0]);
    (scored(&house, &[7]), cost)
}

#[test]
fn each_soft_rule_costs_so_much_a_night() {
    let soft = |score: i32| (format!("0hard/0medium/{}soft", -score), Some(score.unsigned_abs()));
    assert_eq!(one(|_| {}), soft(0));
    // 3 nights at 8.
    assert_eq!(
        one(|house| {
            house.rooms[0].capacity = 2;
            house.stays[0].capacity_max = Some(1);
        }),
        soft(24)
    );
    assert_eq!(one(|house| house.stays[0].capacity_max = Some(1)), soft(0));
    // 3 nights at 10, at 20, and at 10 + 20.
    assert_eq!(one(|house| house.departments[0].treats.clear()), soft(30));
    assert_eq!(one(|house| house.rooms[0].treats.clear()), soft(60));
    assert_eq!(one(|house| house.stays[0].specialism = Some(5)), soft(90));
    assert_eq!(one(|house| house.stays[0].specialism = None), soft(0));
    // Priority 3 is two steps: 3 nights at 20.
    assert_eq!(one(|house| house.rooms[0].treats[0].priority = 3), soft(60));
    // Two of three properties are lacking: 3 nights at 40.
    assert_eq!(
        one(|house| {
            house.rooms[0].properties = 0b010;
            house.stays[0].preferred = 0b111;
        }),
        soft(120)
    );
}

#[test]
fn each_hard_rule_costs_so_much_a_night_and_is_never_broken_by_the_search() {
    let hard = |score: i32| (format!("{}hard/0medium/0soft", -score), None);
    // 3 nights at 50, at 100, at 100, at 2 × 50.
    assert_eq!(one(|house| house.rooms[0].sex = RoomSex::Men), hard(150));
    assert_eq!(one(|house| house.departments[0].age_min = Some(41)), hard(300));
    assert_eq!(one(|house| house.departments[0].age_max = Some(39)), hard(300));
    assert_eq!(one(|house| house.stays[0].required = 0b11), hard(300));
    assert_eq!(one(|house| house.departments[0].age_min = Some(40)).1, Some(0));
    assert_eq!(one(|house| house.departments[0].age_max = Some(40)).1, Some(0));
}

#[test]
fn two_in_a_bed_and_both_sexes_in_a_room_count_by_pair_and_common_night() {
    let stays = vec![stay(1, Sex::Woman, 0, 3), stay(2, Sex::Man, 1, 4), stay(3, Sex::Man, 3, 4)];
    let rooms = |sex| vec![room(sex, &[1, 2, 3], 1)];
    // The first two have two nights in common, the last two one.
    assert_eq!(scored(&house(4, rooms(RoomSex::Any), stays.clone()), &[1, 1, 1]), "-3000hard/0medium/0soft");
    assert_eq!(scored(&house(4, rooms(RoomSex::SameEachNight), stays.clone()), &[1, 2, 3]), "-2000hard/0medium/0soft");
    assert_eq!(scored(&house(4, rooms(RoomSex::SameEachNight), stays.clone()), &[1, 1, 2]), "-4000hard/0medium/0soft");
    // Without a bed: 3 and 1 nights, and nothing else.
    assert_eq!(scored(&house(4, rooms(RoomSex::SameEachNight), stays), &[0, 2, 0]), "0hard/-4medium/0soft");
}

#[test]
fn a_suggestion_names_the_rules_that_decided() {
    let mut house = house(4, vec![room(RoomSex::Men, &[7], 3)], vec![stay(1, Sex::Woman, 1, 4)]);
    house.stays[0].preferred = 0b11;
    let broken = Rules::default().broken(&house, &house.stays[0], &house.rooms[0]);
    let broken: Vec<_> = broken.iter().map(|broken| (broken.rule, broken.times, broken.cost)).collect();
    assert_eq!(
        broken,
        [(Rule::RoomSex, 1, None), (Rule::RoomPriority, 2, Some(60)), (Rule::PreferredProperty, 2, Some(120)),]
    );
    // A house that would rather break the first rule pays for it: 3 nights at 7, and the others as before.
    let rules = Rules { room_sex: Weight::Soft(7), ..Rules::default() };
    assert_eq!(rules.cost(&house, &house.stays[0], &house.rooms[0]), Some(21 + 60 + 120));
}

/// Rules that the benchmark does not have cost nothing unless somebody gives them a weight.
#[test]
fn rules_of_a_ward_count_only_with_a_weight() {
    let mut house = house(2, vec![room(RoomSex::Any, &[1, 2, 3], 1)], vec![stay(1, Sex::Woman, 0, 2)]);
    house.rooms[0].properties = 0b111;
    house.stays[0].required = 0b001;
    let cost = |rules: &Rules, house: &House| rules.cost(house, &house.stays[0], &house.rooms[0]);
    assert_eq!(cost(&Rules::default(), &house), Some(0));
    let rules = Rules {
        closed_bed: Some(Weight::Soft(8)),
        opened_room: Some(Weight::Soft(15)),
        spared_properties: vec![(0b001, Weight::Soft(100)), (0b110, Weight::Soft(20))],
        ..Rules::default()
    };
    // Two nights: an empty room (15), and two properties that are not needed (20 each); the needed one is not spared.
    assert_eq!(cost(&rules, &house), Some(2 * (15 + 40)));
    house.stays[0].preferred = 0b010;
    assert_eq!(cost(&rules, &house), Some(2 * (15 + 20)));
    house.rooms[0].occupied = 1;
    assert_eq!(cost(&rules, &house), Some(2 * 20));
    // Whoever must be alone is not put beside somebody; in an empty room, two beds are closed.
    house.stays[0].alone = true;
    assert_eq!(cost(&rules, &house), None);
    house.rooms[0].occupied = 0;
    assert_eq!(cost(&rules, &house), Some(2 * (15 + 20 + 2 * 8)));
}

proptest! {
    /// The search's costs and the scorer are two programs for one table.
    #[test]
    fn the_scorer_and_the_costs_agree(house in houses(4, 1)) {
        for (place, room) in house.rooms.iter().enumerate() {
            let score = score::score(&house, &assign::beds(&house, &[Some(place)]));
            match Rules::default().cost(&house, &house.stays[0], room) {
                Some(cost) => prop_assert_eq!((score.hard, score.medium, score.soft), (0, 0, -i64::from(cost))),
                None => prop_assert!(score.hard < 0),
            }
        }
    }

    #[test]
    fn a_solution_is_read_as_it_was_written(house in houses(3, 6), chosen in proptest::collection::vec(0..8_u32, 6)) {
        let known: Vec<u32> = house.rooms.iter().flat_map(|room| room.beds.clone()).collect();
        let bed = |bed: &u32| known.get(*bed as usize).copied();
        let beds: Vec<_> = chosen.iter().take(house.stays.len()).map(bed).collect();
        prop_assert_eq!(solution::read(&solution::write(&house, &beds), &house), Ok(beds));
    }
}
