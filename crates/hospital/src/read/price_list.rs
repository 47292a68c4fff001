//! Finds items of the price list by what a nurse types: a code, a part of the name, pinyin or its initials.

use crate::view::PriceLine;
use model::text::{fold_name, is_han};
use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use std::collections::BTreeSet;

/// The items of a price list that somebody means by typing a code, a part of a name, its pinyin or its initials. A code
/// or a whole name means that item alone; otherwise all items that match, in the order of the list. An empty text means
/// none.
#[must_use]
pub fn find_items<'a>(items: &'a [PriceLine], typed: &str) -> Vec<&'a PriceLine> {
    let typed = fold_name(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let names = |item: &PriceLine| [fold_name(&item.name.zh), fold_name(&item.name.en)];
    let exact = |item: &&PriceLine| fold_name(item.item.as_str()) == typed;
    if let Some(item) = items.iter().find(exact) {
        return vec![item];
    }
    let whole: Vec<&PriceLine> = items.iter().filter(|item| names(item).contains(&typed)).collect();
    if !whole.is_empty() {
        return whole;
    }
    let latin = typed.chars().all(|letter| letter.is_ascii_lowercase());
    items
        .iter()
        .filter(|item| {
            fold_name(item.item.as_str()).starts_with(&typed)
                || names(item).iter().any(|name| name.contains(&typed))
                || (latin && sounds_like(&item.name.zh, &typed))
        })
        .collect()
}

/// Does the pinyin of the name, or its initials, begin with what was typed, from any of its characters on? A character
/// with several readings is found by each.
fn sounds_like(name: &str, typed: &str) -> bool {
    let readings: Vec<BTreeSet<&str>> = name
        .chars()
        .filter(|letter| is_han(*letter))
        .map(|letter| {
            let several = letter.to_pinyin_multi().into_iter().flatten();
            several.chain(letter.to_pinyin()).map(|reading| reading.plain()).collect()
        })
        .collect();
    (0..readings.len()).any(|at| initials(&readings[at..], typed) || spelled(&readings[at..], typed))
}

fn initials(readings: &[BTreeSet<&str>], typed: &str) -> bool {
    typed.len() <= readings.len()
        && typed.chars().zip(readings).all(|(letter, all)| all.iter().any(|reading| reading.starts_with(letter)))
}

fn spelled(readings: &[BTreeSet<&str>], typed: &str) -> bool {
    let Some((first, rest)) = readings.split_first() else { return typed.is_empty() };
    first.iter().any(|reading| match typed.strip_prefix(reading) {
        Some(left) => left.is_empty() || spelled(rest, left),
        None => reading.starts_with(typed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Label, settlement::ChargeClass};
    use rust_decimal::Decimal;

    fn list() -> Vec<PriceLine> {
        [
            ("N001", "一级护理", "Nursing, level 1"),
            ("N002", "二级护理", "Nursing, level 2"),
            ("L010", "血常规", "Complete blood count"),
            ("B001", "床位费（重症）", "Bed, intensive care"),
        ]
        .map(|(item, zh, en)| PriceLine {
            item: item.parse().unwrap(),
            name: Label::new(zh, en),
            unit: None,
            class: ChargeClass::A,
            unit_price: Decimal::TEN,
        })
        .to_vec()
    }

    #[test]
    fn an_item_is_found_by_code_part_of_the_name_pinyin_and_initials() {
        let list = list();
        let found = |typed: &str| find_items(&list, typed).iter().map(|item| item.item.as_str()).collect::<Vec<_>>();
        for (typed, items) in [
            ("N001", &["N001"][..]),
            ("n001", &["N001"]),
            ("Ｎ００１", &["N001"]),
            ("n0", &["N001", "N002"]),
            ("护理", &["N001", "N002"]),
            ("一级护理", &["N001"]),
            ("ejhl", &["N002"]),
            ("hl", &["N001", "N002"]),
            ("huli", &["N001", "N002"]),
            ("yijihu", &["N001"]),
            ("xuec", &["L010"]),
            ("xcg", &["L010"]),
            ("Blood", &["L010"]),
            ("zz", &["B001"]),
            ("chong", &["B001"]),
            ("", &[]),
            ("xyz", &[]),
        ] {
            assert_eq!(found(typed), items, "{typed}");
        }
    }
}
