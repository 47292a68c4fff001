//! The OpenAPI document (3.1), made from the routes and the schemas of their types.

use super::{
    account::{LOG_IN, STEPS, Step},
    read::{READS, ReadRoute},
    routes::{COMMANDS, Command, in_path},
    schema::{Said, always, closed},
};
use hospital::{request::Answer, schema::IdempotencyKey};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The document; made only once.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| Maker::default().document());

/// Collects the types that are mentioned.
#[derive(Default)]
struct Maker {
    schemas: BTreeMap<String, Value>,
    /// The types that occur in what is sent.
    sent: BTreeSet<String>,
    /// Names that two types share; a test checks that there are none.
    twice: BTreeSet<String>,
}

impl Maker {
    fn document(&mut self) -> Value {
        let mut paths = Map::new();
        let mut put = |path: &str, method: &str, operation: Value| {
            let at = paths.entry(format!("/api/v1{path}")).or_insert_with(|| json!({}));
            at[method] = operation;
        };
        put(LOG_IN.path, "post", self.log_in());
        for step in STEPS {
            put(step.path, "post", self.step(step));
        }
        for read in READS.iter() {
            put(read.path, if read.in_body { "post" } else { "get" }, self.read(read));
        }
        for command in COMMANDS.iter() {
            put(command.path, "post", self.command(command));
        }
        for (name, schema) in &mut self.schemas {
            if self.sent.contains(name) { closed(schema) } else { always(schema) }
        }
        self.schemas.insert("Problem".into(), problem());
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Onething",
                "version": env!("CARGO_PKG_VERSION"),
                "description": DESCRIPTION,
                "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
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

    fn keep(&mut self, name: String, schema: Value) {
        if self.schemas.get(&name).is_some_and(|other| *other != schema) {
            self.twice.insert(name.clone());
        }
        self.schemas.insert(name, schema);
    }

    /// The schema of what is sent; the types that it is made of are noted.
    fn sent(&mut self, said: Said) -> Value {
        for (name, schema) in said.below() {
            self.sent.insert(name.clone());
            self.keep(name, schema);
        }
        said.schema()
    }

    /// The schema of what is shown: a reference, or a list.
    fn shown(&mut self, said: Said) -> Value {
        said.below().for_each(|(name, schema)| self.keep(name, schema));
        let mut schema = said.schema();
        if schema["type"] == "array" {
            always(&mut schema);
            return schema;
        }
        let name = said.name();
        self.keep(name.to_string(), schema);
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// The fields of a read are in the path and in the query, or in the body.
    fn read(&mut self, read: &ReadRoute) -> Value {
        let mut fields = self.sent(read.given);
        let mut given = vec![json!({ "$ref": "#/components/parameters/AcceptLanguage" })];
        let refused: &[&str] = match (read.in_body, read.public) {
            (true, _) => &["400", "401", "403", "413", "415", "422", "503"],
            (false, true) => &["400", "404", "503"],
            (false, false) => &["400", "401", "403", "404", "503"],
        };
        let mut operation = json!({
            "tags": [tag(read.path)],
            "operationId": read.name,
            "summary": fields["description"].take(),
            "responses": responses(self.shown(read.answer), refused),
        });
        if read.public {
            operation["security"] = json!([]);
        }
        if read.in_body {
            operation["requestBody"] = request_body(fields);
        } else {
            let names: Vec<&str> = in_path(read.path).collect();
            let fields = fields["properties"].as_object_mut().into_iter().flatten();
            let (path, query): (Vec<_>, Vec<_>) = fields.partition(|(name, _)| names.contains(&name.as_str()));
            given.extend(path.into_iter().map(|(name, schema)| parameter("path", name, schema)));
            given.extend(query.into_iter().map(|(name, schema)| parameter("query", name, schema)));
        }
        operation["parameters"] = json!(given);
        operation
    }

    /// The fields of a request are in the path or in the body.
    fn command(&mut self, command: &Command) -> Value {
        let mut request = self.sent(command.said);
        let summary = request["description"].take();
        let mut given = vec![
            json!({ "$ref": "#/components/parameters/IdempotencyKey" }),
            json!({ "$ref": "#/components/parameters/AcceptLanguage" }),
        ];
        for name in command.in_path() {
            given.push(parameter("path", name, &mut request["properties"][name]));
        }
        if let Some(fields) = request["properties"].as_object_mut() {
            fields.retain(|name, _| command.in_body(name));
        }
        if let Some(required) = request["required"].as_array_mut() {
            required.retain(|name| name.as_str().is_some_and(|name| command.in_body(name)));
        }
        let refused = ["400", "401", "403", "404", "409", "413", "415", "422", "500", "503", "507"];
        let mut operation = json!({
            "tags": [tag(command.path)],
            "operationId": command.request,
            "summary": summary,
            "parameters": given,
            "responses": responses(self.shown(Said::of::<Answer>()), &refused),
        });
        if request["properties"].as_object().is_some_and(|fields| !fields.is_empty()) {
            operation["requestBody"] = request_body(request);
        }
        operation
    }

    fn log_in(&mut self) -> Value {
        let mut log_in = self.step(&LOG_IN);
        log_in["security"] = json!([]);
        log_in
    }

    fn step(&mut self, step: &Step) -> Value {
        let mut given = vec![json!({ "$ref": "#/components/parameters/AcceptLanguage" })];
        for name in in_path(step.path) {
            let mut schema = json!({ "type": "string", "format": "uuid", "description": whose(name) });
            given.push(parameter("path", name, &mut schema));
        }
        let refused: &[&str] = match (step.action, step.body) {
            (Some(_), _) => &["400", "401", "403", "404", "413", "415", "422", "500", "503"],
            (None, Some(_)) => &["400", "401", "413", "415", "422", "503"],
            (None, None) => &["401", "503"],
        };
        let mut operation = json!({
            "tags": [tag(step.path)],
            "operationId": step.name,
            "summary": step.doc,
            "parameters": given,
            "responses": match step.answer {
                Some(answer) => responses(self.shown(answer), refused),
                None => refusals(refused, ("204", json!({ "description": "Done." }))),
            },
        });
        if let Some(body) = step.body {
            operation["requestBody"] = request_body(self.sent(body));
        }
        operation
    }
}

/// A field that is given in the address; it is there or left out, but never null.
fn parameter(place: &str, name: &str, schema: &mut Value) -> Value {
    let mut schema = schema.take();
    let something = |one: &&mut Value| one["type"] != "null";
    if let Some(one) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        schema = one.iter_mut().find(something).map(Value::take).unwrap_or_default();
    }
    let Some(members) = schema.as_object_mut() else { return Value::Null };
    let description = members.remove("description");
    if let Some(Value::Array(types)) = members.get_mut("type") {
        let type_ = types.iter().find(|type_| *type_ != "null").cloned();
        members.insert("type".into(), type_.unwrap_or_default());
    }
    let path = place == "path";
    json!({ "name": name, "in": place, "required": path, "description": description, "schema": schema })
}

/// The schema of a body that allows no other fields.
fn request_body(mut schema: Value) -> Value {
    closed(&mut schema);
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
    }
    let required = schema["required"].as_array().is_some_and(|required| !required.is_empty());
    json!({ "required": required, "content": { "application/json": { "schema": schema } } })
}

/// What a name in the address of a [`Step`] stands for.
fn whose(name: &str) -> &'static str {
    match name {
        "user" => "The login, by its id, as the list of logins shows it.",
        "person" => "The person whose record is opened, by their id.",
        _ => "",
    }
}

/// Operations are grouped by what they are about.
fn tag(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

fn responses(answer: Value, refused: &[&str]) -> Value {
    let done = json!({ "description": "What was asked for, or what was done, with the ids of what is new.", "content": { "application/json": { "schema": answer } } });
    refusals(refused, ("200", done))
}

fn refusals(refused: &[&str], (status, done): (&str, Value)) -> Value {
    let problem = |status: &&str| ((*status).to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    let all = std::iter::once((status.to_owned(), done)).chain(refused.iter().map(problem));
    Value::Object(all.collect())
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": true,
            "schema": Said::of::<IdempotencyKey>().schema(),
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
            "obstacles": {
                "type": "array",
                "description": "What has to be resolved first, one thing after the other; left out if there is nothing.",
                "items": {
                    "type": "object",
                    "properties": {
                        "code": text("A stable code, kebab-case."),
                        "detail": text("What it is, in the reader's language."),
                        "args": { "type": "object", "description": "Its values, by name." },
                        "subjects": {
                            "type": "array",
                            "description": "Where it can be resolved, each of them alone.",
                            "items": { "$ref": "#/components/schemas/Subject" },
                        },
                    },
                    "required": ["code", "detail", "args", "subjects"],
                },
            },
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
    use super::{super::schema::each, *};

    #[test]
    fn each_name_is_one_types() {
        let mut maker = Maker::default();
        maker.document();
        assert_eq!(maker.twice, BTreeSet::new());
    }

    /// Whoever reads it has no Rust at hand.
    #[test]
    fn it_says_nothing_in_words_of_rust() {
        let text = DOCUMENT.to_string();
        for word in ["`None`", "`Some", "[`", "::", "decisions.md"] {
            let found: Vec<_> =
                text.match_indices(word).map(|(at, _)| text.get(at.saturating_sub(60)..at + 40)).collect();
            assert_eq!(found, Vec::<Option<&str>>::new(), "{word}");
        }
    }

    /// `utoipa` takes a type with the name `Value` for any JSON, without a warning.
    #[test]
    fn each_field_says_what_it_is() {
        let mut found = Vec::new();
        for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
            each(&mut schema.clone(), &mut |schema| {
                let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
                let says =
                    |field: &Value| ["type", "$ref", "oneOf", "allOf"].iter().any(|one| field.get(one).is_some());
                found.extend(fields.filter(|(_, field)| !says(field)).map(|(field, _)| format!("{name}.{field}")));
            });
        }
        assert_eq!(found, Vec::<String>::new());
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
