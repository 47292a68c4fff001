//! The golden events of one area that older versions of the program wrote, decoded; a module of each decider's tests.

use model::event::Event;
use std::{collections::BTreeMap, fs, path::Path};

/// By kind and version, as the files in `events/` are named.
pub(crate) fn golden(area: &str) -> BTreeMap<(String, u16), Event> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/tests/data/events");
    let mut all = BTreeMap::new();
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let [of, kind, version, "json"] = name.split('.').collect::<Vec<_>>()[..] else { panic!("{name}") };
        let (stored, version) = (format!("{of}.{kind}"), version.parse().expect("a version"));
        if of == area && Event::kinds().all(|today| today != (&stored, version)) {
            let text = fs::read_to_string(&path).expect("a text");
            let event = Event::decode(&stored, version, &text).expect(&name);
            all.insert((kind.to_owned(), version), event);
        }
    }
    all
}
