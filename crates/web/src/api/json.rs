//! A JSON body is read once, straight from its bytes, as the type that it should have. What is wrong is known in
//! serde's own terms ([`Fault`]), not from its messages, and at the first byte at which it is wrong.

use model::text;
use serde::{
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
    forward_to_deserialize_any,
};
use std::{
    cell::{Cell, RefCell},
    fmt::{self, Write as _},
    slice::Iter,
};

/// Why a body is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not JSON.
    Malformed,
    /// It is not an object.
    NotObject,
    /// There is no field of this name.
    Unknown(String),
    /// A field is given twice.
    Twice(&'static str),
    /// A field is missing.
    Missing(&'static str),
    /// A text contains an invisible character.
    Unseen(char),
    /// A value that its field cannot have: as JSON, shortened; empty until it is known.
    Invalid(String),
}

/// Fields of these names, whose values are never repeated.
const SECRETS: [&str; 2] = ["password", "current"];

impl Fault {
    const INVALID: Self = Self::Invalid(String::new());
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::INVALID
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown(super::body::shortened(field))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Twice(field)
    }
}

/// What is at fault, and where.
pub(super) type AtFault = serde_path_to_error::Error<Fault>;

/// Reads a body. `given`: fields that are given elsewhere and cannot be in the body. `visible`: a text with an
/// invisible character is refused.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8], given: &[(&str, &str)], visible: bool) -> Result<T, AtFault> {
    let state = State {
        fault: RefCell::default(),
        secret: Cell::new(false),
        lines: Cell::new(false),
        last: RefCell::default(),
        is_text: Cell::new(false),
        visible,
        given,
    };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(Reader { inner: &mut json, state: &state, part: Part::Whole })?;
    match json.end() {
        Ok(()) => Ok(read),
        Err(_) => Err(AtFault::new(serde_path_to_error::Track::new().path(), Fault::Malformed)),
    }
}

/// Line and column at which it stops being JSON.
pub(super) fn malformed_from(bytes: &[u8]) -> (usize, usize) {
    // Only nesting that is too deep, or a number that is too large, is no fault of the form.
    let fault = serde_json::from_slice::<IgnoredAny>(bytes).err();
    let fault = fault.or_else(|| serde_json::from_slice::<serde_json::Value>(bytes).err());
    fault.map_or((1, 1), |error| (error.line(), error.column()))
}

/// What is known while a body is being read.
struct State<'g> {
    /// What a visitor reported: serde_json passes on only its own errors.
    fault: RefCell<Option<Fault>>,
    /// Is the field that is being read one of [`SECRETS`]?
    secret: Cell<bool>,
    /// May its texts have several lines?
    lines: Cell<bool>,
    /// The value that was read last, shortened; and whether it is a text.
    last: RefCell<String>,
    is_text: Cell<bool>,
    visible: bool,
    given: &'g [(&'g str, &'g str)],
}

impl State<'_> {
    /// Notes a value that was read.
    fn note(&self, value: impl fmt::Display, is_text: bool) {
        let mut last = self.last.borrow_mut();
        last.clear();
        // Writing into memory cannot fail.
        let _written = write!(last, "{value}");
        self.is_text.set(is_text);
    }

    /// Keeps what was reported about the value that was read last.
    fn said<T, E: de::Error>(&self, said: Result<T, Fault>) -> Result<T, E> {
        said.map_err(|fault| {
            let fault = match fault {
                Fault::Invalid(value) if value.is_empty() && self.secret.get() => Fault::Invalid("…".into()),
                Fault::Invalid(value) if value.is_empty() && self.is_text.get() => {
                    Fault::Invalid(quoted(&self.last.borrow()))
                }
                Fault::Invalid(value) if value.is_empty() => Fault::Invalid(self.last.borrow().clone()),
                fault => fault,
            };
            self.fault.replace(Some(fault));
            E::custom("")
        })
    }

    /// The fault that a visitor reported; without one it is not JSON.
    fn kept<E>(&self, _: E) -> Fault {
        self.fault.take().unwrap_or(Fault::Malformed)
    }

    fn text(&self, text: &str) -> Result<(), Fault> {
        match text::fault(text, self.lines.get()) {
            Some(letter) if self.visible && !self.secret.get() => Err(Fault::Unseen(letter)),
            _ => Ok(()),
        }
    }
}

/// What is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The body, which is an object.
    Whole,
    /// The name of a field.
    Name,
    /// Any value.
    Value,
    /// A text.
    Text,
    /// One of several variants: its name, or an object with its name and its content.
    Choice,
}

/// Reads with another deserializer.
struct Reader<'s, 'g, D> {
    inner: D,
    state: &'s State<'g>,
    part: Part,
}

impl<'s, 'g, D> Reader<'s, 'g, D> {
    fn seen<V>(visitor: V, state: &'s State<'g>, part: Part) -> Seen<'s, 'g, V> {
        #[cfg(test)]
        work::count(1);
        Seen { visitor, state, part }
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Reader<'_, '_, D> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { inner, state, part } = self;
        inner.deserialize_any(Self::seen(visitor, state, part)).map_err(|error| state.kept(error))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let part = if self.part == Part::Value { Part::Text } else { self.part };
        Self { part, ..self }.deserialize_any(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { inner, state, part } = self;
        inner.deserialize_option(Self::seen(visitor, state, part)).map_err(|error| state.kept(error))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        Self { part: Part::Choice, ..self }.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Self { inner, state, part } = self;
        inner.deserialize_ignored_any(Self::seen(visitor, state, part)).map_err(|error| state.kept(error))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier
    }
}

/// Passes on what is read, and keeps what is reported about it.
struct Seen<'s, 'g, V> {
    visitor: V,
    state: &'s State<'g>,
    part: Part,
}

impl<'de, V: Visitor<'de>> Seen<'_, '_, V> {
    /// A value that is not a text, a list or an object.
    fn plain<E: de::Error>(
        self,
        shown: impl fmt::Display,
        visit: impl FnOnce(V) -> Result<V::Value, Fault>,
    ) -> Result<V::Value, E> {
        self.state.note(shown, false);
        self.state.said(match self.part {
            Part::Whole => Err(Fault::NotObject),
            Part::Text | Part::Choice => Err(Fault::INVALID),
            Part::Name | Part::Value => visit(self.visitor),
        })
    }

    fn text(self, text: &str, visit: impl FnOnce(V) -> Result<V::Value, Fault>) -> Result<V::Value, Fault> {
        match self.part {
            Part::Whole => return Err(Fault::NotObject),
            Part::Name => {
                self.state.secret.set(SECRETS.contains(&text));
                self.state.lines.set(text::may_have_lines(text));
            }
            Part::Value | Part::Text | Part::Choice => {
                self.state.note(format_args!("{text:.80}"), true);
                self.state.text(text)?;
            }
        }
        if self.part == Part::Choice {
            return self.visitor.visit_enum(StrDeserializer::new(text));
        }
        visit(self.visitor)
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Seen<'_, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<V::Value, E> {
        self.plain(value, |visitor| visitor.visit_bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<V::Value, E> {
        self.plain(value, |visitor| visitor.visit_i64(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<V::Value, E> {
        self.plain(value, |visitor| visitor.visit_u64(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<V::Value, E> {
        self.plain(value, |visitor| visitor.visit_f64(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.plain("null", Visitor::visit_unit)
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.plain("null", Visitor::visit_none)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let state = self.state;
        state.said(self.visitor.visit_some(Reader { inner, state, part: self.part }))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        let state = self.state;
        state.said(self.text(text, |visitor| visitor.visit_str(text)))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        let state = self.state;
        state.said(self.text(text, |visitor| visitor.visit_borrowed_str(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let state = self.state;
        let said = match self.part {
            Part::Whole => Err(Fault::NotObject),
            Part::Text | Part::Choice => Err(Fault::INVALID),
            Part::Name | Part::Value => self.visitor.visit_seq(Items { inner, state }),
        };
        state.note("[…]", false);
        state.said(said)
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let state = self.state;
        let given = if self.part == Part::Whole { state.given } else { &[] };
        let mut members = Members { inner, state, given: given.iter(), value: None };
        let said = match self.part {
            Part::Text => Err(Fault::INVALID),
            Part::Choice => self.visitor.visit_enum(MapAccessDeserializer::new(&mut members)).and_then(|chosen| {
                // One of several variants, not several of them.
                if members.next_key::<IgnoredAny>()?.is_some() { Err(Fault::INVALID) } else { Ok(chosen) }
            }),
            Part::Whole | Part::Name | Part::Value => self.visitor.visit_map(members),
        };
        state.note("{…}", false);
        state.said(said)
    }
}

/// A text as JSON, shortened.
pub(super) fn quoted(text: &str) -> String {
    let text = serde_json::Value::String(super::body::shortened(text)).to_string();
    super::body::shortened(&text)
}

/// The rest of a list.
struct Items<'s, 'g, A> {
    inner: A,
    state: &'s State<'g>,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, '_, A> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let state = self.state;
        self.inner.next_element_seed(Seed { seed, state, part: Part::Value }).map_err(|error| state.kept(error))
    }
}

/// The given fields, then the members of an object.
struct Members<'s, 'g, A> {
    inner: A,
    state: &'s State<'g>,
    given: Iter<'g, (&'g str, &'g str)>,
    /// The value of the given field whose name was read last.
    value: Option<&'g str>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, '_, A> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let state = self.state;
        if let Some((name, value)) = self.given.next() {
            self.value = Some(value);
            return Seed { seed, state, part: Part::Name }.deserialize(StrDeserializer::<Fault>::new(name)).map(Some);
        }
        self.inner.next_key_seed(Seed { seed, state, part: Part::Name }).map_err(|error| state.kept(error))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (state, part) = (self.state, Part::Value);
        match self.value.take() {
            Some(value) => Seed { seed, state, part }.deserialize(StrDeserializer::<Fault>::new(value)),
            None => self.inner.next_value_seed(Seed { seed, state, part }).map_err(|error| state.kept(error)),
        }
    }
}

/// Reads one more element.
struct Seed<'s, 'g, S> {
    seed: S,
    state: &'s State<'g>,
    part: Part,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, '_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let Self { seed, state, part } = self;
        state.said(seed.deserialize(Reader { inner, state, part }))
    }
}

/// How much of bodies this thread has read: their bytes, counted each time that they are looked at, and their tokens.
#[cfg(test)]
pub(super) mod work {
    use std::cell::Cell;

    thread_local! {
        static READ: Cell<u64> = const { Cell::new(0) };
    }

    pub(in crate::api) fn count(more: usize) {
        READ.set(READ.get() + more as u64);
    }

    pub(in crate::api) fn read() -> u64 {
        READ.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        #[serde(rename = "place")]
        _place: String,
        #[serde(rename = "kind")]
        _kind: Kind,
        #[serde(default)]
        password: Option<u8>,
        #[serde(default, rename = "even")]
        _even: Vec<Even>,
    }

    /// It is read completely, and then refused.
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "u8")]
    struct Even;

    impl TryFrom<u8> for Even {
        type Error = &'static str;

        fn try_from(number: u8) -> Result<Self, Self::Error> {
            if number.is_multiple_of(2) { Ok(Self) } else { Err("odd") }
        }
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Held { _number: u8 },
    }

    fn fault(body: &str) -> (String, Fault) {
        let error = read::<Thing>(body.as_bytes(), &[("place", "here")], true).unwrap_err();
        (error.path().to_string(), error.into_inner())
    }

    #[test]
    fn each_fault_is_known_by_its_kind_and_place() {
        let invalid = |value: &str| Fault::Invalid(value.to_owned());
        let cases = [
            ("{\"kind\":\"plain\",\"more\":1}", "more", Fault::Unknown("more".into())),
            ("{\"kind\":\"plain\",\"place\":\"there\"}", ".", Fault::Twice("place")),
            ("{\"kind\":\"plain\",\"kind\":\"plain\"}", ".", Fault::Twice("kind")),
            ("{}", ".", Fault::Missing("kind")),
            ("{\"kind\":{\"held\":{}}}", "kind.held", Fault::Missing("_number")),
            ("{\"kind\":{\"held\":{\"_number\":256}}}", "kind.held._number", invalid("256")),
            ("{\"kind\":{\"held\":{\"_number\":1},\"plain\":null}}", "kind", invalid("{…}")),
            ("{\"kind\":[\"plain\"]}", "kind", invalid("[…]")),
            ("{\"kind\":\"a\u{202e}\"}", "kind", Fault::Unseen('\u{202e}')),
            ("{\"kind\":\"plain\",\"password\":777}", "password", invalid("…")),
            ("{\"kind\":\"plain\",\"even\":[2,3]}", "even[1]", invalid("3")),
            ("[]", ".", Fault::NotObject),
            ("5", ".", Fault::NotObject),
            ("{\"kind\":\"plain\"} {}", ".", Fault::Malformed),
            ("{\"kind\":", "kind", Fault::Malformed),
        ];
        for (body, path, expected) in cases {
            let (at, found) = fault(body);
            assert_eq!((at.as_str(), found), (path, expected), "{body}");
        }
        let fits = read::<Thing>(b"{\"kind\":{\"held\":{\"_number\":1}}}", &[("place", "here")], true).unwrap();
        assert_eq!(fits.password, None);
    }

    /// What follows the first fault is not looked at.
    #[test]
    fn a_long_value_in_the_wrong_place_is_refused_at_its_first_token() {
        let members: Vec<String> = (0..20_000).map(|number| format!("\"{number:06}\":1")).collect();
        let before = work::read();
        let (_, found) = fault(&format!("{{\"password\":{{{}}}}}", members.join(",")));
        assert_eq!(found, Fault::Invalid("…".into()));
        assert!(work::read() - before < 10, "{}", work::read() - before);
    }

    #[test]
    fn where_it_is_no_json_is_said_by_line_and_column() {
        assert_eq!(malformed_from(b"{\n \"slot\": }"), (2, 10));
        assert_eq!(malformed_from("[".repeat(200).as_bytes()).0, 1);
        // Too deep, which is no fault of its form.
        assert_eq!(malformed_from(format!("{}{}", "[".repeat(200), "]".repeat(200)).as_bytes()), (1, 128));
    }
}
