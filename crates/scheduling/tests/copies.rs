//! What copies of a fortnight take, counted in bytes. A test of its own, because it counts the allocations of the whole
//! process.

#[path = "../examples/hospital/fortnight.rs"]
mod fortnight;
#[path = "../examples/hospital/mod.rs"]
mod hospital;

use scheduling::World;

const COPIES: usize = 100;
/// The most that a hundred copies may take.
const BYTES_MAX: i64 = 500_000_000;
const COPY_BYTES_MAX: i64 = 5_000_000;

#[test]
fn a_hundred_copies_of_a_fortnight_fit_into_500_mb() {
    let date = "2026-11-26".parse().expect("a date");
    let (hospital, days) = fortnight::fortnight(date, 2).expect("a hospital");
    let mut copies: Vec<World> = Vec::with_capacity(COPIES);
    let one = allocation_counter::measure(|| copies.push(hospital.world.copy(&days)));
    // 15 × 14 sessions of 12 windows with 4 people each are 10,080 appointments. A tenth of these people have another one
    // elsewhere, and a tenth of the other department's have a second one here: 1,008 each. That makes 13,104
    // appointments, 2,520 slots and 210 sessions here, and as many slots and sessions elsewhere as those need.
    let entities = copies[0].entities();
    assert!((16_000..=20_000).contains(&entities), "{entities}");
    assert!(one.bytes_current <= COPY_BYTES_MAX, "{} bytes", one.bytes_current);
    let rest = allocation_counter::measure(|| copies.extend((1..COPIES).map(|_| hospital.world.copy(&days))));
    let all = one.bytes_current + rest.bytes_current;
    assert!(all <= BYTES_MAX, "{all} bytes");
    println!("{entities} entities: {} bytes a copy, at most {} while it is made", one.bytes_current, one.bytes_max);
}
