//! `attune backup PATH` and `attune restore PATH`, for SQLite. PostgreSQL has its own tools (see the README).

use super::Failure;
use crate::config::Config;
use std::path::Path;
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
    let tables = store::backup_sqlite(from, to).await?;
    println!("{} holds a checked copy: {tables} rows.", to.display());
    println!(
        "Keep {} with it: links in mails depend on it.",
        config.secret_file.display()
    );
    Ok(ExitCode::SUCCESS)
}

pub async fn restore(config: &Config, from: &Path) -> Result<ExitCode, Failure> {
    let to = sqlite(config)?;
    if !from.is_file() {
        return Err(format!("there is no file {}", from.display()).into());
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let _lock = FileLock::acquire(to)?;
    let rows = store::check_sqlite(from).await?;
    let aside = to.with_extension("before-restore.db");
    for suffix in ["", "-wal", "-shm"] {
        let old = with_suffix(to, suffix);
        if old.exists() {
            std::fs::rename(&old, with_suffix(&aside, suffix))?;
        }
    }
    std::fs::copy(from, to)?;
    std::fs::File::open(to)?.sync_all()?;
    println!(
        "{} is in place: {rows} rows. The old database is {}.",
        to.display(),
        aside.display()
    );
    Ok(ExitCode::SUCCESS)
}

fn with_suffix(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
