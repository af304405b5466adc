//! Taking a key over: what is written, once, by a named person, and what stands in the way.

use super::fixture::{BANK, Fixture, by_rank, offered, start};
use domain::bank::{KeyStatus, Provenance, Visibility};
use domain::ids::QuestionVersionId;
use domain::panel::HeldBack;
use service::banks::{self, Change, Revision};
use service::panels::{self, Blocked};
use service::{Error, experts};
use tests::on_both;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_passes_becomes_the_banks_next_version() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        fixture.agreed(8).await;
        let open = panels::adoption(service, admin, panel, &[]).await;
        assert!(
            matches!(open, Err(Error::Refused(_))),
            "an open panel gives no key"
        );
        let results = fixture.results().await;
        assert!(
            results
                .questions
                .iter()
                .all(|one| one.blocked == [Blocked::PanelOpen])
        );
        fixture.close().await;
        let adoption = panels::adoption(service, admin, panel, &[])
            .await
            .expect("reads");
        assert_eq!((adoption.chosen.len(), adoption.refused.len()), (3, 0));
        let two = &fixture.ids()[..2];
        assert_eq!(
            panels::adopt(service, admin, panel, two, adoption.as_of).await,
            Ok(2)
        );

        let now = offered(service, admin).await;
        for (before, after) in fixture.asked.iter().zip(&now).take(2) {
            assert_eq!((before.number, after.number), (1, 2));
            let wanted = by_rank(&before.question);
            for option in &after.question.options {
                assert_eq!(option.value, f64::from(wanted[&option.id]));
                let old = before
                    .question
                    .option(&option.id)
                    .expect("the same replies");
                assert_eq!(
                    (&old.text, &old.reason, old.style),
                    (&option.text, &option.reason, option.style)
                );
            }
            let key = &after.key;
            assert_eq!(key.provenance, Provenance::ExpertPanel);
            assert_eq!(key.status, KeyStatus::Confirmed);
            assert_eq!(
                key.visibility,
                Visibility::Public,
                "the words are public still"
            );
            assert_eq!(
                (key.experts, key.date.as_deref()),
                (Some(8), Some("2026-03-02"))
            );
            assert_eq!(key.icc2k, Some(1.0));
            let recruiter = admin.recruiter();
            let page = banks::question(service, &recruiter, BANK, after.id, None)
                .await
                .expect("reads");
            let from = page.from_panel.expect("says where the key comes from");
            assert_eq!(
                (from.by.as_str(), from.panel),
                ("Rita Moreno", panel.to_string())
            );
        }
        assert_eq!(now[2].id, fixture.asked[2].id, "not chosen, not touched");
        let recruiter = admin.recruiter();
        let bank = banks::bank(service, &recruiter, BANK).await.expect("reads");
        assert_eq!(bank.version, 2);
        assert_eq!(
            bank.info.key.provenance,
            Provenance::Rational,
            "the others keep theirs"
        );
        assert_eq!(fixture.audited("panel.adopt").await, 1);

        let results = fixture.results().await;
        assert_eq!(results.questions[0].blocked, [Blocked::Adopted]);
        assert!(results.questions[2].blocked.is_empty());
        assert!(
            panels::reopen(service, admin, panel).await.is_err(),
            "it is evidence now"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_taken_over_once_also_by_two_at_a_time() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        fixture.agreed(8).await;
        fixture.close().await;
        let ids = fixture.ids();
        let as_of = panels::adoption(service, admin, panel, &ids)
            .await
            .expect("reads")
            .as_of;
        let (one, other) = futures::join!(
            panels::adopt(service, admin, panel, &ids, as_of),
            panels::adopt(service, admin, panel, &ids, as_of)
        );
        let done = [&one, &other]
            .into_iter()
            .filter(|result| result.is_ok())
            .count();
        assert_eq!(done, 1, "{one:?} {other:?}");
        let again = panels::adopt(service, admin, panel, &ids, as_of).await;
        assert!(
            matches!(&again, Err(Error::Refused(why)) if why.contains("already")),
            "{again:?}"
        );
        let mut tx = service.read().await.expect("reads");
        let keys = tx.panel_keys(&panel.to_string()).await.expect("reads");
        assert_eq!(keys.len(), 2);
        assert_eq!(fixture.audited("panel.adopt").await, 1);
        let recruiter = admin.recruiter();
        assert_eq!(
            banks::bank(service, &recruiter, BANK)
                .await
                .expect("reads")
                .version,
            2
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gate_holds_back_is_refused_with_the_reason() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        let ids = fixture.invite(8).await;
        for (at, id) in ids.into_iter().enumerate() {
            let expert = fixture.begun(id).await;
            let first = fixture.asked[0].question.id.clone();
            fixture
                .rate(&expert, |question| {
                    let mut ratings = by_rank(question);
                    if question.id == first && at % 2 == 0 {
                        ratings
                            .values_mut()
                            .for_each(|rating| *rating = 8 - *rating);
                    }
                    ratings
                })
                .await;
            experts::finish(service, &expert).await.expect("finishes");
        }
        fixture.close().await;
        let results = fixture.results().await;
        assert_eq!(results.queue, [0]);
        let held = &results.questions[0].evidence.held_back;
        assert!(
            held.iter()
                .any(|one| matches!(one, HeldBack::WideSpread { .. })),
            "{held:?}"
        );
        let adoption = panels::adoption(service, admin, panel, &fixture.ids())
            .await
            .expect("reads");
        assert_eq!((adoption.chosen.len(), adoption.refused.len()), (1, 1));
        let both = panels::adopt(service, admin, panel, &fixture.ids(), adoption.as_of).await;
        assert!(
            matches!(&both, Err(Error::Refused(why)) if why.contains("divides the experts")),
            "{both:?}"
        );
        assert_eq!(offered(service, admin).await[1].number, 1, "all or none");
        let nothing = panels::adopt(service, admin, panel, &[], adoption.as_of).await;
        assert!(matches!(nothing, Err(Error::Refused(_))));
        let stale = panels::adopt(
            service,
            admin,
            panel,
            &fixture.ids()[1..],
            adoption.as_of - 1,
        )
        .await;
        assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_was_rewritten_keeps_its_key() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        fixture.agreed(8).await;
        fixture.close().await;
        // One gets other words, one only another reason, one leaves the bank.
        let mut words = fixture.asked[0].question.clone();
        words.scenario.push_str(" It is late.");
        let mut reason = fixture.asked[1].question.clone();
        reason.options[0].reason = "Another reason.".into();
        let changes = vec![
            Change::Put(Box::new(words)),
            Change::Put(Box::new(reason)),
            Change::Retire(fixture.asked[2].question.id.clone()),
        ];
        let revision = Revision::new(service, admin, BANK, changes);
        service
            .write(move |tx| Box::pin(async move { revision.apply(tx, 1).await }))
            .await
            .expect("revises");
        let blocked: Vec<Vec<Blocked>> = fixture
            .results()
            .await
            .questions
            .into_iter()
            .map(|one| one.blocked)
            .collect();
        assert_eq!(
            blocked,
            [vec![Blocked::Changed], vec![], vec![Blocked::Retired]]
        );
        let id: [QuestionVersionId; 1] = [fixture.asked[1].id];
        let as_of = panels::adoption(service, admin, panel, &id)
            .await
            .expect("reads")
            .as_of;
        assert_eq!(
            panels::adopt(service, admin, panel, &id, as_of).await,
            Ok(1)
        );
        let now = offered(service, admin).await;
        let kept = now
            .iter()
            .find(|one| one.question.id == fixture.asked[1].question.id);
        let kept = kept.expect("there");
        assert_eq!(kept.number, 3);
        assert_eq!(kept.question.options[0].reason, "Another reason.");
        assert_eq!(kept.key.provenance, Provenance::ExpertPanel);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dossier_holds_no_name_that_was_not_allowed() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 2).await;
        let (service, admin, panel) = (fixture.service(), &fixture.admin, fixture.panel);
        fixture.agreed(8).await;
        let pdf = panels::dossier(service, admin, panel).await.expect("drawn");
        assert_eq!(pdf.file_name, "report-expert-panel-spring-panel.pdf");
        assert!(pdf.bytes.starts_with(b"%PDF"));
        assert_eq!(fixture.audited("panel.dossier").await, 1);
        let other = start(service, admin, &fixture.asked).await;
        panels::dossier(service, admin, other)
            .await
            .expect("an empty panel has one too");
    })
    .await;
}
