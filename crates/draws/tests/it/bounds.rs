//! As much as is allowed works, and one more is refused.

use crate::{list, seed};
use draws::{
    ClosedList, EntrantNumber, ListError, Published, Reason,
    limits::{ENTRANTS_MAX, FILE_BYTES_MAX, REASON_BYTES_MAX, SEATS_MAX},
    verify,
};

/// Numbers that differ.
fn numbers(count: usize) -> Vec<EntrantNumber> {
    (0..count as u64).map(|n| EntrantNumber::from_random((n * 7).to_be_bytes())).collect()
}

#[test]
fn a_list_has_its_limit_and_nobody_is_on_it_twice() {
    assert_eq!(ClosedList::new(numbers(ENTRANTS_MAX + 1)), Err(ListError::TooMany(100_001)));
    let full = ClosedList::new(numbers(ENTRANTS_MAX)).unwrap();
    assert_eq!(full.numbers().len(), 100_000);
    let twice = full.numbers()[500];
    assert_eq!(ClosedList::new([&full.numbers()[..900], &[twice]].concat()), Err(ListError::Twice(twice)));
    assert!(full.contains(twice) && !list(3).contains(twice));
    let empty = ClosedList::new(Vec::new()).unwrap();
    assert_eq!(empty.canonical(), "");
    let published = Published::open(seed(1).commitment(), 5, &empty, seed(1), |_| None).unwrap();
    assert!(verify(&Published::read(&published.to_json()).unwrap()).unwrap().ranking.is_empty());
}

/// The longest record there can be: everybody has a rank and was passed over for the longest reason.
#[test]
fn the_longest_record_is_read() {
    let full = ClosedList::new(numbers(ENTRANTS_MAX)).unwrap();
    let reason = Reason::new(&"x".repeat(REASON_BYTES_MAX)).unwrap();
    let last = full.numbers()[77];
    let passes = |number: &EntrantNumber| (*number != last).then(|| reason.clone());
    let published = Published::open(seed(9).commitment(), SEATS_MAX, &full, seed(9), passes).unwrap();
    let text = published.to_json();
    assert!(text.len() <= FILE_BYTES_MAX, "{}", text.len());
    let read = Published::read(&text).unwrap();
    assert_eq!(read, published);
    let verified = verify(&read).unwrap();
    assert_eq!((verified.winners, verified.passed_over.len()), (vec![last], 99_999));
}

#[test]
fn what_is_longer_is_refused() {
    let code = |text: &str| Published::read(text).unwrap_err().code;
    assert_eq!(code(&" ".repeat(FILE_BYTES_MAX + 1)), "draw-too-large");
    assert_eq!(code(&" ".repeat(FILE_BYTES_MAX)), "draw-not-json");
    let good = Published::closed(seed(1).commitment(), 1, &list(1)).to_json();
    let listed = good.split('"').find(|part| part.len() == 10 && part.parse::<EntrantNumber>().is_ok()).unwrap();
    let with = |count: usize| {
        let entry = format!("\"{listed}\"");
        good.replace(&entry, &vec![entry.as_str(); count].join(","))
    };
    assert!(Published::read(&with(ENTRANTS_MAX)).is_ok(), "that they are all the same is for verify to say");
    assert_eq!(code(&with(ENTRANTS_MAX + 1)), "draw-too-many");
    assert_eq!(code(&with(1_000_000)), "draw-too-many-values");
    assert_eq!(code(&format!("[{}0]", "0,".repeat(8_000_000))), "draw-too-many-values");
    assert!(Reason::new(&"x".repeat(REASON_BYTES_MAX + 1)).is_none());
    for wrong in ["", "-", "a-", "-a", "a--b", "A", "a b", "a_b", "ä"] {
        assert!(Reason::new(wrong).is_none(), "{wrong}");
    }
    for right in ["a", "a-b", "cap-month-3", "7"] {
        assert_eq!(Reason::new(right).unwrap().code(), right);
    }
}
