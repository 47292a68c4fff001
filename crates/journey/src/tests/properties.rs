//! Random command sequences: what must hold whatever people do.

use super::play::{Ask, Play, asks, journey_id};
use crate::World;
use model::decide::{Decider, Stamp};
use model::journey::{Command, CredentialRef, Event, JourneyMoved, Move, command};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_same_log_gives_the_same_world_byte_for_byte(asked in asks(80)) {
        let mut play = Play::default();
        play.ask_all(&asked);
        let mut again = World::default();
        for (event, stamp) in &play.log {
            again.apply(event, *stamp);
        }
        prop_assert_eq!(&again, &play.world);
        let bytes = serde_json::to_vec(&play.world.snapshot()).unwrap();
        prop_assert_eq!(&serde_json::to_vec(&again.snapshot()).unwrap(), &bytes);
        let restored = World::restore(serde_json::from_slice(&bytes).unwrap());
        prop_assert_eq!(&restored, &play.world);
    }

    #[test]
    fn taking_back_restores_what_was_marked(kept in asks(40), is_durable in any::<bool>(), undone in asks(40)) {
        let mut play = Play::default();
        play.ask_all(&kept);
        if is_durable {
            play.world.durable();
        }
        let (before, mark) = (play.world.clone(), play.world.mark());
        play.ask_all(&undone);
        play.world.take_back_to(mark);
        prop_assert_eq!(&play.world, &before);
    }

    #[test]
    fn no_credential_belongs_to_two_people(asked in asks(80)) {
        let mut play = Play::default();
        for ask in &asked {
            play.ask(ask);
            let snapshot = serde_json::to_value(play.world.snapshot()).unwrap();
            let people: Vec<crate::Person> = serde_json::from_value(snapshot["people"].clone()).unwrap();
            let all: Vec<&CredentialRef> = people.iter().flat_map(|person| &person.credentials).collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
            for person in &people {
                for credential in &person.credentials {
                    let found = play.world.by_credential(credential).map(|row| row.id);
                    prop_assert_eq!(found, Some(play.world.canonical(person.id)));
                }
            }
        }
    }

    #[test]
    fn a_merge_and_its_undoing_are_the_identity(asked in asks(60), from in 0u8..8, into in 0u8..8) {
        let mut play = Play::default();
        play.ask_all(&asked);
        let before = play.without_numbers();
        if play.ask(&Ask::Merge(from, into)) {
            let Some((Event::PersonsMerged(merged), _)) = play.log.last().cloned() else { panic!("a merge") };
            prop_assert_eq!(play.world.canonical(merged.from), merged.into);
            play.undo_merge(merged.from, merged.into);
        }
        prop_assert_eq!(play.without_numbers(), before);
    }

    #[test]
    fn aliases_end_at_somebody_and_reads_agree(asked in asks(80)) {
        let mut play = Play::default();
        play.ask_all(&asked);
        for person in play.world.people() {
            prop_assert_eq!(play.world.canonical(person.id), person.id);
            for alias in play.world.aliases_of(person.id) {
                prop_assert_eq!(play.world.canonical(alias), person.id);
                prop_assert!(person.erased.is_some() || play.world.may_act_for(alias, person.id));
            }
        }
        for journey in play.world.journeys() {
            prop_assert!(journey.closed.is_none() || journey.is_all_closed());
            prop_assert!(play.world.journeys_of(journey.person).contains(&journey));
        }
        let open_and_late: usize = play.world.journeys()
            .map(|journey| journey.open_steps().filter(|step| step.due.is_some_and(|due| due < play.now)).count()).sum();
        prop_assert_eq!(play.world.overdue(play.now).len(), open_and_late);
    }

    #[test]
    fn moves_together_are_moves_one_after_the_other(kept in asks(30), number in 0u8..4, asked in asks(16)) {
        let mut play = Play::default();
        play.ask_all(&kept);
        let there = play.world.journey(journey_id(number)).is_some();
        let mut moves: Vec<_> = asked.iter().filter_map(|ask| match play.command(ask) {
            Command::GoOn(command::GoOn { moves, .. }) => Some(moves),
            _ => None,
        }).flatten().collect();
        let mut opened = there;
        moves.retain(|step| !matches!(step, Move::Opened { .. }) || !std::mem::replace(&mut opened, true));
        let journey = journey_id(number);
        let context = play.context();
        let together = play.world.decide(&command::GoOn { journey, moves: moves.clone() }.into(), &context);
        let mut one_by_one = Vec::new();
        let mut refused = None;
        for step in moves {
            match play.world.decide(&command::GoOn { journey, moves: vec![step] }.into(), &context) {
                Ok(decided) => for event in decided {
                    play.world.apply(&event, Stamp { seq: context.seq, at: context.now });
                    let Event::JourneyMoved(moved) = event else { panic!("a move") };
                    one_by_one.extend(moved.moves);
                },
                Err(refusal) => { refused = Some(refusal); break }
            }
        }
        let event = (!one_by_one.is_empty()).then(|| JourneyMoved { journey, moves: one_by_one }.into());
        prop_assert_eq!(together, refused.map_or(Ok(event.into_iter().collect()), Err));
    }
}
