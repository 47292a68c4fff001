//! The types of requests, answers and views as they are declared, read from their own source: so the OpenAPI document
//! says what the code says, field by field, with the same doc comments.
//!
//! Only what these files use is understood: structs with named fields, enums, serde's `rename`, `rename_all`, `tag`,
//! `default`, `flatten`, `skip_serializing_if`. A test fails when a type is met that is not declared in them.

use hospital::usecase::{self, Address, Catalogue, Sent};
use std::{collections::BTreeMap, iter::Peekable, sync::LazyLock, vec::IntoIter};

macro_rules! sources {
    ($($path:literal),* $(,)?) => {
        &[$(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $path))),*]
    };
}

/// Where the types are declared that requests, answers and views are made of.
const SOURCES: &[&str] = sources![
    // First: what `hospital` names alike is said as hospital says it.
    "scheduling/src/view/inpatient.rs",
    "scheduling/src/view/outpatient.rs",
    "hospital/src/request/answer.rs",
    "hospital/src/request/parts.rs",
    "hospital/src/view/mod.rs",
    "hospital/src/view/admin.rs",
    "hospital/src/view/bill.rs",
    "hospital/src/view/desk.rs",
    "hospital/src/view/open_stays.rs",
    "hospital/src/view/patient.rs",
    "hospital/src/view/room.rs",
    "hospital/src/view/screen.rs",
    "hospital/src/view/ward.rs",
    "model/src/actor.rs",
    "model/src/journey.rs",
    "model/src/lib.rs",
    "model/src/message.rs",
    "model/src/person.rs",
    "model/src/scheduling.rs",
    "model/src/settlement.rs",
    "settlement/src/cause.rs",
    "settlement/src/explanation.rs",
    "settlement/src/policy/convention.rs",
    "settlement/src/stake.rs",
    "settlement/src/world/rows.rs",
];

/// A field of a struct, of a variant, or of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) doc: String,
    /// As written, without spaces and lifetimes.
    pub(super) type_: String,
    /// It may be left out.
    pub(super) optional: bool,
    /// Its own fields stand in its place.
    pub(super) flatten: bool,
}

/// What a variant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Nothing,
    Types(Vec<String>),
    Fields(Vec<Field>),
}

/// A variant of an enum, or a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    /// As in JSON.
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) held: Held,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Struct(Vec<Field>),
    Enum { tag: Option<String>, variants: Vec<Variant> },
}

/// A declared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) doc: String,
    /// Fields that are not declared are refused.
    pub(super) closed: bool,
    pub(super) shape: Shape,
}

/// All types by name.
pub(super) static TYPES: LazyLock<BTreeMap<String, Declared>> = LazyLock::new(|| {
    let mut types = BTreeMap::new();
    for source in SOURCES {
        Reader::of(source).file(&mut types);
    }
    types
});

/// What can be asked, in the order of the hospital's use cases: name in JSON, what it does, fields.
pub(super) static REQUESTS: LazyLock<Vec<Variant>> = LazyLock::new(|| {
    let mut requests = Requests(Vec::new());
    usecase::each(&mut requests);
    requests.0
});

struct Requests(Vec<Variant>);

impl Catalogue for Requests {
    fn add<T: Sent>(&mut self, address: Address) {
        let mut types = BTreeMap::new();
        Reader::of(address.source).file(&mut types);
        if let Some(Declared { doc, shape: Shape::Struct(fields), .. }) = types.remove(address.schema) {
            self.0.push(Variant { name: snake_case(address.schema), doc, held: Held::Fields(fields) });
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Doc(String),
    Attribute(String),
    Word(String),
    Sign(char),
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn tokens(source: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let line = rest.lines().next().unwrap_or_default();
        let mut taken = first.len_utf8();
        if first.is_whitespace() {
        } else if let Some(doc) = line.strip_prefix("///") {
            found.push(Token::Doc(doc.trim().to_owned()));
            taken = line.len();
        } else if line.starts_with("//") {
            taken = line.len();
        } else if rest.starts_with("#[") {
            taken = closing(rest);
            found.push(Token::Attribute(rest[..taken].to_owned()));
        } else if first == '"' {
            taken = quoted(rest);
        } else if first == '\'' {
            taken = apostrophe(rest);
        } else if is_word(first) {
            taken = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            found.push(Token::Word(rest[..taken].to_owned()));
        } else {
            found.push(Token::Sign(first));
        }
        rest = &rest[taken..];
    }
    found
}

/// The length of an attribute.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (place, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' if depth == 1 => return place + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a string literal.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return place + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The length of a lifetime or a character literal.
fn apostrophe(text: &str) -> usize {
    let letters: Vec<char> = text.chars().take(3).collect();
    match letters[..] {
        [_, letter, '\''] => 2 + letter.len_utf8(),
        [_, '\\', letter] => 3 + letter.len_utf8(),
        _ => 1 + text[1..].find(|letter| !is_word(letter)).unwrap_or(text.len() - 1),
    }
}

/// Doc comment and attributes before an item, field or variant.
#[derive(Default)]
struct Before {
    doc: Vec<String>,
    attributes: Vec<String>,
}

impl Before {
    fn doc(&self) -> String {
        self.doc.join(" ")
    }

    fn serde(&self, what: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute.starts_with("#[serde(") && attribute.contains(what))
    }

    /// The text of `what = "text"`.
    fn text(&self, what: &str) -> Option<String> {
        let start = format!("{what} = \"");
        let serde = self.attributes.iter().filter(|attribute| attribute.starts_with("#[serde("));
        serde
            .filter_map(|attribute| attribute.split_once(&start))
            .find_map(|(_, rest)| rest.split_once('"').map(|(text, _)| text.to_owned()))
    }
}

struct Reader {
    tokens: Peekable<IntoIter<Token>>,
}

impl Reader {
    fn of(source: &str) -> Self {
        Self { tokens: tokens(source).into_iter().peekable() }
    }

    fn file(&mut self, types: &mut BTreeMap<String, Declared>) {
        let mut before = Before::default();
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Doc(line) => before.doc.push(line),
                Token::Attribute(attribute) => before.attributes.push(attribute),
                Token::Word(word) if word == "pub" => {}
                Token::Word(word) if word == "struct" || word == "enum" => {
                    let Some(Token::Word(name)) = self.tokens.next() else { continue };
                    if self.tokens.next_if_eq(&Token::Sign('{')).is_some() {
                        let doc = before.doc();
                        let shape = if word == "struct" {
                            Shape::Struct(self.fields())
                        } else {
                            let snake = before.text("rename_all").is_some();
                            Shape::Enum { tag: before.text("tag"), variants: self.variants(snake) }
                        };
                        let closed = before.serde("deny_unknown_fields");
                        types.insert(name, Declared { doc, closed, shape });
                    }
                    before = Before::default();
                }
                _ => before = Before::default(),
            }
        }
    }

    fn before(&mut self) -> Before {
        let mut before = Before::default();
        loop {
            match self.tokens.peek() {
                Some(Token::Doc(line)) => before.doc.push(line.clone()),
                Some(Token::Attribute(attribute)) => before.attributes.push(attribute.clone()),
                _ => return before,
            }
            self.tokens.next();
        }
    }

    fn fields(&mut self) -> Vec<Field> {
        let mut fields = Vec::new();
        loop {
            let before = self.before();
            match self.tokens.next() {
                Some(Token::Word(word)) if word == "pub" => {
                    if self.tokens.next_if_eq(&Token::Sign('(')).is_some() {
                        self.types(')');
                    }
                    continue_with(&mut fields, self, before);
                }
                Some(Token::Word(name)) => fields.push(self.field(name, &before)),
                Some(Token::Sign('}')) | None => return fields,
                Some(_) => {}
            }
        }
    }

    fn field(&mut self, name: String, before: &Before) -> Field {
        self.tokens.next_if_eq(&Token::Sign(':'));
        Field {
            name: before.text("rename").unwrap_or(name),
            doc: before.doc(),
            type_: self.type_(),
            optional: before.serde("default") || before.serde("skip_serializing_if"),
            flatten: before.serde("flatten"),
        }
    }

    /// A type, and the comma after it.
    fn type_(&mut self) -> String {
        let (mut text, mut depth) = (String::new(), 0);
        while let Some(token) = self.tokens.peek() {
            match token {
                Token::Sign(',') if depth == 0 => {
                    self.tokens.next();
                    break;
                }
                Token::Sign('}' | ')' | ']') if depth == 0 => break,
                Token::Sign(sign) => {
                    depth += match sign {
                        '<' | '(' | '[' => 1,
                        '>' | ')' | ']' => -1,
                        _ => 0,
                    };
                    text.push(*sign);
                }
                Token::Word(word) => text.push_str(word),
                Token::Doc(_) | Token::Attribute(_) => {}
            }
            self.tokens.next();
        }
        text
    }

    /// Types until a closing sign.
    fn types(&mut self, close: char) -> Vec<String> {
        let mut types = Vec::new();
        while self.tokens.peek().is_some() && self.tokens.next_if_eq(&Token::Sign(close)).is_none() {
            self.before();
            types.push(self.type_());
        }
        types
    }

    fn variants(&mut self, snake: bool) -> Vec<Variant> {
        let mut variants = Vec::new();
        loop {
            let before = self.before();
            match self.tokens.next() {
                Some(Token::Word(word)) => {
                    let held = match self.tokens.peek() {
                        Some(Token::Sign('(')) => {
                            self.tokens.next();
                            Held::Types(self.types(')'))
                        }
                        Some(Token::Sign('{')) => {
                            self.tokens.next();
                            Held::Fields(self.fields())
                        }
                        _ => Held::Nothing,
                    };
                    let name = before.text("rename").unwrap_or_else(|| if snake { snake_case(&word) } else { word });
                    variants.push(Variant { name, doc: before.doc(), held });
                }
                Some(Token::Sign('}')) | None => return variants,
                Some(_) => {}
            }
        }
    }
}

/// A field after its `pub`.
fn continue_with(fields: &mut Vec<Field>, reader: &mut Reader, before: Before) {
    if let Some(Token::Word(name)) = reader.tokens.next() {
        let field = reader.field(name, &before);
        fields.push(field);
    }
}

/// As serde does it.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use hospital::Action;

    #[test]
    fn every_request_is_read_with_its_fields() {
        // The first actions are those of the requests, in their order; the reads come after them.
        let names: Vec<String> = Action::ALL
            .iter()
            .map(|action| serde_json::to_value(action).unwrap().as_str().unwrap().to_owned())
            .collect();
        let read: Vec<&str> = REQUESTS.iter().map(|request| request.name.as_str()).collect();
        assert_eq!(read, names[..read.len()]);
        assert_eq!(names[read.len()], "read_slots");
        for request in REQUESTS.iter() {
            let Held::Fields(fields) = &request.held else { panic!("{}", request.name) };
            assert!(!request.doc.is_empty() && fields.iter().all(|field| !field.doc.is_empty()), "{}", request.name);
        }
    }

    #[test]
    fn enums_are_read_as_serde_writes_them() {
        let Shape::Enum { variants, .. } = &TYPES["ChargeClass"].shape else { panic!() };
        assert_eq!(variants.iter().map(|variant| variant.name.as_str()).collect::<Vec<_>>(), ["01", "02", "03"]);
        let Shape::Enum { variants, .. } = &TYPES["CredentialKind"].shape else { panic!() };
        assert_eq!(variants[2].name, "resident_id");
        let Shape::Struct(fields) = &TYPES["Refusal"].shape else { panic!() };
        assert_eq!(fields[2].type_, "Vec<(Cow<,str>,Value)>");
    }
}
