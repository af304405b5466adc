//! The workshop's forms: begin, save and step a draft; make and describe a bank; change several questions at once.

use crate::auth::{AsAdmin, AsRecruiter};
use crate::dates;
use crate::failure::{Answer, Failure, see_other};
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::pages::intakes::refused;
use crate::pages::workshop::bank_form;
use crate::pages::workshop::draft::{Collision, faults, view};
use crate::pages::workshop::draft_aside::panel;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{FieldErrors, Tone};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use domain::ids::{DraftId, QuestionVersionId};
use domain::workshop::difference::differences;
use domain::workshop::life::{State as Life, Step as LifeStep};
use domain::workshop::{Draft, DraftOption, DraftRecord, Step};
use service::banks::by_code;
use service::principal::{Admin, Recruiter};
use service::workshop::{self, Begin, Description, Tags};
use service::{Error, Service};

fn incomplete() -> Error {
    Error::Refused(
        "This form arrived incomplete. Nothing was changed. Reload the page and try again.".into(),
    )
}

/// A refusal, a conflict or a field that is not on the page, said on `path`.
fn told(ctx: &PageContext, path: &str, error: Error) -> Answer {
    match error {
        Error::Invalid(fields) => {
            let words: Vec<String> = fields.into_iter().map(|field| field.message).collect();
            Ok(see_other_saying(path, Tone::Care, &words.join(" ")))
        }
        other => refused(ctx, path, other),
    }
}

/// `POST /banks/{bank}/drafts`
pub async fn begin(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let version = typed.get("version").and_then(|id| id.parse().ok());
    let begin = match (typed.get("begin"), version) {
        (Some("empty"), _) => Some(Begin::Empty),
        (Some("change"), Some(id)) => Some(Begin::Change(id)),
        (Some("copy"), Some(id)) => Some(Begin::Copy(id)),
        _ => None,
    };
    let begin = begin.ok_or_else(|| ctx.failure(incomplete()))?;
    let into = match begin {
        Begin::Copy(_) => typed.or("into", &bank),
        _ => bank,
    };
    let id = workshop::begin(&state.service, &admin, &into, begin).await;
    let id = id.map_err(|error| ctx.failure(error))?;
    Ok(see_other(&format!("/banks/{into}/drafts/{id}")))
}

/// `POST /banks/{bank}/drafts/{draft}`
pub async fn save(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let id = draft_id(&ctx, &id)?;
    let draft = draft_of(&typed).ok_or_else(|| ctx.failure(incomplete()))?;
    let step = match typed.get("step") {
        None => None,
        Some(step) => Some(step_of(step).ok_or_else(|| ctx.failure(incomplete()))?),
    };
    let path = format!("/banks/{bank}/drafts/{id}");
    let saved = workshop::save(
        service,
        &admin,
        &bank,
        id,
        revision(&typed),
        draft.clone(),
        step,
    );
    match saved.await {
        Ok(saved) if ctx.wants_json => {
            let page = workshop::draft(service, &recruiter, &bank, id, None).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let shown = shell::fragment(|| panel(&page));
            let at = dates::time(service, saved.at);
            let told = serde_json::json!({ "revision": saved.revision, "at": at, "panel": shown });
            Ok(Json(told).into_response())
        }
        // A step takes what was typed with it.
        Ok(saved) if typed.get("life").is_some() => {
            let step = typed.get("life").and_then(by_code);
            let step = step.ok_or_else(|| ctx.failure(incomplete()))?;
            let at = (bank.as_str(), id, saved.revision);
            take(&ctx, service, (&admin, &recruiter), at, step).await
        }
        Ok(_) if typed.get("then").is_some() => Ok(see_other(&format!("{path}?check=1"))),
        Ok(_) if step.is_some() => Ok(see_other(&format!("{path}#f-options"))),
        Ok(_) => Ok(see_other_saying(&path, Tone::Good, "The draft is saved.")),
        Err(Error::Conflict(words)) if !ctx.wants_json => {
            let failed = |error| ctx.failure(error);
            let stored = workshop::draft(service, &recruiter, &bank, id, None).await;
            let stored = stored.map_err(failed)?;
            let mut draft = draft;
            draft.fixed_id = stored.draft.fixed_id;
            draft.kept.clone_from(&stored.draft.kept);
            if draft.fixed_id {
                draft.id.clone_from(&stored.draft.id);
            }
            let differences = differences(&stored.draft.question(), &draft.question());
            let page = workshop::draft(service, &recruiter, &bank, id, Some(draft)).await;
            let page = page.map_err(failed)?;
            let collision = Some(Collision { words, differences });
            Ok(view(
                &ctx,
                service,
                &recruiter,
                &page,
                FieldErrors::new(),
                collision,
            ))
        }
        Err(error) => refused(&ctx, &path, error),
    }
}

/// `POST /banks/{bank}/drafts/{draft}/step`
pub async fn step(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let id = draft_id(&ctx, &id)?;
    let step = typed.get("life").and_then(by_code);
    let step = step.ok_or_else(|| ctx.failure(incomplete()))?;
    let at = (bank.as_str(), id, revision(&typed));
    take(&ctx, &state.service, (&admin, &recruiter), at, step).await
}

/// Takes a step on a draft at a revision and says where it led.
async fn take(
    ctx: &PageContext,
    service: &Service,
    (admin, recruiter): (&Admin, &Recruiter),
    (bank, id, revision): (&str, DraftId, i64),
    step: LifeStep,
) -> Answer {
    let path = format!("/banks/{bank}/drafts/{id}");
    match workshop::step(service, admin, bank, id, revision, step, "").await {
        Ok(taken) => {
            let words = match taken.state {
                Life::Draft => "It can be changed now.",
                Life::InReview => "It is in review now.",
                Life::Ready => {
                    "It is a version of its question now. Published assessments keep what they have."
                }
                Life::Retired => "It is put aside. You can take it up again.",
            };
            let path = match taken.version {
                Some(version) => format!("/banks/{bank}/questions/{version}"),
                None => path,
            };
            Ok(see_other_saying(&path, Tone::Good, words))
        }
        // What is wrong stands beside the fields.
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => {
            let page = workshop::draft(service, recruiter, bank, id, None).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let path = match faults(&page).is_empty() {
                true => path,
                false => format!("{path}?check=1"),
            };
            told(ctx, &path, error)
        }
        Err(error) => told(ctx, &path, error),
    }
}

/// `POST /banks/{bank}/drafts/{draft}/comment`
pub async fn comment(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let id = draft_id(&ctx, &id)?;
    let path = format!("/banks/{bank}/drafts/{id}");
    let body = typed.get("body").unwrap_or_default();
    match workshop::comment(&state.service, &admin, &bank, id, body).await {
        Ok(()) => Ok(see_other_saying(&path, Tone::Good, "The comment is added.")),
        Err(error) => told(&ctx, &path, error),
    }
}

/// `POST /banks/new`
pub async fn create_bank(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    typed: Typed,
) -> Answer {
    let described = description(&typed);
    match workshop::create_bank(&state.service, &admin, described.clone()).await {
        Ok(bank) => {
            let words =
                "The bank is made. Write its first question, or duplicate one of another bank.";
            Ok(see_other_saying(
                &format!("/banks/{bank}/drafts"),
                Tone::Good,
                words,
            ))
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let errors = field_errors(&errors);
            Ok(bank_form::form(&ctx, None, &described, &typed, errors))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /banks/{bank}/settings`
pub async fn describe(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let described = description(&typed);
    match workshop::describe(&state.service, &admin, &bank, described.clone()).await {
        Ok(()) => Ok(see_other_saying(
            &format!("/banks/{bank}"),
            Tone::Good,
            "The settings are saved.",
        )),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let errors = field_errors(&errors);
            Ok(bank_form::form(
                &ctx,
                Some(&bank),
                &described,
                &typed,
                errors,
            ))
        }
        Err(error) => refused(&ctx, &format!("/banks/{bank}/settings"), error),
    }
}

/// `POST /banks/{bank}/questions`
pub async fn bulk(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let ids = chosen(&ctx, &typed)?;
    let path = format!("/banks/{bank}");
    let count = match ids.len() {
        1 => "1 question".to_owned(),
        count => format!("{count} questions"),
    };
    match typed.get("do") {
        Some("retire") => match workshop::retire(&state.service, &admin, &bank, &ids).await {
            Ok(done) => {
                let path = format!("{path}/retired?since={}", done.version);
                let words =
                    format!("{count} retired. They are ticked below: bring them back to undo it.");
                Ok(see_other_saying(&path, Tone::Good, &words))
            }
            Err(error) => told(&ctx, &path, error),
        },
        Some("tag") => {
            match workshop::tag(&state.service, &admin, &bank, &ids, &tags(&typed)).await {
                Ok(done) => {
                    let words = format!("{} of {count} changed.", done.new.len());
                    Ok(see_other_saying(&path, Tone::Good, &words))
                }
                Err(error) => told(&ctx, &path, error),
            }
        }
        _ => Err(ctx.failure(incomplete())),
    }
}

/// `POST /banks/{bank}/retired`
pub async fn bring_back(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let ids = chosen(&ctx, &typed)?;
    match workshop::bring_back(&state.service, &admin, &bank, &ids).await {
        Ok(_) => {
            let words = "They are back in the bank, as they were.";
            Ok(see_other_saying(
                &format!("/banks/{bank}"),
                Tone::Good,
                words,
            ))
        }
        Err(error) => told(&ctx, &format!("/banks/{bank}/retired"), error),
    }
}

/// `POST /banks/{bank}/questions/{question_version}/move`
pub async fn move_to(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let id = id.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let target = typed.get("target").unwrap_or_default();
    match workshop::move_to(&state.service, &admin, &bank, id, target).await {
        Ok(version) => Ok(see_other_saying(
            &format!("/banks/{target}/questions/{version}"),
            Tone::Good,
            "The question is in this bank now. Assessments keep the version they have.",
        )),
        Err(error) => told(&ctx, &format!("/banks/{bank}/questions/{id}"), error),
    }
}

fn draft_id(ctx: &PageContext, id: &str) -> Result<DraftId, Failure> {
    id.parse().map_err(|_| ctx.failure(Error::NotFound))
}

fn chosen(ctx: &PageContext, typed: &Typed) -> Result<Vec<QuestionVersionId>, Failure> {
    let ids: Option<Vec<_>> = typed.all("question").map(|id| id.parse().ok()).collect();
    ids.ok_or_else(|| ctx.failure(incomplete()))
}

/// What a save is made on; a form without it is stale.
fn revision(typed: &Typed) -> i64 {
    let revision = typed.get("revision").and_then(|text| text.parse().ok());
    revision.unwrap_or(-1)
}

fn step_of(text: &str) -> Option<Step> {
    if text == "add" {
        return Some(Step::Add);
    }
    let (step, at) = text.split_once(':')?;
    let at = at.parse().ok()?;
    match step {
        "up" => Some(Step::Up(at)),
        "down" => Some(Step::Down(at)),
        "remove" => Some(Step::Remove(at)),
        _ => None,
    }
}

/// A line as browsers send it; control characters are for the check to name.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The form of a draft; `None` when it cannot come from the page.
fn draft_of(typed: &Typed) -> Option<Draft> {
    let text = |name: &str| lines(typed.get(name).unwrap_or_default());
    let share = |at: usize| {
        let competency = typed.get(&format!("competency-{at}"))?;
        let competency = match competency {
            "" => None,
            code => Some(by_code(code)?),
        };
        Some((competency, text(&format!("share-{at}"))))
    };
    let option = |(at, id): (usize, &str)| {
        let name = |part: &str| format!("option-{at}-{part}");
        let style = match typed.get(&name("style"))? {
            "" => None,
            code => Some(by_code(code)?),
        };
        Some(DraftOption {
            id: id.to_owned(),
            text: text(&name("text")),
            value: text(&name("value")),
            style,
            reason: text(&name("reason")),
            pinned: typed.get(&name("pinned")).is_some(),
        })
    };
    // More than a question can have is a form that was made up.
    let options = typed.all("option").take(20).enumerate();
    Some(Draft {
        id: text("id"),
        fixed_id: false,
        title: text("title"),
        kind: by_code(typed.get("kind")?)?,
        format: by_code(typed.get("format")?)?,
        allowed_formats: typed
            .all("allowed_formats")
            .map(by_code)
            .collect::<Option<_>>()?,
        channel: by_code(typed.get("channel")?)?,
        direction: by_code(typed.get("direction")?)?,
        sector: text("sector"),
        shares: vec![share(0)?, share(1)?],
        asks: typed.all("asks").map(by_code).collect::<Option<_>>()?,
        difficulty: by_code(typed.get("difficulty")?)?,
        reading_seconds: text("reading_seconds"),
        content_note: text("content_note"),
        record: DraftRecord {
            name: text("record-name"),
            since: text("record-since"),
            last_contacts: text("record-last_contacts"),
            notes: text("record-notes"),
        },
        scenario: text("scenario"),
        task: text("task"),
        options: options.map(option).collect::<Option<_>>()?,
        kept: None,
    })
}

fn description(typed: &Typed) -> Description {
    let text = |name: &str| lines(typed.get(name).unwrap_or_default());
    Description {
        id: text("id"),
        title: text("title"),
        description: text("description"),
        locale: text("locale"),
        licence: text("licence"),
        authors: text("authors"),
        second_person: typed.get("second_person").is_some(),
    }
}

fn tags(typed: &Typed) -> Tags {
    let sector = typed.get("sector").map(str::trim);
    Tags {
        sector: sector
            .filter(|sector| !sector.is_empty())
            .map(str::to_owned),
        channel: typed.get("channel").and_then(by_code),
        direction: typed.get("direction").and_then(by_code),
        difficulty: typed.get("difficulty").and_then(by_code),
        ask: typed.get("ask").and_then(by_code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::question::{Competency, Style};

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let fields = fields.iter();
        fields
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    const FORM: [(&str, &str); 14] = [
        ("id", "late-parcel"),
        ("kind", "empathy"),
        ("format", "rate_each"),
        ("channel", "chat"),
        ("direction", "inbound"),
        ("difficulty", "hard"),
        ("competency-0", "AL"),
        ("share-0", "sixty"),
        ("competency-1", ""),
        ("scenario", "One.\r\n\r\nTwo."),
        ("option", "b"),
        ("option-0-text", "A reply."),
        ("option-0-style", "asking"),
        ("option-0-pinned", "yes"),
    ];

    #[test]
    fn a_draft_is_read_as_it_was_typed() {
        let draft = draft_of(&typed(&FORM)).expect("a draft");
        assert_eq!(draft.scenario, "One.\n\nTwo.");
        assert_eq!(draft.shares[0], (Some(Competency::AL), "sixty".into()));
        assert_eq!(draft.options[0].style, Some(Style::Asking));
        assert!(draft.options[0].pinned);
        let mut made_up = FORM.to_vec();
        made_up[2].1 = "essay";
        assert!(draft_of(&typed(&made_up)).is_none());
        assert!(draft_of(&typed(&FORM[..6])).is_none());
    }

    #[test]
    fn steps_are_read_or_refused() {
        assert_eq!(step_of("add"), Some(Step::Add));
        assert_eq!(step_of("up:3"), Some(Step::Up(3)));
        assert_eq!(step_of("up:-1"), None);
        assert_eq!(step_of("sideways:1"), None);
    }
}
