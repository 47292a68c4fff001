//! A page's form as it was sent: the one place that puts back what was typed, for every form of every page.

use super::{Kept, SECRET};
use html5ever::{LocalName, QualName, ns};
use scraper::{ElementRef, Html, Node, Selector, StrTendril, node};
use std::sync::LazyLock;

fn selector(text: &'static str) -> Selector {
    // These are constants, which a test parses.
    Selector::parse(text).unwrap_or_else(|_| unreachable!("{text} is a selector"))
}

static FORMS: LazyLock<Selector> = LazyLock::new(|| selector("form[method=post]"));
static HIDDEN: LazyLock<Selector> = LazyLock::new(|| selector("input[type=hidden]"));
static FIELDS: LazyLock<Selector> = LazyLock::new(|| selector("input, select, textarea"));
static OPTIONS: LazyLock<Selector> = LazyLock::new(|| selector("option"));
static SAYS: LazyLock<Selector> = LazyLock::new(|| selector("#said, #notice"));
static FOCUSED: LazyLock<Selector> = LazyLock::new(|| selector("[autofocus]"));

/// The mark of a form that is shown as it was sent; a live page does not replace it.
const MARK: &str = "data-kept";

type NodeId = ego_tree::NodeId;

/// A change to be made to the page.
enum Change {
    Set(NodeId, &'static str, String),
    Unset(NodeId, &'static str),
    Text(NodeId, String),
}

/// The page with its form as it was sent; `None` if it has no form with that address about the same thing.
pub(super) fn fill(page: &str, kept: &Kept) -> Option<String> {
    let mut page = Html::parse_document(page);
    let changes = changes(&page, kept)?;
    for change in changes {
        apply(&mut page, change);
    }
    Some(page.html())
}

fn changes(page: &Html, kept: &Kept) -> Option<Vec<Change>> {
    let forms: Vec<ElementRef<'_>> =
        page.select(&FORMS).filter(|form| form.value().attr("action") == Some(&kept.action)).collect();
    // Several forms with one address differ by what they are about.
    let form = forms.iter().find(|form| about(**form) == sent_about(**form, kept));
    let form = *form.or(if let [only] = &forms[..] { Some(only) } else { None })?;
    let mut changes = vec![Change::Set(form.id(), MARK, String::new())];
    for field in elsewhere(page, form) {
        let Some(name) = field.value().attr("name") else { continue };
        one(field, name, field.value().attr("type").unwrap_or_default(), kept, &mut changes);
        if kept.fields.iter().any(|(sent, value)| sent == name && !value.is_empty()) {
            changes.extend(opened(field));
        }
    }
    let mut focus: Option<ElementRef<'_>> = None;
    for field in form.select(&FIELDS) {
        let Some(name) = field.value().attr("name") else { continue };
        if SECRET.contains(&name) {
            continue;
        }
        let kind = field.value().attr("type").unwrap_or_default();
        if kind != "hidden" && (focus.is_none() || kept.field.as_deref() == Some(name)) {
            focus = Some(field);
        }
        if kept.field.as_deref() == Some(name) && kind != "hidden" {
            changes.push(Change::Set(field.id(), "aria-invalid", "true".to_owned()));
        }
        one(field, name, kind, kept, &mut changes);
    }
    changes.extend(opened(form));
    if let Some(focus) = focus {
        changes.extend(page.select(&FOCUSED).map(|other| Change::Unset(other.id(), "autofocus")));
        changes.push(Change::Set(focus.id(), "autofocus", String::new()));
        // A screen reader that comes to the field reads the reason too.
        if let Some(says) = page.select(&SAYS).next().and_then(|says| says.value().id()) {
            let own = focus.value().attr("aria-describedby").map(|own| format!(" {own}")).unwrap_or_default();
            changes.push(Change::Set(focus.id(), "aria-describedby", format!("{says}{own}")));
        }
    }
    Some(changes)
}

/// The fields of a form that stand elsewhere on its page and name it.
fn elsewhere<'p>(page: &'p Html, form: ElementRef<'p>) -> impl Iterator<Item = ElementRef<'p>> {
    let is_its = move |field: &ElementRef<'p>| {
        let named = field.value().attr("form");
        named.is_some() && named == form.value().id()
    };
    page.select(&FIELDS).filter(is_its)
}

/// Everything around a part of the page is open, so that it is seen.
fn opened(part: ElementRef<'_>) -> Vec<Change> {
    let around = part.ancestors().filter_map(ElementRef::wrap).filter(|around| around.value().name() == "details");
    around.map(|around| Change::Set(around.id(), "open", String::new())).collect()
}

/// What a form is about: its hidden fields, except those that are new each time and those that a script fills.
fn about(form: ElementRef<'_>) -> Vec<(&str, &str)> {
    let hidden = form.select(&HIDDEN).filter(|field| field.value().attr("data-typed").is_none());
    let pairs =
        hidden.filter_map(|field| Some((field.value().attr("name")?, field.value().attr("value").unwrap_or_default())));
    pairs.filter(|(name, _)| *name != "key" && !SECRET.contains(name)).collect()
}

/// The same fields as they were sent.
fn sent_about<'a>(form: ElementRef<'a>, kept: &'a Kept) -> Vec<(&'a str, &'a str)> {
    let value = |wanted: &str| kept.fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    about(form).into_iter().filter_map(|(name, _)| Some((name, value(name)?))).collect()
}

fn one(field: ElementRef<'_>, name: &str, kind: &str, kept: &Kept, changes: &mut Vec<Change>) {
    let sent = || kept.fields.iter().filter(|(sent, _)| sent == name).map(|(_, value)| value);
    let id = field.id();
    match (field.value().name(), kind) {
        ("select", _) => {
            for option in field.select(&OPTIONS) {
                let value = option.value().attr("value").map_or_else(|| option.text().collect(), ToOwned::to_owned);
                changes.push(if sent().any(|sent| *sent == value) {
                    Change::Set(option.id(), "selected", String::new())
                } else {
                    Change::Unset(option.id(), "selected")
                });
            }
        }
        ("textarea", _) => changes.extend(sent().next().map(|text| Change::Text(id, text.clone()))),
        (_, "checkbox" | "radio") => {
            let value = field.value().attr("value").unwrap_or("on");
            changes.push(if sent().any(|sent| sent == value) {
                Change::Set(id, "checked", String::new())
            } else {
                Change::Unset(id, "checked")
            });
        }
        // A step that may have been done keeps its key, so that sending it again is the same step.
        (_, "hidden") if name == "key" && !kept.same_key => {}
        (_, "hidden") if name != "key" && field.value().attr("data-typed").is_none() => {}
        (_, "submit" | "button" | "image" | "reset" | "file" | "password") => {}
        _ => changes.extend(sent().next().map(|value| Change::Set(id, "value", value.clone()))),
    }
}

fn apply(page: &mut Html, change: Change) {
    let (id, name, value) = match change {
        Change::Set(id, name, value) => (id, name, Some(value)),
        Change::Unset(id, name) => (id, name, None),
        Change::Text(id, text) => {
            let Some(mut area) = page.tree.get_mut(id) else { return };
            while let Some(mut child) = area.first_child() {
                child.detach();
            }
            area.append(Node::Text(node::Text { text: StrTendril::from(text) }));
            return;
        }
    };
    let Some(mut found) = page.tree.get_mut(id) else { return };
    let Node::Element(element) = found.value() else { return };
    element.attrs.retain(|(own, _)| &*own.local != name);
    if let Some(value) = value {
        element.attrs.push((QualName::new(None, ns!(), LocalName::from(name)), StrTendril::from(value)));
        // They are looked up in order.
        element.attrs.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><main>
        <p id="notice">why</p><input autofocus name="elsewhere">
        <form method="post" action="/step"><input type="hidden" name="csrf" value="new"><input type="hidden" name="bed" value="1"><input name="text" value=""></form>
        <details><summary>More</summary>
        <form method="post" action="/step"><input type="hidden" name="csrf" value="new"><input type="hidden" name="key" value="new"><input type="hidden" name="bed" value="2">
          <input type="hidden" name="strokes" data-typed value=""><input name="text" value=""><input type="password" name="password">
          <select name="sex"><option value="">?</option><option value="f" selected>F</option><option value="m">M</option></select>
          <input type="radio" name="slot" value="a" checked><input type="radio" name="slot" value="b">
          <input type="checkbox" name="print" value="true" checked><textarea name="note">old</textarea></form></details>
        </main></body></html>"#;

    fn kept(same_key: bool) -> Kept {
        let fields = [
            ("key", "old"),
            ("bed", "2"),
            ("strokes", "M1 2"),
            ("text", "\"<b>林 & 李"),
            ("password", "never"),
            ("sex", "m"),
            ("slot", "b"),
            ("note", "</textarea><script>"),
        ];
        Kept {
            action: "/step".into(),
            fields: fields.map(|(name, value)| (name.into(), value.into())).into(),
            typed: true,
            same_key,
            field: Some("text".into()),
            ..Kept::default()
        }
    }

    fn values(page: &Html, of: &'static str) -> Vec<String> {
        page.select(&selector(of)).map(|field| field.value().attr("value").unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn a_form_stands_as_it_was_sent_and_no_other_does() {
        let page = Html::parse_document(&fill(PAGE, &kept(false)).unwrap());
        assert!(page.html().starts_with("<!DOCTYPE html><html lang=\"en\">"));
        assert_eq!(values(&page, "input[name=text]"), ["", "\"<b>林 & 李"], "of the form about the same bed");
        assert_eq!(values(&page, "input[name=password]"), [""]);
        assert_eq!(values(&page, "input[name=csrf]"), ["new", "new"]);
        assert_eq!(values(&page, "input[name=key]"), ["new"], "what was refused is another step");
        assert_eq!(values(&page, "input[name=strokes]"), ["M1 2"]);
        assert_eq!(values(&page, "option[selected]"), ["m"]);
        assert_eq!(values(&page, "input[checked]"), ["b"]);
        let note = page.select(&selector("textarea")).next().unwrap();
        assert_eq!(note.text().collect::<String>(), "</textarea><script>");
        assert_eq!(page.select(&selector("script")).count(), 0);
        assert_eq!(page.select(&selector("details[open] form[data-kept]")).count(), 1);
        let focused: Vec<_> = page.select(&selector("[autofocus]")).map(|field| field.value().attr("name")).collect();
        assert_eq!(focused, [Some("text")], "the field at fault");
        assert_eq!(values(&page, "[aria-invalid][aria-describedby=notice]").len(), 1);
        let again = Html::parse_document(&fill(PAGE, &kept(true)).unwrap());
        assert_eq!(values(&again, "input[name=key]"), ["old"], "what may have been done is the same step");
    }

    #[test]
    fn fields_that_stand_elsewhere_on_the_page_are_as_they_were_sent() {
        let page = r#"<!DOCTYPE html><html><body><details><input type="checkbox" name="day" value="true" form="own">
            <input name="date" value="" form="own"></details><details><input name="date" value="" form="other"></details>
            <form method="post" action="/step" id="own"><input type="hidden" name="key" value="new"></form></body></html>"#;
        let fields = [("day", "true"), ("date", "2026-12-24")].map(|(name, value)| (name.into(), value.into()));
        let kept = Kept { action: "/step".into(), fields: fields.into(), typed: true, ..Kept::default() };
        let page = Html::parse_document(&fill(page, &kept).unwrap());
        assert_eq!(values(&page, "details[open] input[form=own]"), ["true", "2026-12-24"]);
        assert_eq!(values(&page, "input[checked]"), ["true"]);
        assert_eq!(values(&page, "details:not([open]) input[form=other]"), [""], "another form's");
    }

    #[test]
    fn a_form_about_something_else_is_left_alone() {
        let mut other = kept(false);
        other.fields[1].1 = "3".into();
        assert!(fill(PAGE, &other).is_none());
        other.action = "/elsewhere".into();
        assert!(fill(PAGE, &other).is_none());
    }
}
