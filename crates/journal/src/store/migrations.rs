//! The migrations of both databases, which have the same names, as texts in the program.

use sqlx::{
    SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};
use std::sync::LazyLock;

/// The names of all migrations, the oldest first; the file of each database is `migrations/<database>/<name>.sql`.
macro_rules! named {
    ($($name:literal)*) => {
        #[cfg(test)]
        const NAMES: &[&str] = &[$($name),*];

        pub(super) static SQLITE: LazyLock<Migrator> = LazyLock::new(|| migrator(&[
            $(($name, include_str!(concat!("../../../../migrations/sqlite/", $name, ".sql"))),)*
        ]));

        pub(super) static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| migrator(&[
            $(($name, include_str!(concat!("../../../../migrations/postgres/", $name, ".sql"))),)*
        ]));
    };
}

named!(
    "0001_hospital"
    "0002_snapshot_parts"
    "0005_identity"
    "0010_logins"
    "0011_attended"
    "0012_kept_forms"
    "0013_queue"
    "0018_agreed"
    "0021_tables"
    "0023_item_units"
    "0024_pools"
    "0025_profile"
    "0026_tables_elsewhere"
    "0027_rows_of_several_events"
    "0028_messages"
    "0029_unreached"
    "0030_share"
    "0031_own_logins"
    "0032_told"
);

fn migrator(files: &[(&'static str, &'static str)]) -> Migrator {
    let migrations = files.iter().filter_map(|(name, text)| {
        let (version, description) = name.split_once('_')?;
        let (version, description) = (version.parse().ok()?, description.replace('_', " "));
        Some(Migration::new(version, description.into(), MigrationType::Simple, text.into_sql_str(), false))
    });
    Migrator::with_migrations(migrations.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn every_file_is_named_once_and_each_has_a_number_of_its_own() {
        for (folder, migrator) in [("sqlite", &*SQLITE), ("postgres", &*POSTGRES)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(folder);
            let mut files: Vec<_> =
                fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            files.sort();
            let named: Vec<_> = NAMES.iter().map(|name| format!("{name}.sql")).collect();
            assert_eq!(named, files);
            let numbers: BTreeSet<_> = migrator.iter().map(|migration| migration.version).collect();
            assert_eq!(numbers.len(), NAMES.len());
        }
    }

    #[test]
    fn databases_of_earlier_releases_know_the_first_migration_by_this_checksum() {
        let first = |migrator: &Migrator| {
            let first = migrator.iter().next().unwrap();
            (first.version, first.description.to_string(), hex::encode(&first.checksum[..8]))
        };
        assert_eq!(first(&SQLITE), (1, "hospital".into(), "b4c7cc7f19259901".into()));
        assert_eq!(first(&POSTGRES), (1, "hospital".into(), "f7eb658dcd09763f".into()));
    }
}
