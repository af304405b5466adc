//! Saving the forms of a draft. They carry the revision they were opened at; a save that comes second shows the page
//! again with what was typed, what was saved in the meantime, and the choice between them. Islands get JSON.

use crate::auth::WithAccess;
use crate::dates;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::pages::assessments::form_state::FormState;
use crate::pages::assessments::{self as pages, builder, picker, settings};
use crate::pages::banks::filter::FilterQuery;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::Tone;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::assessment::{Contact, Need, SelectedQuestion};
use domain::ids::QuestionVersionId;
use domain::question::Competency;
use service::assessments::{self, Edit, Saved, Selection, Settings, Step};
use service::banks::by_code;
use service::principal::OnAssessment;
use service::{Error, Service};
use std::collections::BTreeMap;

/// `POST /assessments/{assessment}/edit`
pub async fn save_selection(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    typed: Typed,
) -> Answer {
    let edit = Edit::Selection(selection(&typed).ok_or_else(|| ctx.failure(incomplete()))?);
    let saved = assessments::save(&state.service, &on, revision(&typed), edit.clone()).await;
    let saved = match saved {
        Ok(saved) => saved,
        Err(error) => {
            let refusal = refusal(&ctx, &state.service, &on, &edit, typed, error).await?;
            return Ok(builder::form(&ctx, &refusal));
        }
    };
    if ctx.wants_json {
        let draft = assessments::draft(&state.service, &on)
            .await
            .map_err(|error| ctx.failure(error))?;
        let panel = shell::fragment(|| builder::panel(&draft));
        return Ok(told(&state.service, saved, Some(panel)));
    }
    let path = format!("{}/edit", pages::path(&on));
    match typed.get("step") {
        None => Ok(see_other_saying(&path, Tone::Good, "The draft is saved.")),
        Some(_) => Ok(see_other(&format!("{path}#questions"))),
    }
}

/// `POST /assessments/{assessment}/settings`
pub async fn save_settings(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    typed: Typed,
) -> Answer {
    let edit = settings_of(&typed).ok_or_else(|| ctx.failure(incomplete()))?;
    let edit = Edit::Settings(Box::new(edit));
    match assessments::save(&state.service, &on, revision(&typed), edit.clone()).await {
        Ok(saved) if ctx.wants_json => Ok(told(&state.service, saved, None)),
        Ok(_) => {
            let path = format!("{}/settings", pages::path(&on));
            Ok(see_other_saying(
                &path,
                Tone::Good,
                "The settings are saved.",
            ))
        }
        Err(error) => {
            let refusal = refusal(&ctx, &state.service, &on, &edit, typed, error).await?;
            Ok(settings::form(&ctx, &refusal))
        }
    }
}

/// `POST /assessments/{assessment}/questions`
pub async fn add(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Query(query): Query<FilterQuery>,
    typed: Typed,
) -> Answer {
    let path = format!("{}/questions", pages::path(&on));
    let chosen: Option<Vec<QuestionVersionId>> =
        typed.all("add").map(|id| id.parse().ok()).collect();
    let chosen = chosen.ok_or_else(|| ctx.failure(incomplete()))?;
    let back = format!("{}{}", query.link(&path), query.page());
    match assessments::add_questions(&state.service, &on, &chosen).await {
        Ok(added) => {
            let (tone, words) = match added {
                0 => (
                    Tone::Care,
                    "Nothing was added. Tick the questions you want first.".to_owned(),
                ),
                1 => (Tone::Good, "1 question added at the end.".to_owned()),
                more => (Tone::Good, format!("{more} questions added at the end.")),
            };
            Ok(see_other_saying(&back, tone, &words))
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            picker::answer(&ctx, &state.service, &on, query, field_errors(&errors)).await
        }
        Err(error) => crate::pages::intakes::refused(&ctx, &path, error),
    }
}

/// What a refused save shows: everything else than faults and collisions is a page of its own.
pub(super) async fn refusal(
    ctx: &PageContext,
    service: &Service,
    on: &OnAssessment,
    edit: &Edit,
    typed: Typed,
    error: Error,
) -> Result<FormState, crate::failure::Failure> {
    if ctx.wants_json || !matches!(error, Error::Invalid(_) | Error::Conflict(_)) {
        return Err(ctx.failure(error));
    }
    let collision = assessments::collision(service, on, edit)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(match error {
        Error::Conflict(words) => FormState {
            revision: collision.saved.assessment.revision,
            draft: collision.typed,
            typed,
            errors: Default::default(),
            collision: Some((words, collision.changes)),
        },
        error => FormState {
            revision: revision(&typed),
            draft: collision.typed,
            typed,
            errors: match error {
                Error::Invalid(errors) => field_errors(&errors),
                _ => Default::default(),
            },
            collision: None,
        },
    })
}

/// What an island is told after a save.
fn told(service: &Service, saved: Saved, panel: Option<String>) -> Response {
    let at = dates::time(service, saved.at);
    Json(serde_json::json!({ "revision": saved.revision, "at": at, "panel": panel }))
        .into_response()
}

pub(super) fn incomplete() -> Error {
    Error::Refused(
        "This form arrived incomplete. Nothing was changed. Reload the page and try again.".into(),
    )
}

pub(super) fn revision(typed: &Typed) -> i64 {
    typed
        .get("revision")
        .and_then(|text| text.parse().ok())
        .unwrap_or(-1)
}

/// The builder's form; `None` when it cannot come from the page.
fn selection(typed: &Typed) -> Option<Selection> {
    let questions: Option<Vec<SelectedQuestion>> = typed
        .all("question")
        .map(|id| {
            Some(SelectedQuestion {
                version: id.parse().ok()?,
                format: by_code(typed.get(&format!("format-{id}"))?)?,
                weight: typed.number(&format!("weight-{id}")),
            })
        })
        .collect();
    let weights = typed.beginning("competency-").map(|(competency, _)| {
        Some((
            by_code::<Competency>(competency)?,
            typed.number(&format!("competency-{competency}")),
        ))
    });
    let step = match typed.get("step") {
        None => None,
        Some(step) => Some(step_of(step)?),
    };
    Some(Selection {
        questions: questions?,
        competency_weights: weights.collect::<Option<BTreeMap<_, _>>>()?,
        needs: needs(typed)?,
        empathy_control: typed.number("empathy_control"),
        step,
    })
}

fn step_of(text: &str) -> Option<Step> {
    let (step, id) = text.split_once(':')?;
    let id = id.parse().ok()?;
    match step {
        "up" => Some(Step::Up(id)),
        "down" => Some(Step::Down(id)),
        "remove" => Some(Step::Remove(id)),
        _ => None,
    }
}

pub(super) fn needs(typed: &Typed) -> Option<BTreeMap<Competency, Option<Need>>> {
    let need = |(competency, need): (&str, &str)| {
        let need = if need.is_empty() {
            None
        } else {
            Some(by_code::<Need>(need)?)
        };
        Some((by_code(competency)?, need))
    };
    typed.beginning("need-").map(need).collect()
}

pub(super) fn contact(typed: &Typed) -> Contact {
    Contact {
        name: typed.or("contact_name", ""),
        email: typed.or("contact_email", ""),
    }
}

/// The settings form; `None` when it cannot come from the page. A number that is none lies outside every range.
fn settings_of(typed: &Typed) -> Option<Settings> {
    let whole = |name: &str| {
        typed
            .get(name)
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(u32::MAX)
    };
    let limit = typed.get("time_limit_minutes")?.trim();
    Some(Settings {
        title: typed.get("title")?.to_owned(),
        job_title: typed.or("job_title", ""),
        description: typed.or("description", ""),
        time_limit_minutes: (!limit.is_empty()).then(|| whole("time_limit_minutes")),
        extra_time_percent: whole("extra_time_percent"),
        shuffle_questions: typed.get("shuffle_questions").is_some(),
        shuffle_options: typed.get("shuffle_options").is_some(),
        practice: typed.get("practice").is_some(),
        feedback: by_code(typed.get("feedback")?)?,
        invitation_days: whole("invitation_days"),
        contact: contact(typed),
        help_rule: typed.or("help_rule", ""),
        retake_rule: typed.or("retake_rule", ""),
        recipients: typed.or("recipients", ""),
        delivery: by_code(typed.get("delivery")?)?,
        attach: typed.get("attach") == Some("attach"),
        paper: by_code(typed.get("paper")?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::question::Format;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_selection_is_read_in_the_order_of_its_rows() {
        let (a, b) = (
            uuid::Uuid::from_u128(1).to_string(),
            uuid::Uuid::from_u128(2).to_string(),
        );
        let (weight_a, weight_b) = (format!("weight-{a}"), format!("weight-{b}"));
        let (format_a, format_b) = (format!("format-{a}"), format!("format-{b}"));
        let up = format!("up:{a}");
        let fields = typed(&[
            ("question", &b),
            (&format_b, "rank_order"),
            (&weight_b, "2,5"),
            ("question", &a),
            (&format_a, "single_best"),
            (&weight_a, "heavy"),
            ("competency-AL", "0"),
            ("need-AL", "taught_here"),
            ("need-PT", ""),
            ("empathy_control", "1.1"),
            ("step", &up),
        ]);
        let read = selection(&fields).unwrap();
        assert_eq!(read.questions[0].format, Format::RankOrder);
        assert_eq!(read.questions[0].weight, 2.5);
        assert!(read.questions[1].weight.is_nan());
        assert_eq!(read.competency_weights[&Competency::AL], 0.0);
        assert_eq!(read.needs[&Competency::AL], Some(Need::TaughtHere));
        assert_eq!(read.needs[&Competency::PT], None);
        assert_eq!(read.step, Some(Step::Up(a.parse().unwrap())));
        assert!(selection(&typed(&[("question", "no id")])).is_none());
        assert!(selection(&typed(&[("competency-XX", "1")])).is_none());
        assert!(selection(&typed(&[("step", "sideways:1")])).is_none());
    }

    #[test]
    fn settings_take_an_empty_limit_as_none_and_words_as_out_of_range() {
        let mut fields = vec![
            ("title", "Care"),
            ("time_limit_minutes", " "),
            ("extra_time_percent", "50"),
            ("invitation_days", "soon"),
            ("feedback", "styles"),
            ("delivery", "each"),
            ("paper", "letter"),
            ("practice", "yes"),
        ];
        let read = settings_of(&typed(&fields)).unwrap();
        assert_eq!(
            (read.time_limit_minutes, read.extra_time_percent),
            (None, 50)
        );
        assert_eq!(read.invitation_days, u32::MAX);
        assert!(read.practice && !read.shuffle_questions && !read.attach);
        fields[4].1 = "everything";
        assert!(settings_of(&typed(&fields)).is_none());
    }
}
