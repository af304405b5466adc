//! The technical report: the analysis of a published assessment for those who must judge it. Names nobody.

use super::candidate::subtitle;
use super::figures::{count, decimals, per_cent};
use super::notices;
use super::{Report, Section};
use crate::analysis::{Analysis, Line, QuestionRow};
use crate::assessment::Purpose;
use crate::frozen::FrozenAssessment;

/// Everything a technical report says. Dates come in words.
#[derive(Debug, Clone, Copy)]
pub struct TechnicalInput<'a> {
    pub assessment: &'a FrozenAssessment,
    pub analysis: &'a Analysis,
    pub published_on: &'a str,
    /// The date of the figures.
    pub as_of: &'a str,
}

/// Composes the technical report.
pub fn technical(input: &TechnicalInput) -> Report {
    let (assessment, analysis) = (input.assessment, input.analysis);
    let definition = &assessment.definition;
    let mut sections = vec![
        facts(input),
        notices::read_first(assessment, Vec::new()),
        figures("Totals", "How the scores are spread.", &analysis.totals),
        figures(
            "Reliability",
            "How far the scores would come out the same again. Intervals are 90 %.",
            &analysis.reliability,
        ),
        competencies(analysis),
        questions(analysis),
    ];
    sections.extend(flags(analysis));
    sections.push(influences(analysis));
    let sampled = analysis.sampled.clone().unwrap_or_default();
    sections.extend([
        figures("Other weights", &sampled, &analysis.weight_changes),
        figures(
            "Other scoring methods",
            &format!("Spearman’s correlation of the order with the one in use. {sampled}"),
            &analysis.method_changes,
        ),
        figures(
            "Duration",
            "Whole attempts only; speed never counts.",
            &analysis.duration,
        ),
        limits(),
        notices::method(assessment, input.published_on, None),
    ]);
    sections.extend(analysis.questions.iter().map(replies));
    Report {
        title: "Technical report".into(),
        subtitle: subtitle(&[&definition.job_title, &definition.title]),
        language: "en".into(),
        paper: definition.paper,
        pilot: assessment.purpose == Purpose::Pilot,
        footer: format!(
            "As of {} · engine {} · {}",
            input.as_of,
            crate::ENGINE_VERSION,
            count(analysis.attempts as usize, "attempt", "attempts")
        ),
        sections,
    }
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(String::from).to_vec()
}

fn facts(input: &TechnicalInput) -> Section {
    let analysis = input.analysis;
    let rows = [
        ("Assessment", input.assessment.definition.title.clone()),
        ("Published", input.published_on.to_owned()),
        ("Figures as of", input.as_of.to_owned()),
        (
            "Rest on",
            count(
                analysis.attempts as usize,
                "complete attempt",
                "complete attempts",
            ),
        ),
        (
            "Left out",
            format!(
                "{} in which a question was not given; unfinished and withdrawn ones are in no figure",
                count(
                    analysis.left_out as usize,
                    "complete attempt",
                    "complete attempts"
                )
            ),
        ),
    ];
    Section::Facts {
        title: "What this is about".into(),
        rows: rows
            .map(|(label, value)| (label.to_owned(), value))
            .to_vec(),
    }
}

fn figures(title: &str, sentence: &str, lines: &[Line]) -> Section {
    let row = |line: &Line| {
        vec![
            line.name.to_owned(),
            line.value.clone(),
            line.n.to_string(),
            line.meaning.clone(),
        ]
    };
    Section::Table {
        title: title.into(),
        sentence: sentence.into(),
        header: strings(["Figure", "Value", "n", "What it means"]),
        rows: lines.iter().map(row).collect(),
    }
}

fn competencies(analysis: &Analysis) -> Section {
    let rows = analysis.competencies.iter().map(|row| {
        vec![
            row.competency.name().to_owned(),
            row.questions.to_string(),
            row.mean.words(),
            row.sd.words(),
            row.alpha.words(),
        ]
    });
    Section::Table {
        title: "Competencies".into(),
        sentence:
            "Over the questions that each leads; for describing, never for sorting or cutting."
                .into(),
        header: strings(["Competency", "Questions", "Mean", "SD", "Alpha"]),
        rows: rows.collect(),
    }
}

fn questions(analysis: &Analysis) -> Section {
    let rows = analysis.questions.iter().map(|row| {
        vec![
            format!("{}. {}", row.number, row.title),
            per_cent(row.nominal, 1),
            row.effective.per_cent(),
            row.facility.words(),
            row.sd.words(),
            row.item_rest.words(),
            row.d_index.words(),
            row.missing.per_cent(),
        ]
    });
    let mut sentence = String::from(
        "Facility is the mean score from 0 to 1, r the correlation with the rest of the total, D the difference between \
         the best and the lowest 27 %.",
    );
    if !analysis.weightless.is_empty() {
        let numbers: Vec<String> = analysis.weightless.iter().map(usize::to_string).collect();
        sentence.push_str(&format!(
            " Without weight, and in no figure: {}.",
            super::figures::list(&numbers)
        ));
    }
    Section::Table {
        title: "Questions".into(),
        sentence,
        header: strings([
            "Question", "Weight", "Acts as", "Facility", "SD", "r", "D", "Open",
        ]),
        rows: rows.collect(),
    }
}

/// The questions somebody should look at; none, no section.
fn flags(analysis: &Analysis) -> Option<Section> {
    let rows: Vec<Vec<String>> = analysis
        .questions
        .iter()
        .flat_map(|question| {
            question.flags.iter().map(|flag| {
                vec![
                    format!("{}. {}", question.number, question.title),
                    flag.label.clone(),
                    flag.reason.clone(),
                ]
            })
        })
        .collect();
    (!rows.is_empty()).then(|| Section::Table {
        title: "Questions to look at".into(),
        sentence: "A flag asks a person to look; it removes nothing.".into(),
        header: strings(["Question", "Flag", "Why"]),
        rows,
    })
}

fn influences(analysis: &Analysis) -> Section {
    let rows = analysis.influences.iter().map(|one| {
        vec![
            one.competency.name().to_owned(),
            per_cent(one.nominal, 1),
            one.effective
                .map_or_else(|| "from 30 attempts".into(), |share| per_cent(share, 1)),
        ]
    });
    Section::Table {
        title: "What moves the total".into(),
        sentence: "The weight that was chosen, and the share of the differences between totals that comes from it.".into(),
        header: strings(["Competency", "Weight", "Acts as"]),
        rows: rows.collect(),
    }
}

fn limits() -> Section {
    let paragraphs = [
        "Figures describe the people who took this assessment. Other people may give others.",
        "A reliable total need not be a valid one: whether scores go with the job is for outcomes to show.",
        "Under its number of attempts a figure is not shown, because it would say more about chance than about the \
         question.",
        "A flag is a reason to look, not a verdict. What was published stays as it is; changes go into the next version.",
    ];
    Section::Note {
        title: "Limits".into(),
        paragraphs: paragraphs.iter().map(|text| format!("- {text}")).collect(),
    }
}

fn replies(question: &QuestionRow) -> Section {
    let rows = question.options.iter().map(|option| {
        vec![
            option.letter.to_string(),
            option.text.clone(),
            decimals(option.key, 1),
            option.share.per_cent(),
            option.rest_mean.words(),
            option.rest_correlation.words(),
        ]
    });
    Section::Table {
        title: format!(
            "Replies to question {}: {}",
            question.number, question.title
        ),
        sentence: format!(
            "Answered as {}. Share: who put the reply first. Rest: mean of their totals without this question, and its \
             correlation with the choice.",
            question.format.name()
        ),
        header: strings(["", "Reply", "Key", "Share", "Rest", "r"]),
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Folded, analyse};
    use crate::samples;

    #[test]
    fn the_report_says_what_it_rests_on_even_before_anybody_answered() {
        let assessment = samples::assessment(6);
        let folded = Folded::empty(&assessment).expect("questions carry weight");
        let analysis = analyse(&assessment, &folded, None);
        let report = technical(&TechnicalInput {
            assessment: &assessment,
            analysis: &analysis,
            published_on: "1 March 2026",
            as_of: "2 March 2026",
        });
        assert!(report.pilot && report.footer.contains("0 attempts"));
        let tables = report.sections.iter().filter_map(|section| match section {
            Section::Table {
                header,
                rows,
                title,
                ..
            } => Some((header, rows, title)),
            _ => None,
        });
        let mut replies = 0;
        for (header, rows, title) in tables {
            assert!(rows.iter().all(|row| row.len() == header.len()), "{title}");
            replies += usize::from(title.starts_with("Replies to question"));
        }
        assert_eq!(replies, 6);
        let text = serde_json::to_string(&report).expect("JSON");
        assert!(text.contains("too few: 0 of 100") && !text.contains("NaN"));
    }
}
