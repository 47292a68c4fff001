//! Worlds side by side: how large they are.

use super::house::{House, book, date, department, publish, slot};
use model::decide::Decider;
use scheduling::World;

/// One department's fortnight: eight sessions a day of 12 windows with four seats, all of them taken.
fn fortnight() -> House {
    let mut house = House::new();
    let mut visits = 0;
    for who in 10..18 {
        house.enrol(who, 1);
        for day in 0..14 {
            let number = who * 14 + day;
            let on = date("2026-11-26").plus_days(i64::from(day));
            house.ok(publish(number, who, &on.to_string(), (480, 720), 20, 4));
            for seat in 0..48 {
                visits += 1;
                house.ok(book(visits, visits, slot(number, seat / 4)));
            }
        }
    }
    house.world.durable();
    house
}

/// Memory of this process, in bytes.
fn memory() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("the system says it");
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number") * 4096
}

#[test]
fn a_hundred_copies_of_a_departments_fortnight_fit_in_memory() {
    let house = fortnight();
    let before = memory();
    let copies: Vec<World> =
        (0..4).map(|_| house.world.what_if(department(1), date("2026-11-26")..=date("2026-12-09"))).collect();
    let each = memory().saturating_sub(before) / copies.len();
    for copy in &copies {
        assert!((6_500..20_000).contains(&copy.len()), "{} entities", copy.len());
    }
    assert!(each * 100 < 500 << 20, "{each} bytes a copy of {} entities", copies[0].len());
}
