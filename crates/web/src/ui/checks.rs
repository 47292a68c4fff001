//! What holds for every staff page, whatever it shows.

use super::samples::HOSTILE;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;

pub(crate) fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

pub(crate) fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of the first element that matches.
pub(crate) fn first(page: &Html, selector: &str) -> String {
    words(*all(page, selector).first().unwrap_or_else(|| panic!("no {selector}")))
}

fn attribute<'a>(form: ElementRef<'a>, name: &str) -> Option<&'a str> {
    let field = Selector::parse(&format!("input[type=hidden][name={name}]")).unwrap();
    form.select(&field).next().and_then(|input| input.value().attr("value"))
}

/// Parses a page and checks it against the rules of all staff pages.
pub(crate) fn sound(html: &str) -> Html {
    assert!(!html.contains(HOSTILE), "a name is not escaped");
    assert!(!html.contains(" style=") && !html.contains(" onclick="), "the Content-Security-Policy forbids it");
    assert!(html.len() < 60_000, "{} bytes", html.len());
    let page = Html::parse_document(html);
    forms_can_be_sent_once(&page);
    every_field_has_a_name(&page);
    let mut ids = BTreeSet::new();
    for element in all(&page, "[id]") {
        let id = element.value().attr("id").unwrap();
        assert!(ids.insert(id), "the id {id} is there twice");
    }
    for element in all(&page, "[aria-labelledby], [aria-describedby]") {
        for kind in ["aria-labelledby", "aria-describedby"] {
            for id in element.value().attr(kind).unwrap_or_default().split_whitespace() {
                assert!(ids.contains(id), "{kind} names {id}, which is not there");
            }
        }
    }
    for button in all(&page, "main button, main a, body button") {
        let named = button.value().attr("aria-label").is_some_and(|label| !label.is_empty());
        assert!(named || !words(button).is_empty(), "a control without words: {}", button.html());
    }
    for chart in all(&page, "svg[role=img]") {
        assert!(
            chart.value().attr("aria-label").is_some_and(|label| !label.is_empty()),
            "a chart without its sentence"
        );
    }
    assert_eq!(all(&page, "h1").len(), 1, "one page, one head");
    page
}

/// Every form carries the anti-forgery token and its own idempotency key.
fn forms_can_be_sent_once(page: &Html) {
    let mut keys = BTreeSet::new();
    for form in all(page, "main form[method=post], .room form[method=post]") {
        let action = form.value().attr("action").unwrap();
        assert!(attribute(form, "csrf").is_some_and(|token| !token.is_empty()), "{action} without a token");
        let key = attribute(form, "key").unwrap_or_else(|| panic!("{action} without a key"));
        assert!(key.len() <= 76, "{key} leaves no room for the key of a second step");
        assert!(keys.insert((key, action)), "{action} is there twice with the key {key}");
    }
}

fn every_field_has_a_name(page: &Html) {
    let labels: BTreeSet<&str> = all(page, "label[for]").iter().filter_map(|label| label.value().attr("for")).collect();
    for field in all(page, "input:not([type=hidden]), select, textarea") {
        let named = field.value().attr("aria-label").is_some()
            || field.value().attr("id").is_some_and(|id| labels.contains(id))
            || field.ancestors().filter_map(ElementRef::wrap).any(|parent| parent.value().name() == "label");
        assert!(named, "a field without a label: {}", field.html());
    }
}
