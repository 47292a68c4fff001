//! Whoever joined is as likely as anybody else to get any rank, whatever the numbers, the seats and the order of joining.

use crate::{list, seed};
use draws::{ClosedList, EntrantNumber, Seed, rank};
use std::collections::BTreeMap;

/// How far Pearson's statistic is from what chance makes it, in standard deviations of a normal (Wilson and Hilferty
/// 1931). Above 4 chance does not come in 30,000 tries; and seeds are fixed, so it does not come at all.
fn deviation(counts: &[f64], expected: f64) -> f64 {
    let freedom = counts.len() as f64 - 1.0;
    let statistic: f64 = counts.iter().map(|count| (count - expected).powi(2) / expected).sum();
    let part = 2.0 / (9.0 * freedom);
    ((statistic / freedom).cbrt() - (1.0 - part)) / part.sqrt()
}

/// How often each order of five came up, of all 120.
fn orders(ranked: impl Iterator<Item = Vec<EntrantNumber>>) -> Vec<f64> {
    let mut counts = BTreeMap::new();
    for order in ranked {
        *counts.entry(order).or_insert(0.0) += 1.0;
    }
    let mut counts: Vec<f64> = counts.into_values().collect();
    counts.resize(120, 0.0);
    counts
}

#[test]
fn every_order_of_five_is_as_likely_as_every_other() {
    let five = list(5);
    let found = deviation(&orders((0..24_000).map(|n| rank(&seed(n), &five))), 200.0);
    assert!(found.abs() < 4.0, "{found}");
}

/// The same test sees a shuffle that is only slightly unfair: each place is exchanged with any place, not with those
/// that are left, which makes some orders more likely than others.
#[test]
fn a_shuffle_that_is_not_fair_is_seen() {
    let mut state = 20_261_128_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let five = list(5).numbers().to_vec();
    let mut shuffled = |range: fn(usize) -> usize| {
        let mut order = five.clone();
        for place in 0..5 {
            order.swap(place, 4 - random(range(place)));
        }
        order
    };
    let unfair = deviation(&orders((0..24_000).map(|_| shuffled(|_| 5))), 200.0);
    assert!(unfair > 10.0, "{unfair}");
    let fair = deviation(&orders((0..24_000).map(|_| shuffled(|place| 5 - place))), 200.0);
    assert!(fair.abs() < 4.0, "{fair}");
}

/// With many entrants: how often each of them gets one of the seats, and the mean rank of each.
#[test]
fn early_and_late_small_and_large_numbers_win_alike() {
    let (entrants, seats, draws) = (90, 22, 6_000_u32);
    let many = list(entrants);
    let mut won: BTreeMap<EntrantNumber, f64> = many.numbers().iter().map(|number| (*number, 0.0)).collect();
    let mut ranks = won.clone();
    for n in 0..u64::from(draws) {
        for (place, number) in rank(&seed(n << 32), &many).into_iter().enumerate() {
            *ranks.get_mut(&number).unwrap() += place as f64;
            if place < seats {
                *won.get_mut(&number).unwrap() += 1.0;
            }
        }
    }
    let counts: Vec<f64> = won.into_values().collect();
    let expected = f64::from(draws) * seats as f64 / entrants as f64;
    // Winners of one draw are drawn without replacement: the counts vary less than Poisson's by (1 − seats / entrants).
    let scale = 1.0 / (1.0 - seats as f64 / entrants as f64);
    let scaled: Vec<f64> = counts.iter().map(|count| expected + (count - expected) * scale.sqrt()).collect();
    let found = deviation(&scaled, expected);
    assert!(found.abs() < 4.0, "{found}");
    // A rank is uniform on 0 … 89: mean 44.5, variance (90² − 1) / 12; six standard deviations of the mean.
    let bound = 6.0 * ((8_099.0_f64 / 12.0) / f64::from(draws)).sqrt();
    for (number, sum) in ranks {
        assert!((sum / f64::from(draws) - 44.5).abs() < bound, "{number}: {sum}");
    }
}

/// One number more or less, or one that is another, gives an order that has nothing to do with the one before.
#[test]
fn a_changed_list_is_drawn_anew() {
    let (mut same, mut pairs, mut draws) = (0_usize, 0_usize, 0_usize);
    for n in 0..40_u64 {
        let many = list(60);
        let before = rank(&seed(n), &many);
        let numbers = many.numbers();
        let other = EntrantNumber::from_random((n + 7).to_be_bytes());
        assert!(!many.contains(other));
        let less = numbers[1..].to_vec();
        let more = [numbers, &[other]].concat();
        let exchanged = [&numbers[1..], &[other]].concat();
        for changed in [less, more, exchanged] {
            let changed = ClosedList::new(changed).unwrap();
            assert_ne!(changed.hash(), many.hash());
            let after = rank(&seed(n), &changed);
            // Of those on both lists: how many pairs are in the same order?
            let place = |order: &[EntrantNumber], number| order.iter().position(|other| *other == number);
            let both: Vec<_> =
                numbers.iter().filter_map(|number| Some((place(&before, *number)?, place(&after, *number)?))).collect();
            for (at, one) in both.iter().enumerate() {
                for two in &both[at + 1..] {
                    pairs += 1;
                    same += usize::from((one.0 < two.0) == (one.1 < two.1));
                }
            }
            draws += 1;
        }
    }
    // Kendall's tau has a variance of 2 (2n + 5) / (9n (n − 1)) for n = 60, which is 0.00785 a draw: six standard
    // deviations of the mean of 120 (which are not quite independent).
    let tau = 2.0 * same as f64 / pairs as f64 - 1.0;
    let bound = 6.0 * (0.00785 / draws as f64).sqrt();
    assert!(tau.abs() < bound, "{tau}");
}

/// One bit of the seed changes everything.
#[test]
fn another_bit_of_the_seed_is_another_draw() {
    let many = list(60);
    let before = rank(&Seed::new([0x5a; 32]), &many);
    for bit in 0..256 {
        let mut bytes = [0x5a; 32];
        bytes[bit / 8] ^= 1 << (bit % 8);
        let other = Seed::new(bytes);
        assert_ne!(other.commitment(), Seed::new([0x5a; 32]).commitment());
        let after = rank(&other, &many);
        // On average one of 60 keeps the place; 12 have a probability below 10⁻⁹.
        assert!(after.iter().zip(&before).filter(|(one, two)| one == two).count() < 12, "{bit}");
    }
}
