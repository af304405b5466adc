//! Statistics of folded attempts: the same in slices, one by one and from the beginning; and the analysis they make.

use super::{Fixture, sql};
use domain::analysis::{Folded, Reading, Sample};
use domain::answer::AnswerState;
use service::analysis::{self, Page};
use service::ports::StatisticsRecord;
use service::{Error, statistics};
use tests::on_both;

impl Fixture {
    async fn frozen_id(&self) -> String {
        let mut tx = self.world.service.read().await.expect("reads");
        let id = self.cohort.assessment.to_string();
        tx.published_frozen(&id)
            .await
            .expect("reads")
            .expect("published")
    }

    async fn fold(&self) {
        let id = self.frozen_id().await;
        statistics::fold(&self.world.service, &id)
            .await
            .expect("folds");
    }

    async fn stored(&self) -> (StatisticsRecord, Sample) {
        let id = self.frozen_id().await;
        let mut tx = self.world.service.read().await.expect("reads");
        let record = tx.statistics(&id).await.expect("reads").expect("folded");
        let sample = tx
            .statistics_sample(&id)
            .await
            .expect("reads")
            .expect("folded");
        (record, serde_json::from_str(&sample).expect("JSON"))
    }

    async fn analysis(&self) -> Page {
        analysis::page(&self.world.service, &self.on)
            .await
            .expect("reads")
            .expect("published")
    }

    /// The cards nobody has noted wait to be folded.
    async fn note_unfolded(&self, since: i64) {
        let frozen = self.frozen_id().await;
        let text = format!(
            "INSERT INTO unfolded (score_card_id, frozen_id)
             SELECT id, '{frozen}' FROM score_cards WHERE created_at >= {since}"
        );
        sql(&self.world, &text).await;
    }
}

fn near(a: &Reading, b: &Reading) -> bool {
    match (a.value, b.value) {
        (Ok(a), Ok(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    }
}

/// Every figure of two analyses within 1e-9.
fn same(a: &Page, b: &Page) {
    let (a, b) = (&a.analysis, &b.analysis);
    assert_eq!((a.attempts, a.left_out), (b.attempts, b.left_out));
    assert_eq!(
        (&a.totals, &a.reliability, &a.duration),
        (&b.totals, &b.reliability, &b.duration)
    );
    for (a, b) in a.influences.iter().zip(&b.influences) {
        let (x, y) = (a.effective.expect("enough"), b.effective.expect("enough"));
        assert!(a.competency == b.competency && (x - y).abs() < 1e-9);
    }
    assert_eq!(a.questions.len(), b.questions.len());
    for (a, b) in a.questions.iter().zip(&b.questions) {
        let figures = [
            (&a.facility, &b.facility),
            (&a.sd, &b.sd),
            (&a.item_rest, &b.item_rest),
            (&a.alpha_if_deleted, &b.alpha_if_deleted),
            (&a.d_index, &b.d_index),
            (&a.missing, &b.missing),
            (&a.effective, &b.effective),
            (&a.key_order, &b.key_order),
        ];
        assert!(figures.iter().all(|(a, b)| near(a, b)), "{figures:?}");
        assert_eq!(a.flags, b.flags);
        for (a, b) in a.options.iter().zip(&b.options) {
            assert!(near(&a.share, &b.share) && near(&a.rest_mean, &b.rest_mean));
            assert!(near(&a.rest_correlation, &b.rest_correlation));
        }
        let curves = a.curve.iter().flatten().zip(b.curve.iter().flatten());
        assert!(curves.into_iter().all(|(a, b)| (a - b).abs() < 1e-9));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recomputing_from_raw_gives_the_same_within_a_billionth() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 120).await;
        fixture.fold().await;
        assert_eq!(fixture.analysis().await.analysis.attempts, 120);
        // More come, in two batches, and are only added.
        for numbers in [120..190, 190..230] {
            fixture.world.clock.advance(1_000);
            let since = fixture.world.service.now().0;
            fixture.cohort.add(&fixture.world, numbers).await;
            fixture.note_unfolded(since).await;
            fixture.fold().await;
        }
        let added = fixture.analysis().await;
        let (record, sample) = fixture.stored().await;
        assert_eq!(
            (added.analysis.attempts, record.folded_to.as_deref()),
            (230, None)
        );
        assert!(added.analysis.questions[0].item_rest.is_shown());
        let rebuilt = statistics::rebuild(&fixture.world.service).await;
        assert_eq!(rebuilt, Ok(1));
        same(&added, &fixture.analysis().await);
        let (_, again) = fixture.stored().await;
        let lots =
            |sample: &Sample| -> Vec<u64> { sample.attempts().iter().map(|one| one.lot).collect() };
        assert_eq!((lots(&sample).len(), lots(&sample)), (230, lots(&again)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_a_slice_is_folded_once() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 90).await;
        // Each attempt twelve times more, under ids that differ in their first digit.
        let copies: Vec<String> = "123456789abc"
            .chars()
            .map(|digit| {
                let id = |column: &str| format!("'{digit}' || SUBSTR({column}, 2)");
                format!(
                    "INSERT INTO invitations (id, assessment_id, intake_id, frozen_id, name, name_folded, email,
                         email_folded, state, generation, mail_state, invited_by, created_at, expires_at, decision, simulated)
                     SELECT {id}, assessment_id, intake_id, frozen_id, name, name_folded, email, '{digit}' || email_folded,
                         state, generation, mail_state, invited_by, created_at, expires_at, decision, simulated
                     FROM invitations WHERE id LIKE '0%';
                     INSERT INTO attempts (id, invitation_id, intake_id, assessment_id, frozen_id, state, plan, consented_at,
                         started_at, ending, ended_at, score_card_id, completeness, total_micro, reopened)
                     SELECT {id}, {invitation}, intake_id, assessment_id, frozen_id, state, plan, consented_at, started_at,
                         ending, ended_at, {card}, completeness, total_micro, reopened
                     FROM attempts WHERE id LIKE '0%';
                     INSERT INTO score_cards (id, attempt_id, engine_version, content, points, created_at)
                     SELECT {id}, {attempt}, engine_version, content, points, created_at
                     FROM score_cards WHERE id LIKE '0%';",
                    id = id("id"),
                    invitation = id("invitation_id"),
                    card = id("score_card_id"),
                    attempt = id("attempt_id"),
                )
            })
            .collect();
        sql(&fixture.world, &copies.concat()).await;
        // Two workers at once, and a job that runs again.
        let id = fixture.frozen_id().await;
        let service = &fixture.world.service;
        let (one, two) = tokio::join!(statistics::fold(service, &id), statistics::fold(service, &id));
        assert_eq!((one, two), (Ok(()), Ok(())));
        fixture.fold().await;
        let page = fixture.analysis().await;
        assert_eq!((page.analysis.attempts, page.under_way), (13 * 90, false));
        // Everybody thirteen times: facilities are those of the ninety.
        let first = &page.analysis.questions[0];
        let cards = fixture.cohort.taken();
        let scores = cards.iter().filter_map(|taken| taken.card.contributions[0].score);
        let expected = scores.sum::<f64>() / 90.0;
        assert!((first.facility.value.expect("enough") - expected).abs() < 1e-9);
        assert_eq!(fixture.stored().await.1.attempts().len(), 13 * 90);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_read_before_a_change_is_never_stored() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        fixture.fold().await;
        let (record, _) = fixture.stored().await;
        let id = fixture.frozen_id().await;
        let service = &fixture.world.service;
        let card = format!("(SELECT MIN(id) FROM score_cards), '{id}'");
        sql(
            &fixture.world,
            &format!("INSERT INTO unfolded (score_card_id, frozen_id) SELECT {card}"),
        )
        .await;
        // Somebody marks it stale after a worker has read it: the worker's numbers are refused, the cards still wait.
        let (frozen, now) = (id.clone(), service.now());
        service
            .write(move |tx| Box::pin(async move { tx.mark_statistics_stale(&frozen, now).await }))
            .await
            .expect("writes");
        let read = record.clone();
        let saved = service
            .write(move |tx| Box::pin(async move { tx.save_statistics(&read, "[]").await }))
            .await;
        assert_eq!(saved, Ok(false));
        let stored = fixture.stored().await.0;
        assert!(stored.stale && stored.content == record.content);
        assert!(fixture.analysis().await.under_way);
        let waiting = {
            let mut tx = service.read().await.expect("reads");
            tx.unfolded_cards(&id, 10).await.expect("reads").len()
        };
        assert_eq!(waiting, 1);
        // The next round computes from the beginning; the card is in once and waits no more.
        fixture.fold().await;
        let page = fixture.analysis().await;
        assert_eq!((page.analysis.attempts, page.under_way), (3, false));
        let mut tx = service.read().await.expect("reads");
        assert_eq!(tx.unfolded_cards(&id, 10).await, Ok(Vec::new()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unfinished_withdrawn_and_partial_attempts_are_in_no_figure() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 5).await;
        let (cohort, world) = (&fixture.cohort, &fixture.world);
        cohort
            .take(world, 5, "Unfinished", |answers| {
                answers.iter_mut().take(6).for_each(|one| {
                    (one.state, one.answer) = (AnswerState::Skipped, None);
                });
            })
            .await;
        cohort
            .take(world, 6, "A question lost", |answers| {
                (answers[0].state, answers[0].answer) = (AnswerState::Technical, None);
            })
            .await;
        let gone = cohort.take(world, 7, "Withdrawn", |_| {}).await;
        sql(
            world,
            &format!(
                "UPDATE invitations SET state = 'withdrawn' WHERE id = '{}'",
                gone.invitation
            ),
        )
        .await;
        fixture.fold().await;
        let analysis = fixture.analysis().await.analysis;
        assert_eq!((analysis.attempts, analysis.left_out), (5, 1));
        assert_eq!(analysis.questions[0].facility.words(), "too few: 5 of 100");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_answers_that_count_have_everything_computed_again() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        fixture.fold().await;
        let (taken, world) = (fixture.cohort.taken().remove(0), &fixture.world);
        let line = &taken.card.contributions[0];
        let answer = serde_json::to_string(&line.answer).expect("JSON");
        let text = format!(
            "INSERT INTO late_answers (id, attempt_id, question_id, answer, received_at)
             VALUES ('late', '{}', '{}', '{answer}', 0)",
            taken.attempt, line.version
        );
        sql(world, &text).await;
        let accepted = service::attempts::accept_late_answers(
            &world.service,
            &fixture.on,
            taken.invitation,
            "The line was down.",
        );
        assert_eq!(accepted.await, Ok(1));
        assert!(fixture.analysis().await.under_way);
        // The stage keeps cards without answers: with the late one alone the new card is unfinished.
        fixture.fold().await;
        let page = fixture.analysis().await;
        assert_eq!((page.analysis.attempts, page.under_way), (2, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_hold_a_line_for_each_question_and_no_person() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 110).await;
        fixture.fold().await;
        let service = &fixture.world.service;
        let csv = analysis::csv(service, &fixture.on).await.expect("writes");
        let text = String::from_utf8(csv).expect("UTF-8");
        assert_eq!(text.lines().count(), 13);
        assert!(text.contains("too few: 110 of 200") && !text.contains("Person 1"));
        let workbook = analysis::workbook(service, &fixture.on)
            .await
            .expect("writes");
        assert!(workbook.starts_with(b"PK"));
        let pdf = analysis::pdf(service, &fixture.on).await.expect("draws");
        assert!(pdf.bytes.starts_with(b"%PDF") && pdf.file_name == "report-technical-report.pdf");
        let again = analysis::pdf(service, &fixture.on).await.expect("draws");
        assert_eq!(pdf.bytes, again.bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_publishing_there_is_nothing_to_analyse() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 0).await;
        let page = fixture.analysis().await;
        assert_eq!((page.analysis.attempts, page.as_of), (0, None));
        let frozen = &fixture.cohort.frozen;
        let empty = Folded::empty(frozen).expect("questions carry weight");
        assert_eq!(empty.attempts(), 0);
        sql(
            &fixture.world,
            "UPDATE frozen_assessments SET purpose = 'trial'",
        )
        .await;
        let service = &fixture.world.service;
        assert_eq!(
            analysis::page(service, &fixture.on)
                .await
                .map(|page| page.is_none()),
            Ok(true)
        );
        assert_eq!(
            analysis::csv(service, &fixture.on).await,
            Err(Error::NotFound)
        );
        assert_eq!(statistics::rebuild(service).await, Ok(0));
    })
    .await;
}
