//! A question's facility over time: a small line, and the same as a table.

use crate::ui::Scale;
use domain::live_use::Span;
use domain::report::figures::decimals;
use domain::time::month_name;
use leptos::prelude::*;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 80.0;
const INSET: f64 = 6.0;

/// Nothing where nobody answered.
pub(super) fn line(spans: &[Span]) -> Option<AnyView> {
    if spans.is_empty() {
        return None;
    }
    let rows = spans
        .iter()
        .map(|span| {
            let value = if span.facility.is_shown() {
                "number"
            } else {
                "number quiet"
            };
            view! {
                <tr>
                    <th scope="row">{months(span)}</th>
                    <td class="number">{span.facility.n}</td>
                    <td class=value>{span.facility.words()}</td>
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="gap" aria-labelledby="over-time">
                <h3 id="over-time">"Facility over time"</h3>
                <p>"By months; few attempts are put together until there are 100. A line that rises may mean that the question is known; \
                    compare with “Change beside others” below."</p>
                {drawing(spans)}
                <div class="card scroll" tabindex="0" role="region" aria-label="Facility over time, a table">
                    <table>
                        <thead><tr>
                            <th scope="col">"Months"</th>
                            <th scope="col" class="number">"Attempts"</th>
                            <th scope="col" class="number">"Facility"</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

/// "Mar 2026" or "Jan 2026 – Mar 2026".
fn months(span: &Span) -> String {
    let (first, last) = (month_name(span.months.0), month_name(span.months.1));
    if first == last {
        first
    } else {
        format!("{first} – {last}")
    }
}

/// From two points on.
fn drawing(spans: &[Span]) -> Option<AnyView> {
    let known: Vec<(&Span, f64)> = spans
        .iter()
        .filter_map(|span| Some((span, span.facility.value.ok()?)))
        .collect();
    if known.len() < 2 {
        return None;
    }
    let scale = Scale {
        least: 0.0,
        most: 1.0,
    };
    let step = (WIDTH - 2.0 * INSET) / (known.len() - 1) as f64;
    let points: Vec<(f64, f64)> = known
        .iter()
        .enumerate()
        .map(|(at, (_, facility))| {
            let y = HEIGHT - INSET - scale.share(*facility) * (HEIGHT - 2.0 * INSET);
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
    let words: Vec<String> = known
        .iter()
        .map(|(span, facility)| format!("{} {}", months(span), decimals(*facility, 2)))
        .collect();
    let label = format!("facility from 0 to 1: {}", words.join(", "));
    let edge = |y: f64| view! { <line class="axis" x1=INSET x2=WIDTH - INSET y1=y y2=y></line> };
    Some(
        view! {
            <figure>
                <svg class="curve" role="img" aria-label=label width=WIDTH height=HEIGHT viewBox=format!("0 0 {WIDTH} {HEIGHT}")>
                    {edge(INSET)}{edge(HEIGHT - INSET)}
                    <polyline class="whisk" fill="none" points=line.join(" ")></polyline>
                    {dots}
                </svg>
                <figcaption>"From 0 (bottom) to 1 (top), oldest first."</figcaption>
            </figure>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::analysis::{Absent, Reading};

    fn span(first: i64, last: i64, facility: f64) -> Span {
        Span {
            months: (first, last),
            facility: Reading {
                value: Ok::<f64, Absent>(facility),
                n: 120,
            },
        }
    }

    #[test]
    fn a_line_has_its_words_and_leaves_out_what_is_too_few() {
        let few = Span {
            months: (677, 677),
            facility: Reading {
                value: Err(Absent::Nothing("too few")),
                n: 12,
            },
        };
        let html = line(&[
            span(672, 674, 0.0),
            span(675, 675, 0.5),
            span(676, 676, 1.0),
            few,
        ])
        .expect("a line")
        .to_html();
        assert!(
            html.contains(
                "facility from 0 to 1: Jan 2026 – Mar 2026 0.00, Apr 2026 0.50, May 2026 1.00\""
            ),
            "{html}"
        );
        assert!(
            html.contains(r#"points="6.0,74.0 160.0,40.0 314.0,6.0""#),
            "{html}"
        );
        assert!(html.contains("too few") && html.contains("Jun 2026"));
        assert!(drawing(&[span(672, 672, 0.5)]).is_none());
        assert!(line(&[]).is_none());
    }
}
