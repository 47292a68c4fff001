//! Whatever somebody changes in a record is found, except what no record can prove; see `docs/draws.md`.

use crate::{Vector, list, number, seed};
use draws::{Commitment, EntrantNumber, Finding, ListHash, Opened, PassedOver, Published, Reason, noted, rank, verify};
use proptest::prelude::*;

/// The codes of what was found.
fn codes(published: &Published) -> Vec<String> {
    let findings = verify(published).expect_err("something does not agree");
    findings.iter().map(code).collect()
}

fn code(finding: &Finding) -> String {
    serde_json::to_value(finding).unwrap()["code"].as_str().unwrap().to_owned()
}

/// A draw of 40 for 9 seats in which some were passed over.
fn forty() -> Published {
    let published = Vector::all()[3].published();
    let opened = published.opened.as_ref().unwrap();
    assert!(opened.ranking.len() == 40 && opened.winners.len() == 9 && opened.passed_over.len() > 2);
    published
}

fn reason() -> Reason {
    Reason::new("cap-day").unwrap()
}

/// What is changed is given, with all that is found then.
#[track_caller]
fn found(change: impl Fn(&mut Published), expected: &[&str]) {
    let mut published = forty();
    change(&mut published);
    assert_eq!(codes(&published), expected);
}

#[track_caller]
fn found_opened(change: impl Fn(&mut Opened), expected: &[&str]) {
    found(|published| change(published.opened.as_mut().unwrap()), expected);
}

/// Where everything is drawn anew, nearly nothing agrees any more: first of all what is given, and the order.
#[track_caller]
fn found_anew(change: impl Fn(&mut Published), first: &[&str]) {
    let mut published = forty();
    change(&mut published);
    let codes = codes(&published);
    assert_eq!(codes[..first.len()], *first);
    assert!(codes.contains(&"other-order".to_owned()) && codes.contains(&"overtaken".to_owned()), "{codes:?}");
}

#[test]
fn another_seed_list_or_hash_is_found() {
    found(|published| published.commitment = Commitment::of(b"another"), &["other-seed"]);
    found_anew(|published| published.opened.as_mut().unwrap().seed = seed(1), &["other-seed", "other-order"]);
    // Seed and commitment changed together: only what was noted before can show that.
    let both = |published: &mut Published| {
        published.commitment = seed(1).commitment();
        published.opened.as_mut().unwrap().seed = seed(1);
    };
    found_anew(both, &["other-order"]);
    found(|published| published.list_sha256 = ListHash::of(b"another"), &["other-list-hash"]);
    found(|published| published.opened = None, &["not-opened"]);
    found(|published| published.list.swap(3, 4), &["list-unordered"]);
    found(|published| published.list.push(published.list[39]), &["listed-twice"]);
    let removed = |published: &mut Published| published.list.truncate(39);
    found_anew(removed, &["other-list-hash", "ranked-unlisted", "other-order"]);
    let added = |published: &mut Published| published.list.push(number("9999999999"));
    found_anew(added, &["other-list-hash", "not-ranked", "other-order"]);
}

#[test]
fn another_ranking_is_found() {
    found_opened(|opened| opened.ranking.swap(0, 39), &["other-order"]);
    found_opened(|opened| opened.ranking.swap(38, 39), &["other-order"]);
    found_opened(|opened| opened.ranking.reverse(), &["other-order"]);
    found_opened(
        |opened| {
            opened.ranking.pop();
        },
        &["not-ranked"],
    );
    found_opened(
        |opened| {
            opened.ranking.remove(20);
        },
        &["not-ranked", "other-order"],
    );
    found_opened(|opened| opened.ranking.push(opened.ranking[0]), &["ranked-twice"]);
    found_opened(|opened| opened.ranking.push(number("9999999999")), &["ranked-unlisted"]);
    found_opened(|opened| opened.ranking[5] = opened.ranking[4], &["ranked-twice", "not-ranked", "other-order"]);
    found_opened(|opened| opened.ranking.clear(), &["not-ranked"]);
    let mut published = forty();
    published.opened.as_mut().unwrap().ranking.swap(30, 32);
    let ranking = forty().opened.unwrap().ranking;
    assert_eq!(
        verify(&published),
        Err(vec![Finding::OtherOrder { rank: 31, published: ranking[32], computed: ranking[30], count: 2 }])
    );
}

#[test]
fn other_winners_are_found() {
    // The last winner gives way to the next in line.
    let waiting = |opened: &Opened| {
        let given = |number: &&EntrantNumber| {
            opened.winners.contains(number) || opened.passed_over.iter().any(|passed| passed.number == **number)
        };
        opened.ranking.iter().copied().filter(|number| !given(&number)).collect::<Vec<_>>()
    };
    found_opened(|opened| opened.winners[8] = waiting(opened)[0], &["overtaken"]);
    found_opened(|opened| opened.winners[8] = waiting(opened)[20], &["overtaken"]);
    found_opened(|opened| opened.winners[0] = waiting(opened)[20], &["won-unordered", "overtaken"]);
    found_opened(
        |opened| {
            opened.winners.pop();
        },
        &["seats-left"],
    );
    found_opened(
        |opened| {
            opened.winners.remove(0);
        },
        &["overtaken", "seats-left"],
    );
    found_opened(|opened| opened.winners.push(waiting(opened)[0]), &["too-many-winners"]);
    found_opened(|opened| opened.winners.push(waiting(opened)[1]), &["too-many-winners", "overtaken"]);
    found_opened(|opened| opened.winners.swap(0, 1), &["won-unordered"]);
    found_opened(|opened| opened.winners[8] = opened.winners[7], &["won-twice"]);
    found_opened(|opened| opened.winners[8] = number("9999999999"), &["won-unlisted"]);
    found(|published| published.seats = 8, &["too-many-winners"]);
    found(|published| published.seats = 10, &["seats-left"]);
    found_opened(|opened| opened.winners.clear(), &["seats-left"]);
}

#[test]
fn whoever_is_passed_over_without_a_reason_is_found() {
    found_opened(|opened| drop(opened.passed_over.remove(0)), &["overtaken"]);
    found_opened(|opened| opened.passed_over.clear(), &["overtaken"]);
    found_opened(
        |opened| opened.passed_over.push(opened.passed_over[0].clone()),
        &["passed-over-twice", "passed-over-unordered"],
    );
    found_opened(|opened| opened.passed_over.swap(0, 1), &["passed-over-unordered"]);
    let over = |number| PassedOver { number, reason: reason() };
    found_opened(|opened| opened.passed_over.push(over(opened.ranking[39])), &["passed-over-in-vain"]);
    found_opened(|opened| opened.passed_over.insert(0, over(opened.winners[0])), &["won-and-passed-over"]);
    found_opened(|opened| opened.passed_over.push(over(number("9999999999"))), &["passed-over-unlisted"]);
    // A winner is passed over without the next one winning: a seat is left.
    found_opened(
        |opened| {
            let last = opened.winners.pop().unwrap();
            opened.passed_over.push(over(last));
        },
        &["seats-left"],
    );
    let mut published = forty();
    let overtaken = published.opened.as_mut().unwrap().passed_over.remove(0).number;
    let numbers = draws::Numbers { number: overtaken, count: 1 };
    assert_eq!(verify(&published), Err(vec![Finding::Overtaken(numbers)]));
}

/// Whoever makes a whole new record that agrees with itself is found by what was noted before.
#[test]
fn a_record_that_was_made_anew_is_not_the_one_that_was_noted() {
    let (before, after) = (forty(), {
        let seed = seed(77);
        Published::open(seed.commitment(), 9, &list(41), seed, |_| None).unwrap()
    });
    assert!(verify(&after).is_ok());
    let (commitment, hash) = (before.commitment, before.list_sha256);
    assert_eq!(noted(&before, Some(commitment), Some(hash)), []);
    assert_eq!(noted(&after, None, None), []);
    let found: Vec<_> = noted(&after, Some(commitment), Some(hash)).iter().map(code).collect();
    assert_eq!(found, ["other-commitment", "other-list"]);
    let one = Finding::OtherList { noted: hash, published: after.list_sha256 };
    assert_eq!(noted(&after, Some(after.commitment), Some(hash)), [one]);
}

#[test]
fn only_the_seed_that_was_committed_to_opens_a_draw() {
    assert!(Published::open(seed(1).commitment(), 1, &list(3), seed(2), |_| None).is_err());
    let closed = Published::closed(seed(1).commitment(), 1, &list(3));
    let opened = Published::open(seed(1).commitment(), 1, &list(3), seed(1), |_| None).unwrap();
    assert_eq!(closed, Published { opened: None, ..opened });
}

/// Who gets what, by the words of the rule: from the first rank on, whoever is named as passed over is not asked again,
/// the others win until the seats are gone. Everything that differs from that, in number or order, is a change.
fn is_right(seats: u32, ranking: &[EntrantNumber], opened: &Opened) -> bool {
    let mut left = seats;
    let (mut winners, mut passed) = (opened.winners.iter(), opened.passed_over.iter().peekable());
    for number in ranking {
        if left == 0 {
            break;
        }
        if passed.next_if(|passed| passed.number == *number).is_some() {
            continue;
        }
        if winners.next() != Some(number) {
            return false;
        }
        left -= 1;
    }
    winners.next().is_none() && passed.next().is_none() && opened.ranking == ranking
}

/// A change at a random place.
fn change(kind: u8, a: usize, b: usize, published: &mut Published) {
    let count = published.list.len();
    let opened = published.opened.as_mut().unwrap();
    let (a_number, b_number) = (opened.ranking[a % count], opened.ranking[b % count]);
    let over = PassedOver { number: b_number, reason: reason() };
    let (winners, passed) = (opened.winners.len().max(1), opened.passed_over.len().max(1));
    match kind {
        0 => opened.ranking.swap(a % count, b % count),
        1 if !opened.winners.is_empty() => opened.winners[a % winners] = b_number,
        2 if !opened.winners.is_empty() => opened.winners.swap(a % winners, b % winners),
        3 if !opened.winners.is_empty() => drop(opened.winners.remove(a % winners)),
        4 => opened.winners.insert(a % (opened.winners.len() + 1), b_number),
        5 if !opened.passed_over.is_empty() => drop(opened.passed_over.remove(a % passed)),
        6 => opened.passed_over.insert(a % (opened.passed_over.len() + 1), over),
        7 if !opened.passed_over.is_empty() => opened.passed_over[a % passed] = over,
        8 => published.seats = u32::try_from(a % (count + 2)).unwrap(),
        9 => opened.ranking[a % count] = b_number,
        10 => drop(opened.ranking.remove(a % count)),
        11 => opened.ranking.insert(b % count, a_number),
        // A seat moves from one to another, with what makes it look right.
        12 => {
            opened.winners.retain(|number| *number != a_number);
            opened.winners.push(b_number);
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// One to three changes: they are found unless they lead to what the rule says.
    #[test]
    fn a_record_is_verified_exactly_if_it_is_right(
        entrants in 1_u64..12,
        seats in 0_u32..14,
        over in 0_u16..4096,
        changes in prop::collection::vec((0_u8..13, any::<usize>(), any::<usize>()), 0..4),
    ) {
        let (seed, list) = (seed(entrants), list(entrants));
        let ranking = rank(&seed, &list);
        let passes = |number: &EntrantNumber| {
            let place = ranking.iter().position(|other| other == number).unwrap();
            (over >> place & 1 == 1).then(reason)
        };
        let mut published = Published::open(seed.commitment(), seats, &list, seed, passes).unwrap();
        prop_assert!(verify(&published).is_ok());
        for (kind, a, b) in changes {
            if published.opened.as_ref().unwrap().ranking.len() == list.numbers().len() {
                change(kind, a, b, &mut published);
            }
        }
        let right = is_right(published.seats, &ranking, published.opened.as_ref().unwrap());
        prop_assert_eq!(verify(&published).is_ok(), right);
    }
}
