//! What both analysis pages are put together from: figures with their meaning, and the line from the lowest totals to
//! the highest.

use crate::ui::Scale;
use domain::analysis::Line;
use domain::report::figures::decimals;
use leptos::prelude::*;

/// Figures as a table: value, number of attempts, meaning.
pub fn lines(
    id: &'static str,
    title: &'static str,
    sentence: Option<&str>,
    lines: &[Line],
) -> AnyView {
    let rows = lines
        .iter()
        .map(|line| {
            let value = if line.shown { "name" } else { "name quiet" };
            view! {
                <tr>
                    <th scope="row">{line.name}</th>
                    <td class=value data-label="Value">{line.value.clone()}</td>
                    <td class="number" data-label="Attempts">{line.n}</td>
                    <td class="quiet">{line.meaning.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let sentence = sentence.map(|words| view! { <p>{words.to_owned()}</p> });
    view! {
        <section class="gap" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {sentence}
            <div class="card scroll" tabindex="0" role="region" aria-label=format!("{title}, a table")>
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Figure"</th>
                        <th scope="col">"Value"</th>
                        <th scope="col" class="number">"Attempts"</th>
                        <th scope="col">"What it means"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Mean scores from the lowest fifth of totals to the highest, as a line; `width` by `height` units.
pub(super) fn curve(means: &[f64], width: f64, height: f64) -> AnyView {
    const INSET: f64 = 5.0;
    let scale = Scale {
        least: 0.0,
        most: 1.0,
    };
    let step = (width - 2.0 * INSET) / (means.len().max(2) - 1) as f64;
    let points: Vec<(f64, f64)> = means
        .iter()
        .enumerate()
        .map(|(at, mean)| {
            let y = height - INSET - scale.share(*mean) * (height - 2.0 * INSET);
            (INSET + step * at as f64, y)
        })
        .collect();
    let line: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let dots = points
        .iter()
        .map(|(x, y)| view! { <circle class="dot" cx=format!("{x:.1}") cy=format!("{y:.1}") r="3"></circle> })
        .collect_view();
    let words: Vec<String> = means.iter().map(|mean| decimals(*mean, 2)).collect();
    let label = format!(
        "mean score from the lowest fifth of totals to the highest: {}",
        words.join(", ")
    );
    let edge = |y: f64| {
        view! { <line class="axis" x1=INSET x2=width - INSET y1=y y2=y></line> }
    };
    view! {
        <svg class="curve" role="img" aria-label=label width=width height=height viewBox=format!("0 0 {width} {height}")>
            {edge(INSET)}{edge(height - INSET)}
            <polyline class="whisk" fill="none" points=line.join(" ")></polyline>
            {dots}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_says_itself_in_words_and_stays_inside() {
        let html = curve(&[0.0, 0.25, 0.5, 1.4, 1.0], 110.0, 30.0).to_html();
        assert!(
            html.contains("highest: 0.00, 0.25, 0.50, 1.40, 1.00"),
            "{html}"
        );
        assert!(
            html.contains(r#"points="5.0,25.0 30.0,20.0 55.0,15.0 80.0,5.0 105.0,5.0""#),
            "{html}"
        );
    }
}
