//! Decisions: by a named person, with a reason, all or none, resting on the ranking that was looked at.

use super::Fixture;
use domain::ids::IntakeId;
use service::Error;
use service::results::{
    Decision, DecisionInput, RankingQuery, SliceOrder, candidate, csv, decide, preview,
    ranking_page,
};
use tests::on_both;
use uuid::Uuid;

const REASON: &str = "Answered calmly in the three hardest conversations.";

impl Fixture {
    /// The snapshot shown.
    async fn shown(&self) -> String {
        let query = RankingQuery {
            order: SliceOrder::ByBand,
            page: 1,
            name: String::new(),
            decision: None,
            band: None,
            blind: false,
        };
        let page = ranking_page(&self.world.service, &self.on, self.cohort.intake, &query)
            .await
            .expect("reads");
        page.shown.expect("ranked").id
    }

    fn about(&self, kind: &str, snapshot: &str, people: &[usize]) -> DecisionInput {
        let taken = self.cohort.taken();
        DecisionInput {
            kind: kind.into(),
            reason: REASON.into(),
            snapshot: snapshot.into(),
            invitations: people
                .iter()
                .map(|at| taken[*at].invitation.to_string())
                .collect(),
        }
    }

    async fn decision(&self, at: usize) -> Decision {
        let invitation = self.cohort.taken()[at].invitation;
        let found = candidate(
            &self.world.service,
            &self.on,
            self.cohort.intake,
            invitation,
            false,
        )
        .await;
        found.expect("reads").decision
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_decision_is_recorded_for_everyone_with_its_ranking() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 5).await;
        fixture.rank().await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        let shown = fixture.shown().await;
        let input = fixture.about("advance", &shown, &[0, 2, 3]);
        let looked = preview(service, on, intake, &input, false)
            .await
            .expect("shows");
        assert_eq!(looked.people.len(), 3);
        assert!(
            looked
                .people
                .iter()
                .all(|person| person.ranked.is_some() && person.decision == Decision::Undecided)
        );
        assert_eq!(
            fixture.decision(0).await,
            Decision::Undecided,
            "a preview decides nothing"
        );
        assert_eq!(decide(service, on, intake, &input).await, Ok(3));
        fixture.world.clock.advance(1_000);
        assert_eq!(
            decide(service, on, intake, &fixture.about("hold", &shown, &[2])).await,
            Ok(1)
        );
        assert_eq!(fixture.decision(0).await, Decision::Advance);
        assert_eq!(fixture.decision(1).await, Decision::Undecided);
        assert_eq!(fixture.decision(2).await, Decision::Hold);
        let second = fixture.cohort.taken()[2].invitation;
        let found = candidate(service, on, intake, second, false)
            .await
            .expect("reads");
        let kinds: Vec<&str> = found
            .decisions
            .iter()
            .map(|decision| decision.kind.as_str())
            .collect();
        assert_eq!(
            kinds,
            ["hold", "advance"],
            "newest first, and nothing is overwritten"
        );
        assert!(
            found
                .decisions
                .iter()
                .all(|one| one.by_name == "Rita Moreno" && one.reason == REASON)
        );
        assert!(
            found
                .decisions
                .iter()
                .all(|one| one.snapshot_id.as_deref() == Some(shown.as_str()))
        );
        let lines = service
            .read()
            .await
            .expect("reads")
            .audit_page(None, None, 50)
            .await
            .expect("reads");
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.action == "decision.record")
                .count(),
            4
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cited_ranking_is_kept() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 4).await;
        fixture.rank().await;
        let cited = fixture.shown().await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        decide(service, on, intake, &fixture.about("decline", &cited, &[1]))
            .await
            .expect("decides");
        for _ in 0..4 {
            fixture.rank().await;
        }
        assert_ne!(fixture.shown().await, cited);
        let mut tx = service.read().await.expect("reads");
        assert!(tx.snapshot(&cited).await.expect("reads").is_some());
        let entries = tx
            .snapshot_slice(&cited, SliceOrder::ByBand, 0, 100)
            .await
            .expect("reads");
        assert_eq!(entries.len(), 4);
        drop(tx);
        let condemned = service
            .write(move |tx| Box::pin(async move { tx.condemn_snapshot(&cited).await }))
            .await;
        assert_eq!(condemned, Ok(false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_wrong_person_or_a_missing_ranking_undoes_all() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        fixture.rank().await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        let shown = fixture.shown().await;
        let mut crossed = fixture.about("advance", &shown, &[0, 1]);
        crossed.invitations.push(Uuid::from_u128(77).to_string());
        assert_eq!(
            decide(service, on, intake, &crossed).await,
            Err(Error::NotFound)
        );
        let stranger = IntakeId(Uuid::from_u128(78));
        let input = fixture.about("advance", &shown, &[0]);
        assert_eq!(
            decide(service, on, stranger, &input).await,
            Err(Error::NotFound)
        );
        let gone = fixture.about("advance", &Uuid::from_u128(79).to_string(), &[0]);
        assert!(matches!(
            decide(service, on, intake, &gone).await,
            Err(Error::Conflict(_))
        ));
        let silent = DecisionInput {
            reason: "short".into(),
            ..fixture.about("advance", &shown, &[0])
        };
        assert!(matches!(
            decide(service, on, intake, &silent).await,
            Err(Error::Invalid(_))
        ));
        for at in 0..3 {
            assert_eq!(fixture.decision(at).await, Decision::Undecided);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_holds_decisions_and_disarms_formulas() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let sly = fixture
            .cohort
            .take(&fixture.world, 9, "=HYPERLINK(\"http://x\")", |_| {})
            .await;
        fixture.rank().await;
        let (service, on, intake) = (&fixture.world.service, &fixture.on, fixture.cohort.intake);
        let input = DecisionInput {
            kind: "hold".into(),
            reason: "+1 for patience, =cmd|'/C calc'!A0".into(),
            snapshot: fixture.shown().await,
            invitations: vec![sly.invitation.to_string()],
        };
        decide(service, on, intake, &input).await.expect("decides");
        let bytes = csv(service, on, intake, false).await.expect("exports");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4, "{text}");
        assert!(
            lines[0].starts_with("\u{feff}candidate,email,band,"),
            "{text}"
        );
        let line = lines
            .iter()
            .find(|line| line.contains("HYPERLINK"))
            .expect("exported");
        assert!(line.starts_with("\"'=HYPERLINK"), "{line}");
        assert!(line.contains("'+1 for patience"), "{line}");
        assert!(line.contains("hold,Rita Moreno,2 Mar 2026"), "{line}");
        assert!(line.contains(",pilot,"), "{line}");
    })
    .await;
}
