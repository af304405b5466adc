//! Reads typed values from a [`Node`] and goes on after an error: whatever cannot be read is reported with its line
//! and replaced, so that one reading finds everything.

use super::tree::{Key, Node, SyntaxError, Value};
use super::value::FromNode;
use super::{BankProblem, Place, SourceFile, SourceMap};
use domain::bank::{Finding, Severity};
use std::collections::BTreeSet;

/// Collects problems and places while a bank is read.
pub(super) struct Reader {
    map: SourceMap,
    problems: Vec<(Place, BankProblem)>,
    /// Paths whose value was missing or unreadable: findings about them would blame the replacement.
    unread: BTreeSet<String>,
    file: usize,
    question: Option<String>,
}

impl Reader {
    pub fn new(files: &[SourceFile]) -> Self {
        let files = files.iter().map(|file| file.name.to_owned()).collect();
        Self {
            map: SourceMap {
                files,
                ..SourceMap::default()
            },
            problems: Vec::new(),
            unread: BTreeSet::new(),
            file: 0,
            question: None,
        }
    }

    /// The places read and all problems in the order of files and lines. Findings about what could not be read are
    /// left out.
    pub fn finish(mut self, findings: Vec<Finding>) -> (SourceMap, Vec<BankProblem>) {
        let sound =
            |finding: &Finding| !self.unread.iter().any(|path| related(path, &finding.path));
        for problem in self
            .map
            .problems(findings.into_iter().filter(sound).collect())
        {
            self.problems.push((self.map.place(&problem.path), problem));
        }
        self.problems
            .sort_by_key(|(place, problem)| (*place, problem.severity));
        (
            self.map,
            self.problems
                .into_iter()
                .map(|(_, problem)| problem)
                .collect(),
        )
    }

    pub fn enter_file(&mut self, file: usize) {
        self.file = file;
    }

    /// Problems that follow belong to this question.
    pub fn enter_question(&mut self, id: Option<String>) {
        self.question = id;
    }

    pub fn unreadable(&mut self, file: usize, error: &SyntaxError) {
        self.file = file;
        self.problem("", error.line, error.message.clone());
    }

    pub fn place(&mut self, path: &str, line: u32) {
        self.map.places.insert(
            path.to_owned(),
            Place {
                file: self.file,
                line,
            },
        );
    }

    pub fn problem(&mut self, path: &str, line: u32, message: impl Into<String>) {
        let place = Place {
            file: self.file,
            line,
        };
        let problem = BankProblem {
            severity: Severity::Error,
            file: self.map.files.get(self.file).cloned().unwrap_or_default(),
            line,
            question: self.question.clone(),
            path: path.to_owned(),
            message: message.into(),
        };
        self.problems.push((place, problem));
    }

    /// A problem that leaves the value at `path` unknown.
    pub fn unread(&mut self, path: &str, line: u32, message: impl Into<String>) {
        self.problem(path, line, message);
        self.unread.insert(path.to_owned());
    }

    pub fn expected<T>(&mut self, what: &str, node: &Node, path: &str) -> Option<T> {
        let hint = match (what, &node.value) {
            ("text", Value::Number(_) | Value::Bool(_)) => "; put it in quotes",
            _ => "",
        };
        let message = format!("Expected {what}, found {}{hint}.", node.value.kind());
        self.unread(path, node.line, message);
        None
    }

    /// The fields of a map; repeated ones are reported and the first counts.
    pub fn fields<'a>(&mut self, node: &'a Node, path: &str) -> Option<Fields<'a>> {
        let Value::Map(entries) = &node.value else {
            return self.expected("a set of fields", node, path);
        };
        let mut fields = Fields {
            path: path.to_owned(),
            line: node.line,
            left: Vec::new(),
        };
        for (key, value) in entries {
            let field = fields.field(&key.name);
            if fields
                .left
                .iter()
                .any(|(earlier, _)| earlier.name == key.name)
            {
                self.problem(&field, key.line, "This field is written twice.");
            } else {
                self.place(&field, key.line);
                fields.left.push((key, value));
            }
        }
        Some(fields)
    }
}

/// The fields of one map that were not asked for yet.
pub(super) struct Fields<'a> {
    path: String,
    line: u32,
    left: Vec<(&'a Key, &'a Node)>,
}

impl<'a> Fields<'a> {
    pub fn field(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    pub fn take(&mut self, name: &str) -> Option<&'a Node> {
        let index = self.left.iter().position(|(key, _)| key.name == name)?;
        Some(self.left.remove(index).1)
    }

    /// The value of a field that must be there.
    pub fn required<T: FromNode>(&mut self, name: &str, reader: &mut Reader) -> Option<T> {
        let path = self.field(name);
        match self.take(name) {
            Some(node) if node.value != Value::Null => T::from_node(node, &path, reader),
            _ => {
                let message = format!("The field `{name}` is missing.");
                let line = reader
                    .map
                    .places
                    .get(&path)
                    .map_or(self.line, |place| place.line);
                reader.unread(&path, line, message);
                None
            }
        }
    }

    /// The value of a field that may be absent or empty.
    pub fn optional<T: FromNode>(&mut self, name: &str, reader: &mut Reader) -> Option<T> {
        let path = self.field(name);
        let node = self.take(name).filter(|node| node.value != Value::Null)?;
        T::from_node(node, &path, reader)
    }

    /// Reports every field that nobody asked for.
    pub fn finish(self, reader: &mut Reader) {
        for (key, _) in &self.left {
            let message = format!("There is no field `{}` here.", key.name);
            reader.problem(&self.field(&key.name), key.line, message);
        }
    }
}

/// Whether one path is the other or lies within it.
fn related(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
