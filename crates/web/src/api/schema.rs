//! Types as the document describes them: the schemas that `utoipa` derives, by the names of their types; and, in words,
//! what a value must be.

use super::document::DOCUMENT;
use model::message::Message;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};

/// A type and its description.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    below: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Said {
    pub(super) const fn of<T: ToSchema>() -> Self {
        Self { name: T::name, schema: T::schema, below: T::schemas }
    }

    pub(super) fn name(self) -> Cow<'static, str> {
        (self.name)()
    }

    /// Its schema; the types that it is made of are references.
    pub(super) fn schema(self) -> Value {
        plain(json!((self.schema)()))
    }

    /// The types that it refers to, and those that they refer to.
    pub(super) fn below(self) -> impl Iterator<Item = (String, Value)> {
        let mut below = Vec::new();
        (self.below)(&mut below);
        below.into_iter().map(|(name, schema)| (name, plain(json!(schema))))
    }
}

/// Visits a schema and each one in it, but follows no reference.
pub(super) fn each(schema: &mut Value, tell: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(members) => {
            tell(members);
            members.values_mut().for_each(|member| each(member, tell));
        }
        Value::Array(members) => members.iter_mut().for_each(|member| each(member, tell)),
        _ => {}
    }
}

/// Doc comments become one line, and numbers get their maximum.
fn plain(mut schema: Value) -> Value {
    each(&mut schema, &mut |schema| {
        if let Some(Value::String(doc)) = schema.get_mut("description") {
            *doc = doc.replace('\n', " ");
        }
        let max = match schema.get("format").and_then(Value::as_str) {
            Some("u-int8") => u8::MAX.into(),
            Some("u-int16") => u16::MAX.into(),
            Some("u-int32") => u32::MAX,
            Some("u-int64") => {
                schema.insert("format".into(), json!("uint64"));
                return;
            }
            _ => return,
        };
        schema.remove("format");
        schema.entry("maximum").or_insert(json!(max));
    });
    schema
}

/// An object has no other members.
pub(super) fn closed(schema: &mut Value) {
    each(schema, &mut |schema| {
        if schema.get("properties").is_some_and(Value::is_object) {
            schema.insert("additionalProperties".into(), json!(false));
        }
    });
}

/// A member of what is shown is always there, also if it is null or has a default; only a member that may be left out
/// but not null may be missing.
pub(super) fn always(schema: &mut Value) {
    each(schema, &mut |schema| {
        let Some(Value::Object(properties)) = schema.get("properties") else { return };
        let known = |schema: &Value| may_be_null(schema) || !schema["default"].is_null();
        let required: Vec<&str> =
            schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let there = |(name, schema): &(&String, &Value)| required.contains(&name.as_str()) || known(schema);
        let all: Vec<String> = properties.iter().filter(there).map(|(name, _)| name.clone()).collect();
        schema.insert("required".into(), json!(all));
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.values_mut().filter_map(Value::as_object_mut).for_each(|schema| drop(schema.remove("default")));
        }
    });
}

fn may_be_null(schema: &Value) -> bool {
    let null = |one: &Value| one == "null" || one["type"] == "null";
    [&schema["type"], &schema["oneOf"]].into_iter().filter_map(Value::as_array).flatten().any(null)
}

/// The schema that a reference leads to, or of the value if there is one.
pub(super) fn resolved(mut schema: &Value) -> &Value {
    loop {
        let next = match schema["$ref"].as_str() {
            Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')),
            None if may_be_null(schema) => {
                schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"))
            }
            None => schema["allOf"].get(0),
        };
        match next {
            Some(next) => schema = next,
            None => return schema,
        }
    }
}

/// The schema of a member, or of what a variant holds; null if there is none.
pub(super) fn member<'s>(schema: &'s Value, name: &str) -> &'s Value {
    let schema = resolved(schema);
    let variants = schema["oneOf"].as_array().into_iter().flatten();
    let mut members = std::iter::once(schema).chain(variants).map(|one| &one["properties"][name]);
    members.find(|found| !found.is_null()).unwrap_or(&Value::Null)
}

/// The schema of a list's items; null if there is none.
pub(super) fn item(schema: &Value) -> &Value {
    &resolved(schema)["items"]
}

/// The names of which one is chosen.
fn names<'s>(schema: &'s Value) -> Vec<&'s str> {
    let plain = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let variants = schema["oneOf"].as_array().into_iter().flatten();
    let of_variant = |variant: &'s Value| variant["enum"][0].as_str().or(variant["required"][0].as_str());
    plain.chain(variants.filter_map(of_variant)).collect()
}

/// In words, what a value must be.
pub(super) fn rule(schema: &Value) -> Message {
    let schema = resolved(schema);
    let names = names(schema);
    if !names.is_empty() {
        return Message::new("api-rule-one-of").with("names", names.join(", "));
    }
    let types = &schema["type"];
    let type_ = types.as_str().or(types[0].as_str()).unwrap_or_default();
    let max = schema["maximum"].as_i64();
    Message::new(match (type_, schema["format"].as_str().unwrap_or_default()) {
        ("boolean", _) => "api-rule-bool",
        ("integer", "minute") => "api-rule-minute",
        ("integer", _) => {
            return max.map_or(Message::new("api-rule-form"), |max| Message::new("api-rule-integer").with("max", max));
        }
        ("string", "uuid") => "api-rule-id",
        ("string", "date-time") => "api-rule-instant",
        ("string", "date") => "api-rule-date",
        ("string", "yuan") => "api-rule-yuan",
        ("string", "decimal") => "api-rule-decimal",
        ("string", _) => "api-rule-text",
        ("array", _) => "api-rule-list",
        ("object", _) => "api-rule-object",
        _ => "api-rule-form",
    })
}
