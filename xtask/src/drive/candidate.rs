//! A candidate's way: open the link, start, answer, submit. Every step must be answered as it should be.

use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::forms::{Form, Pairs, encode, set};
use super::http::{Client, Reply};
use super::server::Server;

/// How answers reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Without JavaScript: every answer is a form post, which leads to the next page.
    Forms,
    /// As the island does: every answer is saved by fetch and answered in JSON; pages are reached by links.
    Json,
}

pub struct Candidate {
    pub client: Client,
    /// `/t/{invitation}`.
    pub home: String,
}

/// A question page, ready to be answered.
#[derive(Debug, Clone)]
pub struct Question {
    /// `/t/{invitation}/q/{number}`.
    pub path: String,
    pub form: Form,
}

impl Candidate {
    /// Opens a link and starts.
    pub fn start(address: SocketAddr, link: &str) -> Result<Self> {
        let mut client = Client::new(address);
        let mut opened = client.get(link)?;
        // More people than one address may bring in a minute: a patient one waits as long as it is told.
        while let Some(seconds) = opened.retry_after {
            std::thread::sleep(Duration::from_secs(seconds));
            opened = client.get(link)?;
        }
        expect(&opened, 303, "the link")?;
        let home = opened.location;
        let welcome = client.get(&home)?;
        expect(&welcome, 200, "the welcome page")?;
        let action = format!("{home}/start");
        let form = Form::find(&welcome.body, &action)?;
        let started = client.post_form(&action, &encode(&form.filled(0)))?;
        expect(&started, 303, "starting")?;
        ensure!(
            started.location == format!("{home}/q/1"),
            "starting led to {}",
            started.location
        );
        Ok(Self { client, home })
    }

    /// A question page, and how many questions there are.
    pub fn question(&mut self, number: usize) -> Result<(Question, usize)> {
        let path = format!("{}/q/{number}", self.home);
        let page = self.client.get(&path)?;
        expect(&page, 200, "a question")?;
        let count = (1..100)
            .take_while(|number| page.body.contains(&format!("{}/q/{number}\"", self.home)))
            .count();
        ensure!(count > 0, "the page links to no question");
        let form = Form::find(&page.body, "")?;
        Ok((Question { path, form }, count))
    }

    /// Saves an answer; returns how long the acknowledgement took.
    pub fn save(&mut self, way: Way, question: &Question, turn: usize) -> Result<Duration> {
        let body = encode(&question.form.filled(turn));
        let begun = Instant::now();
        match way {
            Way::Forms => expect(
                &self.client.post_form(&question.path, &body)?,
                303,
                "a save",
            ),
            Way::Json => saved(&self.client.fetch_form(&question.path, &body)?),
        }?;
        Ok(begun.elapsed())
    }

    /// The last look and the submission; the receipt's page.
    pub fn submit(&mut self) -> Result<Reply> {
        let review = self.client.get(&format!("{}/review", self.home))?;
        expect(&review, 200, "the review page")?;
        let submit = format!("{}/submit", self.home);
        let last_look = self.client.get(&submit)?;
        expect(&last_look, 200, "the last look")?;
        let form = Form::find(&last_look.body, "")?;
        let submitted = self.client.post_form(&submit, &encode(&form.filled(0)))?;
        expect(&submitted, 303, "submitting")?;
        let done = self.client.get(&format!("{}/done", self.home))?;
        expect(&done, 200, "the receipt")?;
        ensure!(
            done.body.contains("SHA-256"),
            "the last page has no receipt"
        );
        Ok(done)
    }
}

impl Question {
    /// The fields of the `sequence`-th save of this page load, with the `turn`-th answer.
    pub fn fields(&self, sequence: usize, turn: usize) -> Pairs {
        let mut fields = self.form.filled(turn);
        set(&mut fields, "sequence", &sequence.to_string());
        fields
    }
}

/// Answers of one attempt that is measured; where an assessment asks more, the rest stays open.
const ANSWERS: usize = 12;

/// A whole attempt; the times that the acknowledgements of its answers took.
pub fn attempt(server: &Server, way: Way) -> Result<Vec<Duration>> {
    let mut candidate = Candidate::start(server.address, &server.next_link()?)?;
    let mut times = Vec::new();
    let (mut number, mut count) = (1, 1);
    while number <= count {
        let (question, all) = candidate.question(number)?;
        count = all.min(ANSWERS);
        times.push(candidate.save(way, &question, number)?);
        number += 1;
    }
    candidate.submit()?;
    Ok(times)
}

/// An answer that the server says it has.
pub fn saved(reply: &Reply) -> Result<()> {
    expect(reply, 200, "a save")?;
    ensure!(
        reply.body.contains("\"state\":\"saved\""),
        "a save was answered with {}",
        reply.body
    );
    Ok(())
}

pub fn expect(reply: &Reply, status: u16, what: &str) -> Result<()> {
    let says = || {
        let heading = reply.body.split("<h1").nth(1).unwrap_or(&reply.body);
        heading.chars().take(200).collect::<String>()
    };
    ensure!(
        reply.status == status,
        "{what}: status {} instead of {status}: {}",
        reply.status,
        says()
    );
    Ok(())
}

/// Signs in as staff; the client holds the session.
pub fn sign_in(server: &Server, role: &str) -> Result<Client> {
    let login = &server.seeded["logins"][role];
    let field = |name: &str| {
        let value = login[name]
            .as_str()
            .context("seeding made no such account")?;
        Ok::<_, anyhow::Error>((name.to_owned(), value.to_owned()))
    };
    let mut client = Client::new(server.address);
    let body = encode(&[field("email")?, field("password")?]);
    expect(&client.post_form("/login", &body)?, 303, "signing in")?;
    Ok(client)
}
