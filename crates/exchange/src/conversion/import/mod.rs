//! What a reader fills: questions as another program wrote them, made into questions of a bank. Everything that has to
//! be assumed is declared as a loss, everything that is wrong is kept with its place until the end.

mod draft;
mod names;
mod values;

pub(super) use draft::{Draft, DraftOption};
pub(super) use names::{letter, slug, spaced};

use super::{Converted, Loss, LossKind, difference};
use crate::bank_file::BankProblem;
use domain::bank::{
    Bank, BankInfo, Finding, Key, KeyStatus, Provenance, SCHEMA_VERSION, Severity, Visibility,
    check,
};
use domain::question::Question;
use std::collections::{BTreeMap, BTreeSet};

/// More questions than this are refused.
pub(super) const MAX_QUESTIONS: usize = 20_000;

pub(super) struct Import {
    /// The file's name.
    pub name: String,
    pub info: BankInfo,
    /// The fields of `info` that the file itself gave.
    pub told: BTreeSet<&'static str>,
    questions: Vec<Question>,
    places: Vec<(String, u32)>,
    losses: BTreeSet<Loss>,
    problems: Vec<BankProblem>,
    /// Whether a question too many was told.
    overfull: bool,
    ids: BTreeSet<String>,
    /// How often each id was wanted.
    wanted: BTreeMap<String, usize>,
}

impl Import {
    pub fn new(name: &str) -> Self {
        let stem = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default();
        Self {
            name: name.to_owned(),
            info: unknown_info(stem),
            told: BTreeSet::new(),
            questions: Vec::new(),
            places: Vec::new(),
            losses: BTreeSet::new(),
            problems: Vec::new(),
            overfull: false,
            ids: BTreeSet::new(),
            wanted: BTreeMap::new(),
        }
    }

    pub fn loss(&mut self, question: Option<&str>, field: &str, kind: LossKind, why: &str) {
        self.losses
            .insert(difference::loss(question, field, kind, why));
    }

    /// A problem of the file itself.
    pub fn error(&mut self, line: u32, path: &str, message: impl Into<String>) {
        let place = (String::new(), line);
        self.error_at(&place, None, path, message);
    }

    /// A problem at a place of the file; `place` names the file within a package, if it is one.
    pub fn error_at(
        &mut self,
        place: &(String, u32),
        question: Option<&str>,
        path: &str,
        message: impl Into<String>,
    ) {
        self.problems.push(BankProblem {
            severity: Severity::Error,
            file: self.file(&place.0),
            line: place.1,
            question: question.map(str::to_owned),
            path: path.to_owned(),
            message: message.into(),
        });
    }

    fn file(&self, inner: &str) -> String {
        match (self.name.is_empty(), inner.is_empty()) {
            (_, true) => self.name.clone(),
            (true, false) => inner.to_owned(),
            (false, false) => format!("{}/{inner}", self.name),
        }
    }

    /// A path of categories: the first one names the bank, and `true` says so. Questions keep no category.
    pub fn take_category(&mut self, path: &str) -> bool {
        let path = path
            .trim_start_matches("$course$/")
            .trim_start_matches("top/")
            .replace("//", "\0");
        let name = path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace('\0', "/");
        if name.is_empty() || name == "top" {
            return false;
        }
        if self.told.insert("title") {
            self.info.title = name;
            return true;
        }
        if self.info.title != name {
            let why = format!("the category `{name}` is not kept: a bank has no parts");
            self.loss(None, "category", LossKind::Dropped, &why);
        }
        false
    }

    /// Whether there is room for another question; the first one too many is an error.
    pub fn is_full(&mut self) -> bool {
        let full = self.questions.len() >= MAX_QUESTIONS;
        if full && !std::mem::replace(&mut self.overfull, true) {
            self.error(
                1,
                "questions",
                "There are more than 20,000 questions; divide the file.",
            );
        }
        full
    }

    /// A question that is complete as it is.
    pub fn add_question(&mut self, question: Question, place: (String, u32)) {
        if !self.is_full() {
            self.questions.push(question);
            self.places.push(place);
        }
    }

    /// A question of a kind that a bank has not.
    pub fn drop_question(&mut self, id: &str, why: &str) {
        self.loss(Some(id), "question", LossKind::Dropped, why);
    }

    /// The bank with what is known of it; what nothing says is declared.
    pub fn done(mut self) -> Converted {
        for (field, why) in [
            (
                "title",
                "nothing gives the bank a title: the file's name is taken",
            ),
            ("locale", "nothing names the language: English is assumed"),
            ("licence", "nothing names a licence"),
            ("authors", "nothing names authors"),
            (
                "key",
                "nothing says where the key comes from: rational, provisional and public is assumed",
            ),
        ] {
            if !self.told.contains(field) {
                self.loss(None, field, LossKind::Approximated, why);
            }
        }
        let info = self.info.clone();
        self.finish(Some(info))
    }

    /// The bank, checked; without one if anything is wrong, or if there is no `info`. Where parts of the file could not
    /// be read, only what is wrong with the other questions themselves is said: the bank as a whole is not there.
    pub fn finish(mut self, info: Option<BankInfo>) -> Converted {
        let bank = info.map(|info| Bank {
            schema_version: SCHEMA_VERSION,
            info,
            questions: std::mem::take(&mut self.questions),
        });
        let whole = self.problems.is_empty();
        let matters = |finding: &Finding| {
            let own =
                finding.path.starts_with("questions[") && !finding.path.ends_with("substitute");
            whole || (own && finding.severity == Severity::Error)
        };
        if let Some(bank) = bank.as_ref() {
            for finding in check(bank).into_iter().filter(matters) {
                let index = finding
                    .path
                    .strip_prefix("questions[")
                    .and_then(|rest| rest.split(']').next());
                let place = index.and_then(|index| self.places.get(index.parse::<usize>().ok()?));
                let (file, line) = place.cloned().unwrap_or((String::new(), 1));
                self.problems.push(BankProblem {
                    severity: finding.severity,
                    file: self.file(&file),
                    line,
                    question: finding.question,
                    path: finding.path,
                    message: finding.message,
                });
            }
        }
        // In the order of the file, whichever reader or rule found them.
        self.problems
            .sort_by(|a, b| (a.line, &a.file).cmp(&(b.line, &b.file)));
        let sound = self
            .problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning);
        Converted {
            bank: bank.filter(|_| sound),
            losses: self.losses.into_iter().collect(),
            problems: self.problems,
        }
    }
}

/// What a file that says nothing on its bank stands for. Its key counts as public: nobody knows who has read it.
fn unknown_info(name: &str) -> BankInfo {
    let id = slug(name, 60);
    BankInfo {
        id: if id.is_empty() { "imported".into() } else { id },
        title: if name.trim().is_empty() {
            "Imported".into()
        } else {
            name.chars().take(120).collect()
        },
        description: String::new(),
        locale: "en".into(),
        licence: "LicenseRef-unknown".into(),
        authors: vec!["unknown".into()],
        key: Key {
            provenance: Provenance::Rational,
            status: KeyStatus::Provisional,
            visibility: Visibility::Public,
            experts: None,
            date: None,
            icc2k: None,
        },
    }
}
