//! The grammar of GIFT: blocks between empty lines, a title between double colons, answers between braces, and
//! backslashes before the characters that mean something.

/// Characters that mean something.
const SPECIAL: [char; 6] = ['~', '=', '#', '{', '}', ':'];

/// The text with its marks escaped and in one line.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\\' => escaped.push_str("\\\\"),
            c if SPECIAL.contains(&c) => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (c, c == '\\') {
            (_, true) => match rest.next() {
                Some('n') => plain.push('\n'),
                Some(c) if SPECIAL.contains(&c) || c == '\\' || c == '-' => plain.push(c),
                Some(c) => plain.extend(['\\', c]),
                None => plain.push('\\'),
            },
            (c, false) => plain.push(c),
        }
    }
    plain
}

/// A question's text with what the comment above it says, or a category.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub line: u32,
    pub text: String,
    pub id: Option<String>,
    pub tags: Vec<String>,
    pub category: Option<String>,
}

/// Blocks in the order of the text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut all = Vec::new();
    let mut block = Block::default();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let trimmed = line.trim_ascii();
        if let Some(path) = trimmed.strip_prefix("$CATEGORY:") {
            all.push(Block {
                line: number,
                category: Some(path.trim_ascii().to_owned()),
                ..Block::default()
            });
        } else if let Some(comment) = trimmed.strip_prefix("//") {
            if block.text.is_empty() {
                read_comment(comment, &mut block);
            }
        } else if trimmed.is_empty() {
            if !block.text.is_empty() {
                all.push(std::mem::take(&mut block));
            }
        } else {
            if block.text.is_empty() {
                block.line = number;
            }
            block.text.push_str(line);
            block.text.push('\n');
        }
    }
    if !block.text.is_empty() {
        all.push(block);
    }
    all
}

/// `[id:…]` and `[tag:…]`.
fn read_comment(comment: &str, block: &mut Block) {
    for part in comment.split('[').skip(1) {
        let Some((content, _)) = part.split_once(']') else {
            continue;
        };
        match content.split_once(':') {
            Some(("id", id)) => block.id = Some(id.trim_ascii().to_owned()),
            Some(("tag", tag)) => block.tags.push(tag.trim_ascii().to_owned()),
            _ => {}
        }
    }
}

#[derive(Debug)]
pub(super) struct Question {
    pub title: String,
    /// `html`, `markdown`, `plain`, `moodle`, or nothing.
    pub format: String,
    pub text: String,
    pub kind: Kind,
    pub feedback: String,
}

#[derive(Debug)]
pub(super) enum Kind {
    Choice(Vec<Answer>),
    Matching(Vec<(String, String)>),
    /// Why a bank has no such question.
    Other(&'static str),
}

#[derive(Debug)]
pub(super) struct Answer {
    pub text: String,
    pub feedback: String,
    pub percent: f64,
}

/// Takes a block apart.
pub(super) fn question(block: &Block) -> Result<Question, String> {
    let mut rest = block.text.trim_ascii();
    let mut title = String::new();
    if let Some(after) = rest.strip_prefix("::") {
        let end = find(after, "::").ok_or("The title is not closed by `::`.")?;
        title = unescape(after[..end].trim_ascii());
        rest = after[end + 2..].trim_ascii_start();
    }
    let mut format = String::new();
    if let Some(after) = rest.strip_prefix('[')
        && let Some((name, after)) = after.split_once(']')
        && ["html", "markdown", "plain", "moodle"].contains(&name)
    {
        format = name.to_owned();
        rest = after;
    }
    let Some(open) = find(rest, "{") else {
        let kind = Kind::Other("a text without answers is no question");
        return Ok(Question {
            title,
            format,
            text: unescape(rest.trim_ascii()),
            kind,
            feedback: String::new(),
        });
    };
    let inner = &rest[open + 1..];
    let close = find(inner, "}").ok_or("The answers are not closed by `}`.")?;
    let (before, after) = (rest[..open].trim_ascii(), inner[close + 1..].trim_ascii());
    let text = match after.is_empty() {
        true => unescape(before),
        false => unescape(&format!("{before} _____ {after}")),
    };
    let answers = inner[..close].trim_ascii();
    let (answers, feedback) = match find(answers, "####") {
        Some(at) => (
            answers[..at].trim_ascii(),
            unescape(answers[at + 4..].trim_ascii()),
        ),
        None => (answers, String::new()),
    };
    let kind = kind(answers)?;
    Ok(Question {
        title,
        format,
        text,
        kind,
        feedback,
    })
}

/// The place of an unescaped `mark`.
fn find(text: &str, mark: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
            continue;
        }
        if bytes[at..].starts_with(mark.as_bytes()) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn kind(answers: &str) -> Result<Kind, String> {
    if answers.is_empty() {
        return Ok(Kind::Other(
            "it asks for an open answer, which a bank's questions do not",
        ));
    }
    if answers.starts_with('#') {
        return Ok(Kind::Other(
            "it asks for a number, which a bank's questions do not",
        ));
    }
    let (word, feedback) = answers.split_once('#').unwrap_or((answers, ""));
    let truth = match word.trim_ascii().to_ascii_uppercase().as_str() {
        "T" | "TRUE" => Some(true),
        "F" | "FALSE" => Some(false),
        _ => None,
    };
    if let Some(truth) = truth {
        let (wrong, right) = feedback.split_once('#').unwrap_or((feedback, ""));
        let answer = |own: bool| Answer {
            text: if own { "True" } else { "False" }.to_owned(),
            feedback: unescape(if own == truth { right } else { wrong }.trim_ascii()),
            percent: if own == truth { 100.0 } else { 0.0 },
        };
        return Ok(Kind::Choice(vec![answer(true), answer(false)]));
    }
    let parts = parts(answers)?;
    if parts
        .iter()
        .all(|(mark, text)| *mark == '=' && find(text, "->").is_some())
    {
        let pair = |(_, text): &(char, &str)| {
            let at = find(text, "->").unwrap_or(text.len());
            let right = text.get(at + 2..).unwrap_or_default();
            (
                unescape(text[..at].trim_ascii()),
                unescape(right.trim_ascii()),
            )
        };
        return Ok(Kind::Matching(parts.iter().map(pair).collect()));
    }
    if parts.iter().all(|(mark, _)| *mark == '=') {
        return Ok(Kind::Other(
            "it asks for words to be typed, which a bank's questions do not",
        ));
    }
    if parts.iter().all(|(mark, _)| *mark == '~') {
        return Ok(Kind::Other(
            "several answers may be chosen, and a bank's question has one",
        ));
    }
    parts
        .into_iter()
        .map(|(mark, text)| answer(mark, text))
        .collect::<Result<_, _>>()
        .map(Kind::Choice)
}

/// Each answer with its mark.
fn parts(answers: &str) -> Result<Vec<(char, &str)>, String> {
    let mut all = Vec::new();
    let mut rest = answers.trim_ascii();
    while let Some(mark) = rest.chars().next() {
        if !matches!(mark, '=' | '~') {
            return Err("An answer starts with `=` or `~`.".into());
        }
        let after = &rest[1..];
        let ends = [find(after, "="), find(after, "~")];
        let end = ends.into_iter().flatten().min().unwrap_or(after.len());
        all.push((mark, after[..end].trim_ascii()));
        rest = &after[end..];
    }
    Ok(all)
}

/// `%50%text#feedback`.
fn answer(mark: char, text: &str) -> Result<Answer, String> {
    let (percent, text) = match text.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
        Some((number, rest)) => {
            let read = number
                .trim_ascii()
                .parse::<f64>()
                .ok()
                .filter(|n| (-100.0..=100.0).contains(n));
            (
                read.ok_or_else(|| format!("`{number}` is no percentage."))?,
                rest,
            )
        }
        None => (if mark == '=' { 100.0 } else { 0.0 }, text),
    };
    let (text, feedback) = match find(text, "#") {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    Ok(Answer {
        text: unescape(text.trim_ascii()),
        feedback: unescape(feedback.trim_ascii()),
        percent,
    })
}
