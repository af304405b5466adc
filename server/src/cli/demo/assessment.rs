//! The demo's assessment: chosen, taken once as a trial and published as a pilot, as a recruiter would.

use crate::cli::{Failure, words};
use domain::assessment::Purpose;
use domain::frozen::FrozenAssessment;
use domain::ids::QuestionVersionId;
use domain::question::{Format, Kind};
use service::Service;
use service::assessments::{self, New, Publish};
use service::attempts::{self, Consent, Given, Save};
use service::banks::{self, Filter, PAGE};
use service::principal::{OnAssessment, Recruiter};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Empathy questions of each of the four formats, and job questions.
const OF_EACH_FORMAT: usize = 3;
const JOB_QUESTIONS: usize = 2;

/// Creates, tries and publishes it.
pub async fn publish(service: &Service, recruiter: Recruiter) -> Result<OnAssessment, Failure> {
    let chosen = choose(service, &recruiter).await?;
    let new = New {
        title: "Customer care associate".into(),
        job_title: "Customer care associate".into(),
    };
    let id = words(assessments::create(service, &recruiter, new).await)?;
    let on = words(assessments::access(service, recruiter, id).await)?;
    words(assessments::add_questions(service, &on, &chosen).await)?;
    take_trial(service, &on).await?;
    let ready = words(assessments::readiness(service, &on).await)?;
    let decision = Publish {
        revision: ready.draft.assessment.revision,
        purpose: Purpose::Pilot,
        acknowledged: Vec::new(),
    };
    words(assessments::publish(service, &on, decision).await)?;
    Ok(on)
}

/// Questions of every format from all banks, each competency met as early as possible.
async fn choose(
    service: &Service,
    recruiter: &Recruiter,
) -> Result<Vec<QuestionVersionId>, Failure> {
    let mut chosen = Vec::new();
    let mut met = BTreeSet::new();
    for format in Format::ALL {
        let mut candidates: Vec<_> = all(service, recruiter, Kind::Empathy)
            .await?
            .into_iter()
            .filter(|version| version.question.format == format)
            .collect();
        for _ in 0..OF_EACH_FORMAT {
            let new = |version: &domain::question::QuestionVersion| {
                version
                    .question
                    .competencies
                    .keys()
                    .filter(|competency| !met.contains(*competency))
                    .count()
            };
            let Some(at) =
                (0..candidates.len()).max_by_key(|at| (new(&candidates[*at]), usize::MAX - at))
            else {
                break;
            };
            let version = candidates.remove(at);
            met.extend(version.question.competencies.keys().copied());
            chosen.push(version.id);
        }
    }
    chosen.extend(
        all(service, recruiter, Kind::Job)
            .await?
            .iter()
            .take(JOB_QUESTIONS)
            .map(|version| version.id),
    );
    Ok(chosen)
}

async fn all(
    service: &Service,
    recruiter: &Recruiter,
    kind: Kind,
) -> Result<Vec<domain::question::QuestionVersion>, Failure> {
    let filter = Filter {
        kind: Some(kind),
        ..Filter::default()
    };
    let mut versions = Vec::new();
    for page in 1.. {
        let found = words(banks::search(service, recruiter, &filter, page).await)?;
        versions.extend(found.questions.into_iter().map(|listed| listed.version));
        if page >= found.total.div_ceil(PAGE) {
            break;
        }
    }
    Ok(versions)
}

/// The recruiter's own attempt; its answers do not matter, taking it does.
async fn take_trial(service: &Service, on: &OnAssessment) -> Result<(), Failure> {
    let path = words(assessments::start_trial(service, on).await)?;
    let mut parts = path.trim_start_matches("/i/").split('/');
    let (Some(id), Some(token)) = (parts.next(), parts.next()) else {
        return Err("the trial gave no link".into());
    };
    let id = id.parse()?;
    let opened = words(attempts::open_link(service, id, token).await)?;
    let candidate = words(attempts::authenticate(service, id, &opened.secret).await)?;
    words(attempts::start(service, &candidate, Consent::Given).await)?;
    let candidate = words(attempts::authenticate(service, id, &opened.secret).await)?;
    let first = words(attempts::question_page(service, &candidate, 1).await)?;
    for number in 1..=first.marks.len() {
        let page = words(attempts::question_page(service, &candidate, number).await)?;
        let given = first_choices(page.question.format, page.question.options.len());
        let save = Save {
            number,
            writer: "trial".into(),
            sequence: 1,
            revision: 0,
            given,
        };
        words(attempts::save_answer(service, &candidate, save).await)?;
    }
    words(attempts::submit(service, &candidate).await)
}

fn first_choices(format: Format, options: usize) -> Given {
    let letters = (0..options).map(domain::attempt::letter);
    match format {
        Format::SingleBest => Given {
            best: Some('A'),
            ..Given::default()
        },
        Format::MostLeast => Given {
            most: Some('A'),
            least: Some('B'),
            ..Given::default()
        },
        Format::RateEach => Given {
            ratings: letters.map(|letter| (letter, 4)).collect(),
            ..Given::default()
        },
        Format::RankOrder => Given {
            places: letters.zip(1..).collect(),
            ..Given::default()
        },
    }
}

/// What was published, with its keys.
pub async fn frozen(
    service: &Service,
    on: &OnAssessment,
) -> Result<Arc<FrozenAssessment>, Failure> {
    let mut tx = words(service.read().await)?;
    let id = words(tx.published_frozen(&on.assessment().to_string()).await)?;
    words(service.frozen(&id.ok_or("nothing was published")?).await)
}
