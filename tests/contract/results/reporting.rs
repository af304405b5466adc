//! Reports: composed once, mailed once, opened by a link that expires, drawn the same way every time.

use super::{Fixture, sql};
use domain::ids::ReportId;
use domain::time::DAY;
use service::ports::{Attachment, JobRecord};
use service::results::candidate;
use service::tokens::Purpose;
use service::{Error, reports};
use tests::on_both;

impl Fixture {
    async fn compose(&self, at: usize) {
        let attempt = self.cohort.taken()[at].attempt.to_string();
        reports::compose(&self.world.service, &attempt)
            .await
            .expect("composes");
    }

    async fn report(&self, at: usize) -> service::ports::ReportRecord {
        let attempt = self.cohort.taken()[at].attempt.to_string();
        let mut tx = self.world.service.read().await.expect("reads");
        tx.reports_of_attempt(&attempt)
            .await
            .expect("reads")
            .remove(0)
    }

    async fn mail_jobs(&self) -> Vec<JobRecord> {
        let mut tx = self.world.service.read().await.expect("reads");
        let jobs = tx.jobs_in(&["queued"], None, 100).await.expect("reads");
        jobs.into_iter()
            .filter(|job| job.kind.ends_with("_mail"))
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn composing_twice_stores_one_report_and_mails_once() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        fixture.rank().await;
        for at in [0, 0, 1] {
            fixture.compose(at).await;
        }
        let jobs = fixture.mail_jobs().await;
        let of = |kind: &str| {
            jobs.iter()
                .filter(|job| job.kind == kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of("report_mail").len(),
            4,
            "two recipients for each of two reports"
        );
        let digests = of("digest_mail");
        assert_eq!(digests.len(), 1, "one a day");
        // 2026-03-02T09:00Z and a second: the next day begins 15 hours later, less that second.
        assert_eq!(digests[0].run_at.0 % DAY, 0);
        assert!(digests[0].run_at > fixture.world.service.now());
        let attempt = fixture.cohort.taken()[0].attempt.to_string();
        let mut tx = fixture.world.service.read().await.expect("reads");
        assert_eq!(
            tx.reports_of_attempt(&attempt).await.expect("reads").len(),
            1
        );
        drop(tx);
        let invitation = fixture.cohort.taken()[0].invitation;
        let found = candidate(
            &fixture.world.service,
            &fixture.on,
            fixture.cohort.intake,
            invitation,
            false,
        )
        .await;
        let delivered = found.expect("reads").delivered;
        assert_eq!(delivered.len(), 2);
        assert!(
            delivered
                .iter()
                .all(|one| one.state == "queued" && one.error.is_none())
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simulated_people_cause_no_report() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 1).await;
        sql(&fixture.world, "UPDATE invitations SET simulated = 1").await;
        fixture.compose(0).await;
        assert_eq!(fixture.mail_jobs().await, []);
        assert_eq!(
            reports::compose(
                &fixture.world.service,
                "018f0000-0000-7000-8000-000000000001"
            )
            .await,
            Err(Error::NotFound)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_opens_its_report_until_it_expires_or_is_renewed() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        fixture.compose(0).await;
        fixture.compose(1).await;
        let (service, record) = (&fixture.world.service, fixture.report(0).await);
        let id: ReportId = record.id.parse().expect("an id");
        let token = service.secret.token(Purpose::Report, &record.id, 1);
        let message = reports::message(service, &record.id, "lead@example.org", false)
            .await
            .expect("writes");
        let link = format!("http://127.0.0.1:3000/reports/{}/{token}", record.id);
        assert!(message.text.contains(&link), "{}", message.text);
        assert!(message.html.contains(&link), "{}", message.html);
        assert!(
            !message.subject.contains("Person") && message.text.contains("Person 0"),
            "{}",
            message.subject
        );
        let opened = reports::open(service, id, &token).await.expect("opens");
        assert!(opened.report.pilot);
        let other: ReportId = fixture.report(1).await.id.parse().expect("an id");
        for (id, token) in [
            (other, token.clone()),
            (id, token.replace('a', "b")),
            (id, String::new()),
        ] {
            assert_eq!(
                reports::open(service, id, &token).await.map(drop),
                Err(Error::NotFound)
            );
        }
        let cookie = service
            .secret
            .token(Purpose::CandidateCookie, &record.id, 1);
        assert_eq!(
            reports::open(service, id, &cookie).await.map(drop),
            Err(Error::NotFound)
        );
        fixture.world.clock.advance(reports::LINK_LIFE);
        assert!(matches!(
            reports::open(service, id, &token).await,
            Err(Error::Gone(_))
        ));
        let renewed = service.now().plus(DAY);
        let renewing = record.id.clone();
        service
            .write(move |tx| {
                Box::pin(async move { tx.renew_report_link(&renewing, renewed).await })
            })
            .await
            .expect("writes");
        assert_eq!(
            reports::open(service, id, &token).await.map(drop),
            Err(Error::NotFound),
            "the old link is dead"
        );
        let fresh = service.secret.token(Purpose::Report, &record.id, 2);
        assert_eq!(
            reports::open(service, id, &fresh)
                .await
                .expect("opens")
                .expires_at,
            renewed
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attachments_are_the_same_bytes_every_time() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 1).await;
        fixture.compose(0).await;
        let (service, record) = (&fixture.world.service, fixture.report(0).await);
        let attached = |message: service::ports::Message| -> Attachment {
            assert!(!message.text.contains("/reports/"), "{}", message.text);
            message.attachments.into_iter().next().expect("attached")
        };
        let first = attached(
            reports::message(service, &record.id, "file@example.org", true)
                .await
                .expect("writes"),
        );
        fixture.world.clock.advance(DAY);
        let again = attached(
            reports::message(service, &record.id, "file@example.org", true)
                .await
                .expect("writes"),
        );
        assert_eq!(first.file_name, "report-person-0.pdf");
        assert!(first.bytes.starts_with(b"%PDF-"));
        assert_eq!(first.bytes, again.bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_digest_holds_the_reports_of_its_day() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        fixture.compose(0).await;
        fixture.compose(1).await;
        fixture.world.clock.advance(DAY);
        fixture.compose(2).await;
        let service = &fixture.world.service;
        let assessment = fixture.cohort.assessment.to_string();
        let digest = |day: &'static str| {
            reports::digest(service, &assessment, "daily@example.org", day, false)
        };
        let first = digest("2026-03-02")
            .await
            .expect("writes")
            .expect("two reports");
        assert!(
            first
                .text
                .contains("2 candidate reports are ready from 2 Mar 2026"),
            "{}",
            first.text
        );
        assert!(
            first.text.contains("Person 0") && first.text.contains("Person 1"),
            "{}",
            first.text
        );
        assert!(!first.text.contains("Person 2"), "{}", first.text);
        assert_eq!(digest("2026-03-05").await.expect("reads"), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ranking_is_mailed_to_offered_addresses_only() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 31).await;
        fixture.rank().await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        let mail = |emails: &[&str]| {
            let emails: Vec<String> = emails.iter().map(|email| (*email).to_owned()).collect();
            async move { reports::mail_cohort(service, on, intake, &emails, false).await }
        };
        assert!(matches!(
            mail(&["stranger@example.com"]).await,
            Err(Error::Invalid(_))
        ));
        assert!(matches!(mail(&[]).await, Err(Error::Invalid(_))));
        assert_eq!(
            mail(&["rita@example.org", "lead@example.org", "lead@example.org"]).await,
            Ok(2)
        );
        let jobs = fixture.mail_jobs().await;
        assert_eq!(jobs.len(), 2);
        let mut tx = service.read().await.expect("reads");
        let stored = tx
            .cohort_reports(&intake.to_string(), 10)
            .await
            .expect("reads");
        assert_eq!(stored.len(), 1);
        assert_eq!(tx.jobs_about(&stored[0].id).await.expect("reads").len(), 2);
        drop(tx);
        let message = reports::message(service, &stored[0].id, "rita@example.org", false)
            .await
            .expect("writes");
        assert!(message.text.contains("Spring"), "{}", message.text);
        let pdf = reports::cohort_pdf(service, on, intake, true)
            .await
            .expect("draws");
        assert!(pdf.bytes.starts_with(b"%PDF-"));
    })
    .await;
}
