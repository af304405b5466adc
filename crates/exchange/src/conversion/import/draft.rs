//! A question as another program wrote it, and what becomes of it: its labels complete it, then assumptions, each of
//! them declared.

use super::Import;
use super::names::{letter, slug, spaced};
use crate::conversion::LossKind;
use crate::conversion::html::Lost;
use crate::conversion::labels::Labels;
use crate::conversion::stem::Stem;
use domain::question::{Channel, Direction, Format, Kind, Question, ReplyOption};
use std::collections::BTreeSet;

/// Words that are read in a second, for questions that do not say how long they take.
const WORDS_A_SECOND: f64 = 2.5;
/// A question as it was found. Weights are what the program gives for each option, on any scale.
#[derive(Debug, Clone)]
pub(in crate::conversion) struct Draft {
    pub id: String,
    pub title: String,
    pub format: Format,
    pub stem: Stem,
    pub options: Vec<DraftOption>,
    pub labels: Labels,
    /// File within a package, and line.
    pub place: (String, u32),
    /// Fields that were not read as they were, how and why.
    pub losses: Vec<(&'static str, LossKind, String)>,
}

#[derive(Debug, Clone, Default)]
pub(in crate::conversion) struct DraftOption {
    pub id: String,
    pub text: String,
    pub reason: String,
    pub pinned: bool,
    pub weight: Option<f64>,
}

impl Draft {
    /// Says that `lost` things of the text have no place in a bank.
    pub fn leave_out(&mut self, lost: Lost) {
        for what in lost {
            let why = format!("{what} cannot be shown");
            self.losses.push(("scenario", LossKind::Approximated, why));
        }
    }
}

impl Import {
    /// Adds what `draft` says, completed by its labels and by assumptions that are declared.
    pub fn add(&mut self, mut draft: Draft) {
        if self.is_full() {
            return;
        }
        let id = self.free_id(&draft.id);
        for (field, kind, why) in std::mem::take(&mut draft.losses) {
            self.loss(Some(&id), field, kind, &why);
        }
        for label in &draft.labels.unknown {
            let why = format!("the label `{label}` is not understood");
            self.loss(Some(&id), "labels", LossKind::Dropped, &why);
        }
        self.name_options(&id, &mut draft.options);
        let Some(values) = self.values(&id, &draft) else {
            return self.drop_question(
                &id,
                "nothing says how its answers are scored, or all score the same",
            );
        };
        self.order_options(&mut draft);
        let place = draft.place.clone();
        let question = self.complete(id, draft, &values);
        self.add_question(question, place);
    }

    fn complete(&mut self, id: String, draft: Draft, values: &[(String, f64)]) -> Question {
        let Draft {
            title,
            format,
            stem,
            options,
            labels,
            ..
        } = draft;
        let mut assume = |field: &str, why: &str| {
            self.loss(Some(&id), field, LossKind::Approximated, why);
        };
        let kind = labels.kind.unwrap_or_else(|| {
            assume("kind", "nothing says what it measures: it is a job question until somebody names competencies and styles");
            Kind::Job
        });
        let channel = labels.channel.unwrap_or_else(|| {
            assume(
                "channel",
                "nothing says where the contact takes place: `chat` is assumed",
            );
            Channel::Chat
        });
        let direction = labels.direction.unwrap_or_else(|| {
            assume(
                "direction",
                "nothing says who makes contact: `inbound` is assumed",
            );
            Direction::Inbound
        });
        let sector = labels.sector.unwrap_or_else(|| {
            assume("sector", "nothing names a sector: `general` is assumed");
            "general".into()
        });
        let task = stem
            .task
            .filter(|task| !task.trim().is_empty())
            .unwrap_or_else(|| {
                assume(
                    "task",
                    "there is no instruction beside the scenario: one is added",
                );
                "Which answer is best?".into()
            });
        let reading_seconds = labels.reading_seconds.unwrap_or_else(|| {
            assume(
                "reading_seconds",
                "nothing says how long it takes: reckoned from its words",
            );
            let texts = options.iter().map(|option| option.text.as_str());
            let words: usize = texts
                .chain([stem.scenario.as_str()])
                .map(|t| t.split_whitespace().count())
                .sum();
            ((words as f64 / WORDS_A_SECOND) as u32).clamp(5, 900)
        });
        let value = |id: &str| {
            values
                .iter()
                .find(|(own, _)| own == id)
                .map_or(1.0, |(_, value)| *value)
        };
        let reply = |option: DraftOption| ReplyOption {
            value: value(&option.id),
            style: labels
                .styles
                .get(&option.id)
                .copied()
                .filter(|_| kind == Kind::Empathy),
            pinned: option.pinned || labels.pinned.contains(&option.id),
            id: option.id,
            text: option.text,
            reason: option.reason,
        };
        Question {
            title: if title.trim().is_empty() {
                id.clone()
            } else {
                spaced(&title)
            },
            id,
            kind,
            format: labels.format.unwrap_or(format),
            allowed_formats: labels.allowed_formats,
            channel,
            direction,
            sector,
            competencies: labels.competencies,
            asks: labels.asks,
            difficulty: labels.difficulty.unwrap_or_default(),
            reading_seconds,
            content_note: stem.content_note,
            substitute: labels.substitute,
            customer_record: stem.customer_record,
            scenario: stem.scenario,
            task,
            key: None,
            options: options.into_iter().map(reply).collect(),
        }
    }

    /// A slug that no question has yet.
    fn free_id(&mut self, wanted: &str) -> String {
        let slug = slug(wanted, 60);
        let base = if slug.is_empty() {
            format!("question-{}", self.ids.len() + 1)
        } else {
            slug
        };
        let count = self.wanted.entry(base.clone()).or_insert(0);
        let mut id = base.clone();
        loop {
            *count += 1;
            if *count > 1 {
                id = format!("{base}-{count}");
            }
            if self.ids.insert(id.clone()) {
                break;
            }
        }
        if id != wanted {
            let why = format!("it was called `{wanted}`");
            self.loss(Some(&id), "id", LossKind::Approximated, &why);
        }
        id
    }

    /// Short ids that differ; letters where the file's do not serve.
    fn name_options(&mut self, question: &str, options: &mut [DraftOption]) {
        let different: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
        let serves = |id: &str| !id.is_empty() && slug(id, 16) == id;
        if different.len() == options.len() && options.iter().all(|option| serves(&option.id)) {
            return;
        }
        let named = options.iter().any(|option| !option.id.is_empty());
        for (index, option) in options.iter_mut().enumerate() {
            option.id = letter(index);
        }
        if named {
            self.loss(
                Some(question),
                "options.id",
                LossKind::Approximated,
                "the answers are named by letters",
            );
        }
    }

    /// The order that the labels note, where they are of these options.
    fn order_options(&self, draft: &mut Draft) {
        let order: Vec<&str> = draft
            .labels
            .values
            .iter()
            .map(|(id, _)| id.as_str())
            .collect();
        if order.len() == draft.options.len() {
            let place = |id: &str| {
                order
                    .iter()
                    .position(|own| *own == id)
                    .unwrap_or(usize::MAX)
            };
            draft.options.sort_by_key(|option| place(&option.id));
        }
    }
}
