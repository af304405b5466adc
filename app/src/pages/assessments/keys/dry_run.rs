//! The dry run: who would move how far. Nothing is written; with names hidden it shows numbers.

use super::figures::{by_intake, movers, questions, spread};
use super::{choices, count, nothing, query};
use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::forms::typed::Typed;
use crate::pages::assessments::below;
use crate::pages::intakes::refused;
use crate::pages::results::blind;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Notice, Tone};
use axum::extract::{Query, State};
use domain::report::figures::{decimals, whole};
use http::HeaderMap;
use leptos::prelude::*;
use service::rescoring::{self, DryRun};

/// `GET /assessments/{assessment}/keys/dry-run?key-2=…`: the newest keys when none is named.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    headers: HeaderMap,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let service = &state.service;
    let hidden = blind(&headers, &asked.iter().cloned().collect());
    let keys = rescoring::keys(service, &on).await;
    let Some(keys) = keys.map_err(|error| ctx.failure(error))? else {
        return Ok(see_other(&crate::pages::assessments::path(&on)));
    };
    let chosen = choices(&Typed::from_iter(asked));
    let page =
        below("Dry run of other keys", &keys.assessment).crumb("Newer keys", super::path(&on));
    if chosen.is_none() && keys.newest().is_empty() {
        return Ok(shell::page(&ctx, page, || {
            view! { <h1>"Dry run"</h1>{nothing(&keys)} }
        }));
    }
    let chosen = chosen.unwrap_or_else(|| keys.newest());
    match rescoring::dry_run(service, &on, &chosen, hidden).await {
        Ok(found) => Ok(shell::page(&ctx, page, || view(&super::path(&on), &found))),
        Err(error) => refused(&ctx, &super::path(&on), error),
    }
}

fn view(path: &str, found: &DryRun) -> AnyView {
    let chosen = count(found.plan.chosen.len(), "other key", "other keys");
    let ends = query(&found.plan.chosen);
    view! {
        <h1>{format!("Dry run of {chosen}")}</h1>
        <Notice tone=Tone::Info><p>"Nothing was written. Every answer was scored under the keys chosen, and each intake ranked \
            both ways."</p></Notice>
        {summary(found)}
        {by_intake(&found.intakes)}
        {spread(&found.intakes)}
        {movers(found)}
        {questions(&found.plan.chosen)}
        <h2 class="gap">"Whether to adopt them"</h2>
        <p>"Judge a key by who made it and how far experts agree, not by who gains from it: choosing among keys until the \
            order suits is choosing people by hand."</p>
        <div class="bar actions">
            <a class="button main" href=format!("{path}/adopt?{ends}")>"Go on to adopting them"</a>
            <a class="button plain" href=path.to_owned()>"Choose other keys"</a>
        </div>
    }
    .into_any()
}

fn summary(found: &DryRun) -> AnyView {
    let sum = |of: fn(&rescoring::IntakeMovement) -> usize| -> usize {
        found.intakes.iter().map(of).sum()
    };
    let people = sum(|one| one.movement.people);
    if people == 0 {
        return view! {
            <Empty what="Nobody has finished yet, so nobody would move. Whoever answers later is scored by the keys that count \
                then.">""</Empty>
        }
        .into_any();
    }
    let (up, down) = (sum(|one| one.movement.up), sum(|one| one.movement.down));
    let bands = sum(|one| one.movement.changed_band());
    let beyond = sum(|one| one.movement.beyond_interval);
    let size: f64 = found
        .intakes
        .iter()
        .map(|one| one.movement.mean_size * one.movement.people as f64)
        .sum();
    let size = decimals(size / people as f64, 1);
    let (before, after) = (found.plan.keys.frozen.random_95, found.plan.new.random_95);
    let random = if whole(before) == whole(after) {
        format!(
            "19 in 20 random answerers stay below {}, as now",
            whole(before)
        )
    } else {
        format!(
            "19 in 20 random answerers stay below {}; now {}",
            whole(after),
            whole(before)
        )
    };
    view! {
        <section class="card" aria-labelledby="short">
            <h2 id="short">"In short"</h2>
            <dl class="facts">
                <dt>"Scored"</dt><dd>{format!("{} under both keys", count(people, "complete attempt", "complete attempts"))}</dd>
                <dt>"Totals"</dt><dd>{format!("{up} rise, {down} fall, {} stay; by {size} points on average", people - up - down)}</dd>
                <dt>"Bands"</dt><dd>{format!("{} into another band", count(bands, "person comes", "people come"))}</dd>
                <dt>"Beyond the interval"</dt><dd>{format!("{} further than the 90 % interval around a score reaches",
                    count(beyond, "person moves", "people move"))}</dd>
                <dt>"Random answers"</dt><dd>{random}</dd>
                {apart(found)}
            </dl>
        </section>
    }
    .into_any()
}

/// Who is not in the figures, and why.
fn apart(found: &DryRun) -> AnyView {
    let line = |name: &'static str, words: String| view! { <dt>{name}</dt><dd>{words}</dd> };
    let not_ranked = (found.not_ranked > 0).then(|| {
        let words = count(found.not_ranked, "attempt", "attempts");
        line(
            "Not ranked",
            format!("{words} with too little answered; they get a new score and stay unranked"),
        )
    });
    let under_way = (found.under_way > 0).then(|| {
        let words = count(found.under_way, "attempt", "attempts");
        line(
            "Under way",
            format!("{words}, scored at their end by the keys that count then"),
        )
    });
    let engine = (found.other_engine > 0).then(|| {
        let words = count(found.other_engine, "score", "scores");
        line(
            "Engine",
            format!(
                "{words} made by another version of the scoring engine, which may move totals too"
            ),
        )
    });
    view! { {not_ranked}{under_way}{engine} }.into_any()
}
