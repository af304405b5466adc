//! One drawer for each kind of section. A drawer takes its section's data and writes into the flow; it knows neither
//! pages nor the PDF. Add a kind: a file here and a line in [`draw`]; the compiler asks for it.

mod competencies;
mod distribution;
mod evidence;
mod facts;
mod ledger;
mod prose;
mod ranking;
mod table;
mod total;

use crate::flow::Flow;
use crate::page;
use domain::report::{Report, Section};

/// Writes the title and every section.
pub fn draw_all(report: &Report, flow: &mut Flow) {
    flow.push(page::top_space());
    flow.title(&report.title, &report.subtitle);
    let mut rest = &report.sections[..];
    while let [next, after @ ..] = rest {
        rest = match rest {
            // How a report was made stands last before the ledger, for reference.
            [
                note @ Section::Note { .. },
                Section::Text { title, paragraphs },
                after @ ..,
            ] if matches!(after, [Section::Ledger { .. }, ..]) => {
                flow.beside(
                    |flow| draw(note, flow),
                    |flow| prose::reference(flow, title, paragraphs),
                );
                after
            }
            // An appendix begins a page, so that the report can be handed on without it.
            [Section::Ledger { .. }, ..] if rest.len() < report.sections.len() => {
                flow.new_page();
                draw(next, flow);
                after
            }
            _ => {
                draw(next, flow);
                after
            }
        };
    }
}

fn draw(section: &Section, flow: &mut Flow) {
    match section {
        Section::Facts { title, rows } => facts::draw(flow, title, rows),
        Section::Total {
            title,
            sentence,
            row,
            random_95,
        } => total::draw(flow, title, sentence, row, *random_95),
        Section::Competencies {
            title,
            sentence,
            rows,
        } => competencies::draw(flow, title, sentence, rows),
        Section::Table {
            title,
            sentence,
            header,
            rows,
        } => table::draw(flow, title, sentence, header, rows),
        Section::Evidence {
            title,
            sentence,
            items,
        } => evidence::draw(flow, title, sentence, items),
        Section::Text { title, paragraphs } => prose::text(flow, title, paragraphs),
        Section::Note { title, paragraphs } => prose::note(flow, title, paragraphs),
        Section::Ledger {
            title,
            sentence,
            rows,
            total,
        } => ledger::draw(flow, title, sentence, rows, total),
        Section::Distribution {
            title,
            sentence,
            bins,
            random_95,
        } => {
            distribution::draw(flow, title, sentence, bins, *random_95);
        }
        Section::Ranking {
            title,
            sentence,
            bands,
        } => ranking::draw(flow, title, sentence, bands),
    }
}
