//! The replies of a question: who put each first, and how they did on the rest.

use crate::pages::assessments::analysis::share_bar;
use domain::live_use::{LiveUse, OptionUse};
use domain::question::Format;
use domain::report::figures::decimals;
use leptos::prelude::*;

pub(super) fn table(one: &LiveUse) -> AnyView {
    let best = one.options.iter().map(|option| option.key);
    let best = best.fold(f64::MIN, f64::max);
    let suspect = one.suspect().map(|(place, _)| place);
    let rows = one
        .options
        .iter()
        .enumerate()
        .map(|(place, option)| {
            // Below its gate nothing is said, not even this.
            let marked = suspect == Some(place) && option.rest.is_shown();
            row(option, best, marked)
        })
        .collect_view();
    let alike = match one.format {
        Format::RateEach => " (several rated alike count for none)",
        _ => "",
    };
    view! {
        <section class="gap" aria-labelledby="use-replies">
            <h2 id="use-replies">"Its replies in use"</h2>
            <p>{format!(
                "Share: who put the reply first{alike}. Rest: how far above or below everybody’s mean their other questions were, in \
                 standard deviations, within each assessment; the better the reply, the higher it should be. The correlation is of \
                 the choice with that rest."
            )}</p>
            <div class="card scroll" tabindex="0" role="region" aria-label="Its replies in use, a table">
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Reply"</th>
                        <th scope="col" class="number">"Key"</th>
                        <th scope="col" class="number">"Chosen"</th>
                        <th scope="col">"Share"</th>
                        <th scope="col" class="number">"Rest"</th>
                        <th scope="col" class="number">"Correlation"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(option: &OptionUse, best: f64, suspect: bool) -> AnyView {
    let keyed =
        (option.key >= best).then(|| view! { " "<span class="tag on">"best by the key"</span> });
    let suspect = suspect.then(|| view! { " "<span class="tag">"highest rest"</span> });
    let bar = option.share.value.ok().map(share_bar);
    // A count is a figure too: it says what the share would.
    let chosen = match option.share.is_shown() {
        true => option.chosen.to_string(),
        false => option.share.words(),
    };
    let rest = option.rest.value.map_or_else(
        |absent| absent.words(),
        |rest| match rest > 0.0 {
            true => format!("+{}", decimals(rest, 2)),
            false => decimals(rest, 2),
        },
    );
    view! {
        <tr>
            <th scope="row" class="name">{format!("{}. {}", option.letter, option.text)}{keyed}{suspect}</th>
            <td class="number" data-label="Key">{decimals(option.key, 1)}</td>
            <td class="number" data-label="Chosen">{chosen}</td>
            <td data-label="Share">{bar}{option.share.per_cent()}</td>
            <td class="number" data-label="Rest">{rest}</td>
            <td class="number" data-label="Correlation">{option.correlation.words()}</td>
        </tr>
    }
    .into_any()
}
