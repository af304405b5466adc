//! What experts do: the link, beginning, saving question by question, finishing.

use super::fixture::{Fixture, by_rank};
use service::attempts::Given;
use service::experts::{self, Mark, Save, Saved, Standing};
use service::{Error, panels};
use std::collections::BTreeMap;
use tests::on_both;

fn save(number: usize, revision: i64, ratings: &[(char, u8)]) -> Save {
    Save {
        number,
        revision,
        given: Given {
            ratings: ratings.iter().copied().collect(),
            ..Given::default()
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expert_rates_a_few_questions_at_a_time() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 3).await;
        let service = fixture.service();
        let id = fixture.invite(1).await[0];
        let expert = fixture.expert(id).await;
        assert_eq!(experts::standing(&expert), Standing::Ready);
        experts::mark_opened(service, &expert).await.expect("marks");
        assert!(matches!(
            experts::question_page(service, &expert, 1).await,
            Err(Error::Refused(_))
        ));
        for (consent, role) in [(false, "x".to_owned()), (true, "x".repeat(121))] {
            let refused = experts::begin(service, &expert, consent, &role, true).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        experts::begin(service, &expert, true, " Team   lead ", true)
            .await
            .expect("begins");

        let expert = fixture.expert(id).await;
        let page = experts::question_page(service, &expert, 1)
            .await
            .expect("reads");
        assert_eq!((page.revision, page.marks.len()), (0, 3));
        // Half given is kept.
        let first = experts::save(service, &expert, save(1, 0, &[('A', 7)])).await;
        assert_eq!(
            first,
            Ok(Saved::Stored {
                revision: 1,
                complete: false
            })
        );
        // Sent twice, saved once.
        let again = experts::save(service, &expert, save(1, 0, &[('A', 7)])).await;
        assert_eq!(again, first);
        let page = experts::question_page(service, &expert, 1)
            .await
            .expect("reads");
        assert_eq!(page.marks, [Mark::HalfGiven, Mark::Open, Mark::Open]);
        // Another page that has not seen it does not overwrite it.
        let other = experts::save(service, &expert, save(1, 0, &[('A', 2)])).await;
        assert!(
            matches!(other, Ok(Saved::Conflict { revision: 1, .. })),
            "{other:?}"
        );
        let newer = experts::save(service, &expert, save(1, 1, &[('A', 2)])).await;
        assert!(
            matches!(newer, Ok(Saved::Stored { revision: 2, .. })),
            "{newer:?}"
        );

        for wrong in [
            save(1, 2, &[('A', 8)]),
            save(1, 2, &[('A', 0)]),
            save(1, 2, &[('Z', 3)]),
        ] {
            let refused = experts::save(service, &expert, wrong).await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        }
        for number in [0, 4] {
            let missing = experts::save(service, &expert, save(number, 0, &[('A', 3)])).await;
            assert_eq!(missing, Err(Error::NotFound));
        }

        fixture.rate(&expert, by_rank).await;
        let closing = experts::closing(service, &expert).await.expect("reads");
        assert_eq!((closing.rated, closing.open.len()), (3, 0));
        for _ in 0..2 {
            experts::finish(service, &expert).await.expect("finishes");
        }
        assert_eq!(fixture.audited("panel.finish").await, 1);
        let late = experts::save(service, &expert, save(1, 3, &[('A', 1)])).await;
        assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
        let progress = fixture.progress().await;
        let line = &progress.experts[0];
        assert_eq!(
            (line.rated, line.role.as_str(), line.named),
            (3, "Team lead", true)
        );
        assert_eq!(line.state, panels::ExpertState::Finished);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_expert_has_an_order_and_ratings_of_their_own() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 8).await;
        let service = fixture.service();
        let ids = fixture.invite(2).await;
        let mut orders = Vec::new();
        for id in &ids {
            let expert = fixture.begun(*id).await;
            let mut order = Vec::new();
            for number in 1..=8 {
                let page = experts::question_page(service, &expert, number)
                    .await
                    .expect("reads");
                assert!(page.given.is_none(), "nobody else's ratings");
                let replies: Vec<String> = page
                    .question
                    .options
                    .iter()
                    .map(|one| one.id.clone())
                    .collect();
                order.push((page.question.title, replies));
            }
            orders.push(order);
            fixture
                .rate(&expert, |question| {
                    question
                        .options
                        .iter()
                        .map(|one| (one.id.clone(), 4))
                        .collect()
                })
                .await;
        }
        assert_ne!(orders[0], orders[1]);
        let sorted = |order: &Vec<(String, Vec<String>)>| -> BTreeMap<String, usize> {
            order
                .iter()
                .map(|(title, replies)| (title.clone(), replies.len()))
                .collect()
        };
        assert_eq!(sorted(&orders[0]), sorted(&orders[1]));
        let results = fixture.results().await;
        assert!(
            results
                .questions
                .iter()
                .all(|one| one.evidence.experts == 2)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_good_for_one_expert_and_one_generation() {
    on_both(|world| async move {
        let fixture = Fixture::new(world, 1).await;
        let service = fixture.service();
        let ids = fixture.invite(2).await;
        let (first, second) = (fixture.token(ids[0]).await, fixture.token(ids[1]).await);
        assert_eq!(
            experts::open_link(service, ids[0], &second).await,
            Err(Error::NotFound)
        );
        let opened = experts::open_link(service, ids[0], &first)
            .await
            .expect("opens");
        // The link is no cookie, and a cookie is nobody else's.
        for (id, secret) in [(ids[0], &first), (ids[1], &opened.secret)] {
            let proven = experts::authenticate(service, id, secret).await;
            assert_eq!(proven.err(), Some(Error::NotFound));
        }
        panels::resend(service, &fixture.admin, fixture.panel, ids[0])
            .await
            .expect("sends a new link");
        assert!(matches!(
            experts::open_link(service, ids[0], &first).await,
            Err(Error::Gone(_))
        ));
        let old = experts::authenticate(service, ids[0], &opened.secret).await;
        assert_eq!(old.err(), Some(Error::NotFound));
    })
    .await;
}
