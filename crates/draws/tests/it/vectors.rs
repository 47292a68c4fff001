//! What an independent implementation computes.

use crate::{Vector, list, number, seed};
use draws::{ClosedList, Commitment, EntrantNumber, ListHash, Outcome, Place, Seed, lot, rank, verify, winners};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// RFC 4231, test cases 1, 2, 3 and 6: the HMAC that we are given is HMAC-SHA256.
#[test]
fn the_hmac_is_that_of_rfc_4231() {
    let cases: [(&[u8], &[u8], &str); 4] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, text, expected) in cases {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text);
        assert_eq!(hex::encode(mac.finalize().into_bytes()), expected);
    }
}

#[test]
fn python_computes_the_same() {
    for vector in Vector::all() {
        let (seed, list) = (vector.seed(), vector.list());
        assert_eq!(seed.commitment().hex(), vector.text("commitment"));
        assert_eq!(seed.commitment().short(), vector.text("commitment_short"));
        assert_eq!(list.hash().hex(), vector.text("list_sha256"));
        assert_eq!(list.hash().short(), vector.text("list_short"));
        let lots = vector.numbers("ranking").into_iter().map(|number| hex::encode(lot(&seed, list.hash(), number)));
        assert_eq!(lots.collect::<Vec<_>>(), vector.texts("lots"));
        assert_eq!(rank(&seed, &list), vector.numbers("ranking"));
        let published = vector.published();
        let opened = published.opened.clone().unwrap();
        assert_eq!(opened.winners, vector.numbers("winners"));
        let passed = serde_json::to_value(&opened.passed_over).unwrap();
        assert_eq!(passed, vector.0["passed_over"]);
        let verified = verify(&published).unwrap();
        assert_eq!(verified.ranking, vector.numbers("ranking"));
        assert_eq!((verified.seats, verified.commitment), (vector.seats(), seed.commitment()));
        assert_eq!((verified.winners, verified.passed_over), (opened.winners, opened.passed_over));
    }
}

/// The code in the picture of the patients' page, from its seed of 64 bits.
#[test]
fn the_short_code_is_that_of_the_picture() {
    assert_eq!(Commitment::of(&0xa5db_1805_cfa2_92a9_u64.to_be_bytes()).short(), "N5JD-579K-T2ZA");
    // SHA-256 of nothing, and of "abc" (FIPS 180-4).
    let (nothing, abc) = (ListHash::of(b""), ListHash::of(b"abc"));
    assert_eq!(nothing.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(abc.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn the_list_is_the_same_whatever_the_order_of_joining() {
    let joined = ["9048213765", "1093847562", "4827193650"].map(number);
    let [a, b, c] = joined;
    let closed = ClosedList::new(vec![a, b, c]).unwrap();
    assert_eq!(closed.canonical(), "1093847562\n4827193650\n9048213765\n");
    for order in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        let other = ClosedList::new(order.to_vec()).unwrap();
        assert_eq!((other.canonical(), other.hash()), (closed.canonical(), closed.hash()));
        assert_eq!(rank(&seed(1), &other), rank(&seed(1), &closed));
    }
}

#[test]
fn whoever_is_passed_over_is_told_why_and_the_next_rank_wins() {
    let ranking = rank(&seed(3), &list(9));
    let reason = |code| draws::Reason::new(code).unwrap();
    let asked = std::cell::RefCell::new(Vec::new());
    let outcome = winners(&ranking, 3, |number| {
        asked.borrow_mut().push(*number);
        [1, 2, 7].iter().any(|place| ranking[*place] == *number).then(|| reason("cap-month"))
    });
    assert_eq!(outcome.winners, [ranking[0], ranking[3], ranking[4]]);
    let passed: Vec<_> = outcome.passed_over.iter().map(|passed| (passed.number, passed.reason.code())).collect();
    assert_eq!(passed, [(ranking[1], "cap-month"), (ranking[2], "cap-month")]);
    assert_eq!(outcome.waiting, ranking[5..]);
    // Nobody is asked about after the last seat.
    assert_eq!(asked.into_inner(), ranking[..5]);
    let all = Outcome { waiting: ranking.clone(), ..Outcome::default() };
    assert_eq!(winners(&ranking, 0, |_| None), all);
    assert_eq!(winners(&ranking, 9, |_| None).winners, ranking);
    assert_eq!(winners(&ranking, 100, |_| None).winners, ranking);
}

#[test]
fn everybody_finds_their_place() {
    let [first, ..] = &Vector::all()[..] else { panic!() };
    let verified = verify(&first.published()).unwrap();
    let place = |text| verified.place(number(text));
    assert_eq!(place("3916482057"), Some(Place::Won { rank: 1 }));
    let reason = draws::Reason::new("cap-month").unwrap();
    assert_eq!(place("4827193650"), Some(Place::PassedOver { rank: 2, reason }));
    assert_eq!(place("1093847562"), Some(Place::Won { rank: 3 }));
    assert_eq!(place("6201938475"), Some(Place::Waiting { rank: 4, place: 1 }));
    assert_eq!(place("7750312849"), Some(Place::Waiting { rank: 6, place: 3 }));
    assert_eq!(place("1000000000"), None);
}

#[test]
fn a_seed_is_not_shown() {
    let seed = Seed::new([0xab; 32]);
    assert_eq!(format!("{seed:?} {seed:#?}"), "Seed(…) Seed(…)");
    assert!(!format!("{:?}", Vector::all()[0].published()).contains("bdad6a"));
    assert_eq!(seed.opened(), "ab".repeat(32));
    assert_eq!(Seed::from_hex(&seed.opened()), Some(seed));
}

#[test]
fn a_number_is_random_and_free() {
    let first = EntrantNumber::from_random([0; 8]);
    let last = EntrantNumber::from_random((8_999_999_999_u64).to_be_bytes());
    assert_eq!((first.to_string().as_str(), last.to_string().as_str()), ("1000000000", "9999999999"));
    assert_eq!(EntrantNumber::from_random((9_000_000_000_u64).to_be_bytes()), first);
    // 2^64 − 1 = 9·10⁹ · 2,049,638,230 + 3,709,551,615
    assert_eq!(EntrantNumber::from_random([0xff; 8]).to_string(), "4709551615");
    let random = (1..9_u64).map(|next| (next / 3).to_be_bytes());
    let taken = [number("1000000000"), number("1000000001")];
    assert_eq!(EntrantNumber::fresh(random.clone(), |number| taken.contains(&number)), Some(number("1000000002")));
    assert_eq!(EntrantNumber::fresh(random, |_| true), None);
    for wrong in
        ["", "0123456789", "123456789", "12345678901", "+123456789", "12345 6789", "１２３４５６７８９０", "12345678a0"]
    {
        assert!(wrong.parse::<EntrantNumber>().is_err(), "{wrong}");
    }
}
