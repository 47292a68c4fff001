//! Several nodes on one hospital on PostgreSQL: how much three of them book together compared with one, with as many
//! clients, on the fixed sync; each node's share, the longest wait, and how soon one node shows what another has
//! acknowledged.

use super::{
    booking::{Database, Serve, Tools, listening, report, with_others},
    round,
};
use crate::command::Error;
use serde_json::{Value as Json, json};

/// Clients in total, however many nodes there are.
const CLIENTS: usize = 192;
const NODES: usize = 3;
/// Long enough for a share to be meaningful.
const SECONDS: u32 = 5;

/// A row with one node and a row with several.
pub(super) fn rows(tools: &Tools, on: &Database<'_>) -> Result<Vec<Json>, Error> {
    eprintln!("booking: one node and {NODES} nodes on {}", on.backend());
    let one = measured(tools, on, 1)?;
    let all = measured(tools, on, NODES)?;
    let rate = |row: &Json| row["bookings_per_s"].as_f64().unwrap_or_default();
    let ratio = round(rate(&all) / rate(&one));
    Ok(vec![row(&one, None), row(&all, Some(ratio))])
}

fn measured(tools: &Tools, on: &Database<'_>, nodes: usize) -> Result<Json, Error> {
    let mut serving: Vec<Serve> = Vec::new();
    let mut bench = tools.bench("nodes", on);
    for number in 1..=nodes {
        let config = on.folder().join(format!("node-{number}.toml"));
        std::fs::write(&config, format!("[hospital]\nnode = \"node-{number}\"\n"))
            .map_err(|source| Error::File { path: config.clone(), source })?;
        let (serve, address) = listening(tools.serve(on).arg("--config").arg(&config))?;
        serving.push(serve);
        bench.args(["--target", &address]);
    }
    report(&mut bench, on, &[CLIENTS], SECONDS)
}

/// One row of the table: `ratio` is to the row with one node.
fn row(measured: &Json, ratio: Option<f64>) -> Json {
    let rounded = |name: &str| measured[name].as_f64().map(round);
    let shares = measured["shares"].as_array().into_iter().flatten().filter_map(Json::as_f64).map(round);
    let row = json!({
        "nodes": measured["nodes"],
        "clients": measured["clients"],
        "bookings_per_s": rounded("bookings_per_s").map(f64::round),
        "ratio": ratio,
        "shares": shares.collect::<Vec<_>>(),
        "syncs_per_booking": measured["syncs_per_booking"],
        "p99_ms": rounded("p99_ms"),
        "longest_ms": rounded("longest_ms"),
        "seen": measured["seen"],
        "seen_p50_ms": rounded("seen_p50_ms"),
        "seen_p99_ms": rounded("seen_p99_ms"),
    });
    with_others(row, measured)
}
