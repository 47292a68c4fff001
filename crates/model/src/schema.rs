//! How the vocabulary is described in the API document (feature `schema`): types that are defined elsewhere, and texts
//! that have a form.

/// Under another name, because `utoipa` takes a type called `Value` for any JSON.
pub use crate::message::Value as ArgumentValue;
use serde::Serialize;
pub use utoipa;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        AllOf, ArrayBuilder, ObjectBuilder, Ref, RefOr,
        schema::{ArrayItems, Schema, SchemaFormat, Type},
    },
};

/// A text whose form is still to be given.
#[must_use]
pub fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A text of a known format.
#[must_use]
pub fn formatted(format: &str) -> ObjectBuilder {
    text().format(Some(SchemaFormat::Custom(format.to_owned())))
}

/// A text with a least and a greatest number of characters.
#[must_use]
pub fn of_length(min: usize, max: usize) -> ObjectBuilder {
    text().min_length(Some(min)).max_length(Some(max))
}

/// Types for the document only, each with its form: a field refers to one with `#[schema(value_type = …)]`.
#[macro_export]
macro_rules! forms {
    ($($(#[doc = $doc:literal])* $name:ident => $form:expr;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub struct $name;

        $crate::said! { $(#[doc = $doc])* $name => $form }
    )*};
}

/// Gives the form of a type by hand.
#[macro_export]
macro_rules! said {
    ($(#[doc = $doc:literal])* $name:ident => $form:expr) => {
        impl $crate::schema::utoipa::PartialSchema for $name {
            fn schema() -> $crate::schema::utoipa::openapi::RefOr<$crate::schema::utoipa::openapi::schema::Schema> {
                $form.description(Some(concat!($($doc),*).trim_ascii())).into()
            }
        }

        impl $crate::schema::utoipa::ToSchema for $name {}
    };
}

/// Describes what each name of an enum without fields means; the derive of `utoipa` gives only the names.
#[macro_export]
macro_rules! names {
    (
        $(#[$($about:tt)*])*
        $vis:vis enum $name:ident { $($(#[$($of:tt)*])* $variant:ident $(= $number:literal)?,)* }
    ) => {
        $(#[$($about)*])*
        $vis enum $name { $($(#[$($of)*])* $variant $(= $number)?,)* }

        impl $crate::schema::utoipa::PartialSchema for $name {
            fn schema() -> $crate::schema::utoipa::openapi::RefOr<$crate::schema::utoipa::openapi::schema::Schema> {
                let about = [$($crate::names!(@doc $($about)*)),*];
                $crate::schema::of_names(&about, &[$((Self::$variant, &[$($crate::names!(@doc $($of)*)),*]),)*])
            }
        }

        impl $crate::schema::utoipa::ToSchema for $name {}
    };
    (@doc doc = $doc:literal) => { $doc };
    (@doc $($other:tt)*) => { "" };
}

/// Names with their doc comments, one per line. `names!` calls it.
pub fn of_names<T: Serialize>(about: &[&str], names: &[(T, &[&str])]) -> RefOr<Schema> {
    let joined = |lines: &[&str]| lines.concat().trim_ascii().to_owned();
    let written = |name: &T| serde_json::to_value(name).ok()?.as_str().map(str::to_owned);
    let named: Vec<_> = names.iter().filter_map(|(name, doc)| Some((written(name)?, joined(doc)))).collect();
    let each = named.iter().map(|(name, doc)| format!(" `{name}`: {doc}"));
    let description = joined(about) + &each.collect::<String>();
    text().description(Some(description)).enum_values(Some(named.into_iter().map(|(name, _)| name))).into()
}

forms! {
    /// A point in time, UTC.
    PointInTime => formatted("date-time");
    /// A calendar date.
    Date => formatted("date");
    /// A decimal number, exact.
    DecimalNumber => formatted("decimal").pattern(Some(r"^-?[0-9]+(\.[0-9]+)?$")).examples(["0.85"]);
}

/// A message's argument: its name and its value, an object with one member that says what kind of value it is.
#[derive(Debug)]
pub struct Argument;

impl PartialSchema for Argument {
    fn schema() -> RefOr<Schema> {
        let value = AllOf::builder().item(Ref::from_schema_name(ArgumentValue::name()));
        let parts: [Schema; 2] = [text().into(), value.into()];
        ArrayBuilder::new().items(ArrayItems::False).prefix_items(parts).into()
    }
}

impl ToSchema for Argument {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ArgumentValue::name().into(), ArgumentValue::schema()));
        ArgumentValue::schemas(schemas);
    }
}
