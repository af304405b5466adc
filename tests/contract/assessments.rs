//! Assessments on both databases: drafts that lose nothing, the gates before publishing, and who may do what.

use crate::banks::{bank, recruiter};
use domain::assessment::{Definition, Purpose, SelectionPoint, Status};
use domain::frozen::FrozenAssessment;
use domain::ids::{AccountId, AssessmentId, QuestionVersionId};
use domain::question::Format;
use service::assessments::{self, Edit, New, Publish, Saved, Scope, Selection, Settings, Step};
use service::banks::{self, Filter};
use service::principal::{OnAssessment, Recruiter};
use service::{Error, Service};
use std::collections::BTreeMap;
use tests::{World, on_both};

/// A world with a bank, a recruiter and their draft with `count` questions.
struct Desk {
    world: World,
    ana: Recruiter,
    on: OnAssessment,
    questions: Vec<QuestionVersionId>,
}

impl Desk {
    async fn new(world: World, count: usize) -> Self {
        let service = &world.service;
        banks::import(service, "test", bank("care"))
            .await
            .expect("an import");
        let ana = recruiter(service, "Ana Ruiz", false).await;
        let found = banks::search(service, &ana, &Filter::default(), 1)
            .await
            .expect("questions");
        let questions: Vec<_> = found
            .questions
            .iter()
            .take(count)
            .map(|one| one.version.id)
            .collect();
        let new = New {
            title: "Care".into(),
            job_title: "Agent".into(),
        };
        let id = assessments::create(service, &ana, new)
            .await
            .expect("a draft");
        let on = assessments::access(service, ana.clone(), id)
            .await
            .expect("access");
        assessments::add_questions(service, &on, &questions)
            .await
            .expect("questions");
        Self {
            world,
            ana,
            on,
            questions,
        }
    }

    fn service(&self) -> &Service {
        &self.world.service
    }

    async fn now(&self) -> assessments::Assessment {
        assessments::assessment(self.service(), &self.on)
            .await
            .expect("an assessment")
    }

    async fn save(&self, revision: i64, edit: Edit) -> Result<Saved, Error> {
        assessments::save(self.service(), &self.on, revision, edit).await
    }

    async fn publish(
        &self,
        purpose: Purpose,
        acknowledged: Vec<SelectionPoint>,
    ) -> Result<(), Error> {
        let revision = self.now().await.revision;
        assessments::publish(
            self.service(),
            &self.on,
            Publish {
                revision,
                purpose,
                acknowledged,
            },
        )
        .await
    }

    /// Starts the trial and submits it, as far as the draft is concerned; gives what was frozen for it.
    async fn try_it(&self) -> String {
        let frozen = self.start_trial().await;
        self.submit_trial(&frozen).await;
        frozen
    }

    async fn start_trial(&self) -> String {
        let path = assessments::start_trial(self.service(), &self.on)
            .await
            .expect("a trial");
        let mut parts = path.trim_start_matches("/i/").split('/');
        let (invitation, token) = (parts.next().expect("an id"), parts.next().expect("a token"));
        let good = self.service().secret.verify(
            service::tokens::Purpose::Invitation,
            invitation,
            1,
            token,
        );
        assert!(good, "the link opens");
        let mut tx = self.service().read().await.expect("a transaction");
        let invitation = tx
            .invitation(invitation)
            .await
            .expect("a row")
            .expect("there");
        assert_eq!(
            (invitation.intake_id.as_deref(), invitation.state.as_str()),
            (None, "invited")
        );
        assert_eq!(invitation.email, "ana.ruiz@example.org");
        invitation.frozen_id
    }

    async fn submit_trial(&self, frozen: &str) {
        let frozen = frozen.to_owned();
        let unit = self
            .service()
            .write(move |tx| Box::pin(async move { assessments::trial_taken(tx, &frozen).await }));
        unit.await.expect("told");
    }
}

fn selection(definition: &Definition, step: Option<Step>) -> Selection {
    Selection {
        questions: definition.questions.clone(),
        competency_weights: BTreeMap::new(),
        needs: BTreeMap::new(),
        empathy_control: definition.empathy_control,
        step,
    }
}

fn settings(definition: &Definition) -> Settings {
    Settings {
        title: definition.title.clone(),
        job_title: definition.job_title.clone(),
        description: definition.description.clone(),
        time_limit_minutes: definition.time_limit_minutes,
        extra_time_percent: definition.extra_time_percent,
        shuffle_questions: definition.shuffle_questions,
        shuffle_options: definition.shuffle_options,
        practice: definition.practice,
        feedback: definition.feedback,
        invitation_days: definition.invitation_days,
        contact: definition.contact.clone(),
        help_rule: definition.help_rule.clone(),
        retake_rule: definition.retake_rule.clone(),
        recipients: String::new(),
        delivery: domain::assessment::Delivery::Each,
        attach: false,
        paper: definition.paper,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_for_its_owner_those_it_is_shared_with_and_admins() {
    on_both(|world| async move {
        let desk = Desk::new(world, 2).await;
        let service = desk.service();
        let ben = recruiter(service, "Ben Okoro", false).await;
        let chief = recruiter(service, "Chief", true).await;
        let id = desk.on.assessment();
        let opens = |who: Recruiter| async move { assessments::access(service, who, id).await };
        let missing = AssessmentId(uuid::Uuid::from_u128(9));
        let nothing = assessments::access(service, ben.clone(), missing)
            .await
            .map(|_| ());
        assert_eq!(opens(ben.clone()).await.map(|_| ()), nothing);
        assert_eq!(nothing, Err(Error::NotFound));
        assert!(opens(chief.clone()).await.is_ok_and(|on| on.is_owner()));

        assert_eq!(
            assessments::share(service, &desk.on, " BEN.okoro@example.org ").await,
            Ok("Ben Okoro".into())
        );
        assert_eq!(
            assessments::share(service, &desk.on, "ben.okoro@example.org").await,
            Ok("Ben Okoro".into())
        );
        let shared = opens(ben.clone()).await.expect("access");
        assert!(!shared.is_owner());
        assert_eq!(
            assessments::share(service, &shared, "chief@example.org").await,
            Err(Error::Forbidden)
        );
        assert_eq!(
            assessments::close(service, &shared).await,
            Err(Error::Forbidden)
        );
        let unknown = assessments::share(service, &desk.on, "nobody@example.org").await;
        assert!(matches!(unknown, Err(Error::Invalid(_))));
        assert!(matches!(
            assessments::share(service, &desk.on, "ana.ruiz@example.org").await,
            Err(Error::Invalid(_))
        ));

        let titles = |who: Recruiter, scope| async move {
            let lines = assessments::list(service, &who, scope)
                .await
                .expect("a list");
            lines.into_iter().map(|line| line.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(desk.ana.clone(), Scope::Mine).await, ["Care"]);
        assert_eq!(
            titles(desk.ana.clone(), Scope::Shared).await,
            Vec::<String>::new()
        );
        assert_eq!(titles(ben.clone(), Scope::Shared).await, ["Care"]);
        assert_eq!(
            titles(chief.clone(), Scope::Mine).await,
            Vec::<String>::new()
        );
        assert_eq!(titles(chief, Scope::All).await, ["Care"]);
        assert_eq!(
            assessments::list(service, &ben, Scope::All).await,
            Err(Error::Forbidden)
        );

        assert_eq!(
            assessments::shared_with(service, &desk.on)
                .await
                .expect("people")
                .len(),
            1
        );
        let account: AccountId = ben.account();
        assert_eq!(
            assessments::unshare(service, &desk.on, account).await,
            Ok(())
        );
        assert_eq!(
            assessments::unshare(service, &desk.on, account).await,
            Err(Error::NotFound)
        );
        assert_eq!(opens(ben).await.map(|_| ()), Err(Error::NotFound));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f18_the_second_of_two_editors_is_told_and_nothing_is_lost() {
    on_both(|world| async move {
        let desk = Desk::new(world, 3).await;
        let service = desk.service();
        let ben = recruiter(service, "Ben Okoro", false).await;
        assessments::share(service, &desk.on, "ben.okoro@example.org")
            .await
            .expect("shared");
        let bens = assessments::access(service, ben, desk.on.assessment())
            .await
            .expect("access");
        let opened = desk.now().await;

        let mut weighed = selection(&opened.definition, None);
        weighed.questions[0].weight = 3.0;
        let saved = assessments::save(service, &bens, opened.revision, Edit::Selection(weighed))
            .await
            .expect("saved");
        assert_eq!(saved.revision, opened.revision + 1);

        let mine = Edit::Selection(selection(
            &opened.definition,
            Some(Step::Remove(desk.questions[2])),
        ));
        let told = desk.save(opened.revision, mine.clone()).await;
        let Err(Error::Conflict(words)) = told else {
            panic!("{told:?}")
        };
        assert!(
            words.contains("Ben Okoro") && words.contains("2 Mar 2026, 09:00"),
            "{words}"
        );
        assert_eq!(
            desk.now().await.definition.questions[0].weight,
            3.0,
            "Ben’s change stands"
        );

        let collision = assessments::collision(service, &desk.on, &mine)
            .await
            .expect("both");
        assert_eq!(
            collision.typed.assessment.definition.questions.len(),
            2,
            "Ana’s change is still there"
        );
        assert_eq!(collision.changes.len(), 2, "{:?}", collision.changes);
        // Ana decides to put hers in place.
        assert!(desk.save(saved.revision, mine.clone()).await.is_ok());
        // The same save again changes nothing and is no conflict: an answer may have been lost on its way.
        assert_eq!(
            desk.save(opened.revision, mine)
                .await
                .map(|saved| saved.revision),
            Ok(saved.revision + 1)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_saves_at_once_on_one_revision_one_wins() {
    on_both(|world| async move {
        let desk = Desk::new(world, 2).await;
        let opened = desk.now().await;
        let saves = (1..=8).map(|weight| {
            let mut edit = selection(&opened.definition, None);
            edit.questions[0].weight = f64::from(weight) + 0.5;
            desk.save(opened.revision, Edit::Selection(edit))
        });
        let done = futures(saves).await;
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1);
        assert!(
            done.iter()
                .all(|one| matches!(one, Ok(_) | Err(Error::Conflict(_))))
        );
        assert_eq!(desk.now().await.revision, opened.revision + 1);
    })
    .await;
}

/// All at once.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (one, done) in running.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = one.as_mut().poll(cx)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_named_and_changes_nothing() {
    on_both(|world| async move {
        let desk = Desk::new(world, 2).await;
        let opened = desk.now().await;
        let mut bad = selection(&opened.definition, None);
        bad.questions[1].weight = 11.0;
        bad.questions[0].version = QuestionVersionId(uuid::Uuid::from_u128(5));
        let Err(Error::Invalid(faults)) = desk.save(opened.revision, Edit::Selection(bad)).await
        else {
            panic!("refused")
        };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let weight = format!("weight-{}", desk.questions[1]);
        assert_eq!(fields, ["questions", weight.as_str()]);
        let mut untitled = settings(&opened.definition);
        untitled.title = String::new();
        let refused = desk
            .save(opened.revision, Edit::Settings(Box::new(untitled)))
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let unknown = QuestionVersionId(uuid::Uuid::from_u128(5));
        let added = assessments::add_questions(desk.service(), &desk.on, &[unknown]).await;
        assert!(matches!(added, Err(Error::Invalid(_))));
        assert_eq!(
            assessments::add_questions(desk.service(), &desk.on, &desk.questions).await,
            Ok(0)
        );
        assert_eq!(desk.now().await, opened);
        let nameless = assessments::create(desk.service(), &desk.ana, New::default()).await;
        assert!(matches!(nameless, Err(Error::Invalid(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_taken_in_its_present_shape_before_it_is_published() {
    on_both(|world| async move {
        let desk = Desk::new(world, 4).await;
        assert!(matches!(
            desk.publish(Purpose::Pilot, vec![]).await,
            Err(Error::Refused(_))
        ));

        // A trial that is only started opens no gate.
        let started = desk.start_trial().await;
        assert!(matches!(
            desk.publish(Purpose::Pilot, vec![]).await,
            Err(Error::Refused(_))
        ));
        // Weights may change meanwhile; the trial still stands for what is asked.
        let opened = desk.now().await;
        let mut weighed = selection(&opened.definition, None);
        weighed.questions[0].weight = 2.0;
        desk.save(opened.revision, Edit::Selection(weighed))
            .await
            .expect("saved");
        desk.submit_trial(&started).await;
        assert!(desk.now().await.is_tried());

        // Another order is another test.
        let tried = desk.now().await;
        let moved = selection(&tried.definition, Some(Step::Down(desk.questions[0])));
        desk.save(tried.revision, Edit::Selection(moved))
            .await
            .expect("saved");
        assert!(!desk.now().await.is_tried());
        assert!(matches!(
            desk.publish(Purpose::Pilot, vec![]).await,
            Err(Error::Refused(_))
        ));
        // The old trial, submitted late, does not count for the new shape.
        desk.submit_trial(&started).await;
        assert!(!desk.now().await.is_tried());

        desk.try_it().await;
        // The contact person is no part of the taking.
        let tried = desk.now().await;
        let mut named = settings(&tried.definition);
        named.contact.name = "Kim".into();
        desk.save(tried.revision, Edit::Settings(Box::new(named)))
            .await
            .expect("saved");
        assert!(desk.now().await.is_tried());
        // The page showed another revision.
        let stale = Publish {
            revision: tried.revision,
            purpose: Purpose::Pilot,
            acknowledged: vec![],
        };
        assert!(matches!(
            assessments::publish(desk.service(), &desk.on, stale).await,
            Err(Error::Conflict(_))
        ));
        assert_eq!(desk.publish(Purpose::Pilot, vec![]).await, Ok(()));
        assert_eq!(desk.now().await.status, Status::Published);
        assert!(matches!(
            desk.publish(Purpose::Pilot, vec![]).await,
            Err(Error::Refused(_))
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn selection_is_published_when_each_point_is_met_or_acknowledged_by_name() {
    on_both(|world| async move {
        let desk = Desk::new(world, 4).await;
        desk.try_it().await;
        let ready = assessments::readiness(desk.service(), &desk.on)
            .await
            .expect("ready");
        assert_eq!(ready.problems, Vec::<String>::new());
        assert_eq!(
            ready.keys.as_deref(),
            Some("4 of 4 questions have publicly readable keys: for practice and pilots.")
        );
        let unmet: Vec<SelectionPoint> = ready.unmet.iter().map(|unmet| unmet.point).collect();
        assert!(
            unmet.contains(&SelectionPoint::Keys) && unmet.contains(&SelectionPoint::Tasks),
            "{unmet:?}"
        );

        let some = unmet[1..].to_vec();
        let Err(Error::Invalid(faults)) = desk.publish(Purpose::Selection, some).await else {
            panic!("refused")
        };
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(desk.now().await.status, Status::Draft);

        assert_eq!(
            desk.publish(Purpose::Selection, unmet.clone()).await,
            Ok(())
        );
        let frozen = assessments::published(desk.service(), &desk.on)
            .await
            .expect("read")
            .expect("published");
        assert_eq!(frozen.purpose, Purpose::Selection);
        assert_eq!(frozen.acknowledgements.len(), unmet.len());
        assert!(
            frozen
                .acknowledgements
                .iter()
                .all(|note| note.by == "Ana Ruiz")
        );
        let history = assessments::history(desk.service(), &desk.on, None)
            .await
            .expect("history");
        let actions: Vec<_> = history.iter().map(|line| line.action.as_str()).collect();
        assert!(
            actions.contains(&"assessment.publish") && actions.contains(&"assessment.trial"),
            "{actions:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f17_what_was_published_stays_as_it_was() {
    on_both(|world| async move {
        let desk = Desk::new(world, 3).await;
        let service = desk.service();
        desk.try_it().await;
        desk.publish(Purpose::Pilot, vec![])
            .await
            .expect("published");
        let id = service
            .read()
            .await
            .expect("tx")
            .published_frozen(&desk.on.assessment().to_string())
            .await;
        let id = id.expect("read").expect("an id");
        let content = |id: String| async move {
            service
                .read()
                .await
                .expect("tx")
                .frozen_content(&id)
                .await
                .expect("read")
                .expect("content")
        };
        let before = content(id.clone()).await;
        let parsed: FrozenAssessment = serde_json::from_str(&before).expect("a frozen assessment");

        // The bank changes every key and loses a question.
        let mut edited = bank("care");
        for question in &mut edited.questions {
            question.options[0].reason = "Rewritten.".into();
        }
        edited.questions.remove(1);
        banks::import(service, "test", edited)
            .await
            .expect("an import");
        assert_eq!(content(id.clone()).await, before);
        let draft = assessments::draft(service, &desk.on)
            .await
            .expect("still readable");
        assert_eq!(draft.questions.len(), 3);
        assert!(draft.questions.iter().all(|one| one.retired_in == Some(2)));
        assert_eq!(
            draft.questions[0].version.question,
            parsed.questions[0].question
        );

        // No form of the draft reaches it any more.
        let now = desk.now().await;
        let mut edit = selection(&now.definition, None);
        edit.questions[0].format = Format::RankOrder;
        assert!(matches!(
            desk.save(now.revision, Edit::Selection(edit)).await,
            Err(Error::Refused(_))
        ));
        let added = assessments::add_questions(service, &desk.on, &desk.questions).await;
        assert!(matches!(added, Err(Error::Refused(_))));
        assert!(matches!(
            assessments::start_trial(service, &desk.on).await,
            Err(Error::Refused(_))
        ));
        assert_eq!(desk.now().await, now);

        // A duplicate is a draft of its own.
        let copy = assessments::duplicate(service, &desk.on, "Copy")
            .await
            .expect("a copy");
        let copy = assessments::access(service, desk.ana.clone(), copy)
            .await
            .expect("access");
        let copy = assessments::draft(service, &copy).await.expect("a draft");
        assert_eq!(
            (copy.assessment.status, copy.questions.len()),
            (Status::Draft, 3)
        );
        assert_eq!(copy.assessment.trial_revision, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_waits_for_open_intakes_and_is_for_good() {
    on_both(|world| async move {
        let desk = Desk::new(world, 3).await;
        let service = desk.service();
        desk.try_it().await;
        desk.publish(Purpose::Pilot, vec![])
            .await
            .expect("published");
        let fields = service::intakes::IntakeFields {
            name: "Spring".into(),
            ..Default::default()
        };
        let intake = service::intakes::create(service, &desk.on, &fields)
            .await
            .expect("an intake");
        assert!(matches!(
            assessments::close(service, &desk.on).await,
            Err(Error::Refused(_))
        ));
        let lines = assessments::list(service, &desk.ana, Scope::Mine)
            .await
            .expect("a list");
        assert_eq!((lines[0].intakes, lines[0].open_intakes), (1, 1));
        service::intakes::close(service, &desk.on, intake)
            .await
            .expect("closed");
        assert_eq!(assessments::close(service, &desk.on).await, Ok(()));
        assert!(matches!(
            assessments::close(service, &desk.on).await,
            Err(Error::Refused(_))
        ));
        let closed = desk.now().await;
        assert_eq!(closed.status, Status::Closed);
        assert!(closed.closed_at.is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_scored_cannot_be_tried_and_is_named() {
    on_both(|world| async move {
        let desk = Desk::new(world, 0).await;
        let Err(Error::Invalid(faults)) = assessments::start_trial(desk.service(), &desk.on).await
        else {
            panic!("refused")
        };
        assert_eq!(faults[0].message, "Choose at least one question.");
        let mut tx = desk.service().read().await.expect("tx");
        assert_eq!(
            tx.published_frozen(&desk.on.assessment().to_string()).await,
            Ok(None)
        );
        assert!(tx.frozen("none").await.expect("read").is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn simulated_assessments_are_marked() {
    on_both(|world| async move {
        let desk = Desk::new(world, 1).await;
        let id = desk.on.assessment().to_string();
        let unit = desk
            .service()
            .write(move |tx| Box::pin(async move { tx.mark_simulated(&id).await }));
        unit.await.expect("marked");
        assert!(desk.now().await.simulated);
    })
    .await;
}
