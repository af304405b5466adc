//! The settings of a draft: words, time, order, people, reports.

use super::builder::autosave;
use super::form_state::FormState;
use super::{Tab, below, frozen_notice, tabs};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::shell::{self, Bundle, PageContext};
use crate::state::AppState;
use crate::ui::{Checkbox, Choice, Field, RadioGroup, Select, TextArea};
use axum::extract::State;
use axum::response::Response;
use domain::assessment::{Definition, Delivery, Feedback, Paper, Status};
use leptos::prelude::*;
use service::assessments;
use service::banks::code;

/// `GET /assessments/{assessment}/settings`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let draft = assessments::draft(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(form(&ctx, &FormState::fresh(draft)))
}

/// The page.
pub fn form(ctx: &PageContext, state: &FormState) -> Response {
    let assessment = &state.draft.assessment;
    let draft = assessment.status == Status::Draft;
    let path = format!("/assessments/{}/settings", assessment.id);
    let page = state
        .page(below("Settings", assessment).narrow())
        .islands(Bundle::Staff);
    shell::page(ctx, page, || {
        let content = if draft {
            editor(state, &path)
        } else {
            frozen_notice(assessment)
        };
        let shown = (!draft).then(|| fixed(&assessment.definition));
        view! {
            <h1>{assessment.definition.title.clone()}</h1>
            {tabs(assessment, Tab::Settings)}
            {state.notices(&path)}
            {content}
            {shown}
        }
    })
}

fn editor(state: &FormState, path: &str) -> AnyView {
    let autosave = state.collision.is_none().then(|| autosave("settings", ""));
    view! {
        <form method="post" action=path.to_owned() id="settings">
            <input type="hidden" name="revision" value=state.revision/>
            <div class="bar actions"><button class="button main">"Save the settings"</button></div>
            {autosave}
            {words(state)}
            {taking(state)}
            {people(state)}
            {reports(state)}
            <div class="bar actions"><button class="button">"Save the settings"</button></div>
        </form>
    }
    .into_any()
}

fn words(state: &FormState) -> AnyView {
    let (typed, errors) = (&state.typed, &state.errors);
    let of = &state.draft.assessment.definition;
    view! {
        <h2>"What candidates read"</h2>
        <Field name="title" label="Title" value=typed.or("title", &of.title) error=errors.of("title") required=true maxlength=120/>
        <Field name="job_title" label="Job title" value=typed.or("job_title", &of.job_title) error=errors.of("job_title")
            maxlength=120/>
        <TextArea name="description" label="Description" hint="Shown on the welcome page, in plain paragraphs: what the job is, what happens next."
            value=typed.or("description", &of.description) error=errors.of("description") maxlength=5000/>
        <TextArea name="help_rule" label="What help is allowed" rows=3 value=typed.or("help_rule", &of.help_rule)
            error=errors.of("help_rule") maxlength=5000/>
        <TextArea name="retake_rule" label="How retakes are handled" rows=3 value=typed.or("retake_rule", &of.retake_rule)
            error=errors.of("retake_rule") maxlength=5000/>
    }
    .into_any()
}

fn taking(state: &FormState) -> AnyView {
    let (typed, errors) = (&state.typed, &state.errors);
    let of = &state.draft.assessment.definition;
    let limit = of
        .time_limit_minutes
        .map(|minutes| minutes.to_string())
        .unwrap_or_default();
    let feedback = vec![
        Choice::new(
            code(&Feedback::ReceiptOnly),
            "A receipt, and what happens next",
        ),
        Choice::new(
            code(&Feedback::Styles),
            "Also which kinds of replies they chose, without scores",
        ),
    ];
    view! {
        <h2>"How it is taken"</h2>
        <Field name="time_limit_minutes" label="Time limit in minutes" kind="number" min="1" max="480"
            hint="Best left empty: speed says nothing about empathy. With a limit, speed affects scores."
            value=typed.or("time_limit_minutes", limit) error=errors.of("time_limit_minutes")/>
        <Field name="extra_time_percent" label="Most extra time, in per cent of the limit" kind="number" min="0" max="200"
            hint="Given at once to anyone who asks, without a reason. Recruiters do not see who asked."
            value=typed.or("extra_time_percent", of.extra_time_percent.to_string()) error=errors.of("extra_time_percent")/>
        <Checkbox name="shuffle_questions" label="Questions in a random order for each person"
            checked=typed.ticked("shuffle_questions", of.shuffle_questions)/>
        <Checkbox name="shuffle_options" label="Replies in a random order for each person"
            checked=typed.ticked("shuffle_options", of.shuffle_options)/>
        <Checkbox name="practice" label="A practice question first, which does not count"
            checked=typed.ticked("practice", of.practice)/>
        <RadioGroup name="feedback" legend="What candidates are told afterwards" choices=feedback
            value=typed.or("feedback", code(&of.feedback))/>
        <Field name="invitation_days" label="Days an invitation stays open" kind="number" min="1" max="90"
            value=typed.or("invitation_days", of.invitation_days.to_string()) error=errors.of("invitation_days")/>
    }
    .into_any()
}

fn people(state: &FormState) -> AnyView {
    let (typed, errors) = (&state.typed, &state.errors);
    let contact = &state.draft.assessment.definition.contact;
    view! {
        <h2>"Whom candidates can ask"</h2>
        <p>"This person also hears when somebody needs an adjustment or asks a person to review the result."</p>
        <Field name="contact_name" label="Name" value=typed.or("contact_name", &contact.name) error=errors.of("contact_name")
            maxlength=120/>
        <Field name="contact_email" label="E-mail" kind="email" value=typed.or("contact_email", &contact.email)
            error=errors.of("contact_email")/>
    }
    .into_any()
}

fn reports(state: &FormState) -> AnyView {
    let (typed, errors) = (&state.typed, &state.errors);
    let of = &state.draft.assessment.definition;
    let lines = of
        .recipients
        .iter()
        .map(|one| one.email.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let first = of.recipients.first();
    let delivery = first.map_or(Delivery::Each, |one| one.delivery);
    let attach = if first.is_some_and(|one| one.attach) {
        "attach"
    } else {
        "link"
    };
    let deliveries = vec![
        Choice::new(code(&Delivery::Each), "Each report at once"),
        Choice::new(
            code(&Delivery::DailyDigest),
            "One mail a day with all reports",
        ),
    ];
    let ways = vec![
        Choice::new("link", "As a link that expires")
            .note("Safer: a forwarded mail does not hand on the report."),
        Choice::new("attach", "As a PDF in the mail"),
    ];
    let papers = vec![
        Choice::new(code(&Paper::A4), "A4"),
        Choice::new(code(&Paper::Letter), "US Letter"),
    ];
    view! {
        <h2>"Who gets reports"</h2>
        <TextArea name="recipients" label="E-mail addresses" rows=3 hint="One a line. Leave it empty to send no reports."
            value=typed.or("recipients", lines) error=errors.of("recipients")/>
        <RadioGroup name="delivery" legend="When" choices=deliveries value=typed.or("delivery", code(&delivery))/>
        <RadioGroup name="attach" legend="How" choices=ways value=typed.or("attach", attach)/>
        <Select name="paper" label="Paper" choices=papers value=typed.or("paper", code(&of.paper))/>
    }
    .into_any()
}

/// The settings of an assessment that is no draft any more.
fn fixed(of: &Definition) -> AnyView {
    let yes = |flag: bool| if flag { "yes" } else { "no" };
    let limit = of
        .time_limit_minutes
        .map_or_else(|| "none".to_owned(), |minutes| format!("{minutes} minutes"));
    let recipients = of
        .recipients
        .iter()
        .map(|one| view! { <div>{one.email.clone()}</div> })
        .collect_view();
    let nobody = of.recipients.is_empty().then_some("nobody");
    view! {
        <dl class="facts">
            <dt>"Job"</dt><dd>{of.job_title.clone()}</dd>
            <dt>"Description"</dt><dd>{if of.description.is_empty() { "none".to_owned() } else { of.description.clone() }}</dd>
            <dt>"Help"</dt><dd>{of.help_rule.clone()}</dd>
            <dt>"Retakes"</dt><dd>{of.retake_rule.clone()}</dd>
            <dt>"Time limit"</dt><dd>{limit}</dd>
            <dt>"Random order"</dt>
            <dd>{format!("questions {}, replies {}", yes(of.shuffle_questions), yes(of.shuffle_options))}</dd>
            <dt>"Practice"</dt><dd>{yes(of.practice)}</dd>
            <dt>"Invitations"</dt><dd>{format!("open {} days", of.invitation_days)}</dd>
            <dt>"Contact"</dt><dd>{format!("{} {}", of.contact.name, of.contact.email)}</dd>
            <dt>"Reports go to"</dt><dd>{nobody}{recipients}</dd>
        </dl>
    }
    .into_any()
}
