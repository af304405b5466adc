//! The table of a ranking's slice: bands as tinted headings, scores as dots with their intervals, a box to tick for
//! comparing and deciding.

use super::{InIntake, decision_tag, rank_words, simulated_tag};
use crate::ui::{Choice, Interval, Select};
use domain::report::figures::total_words;
use leptos::prelude::*;
use service::results::{Decision, RankedPerson, RankingPage, RankingQuery, Shown, SliceOrder};

/// The slice as a form: ticked people are compared or decided about.
pub(super) fn table(at: &InIntake, asked: &RankingQuery, page: &RankingPage) -> Option<AnyView> {
    let shown = page.shown.as_ref()?;
    if page.people.is_empty() {
        return Some(
            view! { <div class="empty"><p>"Nobody fits this. Show everyone, or ask for something else."</p></div> }.into_any(),
        );
    }
    let columns = Columns::of(asked, page, shown);
    let rows = rows(at, page, shown, &columns);
    let path = at.path();
    Some(
        view! {
            <form method="post" action=format!("{path}/decide")>
                <input type="hidden" name="snapshot" value=shown.id.clone()/>
                <div class="card scroll" tabindex="0" aria-label="Ranking">
                    <table class="cards">
                        <thead>
                            <tr>
                                <th scope="col"><span class="vis-hidden">"Tick"</span></th>
                                <th scope="col">"Candidate"</th>
                                {columns.rank.then(|| view! { <th scope="col">"Rank (90 %)"</th> })}
                                {columns.band.then(|| view! { <th scope="col">"Band"</th> })}
                                <th scope="col" class="number">"Score"</th>
                                <th scope="col">"Score with its interval"</th>
                                <th scope="col">"Decision"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {actions(&path)}
            </form>
        }
        .into_any(),
    )
}

/// Which columns this slice has.
struct Columns {
    /// From 50 submissions.
    rank: bool,
    /// A column instead of headings, when sorted by score.
    band: bool,
    /// Bands stand as headings.
    heads: bool,
    /// The page says so once for everybody.
    all_simulated: bool,
}

impl Columns {
    fn of(asked: &RankingQuery, page: &RankingPage, shown: &Shown) -> Self {
        let banded = shown.content.snapshot.band_width.is_some();
        let by_score = asked.order == SliceOrder::ByScore;
        Self {
            rank: shown.content.snapshot.reliability_interval.is_some(),
            band: banded && by_score,
            heads: banded && !by_score,
            all_simulated: page.simulated,
        }
    }

    fn count(&self) -> usize {
        5 + usize::from(self.rank) + usize::from(self.band)
    }
}

fn rows(at: &InIntake, page: &RankingPage, shown: &Shown, columns: &Columns) -> AnyView {
    let mut band = None;
    page.people
        .iter()
        .map(|person| {
            let head = (columns.heads && person.entry.band != band).then(|| {
                band = person.entry.band;
                band_head(person.entry.band.unwrap_or(0), shown, columns.count())
            });
            view! { {head}{row(at, person, shown, columns)} }
        })
        .collect_view()
        .into_any()
}

fn band_head(band: u32, shown: &Shown, columns: usize) -> AnyView {
    let at = usize::try_from(band)
        .ok()
        .and_then(|band| band.checked_sub(1));
    let size = at
        .and_then(|at| shown.content.snapshot.band_sizes.get(at))
        .copied()
        .unwrap_or(0);
    let people = super::count(size.into(), "candidate", "candidates");
    let note = "the top score here is not reliably above anyone in this band (95 %)";
    view! {
        <tr class=format!("band-head band-{band}")>
            <th scope="rowgroup" colspan=columns.to_string()>{format!("Band {band} · {people} ")}<small>{note}</small></th>
        </tr>
    }
    .into_any()
}

fn row(at: &InIntake, person: &RankedPerson, shown: &Shown, columns: &Columns) -> AnyView {
    let half = shown.content.snapshot.half_width();
    let score = person.entry.total_micro as f64 / 1e6;
    let on_axis = |value: f64| value.clamp(0.0, 100.0);
    let link = format!("{}/candidates/{}", at.path(), person.invitation);
    let rank = columns
        .rank
        .then(|| view! { <td data-label="Rank (90 %)">{rank_words(person.entry.rank_low, person.entry.rank_high)}</td> });
    let band = columns.band.then(
        || view! { <td data-label="Band">{person.entry.band.map(|band| band.to_string())}</td> },
    );
    view! {
        <tr>
            <td>
                <input type="checkbox" name="invitation" value=person.invitation.clone()
                    aria-label=format!("Tick {}", person.name)/>
            </td>
            <td class="name"><a href=link>{person.name.clone()}</a>" "{simulated_tag(person.simulated && !columns.all_simulated)}</td>
            {rank}
            {band}
            <td class="number" data-label="Score">{total_words(score)}</td>
            <td data-label="Interval"><Interval value=on_axis(score) low=on_axis(score - half) high=on_axis(score + half)/></td>
            <td data-label="Decision">{decision_tag(person.decision)}</td>
        </tr>
    }
    .into_any()
}

fn actions(path: &str) -> AnyView {
    let choices: Vec<Choice> = Decision::ALL
        .into_iter()
        .map(|decision| Choice::new(decision.as_str(), decision.label()))
        .collect();
    view! {
        <div class="toolbar gap">
            <Select name="kind" label="Decision about those ticked" choices/>
            <button class="button main" name="step" value="preview">"Look over and give a reason"</button>
            <button class="button" formmethod="get" formaction=format!("{path}/compare")>"Compare two people"</button>
        </div>
    }
    .into_any()
}
