//! How Moodle and its text format GIFT ask a bank's questions: a choice with percentages, or a matching of two lists.
//! What they cannot score is declared; ids and values travel as tags.

use super::difference::loss;
use super::import::DraftOption;
use super::labels::Labels;
use super::{Loss, LossKind};
use domain::bank::Bank;
use domain::question::{Format, Question, ReplyOption};

/// The percentages that Moodle offers; others are refused by its import.
const FRACTIONS: [f64; 20] = [
    100.0, 90.0, 83.33333, 80.0, 75.0, 70.0, 66.66667, 60.0, 50.0, 40.0, 33.33333, 30.0, 25.0,
    20.0, 16.66667, 14.28571, 12.5, 11.11111, 10.0, 0.0,
];
const MOST: &str = "Most helpful";
const LEAST: &str = "Least helpful";
/// Moodle cuts tags after so many characters.
const MAX_TAG: usize = 50;

/// The percentage nearest to each option's share of the range: 100 for the best, 0 for the worst.
pub(super) fn percentages(question: &Question) -> Vec<f64> {
    let values = question.options.iter().map(|option| option.value);
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.clone().fold(f64::NEG_INFINITY, f64::max);
    let nearest = |share: f64| {
        let closer = |a: &f64, b: &f64| (a - share).abs().total_cmp(&(b - share).abs());
        FRACTIONS.into_iter().min_by(closer).unwrap_or_default()
    };
    values
        .map(|value| nearest(100.0 * (value - low) / (high - low)))
        .collect()
}

/// Best first; equal ones in the question's order.
pub(super) fn best_first(options: &[ReplyOption]) -> Vec<&ReplyOption> {
    let mut all: Vec<&ReplyOption> = options.iter().collect();
    all.sort_by(|a, b| b.value.total_cmp(&a.value));
    all
}

/// The two lists of a matching: the left one may be empty for an answer that fits nowhere.
pub(super) fn matching(question: &Question) -> Vec<(String, String)> {
    match question.format {
        Format::MostLeast | Format::SingleBest => {
            let mut options = best_first(&question.options);
            let worst = options.pop();
            let best = (!options.is_empty()).then(|| options.remove(0));
            let mut pairs: Vec<(String, String)> = Vec::new();
            pairs.extend(best.map(|option| (MOST.to_owned(), option.text.clone())));
            pairs.extend(worst.map(|option| (LEAST.to_owned(), option.text.clone())));
            pairs.extend(
                options
                    .into_iter()
                    .map(|option| (String::new(), option.text.clone())),
            );
            pairs
        }
        Format::RateEach => {
            let rounded = |option: &ReplyOption| format!("{:.0}", option.value);
            question
                .options
                .iter()
                .map(|option| (option.text.clone(), rounded(option)))
                .collect()
        }
        Format::RankOrder => {
            let ranked = best_first(&question.options).into_iter().enumerate();
            ranked
                .map(|(place, option)| ((place + 1).to_string(), option.text.clone()))
                .collect()
        }
    }
}

/// The options of a matching that was ours; `None` for another.
pub(super) fn from_matching(
    labels: &Labels,
    pairs: &[(String, String)],
) -> Option<Vec<DraftOption>> {
    if pairs.len() != labels.values.len() {
        return None;
    }
    let mut ids: Vec<&(String, f64)> = labels.values.iter().collect();
    let texts: Vec<&String> = match labels.format? {
        Format::RateEach => pairs.iter().map(|(text, _)| text).collect(),
        Format::RankOrder => {
            ids.sort_by(|a, b| b.1.total_cmp(&a.1));
            pairs.iter().map(|(_, text)| text).collect()
        }
        Format::MostLeast => {
            ids.sort_by(|a, b| b.1.total_cmp(&a.1));
            let worst = ids.pop()?;
            ids.insert(1.min(ids.len()), worst);
            pairs.iter().map(|(_, text)| text).collect()
        }
        Format::SingleBest => return None,
    };
    let option = |((id, _), text): (&(String, f64), &String)| DraftOption {
        id: id.clone(),
        text: text.clone(),
        ..DraftOption::default()
    };
    Some(ids.into_iter().zip(texts).map(option).collect())
}

/// Ids for options that have none: those of the labels, in the order given.
pub(super) fn name_by_labels(options: &mut [DraftOption], labels: &Labels) {
    if options.len() == labels.values.len() {
        for (option, (id, _)) in options.iter_mut().zip(&labels.values) {
            option.id = id.clone();
        }
    }
}

/// What both formats make of a bank.
pub(super) fn declared(bank: &Bank, ordering: bool) -> Vec<Loss> {
    let mut losses: Vec<Loss> = ["locale", "licence", "authors", "key"]
        .map(|field| {
            loss(
                None,
                field,
                LossKind::Dropped,
                "this format has no place for it",
            )
        })
        .into();
    for question in &bank.questions {
        let mut note = |field: &str, kind: LossKind, why: &str| {
            losses.push(loss(Some(&question.id), field, kind, why));
        };
        for field in [
            "kind",
            "allowed_formats",
            "channel",
            "direction",
            "sector",
            "competencies",
            "asks",
            "difficulty",
            "reading_seconds",
            "options.style",
        ] {
            note(
                field,
                LossKind::Kept,
                "as tags, which the platform does not act on",
            );
        }
        if question.substitute.is_some() {
            note(
                "substitute",
                LossKind::Kept,
                "as a tag, which the platform does not act on",
            );
        }
        note(
            "options.reason",
            LossKind::Kept,
            "as feedback, which a quiz may show to whoever takes it",
        );
        if question.options.iter().any(|option| option.pinned) {
            note(
                "options.pinned",
                LossKind::Kept,
                "as tags: the platform shuffles all answers or none",
            );
        }
        match question.format {
            Format::SingleBest => note(
                "options.value",
                LossKind::Kept,
                "as tags; scored by the nearest percentage the platform offers",
            ),
            Format::MostLeast => note(
                "format",
                LossKind::Kept,
                "asked as a matching: only the best and the worst reply score",
            ),
            Format::RateEach => note(
                "format",
                LossKind::Kept,
                "asked as a matching: only the expert value, rounded, scores",
            ),
            Format::RankOrder if ordering => note(
                "format",
                LossKind::Kept,
                "asked as an ordering: scored by places, not by values",
            ),
            Format::RankOrder => note(
                "format",
                LossKind::Kept,
                "asked as a matching of places: each is right or wrong",
            ),
        }
        if super::labels::write(question)
            .iter()
            .any(|label| label.len() > MAX_TAG)
        {
            note(
                "labels",
                LossKind::Kept,
                "a tag is longer than 50 characters, which Moodle cuts",
            );
        }
    }
    losses
}
