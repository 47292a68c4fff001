//! `docs/draws.md` says what is: its worked example is the one that Python computed.

use crate::Vector;
use draws::{Published, verify};
use std::{fs, path::Path};

/// The content of the page's first block of a kind.
fn block(kind: &str) -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/draws.md")).unwrap();
    let (_, rest) = page.split_once(&format!("```{kind}\n")).expect(kind);
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_record_of_the_page_is_the_example() {
    let text = block("json");
    let published = Published::read(&text).unwrap();
    assert_eq!(published, Vector::all()[0].published());
    assert_eq!(published.to_json(), text);
    assert!(verify(&published).is_ok());
}

/// The blocks themselves are run in `tests/tests/command_line.rs`.
#[test]
fn the_figures_of_the_page_are_those_of_the_example() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/draws.md")).unwrap();
    let example = &Vector::all()[0];
    assert!(block("sh").contains(&format!("seed={}\n", example.text("seed"))));
    for (lot, number) in example.texts("lots").into_iter().zip(example.texts("ranking")) {
        assert!(page.contains(&format!("\n{lot} {number}\n")), "{number}");
    }
    for field in ["commitment_short", "list_short"] {
        assert!(page.contains(&format!("`{}`", example.text(field))), "{field}");
    }
    assert!(page.contains(&format!("\nlist {}\nseed {}\n", example.text("list_sha256"), example.text("commitment"))));
}
