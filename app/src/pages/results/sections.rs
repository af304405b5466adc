//! A report's sections as parts of a page: the same words and numbers as in the PDF, every drawing beside its table.

use crate::ui::{Interval, Notice, Scale, Tone};
use domain::report::figures::{total_words, whole};
use domain::report::{Bin, Evidence, IntervalRow, LedgerRow, Section};
use leptos::prelude::*;

/// One section with its heading. A ranking has a page of its own and is left out.
pub(super) fn section(section: &Section) -> AnyView {
    match section {
        Section::Facts { title, rows } => facts(title, rows),
        Section::Total {
            title,
            sentence,
            row,
            ..
        } => total(title, sentence, row),
        Section::Competencies {
            title,
            sentence,
            rows,
        } => competencies(title, sentence, rows),
        Section::Table {
            title,
            sentence,
            header,
            rows,
        } => table(title, sentence, header, rows),
        Section::Evidence {
            title,
            sentence,
            items,
        } => evidence(title, sentence, items),
        Section::Text { title, paragraphs } => text(title, paragraphs),
        Section::Note { title, paragraphs } => note(title, paragraphs),
        Section::Ledger {
            title,
            sentence,
            rows,
            total,
        } => ledger(title, sentence, rows, total),
        Section::Distribution {
            title,
            sentence,
            bins,
            ..
        } => distribution(title, sentence, bins),
        Section::Ranking { .. } => ().into_any(),
    }
}

fn facts(title: &str, rows: &[(String, String)]) -> AnyView {
    let rows = rows
        .iter()
        .map(|(label, value)| view! { <dt>{label.clone()}</dt><dd>{value.clone()}</dd> })
        .collect_view();
    view! { <section><h2 class="vis-hidden">{title.to_owned()}</h2><dl class="facts">{rows}</dl></section> }.into_any()
}

fn total(title: &str, sentence: &str, row: &IntervalRow) -> AnyView {
    let drawn = row.interval.as_ref().map(|interval| {
        let words = total_words(interval.score);
        let between = format!(
            "90 % interval {} to {}",
            whole(interval.low),
            whole(interval.high)
        );
        view! {
            <p class="figure">{words}</p>
            {drawing(interval)}
            <p class="quiet">{between}</p>
        }
    });
    view! {
        <section class="card">
            <h2>{title.to_owned()}</h2>
            {drawn}
            <p>{sentence.to_owned()}</p>
            <p class="quiet">{row.note.clone()}</p>
        </section>
    }
    .into_any()
}

pub(super) fn drawing(interval: &domain::report::Interval) -> AnyView {
    let on_axis = |value: f64| value.clamp(0.0, 100.0);
    view! {
        <Interval value=on_axis(interval.score) low=on_axis(interval.low) high=on_axis(interval.high) scale=Scale::SCORE/>
    }
    .into_any()
}

fn competencies(title: &str, sentence: &str, rows: &[IntervalRow]) -> AnyView {
    let rows = rows
        .iter()
        .map(|row| {
            let drawn = row.interval.as_ref().map(drawing);
            let numbers = row.interval.as_ref().map_or("–".to_owned(), |interval| {
                format!(
                    "{} ({} to {})",
                    whole(interval.score),
                    whole(interval.low),
                    whole(interval.high)
                )
            });
            view! {
                <tr>
                    <th scope="row">{row.label.clone()}</th>
                    <td>{drawn}</td>
                    <td>{numbers}</td>
                    <td class="quiet">{row.note.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{title.to_owned()}</h2>
            <p>{sentence.to_owned()}</p>
            <div class="card scroll" tabindex="0" aria-label=title.to_owned()>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Competency"</th>
                            <th scope="col">"With its interval"</th>
                            <th scope="col">"Score (90 % interval)"</th>
                            <th scope="col">"Rests on"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn table(title: &str, sentence: &str, header: &[String], rows: &[Vec<String>]) -> AnyView {
    let head = header
        .iter()
        .map(|cell| view! { <th scope="col">{cell.clone()}</th> })
        .collect_view();
    let rows = rows
        .iter()
        .map(|row| {
            let cells = row
                .iter()
                .enumerate()
                .map(|(at, cell)| {
                    let cell = cell.clone();
                    if at == 0 {
                        view! { <th scope="row">{cell}</th> }.into_any()
                    } else {
                        view! { <td>{cell}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <section>
            <h2>{title.to_owned()}</h2>
            <p>{sentence.to_owned()}</p>
            <div class="card scroll" tabindex="0" aria-label=title.to_owned()>
                <table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </section>
    }
    .into_any()
}

fn evidence(title: &str, sentence: &str, items: &[Evidence]) -> AnyView {
    let items = items
        .iter()
        .map(|item| {
            view! {
                <article class="reply chosen">
                    <h3>{item.title.clone()}" "<span class="tag">{format!("{} points", item.points)}</span></h3>
                    <details class="more"><summary>"Read the scenario"</summary>{lines(&item.scenario)}</details>
                    <p>{item.answer.clone()}</p>
                    <p class="why">{item.reason.clone()}</p>
                </article>
            }
        })
        .collect_view();
    view! { <section><h2>{title.to_owned()}</h2><p>{sentence.to_owned()}</p>{items}</section> }
        .into_any()
}

/// Plain text with its paragraphs.
fn lines(text: &str) -> AnyView {
    text.split("\n\n")
        .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
        .collect_view()
        .into_any()
}

fn text(title: &str, all: &[String]) -> AnyView {
    view! { <section><h2>{title.to_owned()}</h2>{paragraphs(all)}</section> }.into_any()
}

fn note(title: &str, all: &[String]) -> AnyView {
    let (title, paragraphs) = (title.to_owned(), paragraphs(all));
    view! { <Notice tone=Tone::Care><h2>{title}</h2>{paragraphs}</Notice> }.into_any()
}

/// Paragraphs; those with a leading "- " in a row make one list.
fn paragraphs(all: &[String]) -> AnyView {
    let item = |text: &&String| text.strip_prefix("- ").map(str::to_owned);
    all.chunk_by(|a, b| a.starts_with("- ") == b.starts_with("- "))
        .map(|run| {
            if run[0].starts_with("- ") {
                let items: Vec<String> = run.iter().filter_map(|text| item(&text)).collect();
                let items = items
                    .into_iter()
                    .map(|text| view! { <li>{text}</li> })
                    .collect_view();
                view! { <ul>{items}</ul> }.into_any()
            } else {
                run.iter()
                    .map(|text| view! { <p>{text.clone()}</p> })
                    .collect_view()
                    .into_any()
            }
        })
        .collect_view()
        .into_any()
}

fn ledger(title: &str, sentence: &str, rows: &[LedgerRow], total: &str) -> AnyView {
    let rows = rows.iter().map(ledger_row).collect_view();
    view! {
        <section>
            <h2>{title.to_owned()}</h2>
            <p>{sentence.to_owned()}</p>
            <div class="card scroll" tabindex="0" aria-label="Ledger">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="number">"No."</th>
                            <th scope="col">"Question, answer and the key’s reason"</th>
                            <th scope="col" class="number">"Weight"</th>
                            <th scope="col" class="number">"s"</th>
                            <th scope="col" class="number">"c"</th>
                            <th scope="col" class="number">"s′"</th>
                            <th scope="col" class="number">"Points"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr><th scope="row" colspan="6">"Total"</th><td class="number">{total.to_owned()}</td></tr>
                    </tfoot>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn ledger_row(row: &LedgerRow) -> AnyView {
    view! {
        <tr>
            <td class="number">{row.number.clone()}</td>
            <td>
                <p>{row.title.clone()}</p>
                <p>{row.answer.clone()}</p>
                <p class="quiet">{row.reason.clone()}</p>
            </td>
            <td class="number">{row.weight.clone()}</td>
            <td class="number">{row.score.clone()}</td>
            <td class="number">{row.chance.clone()}</td>
            <td class="number">{row.anchored.clone()}</td>
            <td class="number">{row.points.clone()}</td>
        </tr>
    }
    .into_any()
}

fn distribution(title: &str, sentence: &str, bins: &[Bin]) -> AnyView {
    let header = ["From".to_owned(), "To".to_owned(), "People".to_owned()];
    let rows: Vec<Vec<String>> = bins
        .iter()
        .map(|bin| vec![whole(bin.from), whole(bin.to), bin.count.to_string()])
        .collect();
    table(title, sentence, &header, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_items_in_a_row_make_one_list() {
        let all = ["One.", "- two", "- three", "Four."].map(String::from);
        let html = text("T", &all).to_html();
        assert_eq!(
            (html.matches("<ul>").count(), html.matches("<li>").count()),
            (1, 2),
            "{html}"
        );
        assert!(!html.contains("- two"), "{html}");
    }

    #[test]
    fn what_people_wrote_is_text() {
        let rows = [("Candidate".to_owned(), "<b>Ana</b>".to_owned())];
        assert!(facts("Who", &rows).to_html().contains("&lt;b&gt;Ana"));
    }
}
