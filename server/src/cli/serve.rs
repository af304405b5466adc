//! `attune serve`.

use super::{Failure, connect, data_folder};
use crate::application::Application;
use crate::assets;
use crate::config::Config;
use crate::connections;
use crate::worker;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use store::{Database, FileLock};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// How long requests under way may take after a stop signal.
const FINISH: Duration = Duration::from_secs(30);

pub async fn run(config: Config) -> Result<ExitCode, Failure> {
    log(config.log_json);
    data_folder(&config)?;
    let _lock = match &config.database {
        Database::Sqlite(path) => Some(FileLock::acquire(path)?),
        Database::Postgres(_) => None,
    };
    let service = connect(&config).await?;
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|cause| format!("cannot listen on {}: {cause}", config.listen))?;
    let bound = listener.local_addr()?;
    if let Some(token) = service::accounts::ensure_setup_token(&service).await? {
        println!(
            "No accounts yet. Open {}/setup and enter this one-time token:\n\n    {token}\n",
            config.public_url
        );
    }
    let (stop, stopping) = watch::channel(false);
    let timekeeping = tokio::spawn(worker::keep_time(Arc::clone(&service), stopping.clone()));
    let working = config
        .jobs
        .then(|| tokio::spawn(worker::run(Arc::clone(&service), stopping.clone())));
    let application = Application::new(service, assets::manifest(), config.trusted_proxies.clone());
    let router = application.router();
    // Before it says that it listens: whoever reads that may stop it at once.
    let signals = Signals::listen()?;
    // With port 0 the system has chosen one.
    println!("Attune listens on {} for {}", bound, config.public_url);
    let serving = tokio::spawn(connections::serve(
        listener,
        router,
        connections::PATIENCE,
        stopping,
    ));
    signals.received().await;
    tracing::info!("stopping: requests under way are finished first");
    stop.send_replace(true);
    let finish = async {
        drop(serving.await);
        drop(timekeeping.await);
        if let Some(working) = working {
            drop(working.await);
        }
    };
    if tokio::time::timeout(FINISH, finish).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    Ok(ExitCode::SUCCESS)
}

/// What asks the server to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on they end nothing by themselves.
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn received(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn log(json: bool) {
    let filter =
        EnvFilter::try_from_env("ATTUNE_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if json {
        builder.json().init();
    } else {
        builder.init();
    }
}
