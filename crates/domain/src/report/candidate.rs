//! The candidate report: one attempt explained, from the total down to each answer.

use super::figures::{count, per_cent, ranks};
use super::notices::{self, UNSUPERVISED};
use super::{Interval, IntervalRow, Report, Section, evidence, interview, profile};
use crate::assessment::Purpose;
use crate::attempt::Plan;
use crate::frozen::FrozenAssessment;
use crate::ranking::{BANDS_FROM, INTERVAL_Z, RankEntry, Snapshot};
use crate::score_card::{CompetencyLine, Completeness, ScoreCard};
use crate::scoring;
use psychometrics::reliability::planning::PLANNING_SD;

/// Where a candidate stands in a snapshot of the intake.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub entry: &'a RankEntry,
    pub snapshot: &'a Snapshot,
    /// The date of the snapshot, in words.
    pub as_of: &'a str,
}

/// Everything a candidate report says. Dates come in words and never carry a clock time.
#[derive(Debug, Clone, Copy)]
pub struct CandidateInput<'a> {
    pub assessment: &'a FrozenAssessment,
    pub plan: &'a Plan,
    pub card: &'a ScoreCard,
    /// A name, or "Candidate 12" in blind mode.
    pub candidate: &'a str,
    pub intake: &'a str,
    pub taken_on: &'a str,
    pub published_on: &'a str,
    /// Absent before the first snapshot and for attempts that are not ranked.
    pub standing: Option<Standing<'a>>,
    /// Printed at the foot of every page.
    pub report_id: &'a str,
    /// Restricted Markdown to plain text, for scenarios.
    pub plain: fn(&str) -> String,
}

/// Composes the report of one attempt.
pub fn candidate(input: &CandidateInput) -> Report {
    let definition = &input.assessment.definition;
    let mut sections = vec![
        facts(input),
        notices::read_first(input.assessment, incomplete(input.card)),
        total(input),
        competencies(input.card),
        profile::styles(input.card),
        profile::five_questions(input),
    ];
    sections.extend(evidence::strongest_and_weakest(input));
    sections.extend([
        interview::section(input.assessment, input.card),
        notices::limits(),
        notices::method(
            input.assessment,
            input.published_on,
            input.standing.map(|s| s.snapshot),
        ),
        evidence::ledger(input),
    ]);
    Report {
        title: input.candidate.to_owned(),
        subtitle: subtitle(&[&definition.job_title, input.intake, &definition.title]),
        language: "en".into(),
        paper: definition.paper,
        pilot: input.assessment.purpose == Purpose::Pilot,
        footer: format!(
            "Report {} · engine {} · {UNSUPERVISED}",
            input.report_id, input.card.engine_version
        ),
        sections,
    }
}

/// The parts that say something, with dots between.
pub(super) fn subtitle(parts: &[&str]) -> String {
    let mut told: Vec<&str> = Vec::new();
    for part in parts.iter().map(|part| part.trim()) {
        if !part.is_empty() && !told.contains(&part) {
            told.push(part);
        }
    }
    told.join(" · ")
}

fn facts(input: &CandidateInput) -> Section {
    let questions = count(input.assessment.questions.len(), "question", "questions");
    let purpose = match input.assessment.purpose {
        Purpose::Pilot => "Pilot: not for selection decisions",
        Purpose::Selection => "Published for selection",
    };
    let taken = match input.card.completeness {
        Completeness::Complete => "complete",
        Completeness::Unfinished => "unfinished",
        Completeness::InsufficientEvidence => "too little evidence",
    };
    let definition = &input.assessment.definition;
    let rows = [
        ("Candidate", input.candidate.to_owned()),
        ("Job", definition.job_title.trim().to_owned()),
        ("Tasks it serves", definition.tasks.trim().to_owned()),
        ("Assessment", format!("{}, {questions}", definition.title)),
        ("Intake", input.intake.to_owned()),
        ("Taken", format!("{}, {taken}", input.taken_on)),
        ("Status", purpose.to_owned()),
        (
            "Supervision",
            "Unsupervised; identity not verified".to_owned(),
        ),
    ];
    let filled = rows.into_iter().filter(|(_, value)| !value.is_empty());
    Section::Facts {
        title: "Who, what, when".into(),
        rows: filled
            .map(|(label, value)| (label.to_owned(), value))
            .collect(),
    }
}

/// Why an attempt is not ranked.
fn incomplete(card: &ScoreCard) -> Vec<String> {
    match card.completeness {
        Completeness::Complete => Vec::new(),
        Completeness::Unfinished => vec![format!(
            "This attempt is unfinished: {} of the weight was answered. Under {} an attempt is not ranked.",
            per_cent(card.answered_weight, 0),
            per_cent(scoring::ANSWERED_SHARE, 0)
        )],
        Completeness::InsufficientEvidence => {
            vec!["Too few questions are left after losses: this attempt is not ranked.".into()]
        }
    }
}

fn total(input: &CandidateInput) -> Section {
    let half = match input.standing {
        Some(standing) => standing.snapshot.half_width(),
        None => {
            INTERVAL_Z
                * PLANNING_SD
                * (1.0 - input.assessment.planning_reliability)
                    .max(0.0)
                    .sqrt()
        }
    };
    let score = input.card.total;
    let level = match score {
        score if score <= 0.0 => "No better than random.",
        score if score < input.assessment.random_95 => "Within what random answering can reach.",
        _ => "Beyond what random answering reaches.",
    };
    let scale = "0 is what random answering averages, 100 is full agreement with the key.";
    let sentence = [
        level,
        scale,
        &notices::random_below(input.assessment),
        &standing_words(input),
    ]
    .join(" ");
    Section::Total {
        title: "Total".into(),
        sentence: sentence.trim().to_owned(),
        row: IntervalRow {
            label: "Total".into(),
            interval: Some(around(score, half)),
            note: notices::reliability(input.assessment, input.standing.map(|s| s.snapshot)),
        },
        random_95: input.assessment.random_95,
    }
}

/// The band and the rank interval in words.
fn standing_words(input: &CandidateInput) -> String {
    let Some(Standing {
        entry,
        snapshot,
        as_of,
    }) = input.standing
    else {
        return String::new();
    };
    let people = snapshot.submissions;
    let Some(band) = entry.band else {
        return format!(
            "No bands yet: {people} complete attempts on {as_of}; bands begin at {BANDS_FROM}."
        );
    };
    let size = usize::try_from(band)
        .ok()
        .and_then(|band| snapshot.band_sizes.get(band.checked_sub(1)?));
    let size = size.map_or(String::new(), |size| {
        format!(
            ", which holds {}",
            count(*size as usize, "person", "people")
        )
    });
    let mut words = format!(
        "Band {band} of {}{size}; {people} complete attempts on {as_of}. The top score here is not reliably above anyone in \
         this band (95 %). Larger gaps are likelier to be real: open Compare.",
        snapshot.band_sizes.len()
    );
    let ranks = ranks(entry.rank_low, entry.rank_high);
    if !ranks.is_empty() {
        words.push_str(&format!(" Rank {ranks} of {people} (90 % interval)."));
    }
    words
}

/// A score with the same half-width on either side. No score exceeds 100, so the interval ends there.
pub(super) fn around(score: f64, half: f64) -> Interval {
    Interval {
        score,
        low: score - half,
        high: (score + half).min(100.0),
    }
}

fn competencies(card: &ScoreCard) -> Section {
    let row = |line: &CompetencyLine| {
        let questions = count(line.questions as usize, "question", "questions");
        let interval = line.score.zip(line.standard_error);
        IntervalRow {
            label: line.competency.name().into(),
            interval: interval.map(|(score, error)| around(score, INTERVAL_Z * error)),
            note: match interval {
                Some(_) => questions,
                None => format!("{questions}; shown from {}.", scoring::SHOWN_FROM),
            },
        }
    };
    Section::Competencies {
        title: "Competencies".into(),
        sentence: "Each line describes a few answers and is far less sure than the total. People are not sorted or cut by \
                   them."
            .into(),
        rows: card.competencies.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests;
