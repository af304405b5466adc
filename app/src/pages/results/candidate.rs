//! One person's result: what the report says, and beside it the decision, how the report was mailed, and what waits
//! for somebody.

use super::sections::section;
use super::{Asked, OfCandidate, below, blind, cards, decision_tag, simulated_tag};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, ErrorSummary, Field, FieldErrors, Notice, RadioGroup, TextArea, Tone};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::assessment::Purpose;
use http::HeaderMap;
use leptos::prelude::*;
use service::Service;
use service::principal::OnAssessment;
use service::reports::Delivered;
use service::results::{CandidateResult, Decision, REASON_TO, candidate};

/// What was typed into a form of the page, and what needs mending.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub kind: String,
    pub reason: String,
    pub errors: FieldErrors,
}

/// GET …/candidates/{invitation}
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
    headers: HeaderMap,
    Query(query): Query<Asked>,
) -> Answer {
    let blind = blind(&headers, &query);
    respond(&ctx, &state.service, &on, &at, blind, Typed::default()).await
}

/// The page, with what was typed into it.
pub async fn respond(
    ctx: &PageContext,
    service: &Service,
    on: &OnAssessment,
    at: &OfCandidate,
    blind: bool,
    typed: Typed,
) -> Answer {
    let found = async { candidate(service, on, at.in_intake().id()?, at.id()?, blind).await }
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(rendered(ctx, service, at, &found, &typed))
}

fn rendered(
    ctx: &PageContext,
    service: &Service,
    at: &OfCandidate,
    found: &CandidateResult,
    typed: &Typed,
) -> Response {
    let intake = at.in_intake();
    let page = below(
        found.name.clone(),
        &intake,
        &found.assessment,
        &found.intake,
    )
    .crumb("Ranking", format!("{}/ranking", intake.path()));
    let page = if typed.errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        view! {
            <ErrorSummary errors=typed.errors.clone()/>
            {head(at, found)}
            <div class="split">
                <div class="stack">{waiting(at, found, typed)}{said(found)}{cards::section(service, at, found)}</div>
                <aside>
                    {decision(service, at, found, typed)}
                    {mailed(service, &found.delivered)}
                </aside>
            </div>
        }
    })
}

fn head(at: &OfCandidate, found: &CandidateResult) -> AnyView {
    let path = format!("{}/candidates/{}", at.in_intake().path(), at.invitation);
    let pilot = (found.frozen.purpose == Purpose::Pilot)
        .then(|| view! { <span class="tag on">"pilot"</span> });
    let files = found.report.is_some().then(|| {
        view! {
            <a class="button" href=format!("{path}/report.pdf")>"Download PDF"</a>
            <a class="button" href=format!("{path}/ledger.json")>"Download ledger"</a>
        }
    });
    view! {
        <div class="bar">
            <h1>{found.name.clone()}</h1>
            {pilot}
            {simulated_tag(found.simulated)}
            {decision_tag(found.decision)}
            <span class="end"></span>
            {files}
        </div>
        <p class="quiet">{found.email.clone()}</p>
    }
    .into_any()
}

/// What waits for somebody: a review, late answers, an unfinished attempt.
fn waiting(at: &OfCandidate, found: &CandidateResult, typed: &Typed) -> AnyView {
    let intake = at.in_intake().path();
    let open = found.ended_at.is_none().then(|| {
        view! { <Notice tone=Tone::Info><p>"This attempt is in progress. The result appears here when it ends."</p></Notice> }
    });
    let review = found.review_requested.then(|| {
        view! {
            <Notice tone=Tone::Care>
                <p>"This candidate asks a person to look at the result. Please read the answers below, and write to the \
                candidate with what you found."</p>
            </Notice>
        }
    });
    let closed = (found.closed_by_server && found.ended_at.is_some()).then(|| {
        view! { <p class="quiet">"The attempt was closed with the answers that were there; the candidate did not send it off."</p> }
    });
    let reopen = (found.unfinished && !found.intake_closed).then(|| {
        let action = format!("{intake}/invitations/{}/reopen", at.invitation);
        view! {
            <Notice tone=Tone::Info>
                <p>"Under 80 % was answered, so this attempt is not ranked. Reopening it lets the person go on where it stopped."</p>
                <form method="post" action=action>
                    <button class="button">"Reopen the attempt"</button>
                </form>
            </Notice>
        }
    });
    view! { {open}{review}{closed}{reopen}{late(&intake, at, found, typed)} }.into_any()
}

/// Answers that came too late count only when a named person accepts them.
fn late(intake: &str, at: &OfCandidate, found: &CandidateResult, typed: &Typed) -> Option<AnyView> {
    if found.late_answers == 0 {
        return None;
    }
    let answers = super::count(found.late_answers, "answer", "answers");
    let accept = (!found.intake_closed).then(|| {
        let action = format!("{intake}/candidates/{}/late-answers", at.invitation);
        view! {
            <form method="post" action=action>
                <Field name="why" label="Why they count" maxlength=500 error=typed.errors.of("why")
                    hint="Kept with your name. The result is scored anew; the earlier score stays on record."/>
                <button class="button">"Accept the late answers"</button>
            </form>
        }
    });
    Some(
        view! {
            <Notice tone=Tone::Care>
                <p>{format!("{answers} arrived after the end and are not scored.")}</p>
                {accept}
            </Notice>
        }
        .into_any(),
    )
}

fn said(found: &CandidateResult) -> Option<AnyView> {
    let report = found.report.as_ref()?;
    Some(
        report
            .sections
            .iter()
            .map(section)
            .collect_view()
            .into_any(),
    )
}

fn decision(
    service: &Service,
    at: &OfCandidate,
    found: &CandidateResult,
    typed: &Typed,
) -> Option<AnyView> {
    found.ended_at?;
    let intake = at.in_intake().path();
    let snapshot = found
        .place
        .as_ref()
        .map(|place| place.shown.id.clone())
        .unwrap_or_default();
    let choices = Decision::ALL
        .into_iter()
        .filter(|decision| {
            *decision != Decision::Undecided || found.decision != Decision::Undecided
        })
        .map(|decision| match decision {
            Decision::Undecided => Choice::new(decision.as_str(), "Take the decision back"),
            _ => Choice::new(decision.as_str(), decision.label()),
        })
        .collect::<Vec<_>>();
    Some(
        view! {
            <section class="card">
                <h2>"Decision"</h2>
                <form method="post" action=format!("{intake}/candidates/{}", at.invitation)>
                    <input type="hidden" name="snapshot" value=snapshot/>
                    <RadioGroup name="kind" legend="What is decided" choices value=typed.kind.clone() error=typed.errors.of("kind")/>
                    <TextArea name="reason" label="Reason" rows=4 required=true value=typed.reason.clone()
                        maxlength=u32::try_from(REASON_TO).unwrap_or(u32::MAX)
                        hint="What of the job it rests on. Kept with your name." error=typed.errors.of("reason")/>
                    <button class="button main">"Record the decision"</button>
                </form>
                {history(service, found)}
            </section>
        }
        .into_any(),
    )
}

fn history(service: &Service, found: &CandidateResult) -> Option<AnyView> {
    if found.decisions.is_empty() {
        return None;
    }
    let lines = found
        .decisions
        .iter()
        .map(|decision| {
            let kind = Decision::parse(&decision.kind).unwrap_or(Decision::Undecided);
            let on = dates::date(service, decision.at);
            let who = format!("{on}, {}", decision.by_name);
            let reason = decision.reason.clone();
            view! { <li><strong>{kind.label()}</strong>" "<span class="quiet">{who}</span><br/>{reason}</li> }
        })
        .collect_view();
    Some(view! { <h3 class="gap">"So far"</h3><ul>{lines}</ul> }.into_any())
}

/// How its report reached its recipients.
fn mailed(service: &Service, delivered: &[Delivered]) -> Option<AnyView> {
    if delivered.is_empty() {
        return None;
    }
    let lines = delivered
        .iter()
        .map(|one| {
            let date = dates::date(service, one.at);
            let state = match one.state.as_str() {
                "done" => format!("sent on {date}"),
                "dead" => "not delivered".to_owned(),
                _ if one.error.is_some() => "waiting for another try".to_owned(),
                _ => "waiting to be sent".to_owned(),
            };
            let reply = one
                .error
                .clone()
                .map(|reply| format!(" The mail server said: {reply}"));
            view! { <li>{one.recipient.clone()}": "{state}"."{reply}</li> }
        })
        .collect_view();
    Some(
        view! { <section class="card"><h2>"Report by e-mail"</h2><ul>{lines}</ul></section> }
            .into_any(),
    )
}
