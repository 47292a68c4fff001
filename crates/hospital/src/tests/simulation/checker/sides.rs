//! Rows beside events: each one that an event points to is there as it was sealed, and no other.

use super::super::server::Rows;
use journal::Entry;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// `entries` are those of the simulation itself: nothing is sealed in the scene.
pub(super) fn check(rows: &Rows, entries: &[Entry]) -> Result<(), String> {
    let mut named = BTreeMap::new();
    for entry in entries {
        let text = entry.event.encode().map_err(|error| error.to_string())?;
        if text.contains("hash") {
            find(&serde_json::from_str(&text).map_err(|error| error.to_string())?, &mut named);
        }
    }
    let there = rows.sides.hashes();
    if named == there {
        return Ok(());
    }
    let wrong = |one: &BTreeMap<Uuid, String>, other: &BTreeMap<Uuid, String>| {
        one.iter().find(|(id, hash)| other.get(id) != Some(hash)).map(|(id, _)| *id)
    };
    Err(format!(
        "a row that an event points to is not there as it was sealed: {:?}; a row is there that no event points to: {:?}",
        wrong(&named, &there),
        wrong(&there, &named)
    ))
}

/// Finds whatever has an id and a hash and nothing else.
fn find(value: &Value, named: &mut BTreeMap<Uuid, String>) {
    match value {
        Value::Object(fields) => {
            let text = |name| fields.get(name).and_then(Value::as_str);
            if let (2, Some(id), Some(hash)) = (fields.len(), text("id"), text("hash"))
                && let Ok(id) = id.parse()
            {
                named.insert(id, hash.to_owned());
            }
            fields.values().for_each(|value| find(value, named));
        }
        Value::Array(items) => items.iter().for_each(|value| find(value, named)),
        _ => {}
    }
}
