//! The two schemas, read from the catalogues of live databases: the same tables, columns, keys and indexes; and what a
//! migration leaves behind when it fails.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::{Database, OpenError, SchemaState};
use tests::{Kind, TestDatabase};

#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// Name, type and whether it may be null, in their order.
    columns: Vec<(String, String, bool)>,
    primary: String,
    unique: BTreeSet<String>,
    indexes: BTreeSet<String>,
    /// Column, table and column it names, and what happens when that row goes.
    foreign: BTreeSet<(String, String, String, String)>,
}

type Schema = BTreeMap<String, Table>;

/// An index: table, whether it is unique, whether it is the primary key, its columns in order.
type Index = (String, bool, bool, String);

fn add_index(schema: &mut Schema, (table, unique, primary, columns): Index) {
    let table = schema.entry(table).or_default();
    if primary {
        table.primary = columns;
    } else if unique {
        table.unique.insert(columns);
    } else {
        table.indexes.insert(columns);
    }
}

async fn of_sqlite(path: &Path) -> Schema {
    let mut connection = sqlite(path).await;
    let mut schema = Schema::new();
    let columns: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT t.name, c.name, lower(c.type), c.\"notnull\" = 0 FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx%' ORDER BY t.name, c.cid",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the catalogue answers");
    for (table, column, kind, nullable) in columns {
        let table = schema.entry(table).or_default();
        table.columns.push((column, kind, nullable));
    }
    let names: Vec<String> = schema.keys().cloned().collect();
    for name in names {
        let indexes: Vec<(bool, bool, String)> = sqlx::query_as(
            "SELECT i.\"unique\", i.origin = 'pk', (SELECT group_concat(name, ',') FROM (SELECT name FROM \
             pragma_index_info(i.name) ORDER BY seqno)) FROM pragma_index_list($1) i",
        )
        .bind(&name)
        .fetch_all(&mut connection)
        .await
        .expect("the catalogue answers");
        for (unique, primary, columns) in indexes {
            add_index(&mut schema, (name.clone(), unique, primary, columns));
        }
        let foreign: Vec<(String, String, String, String)> = sqlx::query_as(
            "SELECT \"from\", \"table\", \"to\", lower(on_delete) FROM pragma_foreign_key_list($1)",
        )
        .bind(&name)
        .fetch_all(&mut connection)
        .await
        .expect("the catalogue answers");
        schema.entry(name).or_default().foreign.extend(foreign);
    }
    schema
}

async fn of_postgres(url: &str) -> Schema {
    let mut connection = postgres(url).await;
    let mut schema = Schema::new();
    let columns: Vec<(String, String, String, bool, Option<String>)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES', collation_name::text FROM \
         information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' ORDER BY \
         table_name, ordinal_position",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the catalogue answers");
    for (table, column, kind, nullable, collation) in columns {
        if kind == "text" {
            assert_eq!(
                collation.as_deref(),
                Some("C"),
                "{table}.{column} would be ordered by the server's language"
            );
        }
        let table = schema.entry(table).or_default();
        table.columns.push((column, kind, nullable));
    }
    let indexes: Vec<Index> = sqlx::query_as(
        "SELECT t.relname::text, i.indisunique, i.indisprimary, string_agg(a.attname::text, ',' ORDER BY k.place) FROM \
         pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace CROSS JOIN \
         LATERAL unnest(i.indkey) WITH ORDINALITY k (number, place) JOIN pg_attribute a ON a.attrelid = t.oid AND \
         a.attnum = k.number WHERE n.nspname = 'public' AND t.relname NOT LIKE '\\_sqlx%' GROUP BY i.indexrelid, \
         t.relname, i.indisunique, i.indisprimary",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the catalogue answers");
    for index in indexes {
        add_index(&mut schema, index);
    }
    let foreign: Vec<(String, String, String, String, String)> = sqlx::query_as(
        "SELECT t.relname::text, a.attname::text, r.relname::text, b.attname::text, CASE c.confdeltype WHEN 'c' THEN \
         'cascade' WHEN 'a' THEN 'no action' ELSE c.confdeltype::text END FROM pg_constraint c JOIN pg_class t ON t.oid \
         = c.conrelid JOIN pg_class r ON r.oid = c.confrelid CROSS JOIN LATERAL unnest(c.conkey, c.confkey) k (own, \
         other) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.own JOIN pg_attribute b ON b.attrelid = \
         r.oid AND b.attnum = k.other WHERE c.contype = 'f'",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the catalogue answers");
    for (table, column, other, named, gone) in foreign {
        let table = schema.entry(table).or_default();
        table.foreign.insert((column, other, named, gone));
    }
    schema
}

async fn sqlite(path: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}?mode=rwc", path.display()))
        .await
        .expect("the file opens")
}

async fn postgres(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("the server answers")
}

/// Runs plain SQL on a database.
async fn run(database: &Database, text: &'static str) {
    let done = match database {
        Database::Sqlite(path) => sqlx::raw_sql(text)
            .execute(&mut sqlite(path).await)
            .await
            .map(drop),
        Database::Postgres(url) => sqlx::raw_sql(text)
            .execute(&mut postgres(url).await)
            .await
            .map(drop),
    };
    done.expect("plain SQL runs");
}

async fn catalogue(database: &Database) -> Schema {
    match database {
        Database::Sqlite(path) => of_sqlite(path).await,
        Database::Postgres(url) => of_postgres(url).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_schemas_have_the_same_tables_columns_and_keys() {
    let mut schemas = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let test = TestDatabase::new(kind).await;
        store::open(&test.database).await.expect("opens");
        schemas.push(catalogue(&test.database).await);
    }
    let [sqlite, postgres] = &schemas[..] else {
        panic!("two schemas");
    };
    let names = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(sqlite), names(postgres), "tables");
    for (name, table) in sqlite {
        assert_eq!(
            table, &postgres[name],
            "{name}: SQLite left, PostgreSQL right"
        );
        assert!(!table.primary.is_empty(), "{name} has no primary key");
        for (column, kind, _) in &table.columns {
            assert!(
                ["text", "bigint", "double precision"].contains(&kind.as_str()),
                "{name}.{column} is {kind}, which the two databases read differently"
            );
        }
    }
    assert!(sqlite.len() > 20, "the catalogues were read");
    assert!(sqlite["sessions"].foreign.contains(&(
        "account_id".into(),
        "accounts".into(),
        "id".into(),
        "cascade".into()
    )));
    assert!(
        sqlite["invitations"]
            .unique
            .contains("intake_id,email_folded")
    );
}

#[test]
fn every_migration_stands_in_both_folders_under_one_name() {
    let files = |folder: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../migrations")
            .join(folder);
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .expect("a folder of migrations")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        names.sort();
        names
    };
    assert!(!files("sqlite").is_empty());
    assert_eq!(files("sqlite"), files("postgres"));
}

/// F19: a migration is one transaction, so that a broken one, or a killed one, leaves the old schema.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_that_fails_leaves_nothing_behind() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let test = TestDatabase::new(kind).await;
        // The last table of the first migration is there already, so that it fails at its end.
        run(&test.database, "CREATE TABLE jobs (in_the_way BIGINT)").await;
        let refused = store::open(&test.database).await.err();
        assert!(
            matches!(refused, Some(OpenError::Migrate(_))),
            "{kind:?}: {refused:?}"
        );
        let left: Vec<String> = catalogue(&test.database).await.into_keys().collect();
        assert_eq!(left, ["jobs"], "{kind:?}");
        run(&test.database, "DROP TABLE jobs").await;
        let opened = store::open(&test.database).await;
        assert!(opened.is_ok(), "{kind:?}: {:?}", opened.err());
        assert!(catalogue(&test.database).await.len() > 20);
    }
}

/// F19: there is no way back from a migration but a copy, so one is kept; and looking changes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_copied_before_it_is_migrated() {
    let test = TestDatabase::new(Kind::Sqlite).await;
    let Database::Sqlite(path) = &test.database else {
        panic!("an SQLite database");
    };
    let look = async |database: &Database| store::look_at(database).await.expect("it is looked at");
    assert_eq!(look(&test.database).await, SchemaState::Empty);
    assert!(!path.exists());
    older(path, 3).await;
    run(
        &test.database,
        "INSERT INTO settings (name, value) VALUES ('kept', 'yes')",
    )
    .await;
    let all = store::look_at(&test.database)
        .await
        .expect("it is looked at");
    let SchemaState::Behind(missing) = all else {
        panic!("{all:?}");
    };
    let copy = store::copy_before(path, 3);
    assert!(missing > 0 && !copy.exists());
    store::open(&test.database).await.expect("is migrated");
    assert_eq!(look(&test.database).await, SchemaState::Current);
    let copied = Database::Sqlite(copy.clone());
    assert_eq!(look(&copied).await, SchemaState::Behind(missing));
    let value: String = sqlx::query_scalar("SELECT value FROM settings WHERE name = 'kept'")
        .fetch_one(&mut sqlite(&copy).await)
        .await
        .expect("it was copied");
    assert_eq!(value, "yes");
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&copy).expect("a file"));
    assert_eq!(mode & 0o777, 0o600, "it holds people's data");
    // Nothing to migrate, nothing to copy.
    let before = std::fs::read_dir(test.folder()).expect("a folder").count();
    drop(store::open(&test.database).await.expect("opens"));
    let after = std::fs::read_dir(test.folder()).expect("a folder").count();
    assert_eq!(before, after);
    run(
        &test.database,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    assert_eq!(look(&test.database).await, SchemaState::Ahead);
}

/// A database as an older program left it: its first `count` migrations.
async fn older(path: &Path, count: usize) {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/sqlite");
    let some = tempfile::tempdir().expect("a folder");
    let mut files: Vec<_> = std::fs::read_dir(all)
        .expect("a folder of migrations")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for file in &files[..count] {
        let name = file.file_name().expect("a name");
        std::fs::copy(file, some.path().join(name)).expect("copied");
    }
    let migrator = Migrator::new(some.path()).await.expect("migrations");
    let migrated = migrator.run(&mut sqlite(path).await).await;
    migrated.expect("an older schema");
}

/// F19: a database that a newer program has migrated is not touched, nor one whose history is another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_with_another_history_is_refused() {
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) SELECT 9999, \
                 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    for (kind, other) in [
        (
            Kind::Sqlite,
            "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1",
        ),
        (
            Kind::Postgres,
            "UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 1",
        ),
    ] {
        let test = TestDatabase::new(kind).await;
        store::open(&test.database).await.expect("opens");
        run(&test.database, newer).await;
        let refused = store::open(&test.database).await.err();
        assert!(
            matches!(
                refused,
                Some(OpenError::Migrate(MigrateError::VersionMissing(9999)))
            ),
            "{kind:?}: {refused:?}"
        );
        run(
            &test.database,
            "DELETE FROM _sqlx_migrations WHERE version = 9999",
        )
        .await;
        run(&test.database, other).await;
        let refused = store::open(&test.database).await.err();
        assert!(
            matches!(
                refused,
                Some(OpenError::Migrate(MigrateError::VersionMismatch(1)))
            ),
            "{kind:?}: {refused:?}"
        );
    }
}
