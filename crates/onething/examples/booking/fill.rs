//! A hospital with a million appointments, to see how it starts.

use crate::{
    Done, Place,
    core::{journal, open},
    prepare::{Furnished, furnish},
};
use hospital::usecase;
use hospital::{Request, worlds::Worlds};
use model::{actor::Actor, scheduling::Channel};
use serde_json::json;
use std::time::Instant;

/// Books this many in bulk, and stops the hospital.
pub(crate) async fn run(place: &Place, appointments: usize) -> Done {
    let began = Instant::now();
    let hospital = open(place).await?;
    let mut bulk = hospital.bulk().await;
    let Furnished { days, people, .. } = furnish(&mut bulk).await?;
    let at = hospital.now();
    let seats = days.iter().flat_map(|windows| people.iter().zip(windows.iter().cycle()));
    for (patient, slot) in seats.take(appointments) {
        let book =
            Request::Book(usecase::Book { slot: *slot, patient: *patient, channel: Channel::Online, impossible: None });
        bulk.execute(at, &Actor::system(), book).await?;
    }
    bulk.flush().await?;
    drop(bulk);
    let events = hospital.look(|worlds| worlds.seq);
    let made = began.elapsed();
    hospital.shutdown().await;
    let stopped = began.elapsed() - made;
    let figures = json!({ "appointments": appointments, "events": events, "made_s": made.as_secs_f64(),
        "stopped_s": stopped.as_secs_f64() });
    println!("{figures}");
    Ok(())
}

/// Opens it, and measures how large its snapshot is, and how long everybody would wait if all of it were copied at
/// once.
pub(crate) async fn reopen(place: &Place) -> Done {
    let began = Instant::now();
    let hospital = open(place).await?;
    let opened = began.elapsed();
    let events = hospital.look(|worlds| worlds.seq);
    let began = Instant::now();
    drop(hospital.look(Worlds::snapshot));
    let copied = began.elapsed();
    let kept = journal(place).await?.load_snapshot(hospital::SNAPSHOT_SCHEMA).await?;
    let snapshot_mb = kept.map(|(_, bytes)| bytes.len() as f64 / 1_048_576.0);
    let figures = json!({ "events": events, "snapshot_mb": snapshot_mb, "opened_s": opened.as_secs_f64(),
        "copied_s": copied.as_secs_f64() });
    println!("{figures}");
    Ok(())
}
