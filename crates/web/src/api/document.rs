//! The OpenAPI document (3.1), made of the routes and of the types as they are declared.

use super::{
    account::{STEPS, Step},
    body::fields_of,
    declared::{Declared, Field, Held, REQUESTS, Shape, TYPES, Variant},
    read::{Place, READS, Read, SCREEN, SEARCH},
    routes::{COMMANDS, Command, in_path},
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The document, made once.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| Maker::default().document());

/// Collects the types that are mentioned.
#[derive(Default)]
pub(super) struct Maker {
    schemas: BTreeMap<String, Value>,
    waiting: BTreeSet<String>,
    /// Types that are declared nowhere; a test wants none.
    pub(super) unknown: BTreeSet<String>,
}

impl Maker {
    pub(super) fn document(&mut self) -> Value {
        let mut paths = Map::new();
        let mut put = |path: &str, method: &str, operation: Value| {
            let at = paths.entry(format!("/api/v1{path}")).or_insert_with(|| json!({}));
            at[method] = operation;
        };
        put("/login", "post", self.log_in());
        for step in STEPS {
            put(step.path, "post", self.step(step));
        }
        for read in READS {
            put(read.path, "get", self.read(read));
        }
        put(SCREEN.path, "get", self.screen());
        put(SEARCH.path, "post", self.search());
        for command in COMMANDS.iter() {
            put(command.path, "post", self.command(command));
        }
        while let Some(name) = self.waiting.pop_first() {
            let schema = TYPES.get(&name).map_or_else(|| json!({}), |declared| self.declared(declared));
            self.schemas.insert(name, schema);
        }
        self.schemas.insert("Problem".into(), problem());
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Onething",
                "version": env!("CARGO_PKG_VERSION"),
                "description": DESCRIPTION,
                "license": { "name": "MIT OR Apache-2.0" },
            },
            "security": [{ "bearer": [] }],
            "paths": paths,
            "components": {
                "schemas": self.schemas,
                "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
                "parameters": parameters(),
                "responses": { "Problem": {
                    "description": "Why not, as RFC 9457 says it.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
                } },
            },
        })
    }

    fn read(&mut self, read: &Read) -> Value {
        let mut given = vec![json!({ "$ref": "#/components/parameters/AcceptLanguage" })];
        for parameter in read.parameters {
            let path = parameter.place == Place::Path;
            given.push(json!({
                "name": parameter.name,
                "in": if path { "path" } else { "query" },
                "required": path,
                "description": parameter.doc,
                "schema": self.schema(parameter.type_),
            }));
        }
        json!({
            "tags": [tag(read.path)],
            "operationId": read.name,
            "summary": read.doc,
            "parameters": given,
            "responses": responses(self.schema(read.answer), &["400", "401", "403", "404", "503"]),
        })
    }

    fn screen(&mut self) -> Value {
        let mut screen = self.read(&SCREEN);
        screen["security"] = json!([]);
        screen["responses"] = responses(self.schema(SCREEN.answer), &["404", "503"]);
        screen
    }

    fn search(&mut self) -> Value {
        let mut search = self.read(&SEARCH);
        let text = json!({ "type": "string", "description": "What was typed or scanned." });
        let body = json!({ "type": "object", "properties": { "text": text }, "required": ["text"] });
        search["requestBody"] = request_body(body);
        let refused = ["400", "401", "403", "413", "415", "422", "503"];
        search["responses"] = responses(self.schema(SEARCH.answer), &refused);
        search
    }

    fn command(&mut self, command: &Command) -> Value {
        let Some(request) = REQUESTS.iter().find(|request| request.name == command.request) else {
            self.unknown.insert(command.request.clone());
            return json!({});
        };
        let fields = fields_of(&command.request);
        let mut given = vec![
            json!({ "$ref": "#/components/parameters/IdempotencyKey" }),
            json!({ "$ref": "#/components/parameters/AcceptLanguage" }),
        ];
        for field in fields.iter().filter(|field| command.in_path().any(|name| name == field.name)) {
            given.push(json!({
                "name": field.name,
                "in": "path",
                "required": true,
                "description": field.doc,
                "schema": self.schema(&field.type_),
            }));
        }
        let typed: Vec<Field> = fields.iter().filter(|field| command.in_body(&field.name)).cloned().collect();
        let refused = ["400", "401", "403", "404", "409", "413", "415", "422", "500", "503", "507"];
        let mut operation = json!({
            "tags": [tag(command.path)],
            "operationId": command.request,
            "summary": request.doc,
            "parameters": given,
            "responses": responses(self.schema("Answer"), &refused),
        });
        if !typed.is_empty() {
            operation["requestBody"] = request_body(self.object(&typed));
        }
        operation
    }

    /// Logging in is the only step that needs no token.
    fn log_in(&mut self) -> Value {
        let text = json!({ "type": "string" });
        let login = json!({
            "type": "object",
            "properties": { "login": text, "password": { "type": "string", "format": "password" } },
            "required": ["login", "password"],
        });
        let role = self.schema("Role");
        let entered = json!({
            "type": "object",
            "properties": { "token": text, "expires_at": self.schema("Instant"), "login": text, "role": role },
            "required": ["token", "expires_at", "login", "role"],
        });
        json!({
            "tags": ["login"],
            "operationId": "login",
            "summary": "Opens a session and answers with its bearer token, which is shown only once.",
            "security": [],
            "parameters": [{ "$ref": "#/components/parameters/AcceptLanguage" }],
            "requestBody": request_body(login),
            "responses": responses(entered, &["400", "413", "415", "422", "503"]),
        })
    }

    fn step(&mut self, step: &Step) -> Value {
        let mut given = vec![json!({ "$ref": "#/components/parameters/AcceptLanguage" })];
        for name in in_path(step.path) {
            let schema = json!({ "type": "string", "format": "uuid" });
            given.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
        }
        let mut refused = vec!["401", "503"];
        if step.action.is_some() {
            refused = vec!["400", "401", "403", "404", "413", "415", "422", "500", "503"];
        }
        let mut answers = responses(json!({}), &refused);
        if step.name == "create_user" {
            let user =
                json!({ "type": "object", "properties": { "user": self.schema("UserId") }, "required": ["user"] });
            answers = responses(user, &refused);
        } else if let Some(all) = answers.as_object_mut() {
            all.remove("200");
            all.insert("204".into(), json!({ "description": "Done." }));
        }
        let mut operation = json!({
            "tags": [tag(step.path)],
            "operationId": step.name,
            "summary": step.doc,
            "parameters": given,
            "responses": answers,
        });
        let field = |(name, type_, optional, doc): &(&str, &str, bool, &str)| Field {
            name: (*name).into(),
            doc: (*doc).into(),
            type_: (*type_).into(),
            optional: *optional,
            flatten: false,
        };
        let fields: Vec<Field> = step.fields.iter().map(field).collect();
        if !fields.is_empty() {
            operation["requestBody"] = request_body(self.object(&fields));
        }
        operation
    }

    fn declared(&mut self, declared: &Declared) -> Value {
        let mut schema = match &declared.shape {
            Shape::Struct(fields) if declared.closed => closed(self.object(fields)),
            Shape::Struct(fields) => self.object(fields),
            Shape::Enum { tag, variants }
                if variants.iter().all(|variant| variant.held == Held::Nothing) && tag.is_none() =>
            {
                let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
                let docs: Vec<String> =
                    variants.iter().map(|variant| format!("`{}`: {}", variant.name, variant.doc)).collect();
                let description = format!("{} {}", declared.doc, docs.join(" "));
                return json!({ "type": "string", "enum": names, "description": description });
            }
            Shape::Enum { tag: Some(tag), variants } => {
                let one = |variant: &Variant| self.tagged(tag, variant);
                json!({ "oneOf": variants.iter().map(one).collect::<Vec<_>>() })
            }
            Shape::Enum { tag: None, variants } => {
                json!({ "oneOf": variants.iter().map(|variant| self.outer(variant)).collect::<Vec<_>>() })
            }
        };
        schema["description"] = json!(declared.doc);
        schema
    }

    /// `{"tag": "name", …fields}`.
    fn tagged(&mut self, tag: &str, variant: &Variant) -> Value {
        let mut schema = match &variant.held {
            Held::Fields(fields) => self.object(fields),
            Held::Nothing | Held::Types(_) => json!({ "type": "object", "properties": {}, "required": [] }),
        };
        schema["properties"][tag] = json!({ "const": variant.name });
        if let Some(required) = schema["required"].as_array_mut() {
            required.insert(0, json!(tag));
        }
        schema["description"] = json!(variant.doc);
        schema
    }

    /// `"name"` or `{"name": …}`.
    fn outer(&mut self, variant: &Variant) -> Value {
        let held = match &variant.held {
            Held::Nothing => return json!({ "const": variant.name, "description": variant.doc }),
            Held::Types(types) => match types.as_slice() {
                [one] => self.schema(one),
                several => self.tuple(several),
            },
            Held::Fields(fields) => self.object(fields),
        };
        json!({
            "type": "object",
            "properties": { &variant.name: held },
            "required": [variant.name],
            "description": variant.doc,
        })
    }

    fn object(&mut self, fields: &[Field]) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for field in fields {
            if field.flatten {
                if let Some(Declared { shape: Shape::Struct(inner), .. }) = TYPES.get(&field.type_) {
                    let inner = self.object(inner);
                    properties.extend(inner["properties"].as_object().cloned().unwrap_or_default());
                    required.extend(inner["required"].as_array().cloned().unwrap_or_default());
                }
                continue;
            }
            let mut schema = self.schema(&field.type_);
            schema["description"] = json!(field.doc);
            properties.insert(field.name.clone(), schema);
            if !field.optional {
                required.push(json!(field.name));
            }
        }
        json!({ "type": "object", "properties": properties, "required": required })
    }

    fn tuple(&mut self, types: &[String]) -> Value {
        let items: Vec<Value> = types.iter().map(|type_| self.schema(type_)).collect();
        let length = items.len();
        json!({ "type": "array", "prefixItems": items, "minItems": length, "maxItems": length })
    }

    /// The schema of a type as it is written.
    pub(super) fn schema(&mut self, type_: &str) -> Value {
        if let Some(tuple) = type_.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return self.tuple(&split(tuple));
        }
        let type_ = type_.trim_start_matches('&');
        if let Some((outer, inner)) = type_.strip_suffix('>').and_then(|type_| type_.split_once('<')) {
            return match outer {
                "Option" => json!({ "anyOf": [self.schema(inner), { "type": "null" }] }),
                "Vec" => json!({ "type": "array", "items": self.schema(inner) }),
                "Arc" | "Box" => self.schema(inner),
                "Cow" => json!({ "type": "string" }),
                _ => self.missing(type_),
            };
        }
        let name = type_.rsplit(':').next().unwrap_or(type_);
        match name {
            "bool" => json!({ "type": "boolean" }),
            "u8" | "u16" | "u32" | "u64" | "usize" => json!({ "type": "integer", "minimum": 0 }),
            "i64" => json!({ "type": "integer" }),
            "str" | "String" => json!({ "type": "string" }),
            "Instant" => json!({ "type": "string", "format": "date-time" }),
            "NaiveDate" | "BusinessDate" => json!({ "type": "string", "format": "date" }),
            "Ticket" => json!({ "type": "string", "pattern": "^([0-2][0-9]:[0-5][0-9]-)?[0-9]+$" }),
            "MinuteOfDay" => json!({ "type": "integer", "minimum": 0, "maximum": 1440 }),
            "Yuan" => json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,2})?$", "examples": ["1234.50"] }),
            "Decimal" => json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$", "examples": ["0.85"] }),
            _ if TYPES.contains_key(name) => {
                if !self.schemas.contains_key(name) {
                    self.waiting.insert(name.to_owned());
                }
                json!({ "$ref": format!("#/components/schemas/{name}") })
            }
            _ if name.ends_with("Id") => json!({ "type": "string", "format": "uuid" }),
            _ => self.missing(name),
        }
    }

    fn missing(&mut self, type_: &str) -> Value {
        self.unknown.insert(type_.to_owned());
        json!({})
    }
}

/// An object that has no other fields.
fn closed(mut schema: Value) -> Value {
    schema["additionalProperties"] = json!(false);
    schema
}

/// A body that has no other fields.
fn request_body(schema: Value) -> Value {
    let schema = closed(schema);
    let required = schema["required"].as_array().is_some_and(|required| !required.is_empty());
    json!({ "required": required, "content": { "application/json": { "schema": schema } } })
}

/// Operations are shown in groups, by what they are about.
fn tag(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

/// Types between commas, but not between brackets.
fn split(types: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for letter in types.chars() {
        match letter {
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn responses(answer: Value, refused: &[&str]) -> Value {
    let mut all = Map::new();
    all.insert(
        "200".into(),
        json!({
            "description": "Done, or shown.",
            "content": { "application/json": { "schema": answer } },
        }),
    );
    for status in refused {
        all.insert((*status).into(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    Value::Object(all)
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "description": "Made by the client, one for each thing to be done: 1–80 visible ASCII characters. Sent again \
                with the same body it does nothing twice and is answered as before; with another body it is a conflict.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 80 },
        },
        "AcceptLanguage": {
            "name": "Accept-Language",
            "in": "header",
            "required": false,
            "description": "The language of problem details: zh-CN or en. Without it, the login's.",
            "schema": { "type": "string", "enum": ["zh-CN", "en"] },
        },
    })
}

fn problem() -> Value {
    let text = |doc: &str| json!({ "type": "string", "description": doc });
    json!({
        "type": "object",
        "description": "Why it was not done or not shown (RFC 9457).",
        "properties": {
            "type": text("urn:onething:problem:<code>"),
            "title": text("What kind of problem it is, in the reader's language."),
            "status": { "type": "integer", "description": "The HTTP status." },
            "detail": text("Why, and the way on, in the reader's language."),
            "code": text("A stable code, kebab-case."),
            "field": text("The field of the request that is at fault, if one is."),
            "args": { "type": "object", "description": "The rule's values and the refused value, by name." },
            "instance": text("The request's id, under which it stands in the log."),
        },
        "required": ["type", "title", "status", "detail", "code", "args", "instance"],
    })
}

const DESCRIPTION: &str = "One hospital, from the appointment to the settlement at the bedside.\n\n\
    Log in with `POST /api/v1/login` and send the token as `Authorization: Bearer …`. Every command needs an \
    `Idempotency-Key`. Ids are UUIDs, instants are UTC, amounts are yuan as decimal strings, minutes of the day count from \
    midnight in the hospital's zone. Unknown fields are refused. After 503 ask again with the same key.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_mentioned_is_declared() {
        let mut maker = Maker::default();
        maker.document();
        assert_eq!(maker.unknown, BTreeSet::new());
    }

    #[test]
    fn the_document_is_as_it_was() {
        insta::assert_json_snapshot!("openapi", &*DOCUMENT);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk(value: &Value, document: &Value) {
            match value {
                Value::Object(map) => {
                    if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
                    }
                    map.values().for_each(|value| walk(value, document));
                }
                Value::Array(values) => values.iter().for_each(|value| walk(value, document)),
                _ => {}
            }
        }
        walk(&DOCUMENT, &DOCUMENT);
    }
}
