//! `attune backup PATH` and `attune restore PATH`, for SQLite. PostgreSQL has its own tools (see the README).

use super::Failure;
use crate::config::Config;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{Database, FileLock};

fn sqlite(config: &Config) -> Result<&Path, Failure> {
    match &config.database {
        Database::Sqlite(path) => Ok(path),
        Database::Postgres(_) => {
            Err("this is for SQLite; use pg_dump and pg_restore for PostgreSQL".into())
        }
    }
}

pub async fn backup(config: &Config, to: &Path) -> Result<ExitCode, Failure> {
    let from = sqlite(config)?;
    if to.exists() {
        return Err(format!("{} exists already; nothing was written", to.display()).into());
    }
    let rows = store::backup_sqlite(from, to).await?;
    println!("{} holds a checked copy: {rows} rows.", to.display());
    println!(
        "Keep {} with it: links in mails depend on it.",
        config.secret_file.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// The copy is made and checked beside the database, and takes its name in one step, so that an end at any moment
/// leaves the old database or the new one.
pub async fn restore(config: &Config, from: &Path) -> Result<ExitCode, Failure> {
    let to = sqlite(config)?;
    if !from.is_file() {
        return Err(format!("there is no file {}", from.display()).into());
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let _lock = FileLock::acquire(to)?;
    store::check_sqlite(from).await?;
    let coming = with_suffix(to, ".restoring");
    std::fs::copy(from, &coming)?;
    std::fs::set_permissions(&coming, std::fs::Permissions::from_mode(0o600))?;
    std::fs::File::open(&coming)?.sync_all()?;
    let rows = store::check_sqlite(&coming).await?;
    let aside = if to.exists() {
        Some(put_aside(to).await?)
    } else {
        None
    };
    std::fs::rename(&coming, to)?;
    std::fs::File::open(folder)?.sync_all()?;
    println!("{} is in place: {rows} rows.", to.display());
    if let Some(aside) = aside {
        println!("The old database is {}.", aside.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Gives the old database a second name. Its log must not be there for the new one.
async fn put_aside(database: &Path) -> std::io::Result<PathBuf> {
    // A damaged database may have no log that can be written back; then the log goes with it.
    if let Err(error) = store::fold_sqlite_log(database).await {
        eprintln!("attune: the old database cannot be read: {error}");
    }
    let aside = unused(database);
    // Where a file cannot have two names it is moved.
    std::fs::hard_link(database, &aside).or_else(|_| std::fs::rename(database, &aside))?;
    for suffix in ["-wal", "-shm"] {
        let old = with_suffix(database, suffix);
        if old.exists() {
            std::fs::rename(&old, with_suffix(&aside, suffix))?;
        }
    }
    Ok(aside)
}

/// A name beside the database that nothing has yet: an earlier old database is not overwritten.
fn unused(database: &Path) -> PathBuf {
    let named = |number: usize| match number {
        1 => database.with_extension("before-restore.db"),
        _ => database.with_extension(format!("before-restore-{number}.db")),
    };
    (1..)
        .map(named)
        .find(|path| !path.exists() && !with_suffix(path, "-wal").exists())
        .unwrap_or_else(|| named(0))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
