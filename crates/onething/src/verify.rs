//! `onething journal verify`: is everything in the database what the journal says, and what the worlds hold?

use crate::{cli::OneHospital, ending::Ending};
use journal::Journal;

/// Checks and prints each row that is wrong.
pub(crate) async fn run(one: &OneHospital) -> Result<(), Ending> {
    let journal = Journal::inspect(&one.address.url()?, one.id()).await.map_err(Ending::cannot)?;
    let report = hospital::verify(&journal).await.map_err(Ending::cannot)?;
    for finding in &report.findings {
        println!("{} {}: {} ({})", finding.table, finding.key, finding.what, finding.detail);
    }
    println!(
        "{} events, {} side rows, {} table rows: {}",
        report.events,
        report.side_rows,
        report.rows,
        match report.findings.len() {
            0 => "all is well".to_owned(),
            wrong => format!("{wrong} wrong"),
        }
    );
    match report.tables {
        Some(seq) => println!("the tables for reports stand at event {seq}"),
        None => println!("there are no tables for reports of this version yet: the next start makes them"),
    }
    match report.worlds {
        Some(rows) => println!("compared with the worlds, replayed from the journal: {rows} rows"),
        None => println!("not compared with the worlds: the journal's events are not in order, so it was not replayed"),
    }
    if report.findings.is_empty() { Ok(()) } else { Err(Ending::No) }
}
