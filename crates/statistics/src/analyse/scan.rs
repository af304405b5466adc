//! The first reading: every cell is checked, nothing is kept of persons.

use super::{Gaps, Request};
use crate::items::Columns;
use crate::problem::{Problem, Problems};
use crate::sheet::{Header, Reader, Row};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::io::Read;

/// More options than this are no multiple-choice item.
const MOST_OPTIONS: usize = 100;

/// Where everything stands in a row.
#[derive(Debug)]
pub(super) struct Layout {
    pub columns: Columns,
    pub group: Option<usize>,
    pub criterion: Option<usize>,
    key: Option<Vec<String>>,
    gaps: Gaps,
}

/// One person's scores, used again for every row.
#[derive(Debug, Default)]
pub(super) struct Scores {
    pub of_item: Vec<f64>,
    /// Answers that are missing.
    pub gaps: usize,
}

/// What the first reading found.
#[derive(Debug)]
pub(super) struct Scan {
    pub layout: Layout,
    /// Persons who count.
    pub persons: usize,
    /// Persons left out for a gap.
    pub left_out: usize,
    /// Options of each item in order; empty without a key.
    pub options: Vec<Vec<String>>,
    /// Lowest and highest score of each item.
    ranges: Vec<(f64, f64)>,
    /// Whether all scores are whole numbers.
    pub whole: bool,
    /// Words of the group column.
    pub groups: BTreeSet<String>,
    /// Hashes of ids that may occur twice.
    suspects: HashSet<u64>,
}

impl Layout {
    fn new(request: &Request, header: &Header) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut find =
            |name: Option<&String>| name.and_then(|name| problems.take(header.find(name)));
        let group = find(request.group.as_ref().map(|group| &group.column));
        let criterion = find(request.criterion.as_ref());
        let others: Vec<usize> = [group, criterion].into_iter().flatten().collect();
        let columns = problems
            .or(())
            .and_then(|()| request.columns.columns(header, &others))?;
        let mut problems = Problems::default();
        if let Some(key) = &request.key {
            let (got, items) = (key.len(), columns.items.len());
            if got != items {
                problems.push(Problem::Asked(format!(
                    "the key has {got} rows for {items} items: one row for each item, in their order"
                )));
            }
            if !request.columns.reverse.is_empty() {
                problems.push(Problem::Asked("keyed items are not reversed".into()));
            }
        }
        problems.or(Self {
            columns,
            group,
            criterion,
            key: request.key.clone(),
            gaps: request.gaps,
        })
    }

    pub fn items(&self) -> usize {
        self.columns.items.len()
    }

    pub fn key(&self) -> Option<&[String]> {
        self.key.as_deref()
    }

    /// Scores a row.
    pub fn score(&self, header: &Header, row: &Row, into: &mut Scores, problems: &mut Problems) {
        into.of_item.clear();
        into.gaps = 0;
        for (index, item) in self.columns.items.iter().enumerate() {
            let cell = self.columns.cell(header, row, item);
            let score = match problems.take(cell).flatten() {
                None => {
                    into.gaps += 1;
                    0.0
                }
                Some(text) => match &self.key {
                    Some(key) => f64::from(u8::from(text == key[index])),
                    None => {
                        let score = self.columns.score(header, row.number(), item, text);
                        problems.take(score).unwrap_or(0.0)
                    }
                },
            };
            into.of_item.push(score);
        }
    }

    /// Whether a person with these scores counts.
    pub fn counts(&self, scores: &Scores) -> bool {
        scores.gaps == 0 || self.gaps == Gaps::Zero
    }
}

/// Checks a whole table.
pub(super) fn scan(source: impl Read, request: &Request) -> Result<Scan, Problems> {
    let mut reader = Reader::new(source)?;
    let layout = Layout::new(request, reader.header())?;
    let items = layout.items();
    let mut options: Vec<BTreeSet<String>> = vec![BTreeSet::new(); items];
    if let Some(key) = layout.key() {
        for (options, key) in options.iter_mut().zip(key) {
            options.insert(key.clone());
        }
    }
    let mut scan = Scan {
        persons: 0,
        left_out: 0,
        options: Vec::new(),
        ranges: vec![(f64::INFINITY, f64::NEG_INFINITY); items],
        whole: true,
        groups: BTreeSet::new(),
        suspects: HashSet::new(),
        layout,
    };
    let mut seen: HashSet<u64, BuildHasherDefault<DefaultHasher>> = HashSet::default();
    let mut scores = Scores::default();
    let mut problems = Problems::default();
    let rows = reader.each(&mut problems, |header, row, problems| {
        scan.layout.score(header, row, &mut scores, problems);
        scan.look_at_the_rest(header, row, problems);
        if let Some(column) = scan.layout.columns.id {
            match problems.take(row.cell(header, column)) {
                Some(Some(id)) if !seen.insert(hash(id)) => {
                    scan.suspects.insert(hash(id));
                }
                Some(None) => problems.push(Problem::Missing {
                    row: row.number(),
                    column: header.label(column),
                }),
                _ => {}
            }
        }
        if !scan.layout.counts(&scores) {
            scan.left_out += 1;
            return;
        }
        scan.persons += 1;
        for ((low, high), score) in scan.ranges.iter_mut().zip(&scores.of_item) {
            *low = low.min(*score);
            *high = high.max(*score);
            scan.whole &= score.fract() == 0.0;
        }
        if scan.layout.key.is_some() {
            scan.layout.collect_options(header, row, &mut options);
        }
    });
    if rows == 0 {
        problems.push(Problem::NoRows);
    }
    for (item, options) in scan.layout.columns.items.iter().zip(&options) {
        if options.len() > MOST_OPTIONS {
            let words = format!(
                "item {:?} has {} different answers: no multiple choice",
                item.name,
                options.len()
            );
            problems.push(Problem::Asked(words));
        }
    }
    if problems.count() == 0 && scan.persons < 2 {
        let words = match scan.left_out {
            0 => format!("{} person: at least 2 are needed", scan.persons),
            left_out => format!(
                "{} persons without a missing answer, {left_out} left out: at least 2 are needed",
                scan.persons
            ),
        };
        problems.push(Problem::Asked(words));
    }
    if scan.layout.key.is_some() {
        scan.options = options.into_iter().map(in_order).collect();
    }
    problems.or(scan)
}

impl Layout {
    fn collect_options(&self, header: &Header, row: &Row, options: &mut [BTreeSet<String>]) {
        for (item, options) in self.columns.items.iter().zip(options) {
            let Ok(Some(text)) = self.columns.cell(header, row, item) else {
                continue;
            };
            // One more than allowed is enough to refuse the item.
            if options.len() <= MOST_OPTIONS && !options.contains(text) {
                options.insert(text.to_owned());
            }
        }
    }
}

impl Scan {
    fn look_at_the_rest(&mut self, header: &Header, row: &Row, problems: &mut Problems) {
        if let Some(column) = self.layout.criterion
            && let Some(Some(text)) = problems.take(row.cell(header, column))
        {
            problems.take(header.number(text, row.number(), column));
        }
        if let Some(column) = self.layout.group
            && let Some(Some(text)) = problems.take(row.cell(header, column))
            && !self.groups.contains(text)
        {
            self.groups.insert(text.to_owned());
        }
    }

    /// The lowest and the highest score of any item; a point apart at least.
    pub fn range_of_scores(&self) -> (f64, f64) {
        let ranges = self.ranges.iter();
        let (low, high) = ranges.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), range| {
            (low.min(range.0), high.max(range.1))
        });
        (low, if high > low { high } else { low + 1.0 })
    }

    /// The range totals with these weights, all above 0, lie in.
    pub fn range_of_totals(&self, weights: &[f64]) -> (f64, f64) {
        let pairs = self.ranges.iter().zip(weights);
        pairs.fold((0.0, 0.0), |(low, high), (range, weight)| {
            (low + weight * range.0, high + weight * range.1)
        })
    }

    /// Reads once more where ids may occur twice, and names them.
    pub fn refuse_repeated_ids<R: Read>(
        &self,
        open: &impl Fn() -> Result<R, Problems>,
    ) -> Result<(), Problems> {
        let Some(column) = self.layout.columns.id.filter(|_| !self.suspects.is_empty()) else {
            return Ok(());
        };
        let mut problems = Problems::default();
        let mut first: HashMap<String, u64> = HashMap::new();
        Reader::new(open()?)?.each(&mut problems, |header, row, problems| {
            let Ok(Some(id)) = row.cell(header, column) else {
                return;
            };
            if !self.suspects.contains(&hash(id)) {
                return;
            }
            match first.get(id) {
                Some(&first) => problems.push(Problem::Twice {
                    column: header.label(column),
                    id: id.to_owned(),
                    first,
                    row: row.number(),
                }),
                None => drop(first.insert(id.to_owned(), row.number())),
            }
        });
        problems.or(())
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// By number where all are numbers, else by letter.
fn in_order(options: BTreeSet<String>) -> Vec<String> {
    let mut options: Vec<String> = options.into_iter().collect();
    let numbers: Option<Vec<f64>> = options.iter().map(|text| text.parse().ok()).collect();
    if numbers.is_some() {
        let value = |text: &String| text.parse::<f64>().unwrap_or(0.0);
        options.sort_by(|a, b| value(a).total_cmp(&value(b)));
    }
    options
}
