//! Baselines for the benchmark: raw SQLite inserts, one commit each and sixteen a commit, and a bare axum handler with
//! one durable insert a request at 64 clients. Prints one JSON object.

use axum::{Router, extract::State, routing::post};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlitePool};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const INSERT: &str = "INSERT INTO answers (attempt, answer) VALUES ($1, $2)";
const RUN: Duration = Duration::from_secs(3);
const CLIENTS: usize = 64;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(
            SqliteConnectOptions::new()
                .filename(folder.path().join("bare.db"))
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full),
        )
        .await?;
    sqlx::query("CREATE TABLE answers (id INTEGER PRIMARY KEY, attempt TEXT NOT NULL, answer TEXT NOT NULL)")
        .execute(&pool)
        .await?;
    let single = inserts(&pool, 1).await?;
    let sixteen = inserts(&pool, 16).await?;
    let axum = bare_axum(pool).await?;
    println!(
        "{}",
        serde_json::json!({
            "sqlite_inserts_a_second_one_a_commit": single.round(),
            "sqlite_inserts_a_second_sixteen_a_commit": sixteen.round(),
            "bare_axum_durable_inserts_a_second_64_clients": axum.round(),
        })
    );
    Ok(())
}

async fn inserts(pool: &SqlitePool, batch: usize) -> Result<f64, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let begun = Instant::now();
    let mut rows = 0_u32;
    while begun.elapsed() < RUN {
        let mut transaction = connection.begin().await?;
        for _ in 0..batch {
            sqlx::query(INSERT)
                .bind("attempt")
                .bind("{\"choice\":\"a\"}")
                .execute(&mut *transaction)
                .await?;
            rows += 1;
        }
        transaction.commit().await?;
    }
    Ok(f64::from(rows) / begun.elapsed().as_secs_f64())
}

async fn save(State(pool): State<SqlitePool>, body: String) -> Result<&'static str, String> {
    sqlx::query(INSERT)
        .bind("attempt")
        .bind(body)
        .execute(&pool)
        .await
        .map(|_| "saved")
        .map_err(|error| error.to_string())
}

async fn bare_axum(pool: SqlitePool) -> Result<f64, Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/save", post(save)).with_state(pool);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| std::thread::spawn(move || client(address, begun)))
        .collect();
    let done = tokio::task::spawn_blocking(move || {
        clients
            .into_iter()
            .filter_map(|client| client.join().ok())
            .map(|sent| sent.unwrap_or(0))
            .sum::<u32>()
    })
    .await?;
    Ok(f64::from(done) / begun.elapsed().as_secs_f64())
}

fn client(address: SocketAddr, begun: Instant) -> std::io::Result<u32> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut connection = BufReader::new(stream);
    let request =
        "POST /save HTTP/1.1\r\nhost: bare\r\ncontent-length: 14\r\n\r\n{\"choice\":\"a\"}";
    let mut sent = 0;
    while begun.elapsed() < RUN {
        connection.get_mut().write_all(request.as_bytes())?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            connection.read_line(&mut line)?;
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line.trim().is_empty() {
                break;
            }
        }
        connection.read_exact(&mut vec![0; length])?;
        sent += 1;
    }
    Ok(sent)
}
