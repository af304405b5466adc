//! From a recruiter's form to the mail server and back onto the recruiter's page: what became of each invitation's
//! mail.

use crate::client;
use domain::time::MINUTE;
use server::cli::demo::{SeedArgs, fill};
use service::{Service, jobs};
use std::path::Path;
use std::sync::Arc;
use tests::{Browser, Kind, Site, SmtpServer, Turn, World};

struct Desk {
    world: World,
    /// The world's instance, mailing through a server.
    service: Arc<Service>,
    recruiter: Browser,
    intake: String,
}

impl Desk {
    async fn new(port: u16) -> Self {
        let world = World::new(Kind::Sqlite).await;
        let seed = SeedArgs {
            candidates: 0,
            invitations: 1,
            links: None,
            seed: 1,
            banks: Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks"),
        };
        let demo = fill(&world.service, &seed).await.expect("the stage is set");
        let of = &world.service;
        let service = Arc::new(Service::new(
            Arc::clone(&of.store),
            Arc::clone(&of.clock),
            Arc::clone(&of.entropy),
            Arc::new(client(port)),
            Arc::clone(&of.renderer),
            of.secret.clone(),
            of.settings.clone(),
        ));
        let mut recruiter = Site::of(&service, Vec::new()).browser();
        let login = &demo.logins["recruiter"];
        let form = [
            ("email", login.email.as_str()),
            ("password", login.password.as_str()),
        ];
        let signed_in = recruiter.post("/login", &form).await;
        assert!(signed_in.status.is_redirection(), "{}", signed_in.body);
        let intake = format!("/assessments/{}/intakes/{}", demo.assessment, demo.intake);
        Self {
            world,
            service,
            recruiter,
            intake,
        }
    }

    /// Confirms a list of one by the form of the preview.
    async fn invite(&mut self, name: &str) {
        let list = format!("name,email\n{name},{name}@example.org\n");
        let mark = "----mark";
        let body: String = [("people", list.as_str()), ("how", "mail")]
            .iter()
            .map(|(field, value)| {
                format!("--{mark}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
            })
            .chain([format!("--{mark}--\r\n")])
            .collect();
        let kind = format!("multipart/form-data; boundary={mark}");
        let path = format!("{}/invite/send", self.intake);
        let sent = self
            .recruiter
            .send(http::Method::POST, &path, &kind, &body)
            .await;
        assert!(sent.status.is_redirection(), "{}", sent.body);
    }

    /// What the page says of one person's mail.
    async fn mail_of(&mut self, name: &str) -> String {
        let path = format!("{}?q={name}%40example.org", self.intake);
        let page = self.recruiter.get(&path).await.body;
        assert_eq!(page.matches("data-label=\"Mail\"").count(), 1, "{page}");
        let cell = tests::between(&page, "data-label=\"Mail\">", "</td>").expect("a cell");
        let parts = cell
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        parts.collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    async fn run(&self) -> usize {
        jobs::run_due(&self.service, 16)
            .await
            .expect("the worker runs")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitations_mail_is_followed_from_the_form_to_the_server_and_back_to_the_page() {
    let server = SmtpServer::start().await;
    let mut desk = Desk::new(server.port()).await;
    while desk.run().await > 0 {}
    let before = server.taken().len();

    desk.invite("ana").await;
    assert_eq!(desk.mail_of("ana").await, "waiting to be sent");
    server.plan(&[Turn::RefuseMail("451 4.7.1 greylisted, come back")]);
    desk.run().await;
    assert_eq!(server.taken().len(), before);
    let tried = desk.mail_of("ana").await;
    assert!(
        tried.starts_with("waiting to be sent")
            && tried.contains("tried, and will be tried again:")
            && tried.contains("greylisted, come back"),
        "{tried}"
    );
    assert_eq!(desk.run().await, 0, "not at once");
    desk.world.clock.advance(2 * MINUTE);
    desk.run().await;
    assert_eq!(desk.mail_of("ana").await, "sent");
    let taken = server.taken();
    assert_eq!(taken.len(), before + 1, "sent once");
    let mail = &taken[before];
    assert_eq!(mail.to, ["ana@example.org"]);

    // The link in the mail opens the invitation.
    let text = mail.data.replace("=\r\n", "").replace("=3D", "=");
    let link = text
        .split_whitespace()
        .find_map(|word| word.strip_prefix("http://127.0.0.1:3000/i/"))
        .expect("a link");
    let mut candidate = Site::of(&desk.service, Vec::new()).browser();
    let opened = candidate.get(&format!("/i/{link}")).await;
    assert!(opened.location().starts_with("/t/"), "{}", opened.body);

    desk.invite("bo").await;
    server.plan(&[Turn::RefuseRecipient("550 5.1.1 no such user here")]);
    desk.run().await;
    let failed = desk.mail_of("bo").await;
    assert!(
        failed.contains("not delivered:")
            && failed.contains("550")
            && failed.contains("no such user here"),
        "{failed}"
    );
    assert_eq!(
        desk.mail_of("ana").await,
        "sent",
        "nobody else's state moved"
    );
    desk.world.clock.advance(60 * MINUTE);
    assert_eq!(desk.run().await, 0, "a refusal is not repeated by itself");
}
