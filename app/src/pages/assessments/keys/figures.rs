//! The tables of a dry run: by intake, how the changes are spread, those who move furthest, and the questions.

use super::count;
use crate::pages::results::{decision_tag, rank_words, reliability, simulated_tag};
use domain::report::figures::{decimals, per_cent};
use domain::rescoring::{Place, Span};
use leptos::prelude::*;
use service::rescoring::{DryRun, IntakeMovement, MOVERS, Mover, NewKey};

/// "+3.2", "−1.4", "0.0".
pub(super) fn signed(value: f64) -> String {
    let words = decimals(value, 1);
    if value > 0.0 && words != "0.0" {
        format!("+{words}")
    } else {
        words
    }
}

/// "before → after", or one of them where they are the same.
fn then(before: String, after: String) -> String {
    if before == after {
        before
    } else {
        format!("{before} → {after}")
    }
}

fn table(title: &'static str, head: &[(&'static str, bool)], rows: AnyView) -> AnyView {
    let head = head
        .iter()
        .map(|(words, number)| {
            let class = number.then_some("number");
            view! { <th scope="col" class=class>{*words}</th> }
        })
        .collect_view();
    view! {
        <div class="card scroll gap" tabindex="0" role="region" aria-label=title>
            <table class="cards">
                <caption>{title}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

pub(super) fn by_intake(intakes: &[IntakeMovement]) -> Option<AnyView> {
    if intakes.is_empty() {
        return None;
    }
    let head = [
        ("Intake", false),
        ("Attempts", true),
        ("Mean change", true),
        ("Rise, fall", true),
        ("Change of band", true),
        ("Same order", true),
        ("Reliability", true),
        ("S", true),
    ];
    let rows = intakes.iter().map(intake).collect_view().into_any();
    let closed = intakes.iter().any(|one| !one.follows).then(|| {
        view! {
            <p class="quiet">"A closed intake keeps its scores, its final ranking and the decisions that rest on it, whatever is \
                adopted. Its line only shows what the keys would have done."</p>
        }
    });
    Some(
        view! {
            {table("By intake", &head, rows)}
            <p class="quiet">"Same order: Spearman's and Kendall's rank correlation between the totals before and after; 1.00 \
                is the same order. Reliability and S are those each ranking would use."</p>
            {closed}
        }
        .into_any(),
    )
}

fn intake(one: &IntakeMovement) -> AnyView {
    let moved = &one.movement;
    let correlation =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| decimals(value, 2));
    let order = format!(
        "{}; {}",
        correlation(moved.spearman),
        correlation(moved.kendall)
    );
    let bands = if moved.before.band_width.is_some() {
        format!("{} up, {} down", moved.to_higher_band, moved.to_lower_band)
    } else {
        "no bands yet".into()
    };
    let (before, after) = (&moved.before, &moved.after);
    let closed = (!one.follows).then(|| view! { " "<span class="tag">"closed"</span> });
    view! {
        <tr>
            <th scope="row" data-label="Intake"><div>{one.name.clone()}{closed}</div></th>
            <td data-label="Attempts" class="number">{moved.people}</td>
            <td data-label="Mean change" class="number">{signed(moved.mean)}</td>
            <td data-label="Rise, fall" class="number">{format!("{}, {}", moved.up, moved.down)}</td>
            <td data-label="Change of band" class="number">{bands}</td>
            <td data-label="Same order" class="number">{order}</td>
            <td data-label="Reliability" class="number">{then(reliability(before.reliability), reliability(after.reliability))}</td>
            <td data-label="S" class="number">{then(decimals(before.sd, 1), decimals(after.sd, 1))}</td>
        </tr>
    }
    .into_any()
}

/// How many changes are how large, over all intakes.
pub(super) fn spread(intakes: &[IntakeMovement]) -> Option<AnyView> {
    let first = intakes.first()?;
    let people: usize = intakes.iter().map(|one| one.movement.people).sum();
    let rows = first
        .movement
        .spans
        .iter()
        .enumerate()
        .map(|(at, span)| {
            let inside =
                |one: &IntakeMovement| one.movement.spans.get(at).map_or(0, |span| span.people);
            let inside: usize = intakes.iter().map(inside).sum();
            let share = per_cent(inside as f64 / people.max(1) as f64, 0);
            view! {
                <tr>
                    <th scope="row" data-label="Change">{span_words(*span)}</th>
                    <td data-label="People" class="number">{inside}</td>
                    <td data-label="Share" class="number">{share}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let head = [("Change", false), ("People", true), ("Share", true)];
    Some(table("How far totals move", &head, rows))
}

fn span_words(span: Span) -> String {
    let points = |value: f64| {
        let places = usize::from(value.fract() != 0.0);
        let words = decimals(value, places);
        if value > 0.0 {
            format!("+{words}")
        } else {
            words
        }
    };
    match (span.from, span.to) {
        (Some(from), Some(to)) if from < 0.0 && to > 0.0 => {
            format!("within {} points", decimals(to, 1))
        }
        (Some(from), Some(to)) => format!("{} to {}", points(from), points(to)),
        (None, Some(to)) => format!("below {}", points(to)),
        (Some(from), None) => format!("{} or more", points(from)),
        (None, None) => "any".into(),
    }
}

/// Those who move furthest.
pub(super) fn movers(found: &DryRun) -> Option<AnyView> {
    if found.movers.is_empty() {
        return None;
    }
    let base = format!("/assessments/{}/intakes", found.plan.keys.assessment.id);
    let rows = found
        .movers
        .iter()
        .map(|one| mover(&base, one))
        .collect_view()
        .into_any();
    let head = [
        ("Candidate", false),
        ("Intake", false),
        ("Score", true),
        ("Change", true),
        ("Rank", true),
        ("Rank (90 %)", true),
        ("Band", true),
        ("Decision", false),
    ];
    let all: usize = found
        .intakes
        .iter()
        .map(|one| one.movement.up + one.movement.down)
        .sum();
    let rest = (all > found.movers.len()).then(|| {
        let words = format!("The {MOVERS} of {all} who move furthest.");
        view! { <p class="quiet">{words}</p> }
    });
    Some(view! { {table("Who moves furthest", &head, rows)}{rest} }.into_any())
}

fn mover(base: &str, one: &Mover) -> AnyView {
    let (before, after) = (one.moved.before, one.moved.after);
    let score = |place: Place| decimals(place.total_micro as f64 / 1e6, 1);
    let interval = |place: Place| rank_words(place.rank_low, place.rank_high);
    let band = |place: Place| {
        place
            .band
            .map_or_else(|| "–".to_owned(), |band| band.to_string())
    };
    let href = format!("{base}/{}/candidates/{}", one.intake_id, one.invitation);
    let closed = (!one.follows).then(|| view! { " "<span class="tag">"closed"</span> });
    view! {
        <tr>
            <th scope="row" data-label="Candidate"><div><a href=href>{one.name.clone()}</a>" "{simulated_tag(one.simulated)}</div></th>
            <td data-label="Intake"><div>{one.intake.clone()}{closed}</div></td>
            <td data-label="Score" class="number">{then(score(before), score(after))}</td>
            <td data-label="Change" class="number">{signed(one.moved.change())}</td>
            <td data-label="Rank" class="number">{then(before.rank.to_string(), after.rank.to_string())}</td>
            <td data-label="Rank (90 %)" class="number">{then(interval(before), interval(after))}</td>
            <td data-label="Band" class="number">{then(band(before), band(after))}</td>
            <td data-label="Decision"><div>{decision_tag(one.decision)}</div></td>
        </tr>
    }
    .into_any()
}

/// Which key each question would get.
pub(super) fn questions(chosen: &[NewKey]) -> AnyView {
    let rows = chosen
        .iter()
        .map(|one| {
            let chance = then(
                decimals(one.chance_before, 2),
                decimals(one.chance_after, 2),
            );
            let changes = one
                .changes
                .iter()
                .map(|change| view! { <li>{format!("{}: {}", change.what, then(change.before.clone(), change.after.clone()))}</li> })
                .collect_view();
            let kept = (!one.kept.is_empty()).then(|| {
                let words = count(one.kept.len(), "other change is", "other changes are");
                view! { <p class="quiet">{format!("{words} not taken over.")}</p> }
            });
            view! {
                <tr>
                    <th scope="row" data-label="Question"><div>{format!("{}. {}", one.number, one.title)}</div></th>
                    <td data-label="Key of version" class="number">{format!("{} → {}", one.from, one.to)}</td>
                    <td data-label="By chance" class="number">{chance}</td>
                    <td data-label="What changes"><div><ul>{changes}</ul>{kept}</div></td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let head = [
        ("Question", false),
        ("Key of version", true),
        ("By chance", true),
        ("What changes", false),
    ];
    view! {
        {table("The keys", &head, rows)}
        <p class="quiet">"By chance: what a random answer earns of the question, 0 to 1, enumerated anew. A score is counted \
            from there."</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_read_as_people_write_them() {
        let words = [signed(3.24), signed(-1.4), signed(0.0), signed(0.01)];
        assert_eq!(words, ["+3.2", "−1.4", "0.0", "0.0"]);
        assert_eq!(then("2".into(), "2".into()), "2");
        assert_eq!(then("2".into(), "1".into()), "2 → 1");
        let span = |from, to| {
            span_words(Span {
                from,
                to,
                people: 0,
            })
        };
        assert_eq!(span(None, Some(-10.0)), "below −10");
        assert_eq!(span(Some(-2.0), Some(-0.5)), "−2 to −0.5");
        assert_eq!(span(Some(-0.5), Some(0.5)), "within 0.5 points");
        assert_eq!(span(Some(10.0), None), "+10 or more");
    }
}
