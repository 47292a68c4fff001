//! In the API document, types that other crates define are described by their namesakes in `schema`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    utoipa_config::Config::new()
        .alias_for("Instant", "crate::schema::PointInTime")
        .alias_for("NaiveDate", "crate::schema::Date")
        .alias_for("Decimal", "crate::schema::DecimalNumber")
        .write_to_file();
}
