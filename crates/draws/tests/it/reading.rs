//! A record comes from outside: it is read strictly, and what is wrong with it is named.

use crate::Vector;
use draws::{Published, verify};
use model::message::{Refusal, Value};

/// What the worked example looks like.
fn example() -> String {
    Vector::all()[0].published().to_json()
}

/// The code, and the values of field and value if there are any.
fn told(refusal: &Refusal) -> (&'static str, String, String) {
    let text = |name: &str| match refusal.args.iter().find(|(key, _)| key == name) {
        Some((_, Value::Text(text))) => text.clone(),
        Some((_, Value::Count(count))) => count.to_string(),
        None => String::new(),
        other => panic!("{name}: {other:?}"),
    };
    (refusal.code, text("field"), text("value"))
}

#[test]
fn what_is_written_is_read_again() {
    for vector in Vector::all() {
        let published = vector.published();
        let text = published.to_json();
        let read = Published::read(&text).unwrap();
        assert_eq!(read, published);
        assert_eq!(read.to_json(), text);
        assert!(verify(&read).is_ok());
        let closed = Published { opened: None, ..published };
        assert!(!closed.to_json().contains(vector.text("seed")));
        assert_eq!(Published::read(&closed.to_json()).unwrap(), closed);
    }
}

#[test]
fn the_file_is_as_it_is_documented() {
    let expected = r#"{
  "form": "onething-draw-1",
  "commitment": "6d225b0148b708ce62d58d077441f4b666a43c7fd5a4a9c17d8e944dd9e7c6d2",
  "seats": 2,
  "list_sha256": "2930d18fb090f5a008ab74b0c8e470fd13e3aa2cb8b41fe0374d8b2e1180a61e",
  "list": [
    "1093847562",
    "3916482057",
    "4827193650",
    "6201938475",
    "7750312849",
    "9048213765"
  ],
  "opened": {
    "seed": "bdad6a95cf23dabdbb4c4c4c0851e98850d9ea0a97a4d9c38d9166f68dc26aa7",
    "ranking": [
      "3916482057",
      "4827193650",
      "1093847562",
      "6201938475",
      "9048213765",
      "7750312849"
    ],
    "passed_over": [
      {
        "number": "4827193650",
        "reason": "cap-month"
      }
    ],
    "winners": [
      "3916482057",
      "1093847562"
    ]
  }
}
"#;
    assert_eq!(example(), expected);
}

#[test]
fn each_mistake_is_named() {
    let cases = [
        ("{\n", "[\n", "draw-not-json", "", ""),
        ("\"seats\": 2,", "\"seats\": 2", "draw-not-json", "", ""),
        ("}\n", "", "draw-not-json", "", ""),
        ("onething-draw-1", "onething-draw-2", "draw-form", "form", "onething-draw-2"),
        ("\"form\": \"onething-draw-1\",", "", "draw-field-missing", "form", ""),
        ("\"seats\": 2,", "", "draw-field-missing", "seats", ""),
        ("\"seats\": 2,", "\"seats\": 2, \"seats\": 2,", "draw-field-twice", "seats", ""),
        ("\"seats\": 2,", "\"seats\": 2, \"fee\": 2,", "draw-unknown-field", "fee", ""),
        ("\"seats\": 2,", "\"seats\": -2,", "draw-seats", "seats", "-2"),
        ("\"seats\": 2,", "\"seats\": 2.0,", "draw-seats", "seats", "2"),
        ("\"seats\": 2,", "\"seats\": \"2\",", "draw-seats", "seats", "2"),
        ("\"seats\": 2,", "\"seats\": 100001,", "draw-seats", "seats", "100001"),
        ("\"seats\": 2,", "\"seats\": null,", "draw-seats", "seats", "null"),
        ("6d225b01", "6D225B01", "draw-sha256", "commitment", "6D225B0148b708ce62d58d077441f4b666a43c7f"),
        ("e7c6d2", "", "draw-sha256", "commitment", "6d225b0148b708ce62d58d077441f4b666a43c7f"),
        ("\"2930d18f", "\"x930d18f", "draw-sha256", "list_sha256", "x930d18fb090f5a008ab74b0c8e470fd13e3aa2c"),
        ("\"list\": [", "\"list\": [[],", "draw-text", "list[1]", "[…]"),
        ("    \"3916482057\",\n    \"4827193650\"", "\"916482057\"", "draw-number", "list[2]", "916482057"),
        ("    \"3916482057\",\n    \"4827193650\"", "\"0916482057\"", "draw-number", "list[2]", "0916482057"),
        ("    \"3916482057\",\n    \"4827193650\"", "3916482057", "draw-text", "list[2]", "3916482057"),
        ("\"opened\": {", "\"opened\": {\"seed\": \"\", ", "draw-field-twice", "opened.seed", ""),
        ("bdad6a95", "Bdad6a95", "draw-seed", "opened.seed", "Bdad6a95cf23dabdbb4c4c4c0851e98850d9ea0a"),
        ("\"ranking\"", "\"order\"", "draw-unknown-field", "opened.order", ""),
        ("cap-month", "Cap month", "draw-reason", "opened.passed_over[1].reason", "Cap month"),
        ("cap-month", "", "draw-reason", "opened.passed_over[1].reason", ""),
        ("cap-month", "cap--month", "draw-reason", "opened.passed_over[1].reason", "cap--month"),
        ("\"reason\"", "\"name\"", "draw-unknown-field", "opened.passed_over[1].name", ""),
        ("\"reason\": \"cap-month\"", "\"reason\": true", "draw-text", "opened.passed_over[1].reason", "true"),
    ];
    let good = example();
    for (before, after, code, field, value) in cases {
        assert!(good.contains(before), "{before}");
        let refusal = Published::read(&good.replacen(before, after, 1)).expect_err(after);
        assert_eq!(told(&refusal), (code, field.to_owned(), value.to_owned()), "{before} → {after}");
    }
    for (text, code, field, value) in [
        ("", "draw-not-json", "", ""),
        ("[]", "draw-object", "{}", "[…]"),
        ("7", "draw-object", "{}", "7"),
        ("{}", "draw-field-missing", "form", ""),
        ("{\"form\": 1}", "draw-text", "form", "1"),
    ] {
        assert_eq!(told(&Published::read(text).unwrap_err()), (code, field.to_owned(), value.to_owned()), "{text}");
    }
    let opened = good.split_once("\"opened\": ").unwrap().0.to_owned() + "\"opened\": null}";
    assert_eq!(told(&Published::read(&opened).unwrap_err()), ("draw-object", "opened".into(), "null".into()));
    let tail = good.clone() + "{}";
    assert_eq!(told(&Published::read(&tail).unwrap_err()).0, "draw-not-json");
    let refusal = Published::read("{\n  \"form\" 7").unwrap_err();
    assert_eq!(refusal.args[0].1, Value::Count(2));
    let deep = format!("{{\"form\": {}", "[".repeat(1_000_000));
    assert_eq!(told(&Published::read(&deep).unwrap_err()).0, "draw-not-json");
}
