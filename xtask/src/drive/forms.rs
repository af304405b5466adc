//! Forms as a browser without scripts sees them: the fields as they stand, and what a person chooses.

use anyhow::{Context, Result, ensure};

/// One form inside the page's main part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Hidden and text fields as they stand, and ticked boxes.
    fixed: Vec<(String, String)>,
    boxes: Vec<(String, String)>,
    choices: Vec<Choice>,
}

/// A group of radios or a select.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice {
    name: String,
    values: Vec<String>,
    given: Option<String>,
}

pub type Pairs = Vec<(String, String)>;

impl Form {
    /// The first form of the main part whose action is `action`; empty for a form that posts to its own page.
    pub fn find(html: &str, action: &str) -> Result<Self> {
        let main = html
            .split("<main")
            .nth(1)
            .context("the page has no main part")?;
        let form = main
            .split("<form")
            .skip(1)
            .filter_map(|form| form.split("</form>").next())
            .find(|form| {
                let tag = form.split('>').next().unwrap_or_default();
                attribute(tag, "method").as_deref() == Some("post")
                    && attribute(tag, "action").unwrap_or_default() == action
            })
            .with_context(|| format!("the page has no form that posts to '{action}'"))?;
        let mut read = Self {
            fixed: Vec::new(),
            boxes: Vec::new(),
            choices: Vec::new(),
        };
        for tag in tags(form, "<input") {
            read.input(tag);
        }
        for select in form.split("<select").skip(1) {
            read.select(select)?;
        }
        Ok(read)
    }

    fn input(&mut self, tag: &str) {
        let Some(name) = attribute(tag, "name") else {
            return;
        };
        let value = attribute(tag, "value");
        match attribute(tag, "type").as_deref() {
            Some("radio") => {
                let value = value.unwrap_or_default();
                let given = is_set(tag, "checked").then(|| value.clone());
                match self.choices.iter_mut().find(|choice| choice.name == name) {
                    Some(choice) => {
                        choice.values.push(value);
                        choice.given = choice.given.take().or(given);
                    }
                    None => self.choices.push(Choice {
                        name,
                        values: vec![value],
                        given,
                    }),
                }
            }
            Some("checkbox") => self
                .boxes
                .push((name, value.unwrap_or_else(|| "on".into()))),
            _ => self.fixed.push((name, value.unwrap_or_default())),
        }
    }

    fn select(&mut self, select: &str) -> Result<()> {
        let tag = select.split('>').next().unwrap_or_default();
        let name = attribute(tag, "name").context("a select without a name")?;
        let inside = select.split("</select>").next().unwrap_or_default();
        let options: Vec<&str> = tags(inside, "<option").collect();
        let value = |tag: &str| attribute(tag, "value").filter(|value| !value.is_empty());
        let values: Vec<String> = options.iter().filter_map(|tag| value(tag)).collect();
        ensure!(!values.is_empty(), "a select without options");
        let given = options
            .iter()
            .find(|tag| is_set(tag, "selected"))
            .and_then(|tag| value(tag));
        self.choices.push(Choice {
            name,
            values,
            given,
        });
        Ok(())
    }

    /// Everything answered and ticked. Group k takes its (k + `turn`)-th choice, so that most and least, or two places,
    /// never collide, and another turn gives another answer.
    pub fn filled(&self, turn: usize) -> Pairs {
        let mut pairs = self.fixed.clone();
        pairs.extend(self.boxes.iter().cloned());
        pairs.extend(self.answered(turn));
        pairs
    }

    /// The choices alone, as [`Form::filled`] makes them.
    pub fn answered(&self, turn: usize) -> Pairs {
        let pick = |(k, choice): (usize, &Choice)| {
            let value = choice.values.get((k + turn) % choice.values.len());
            (choice.name.clone(), value.cloned().unwrap_or_default())
        };
        self.choices.iter().enumerate().map(pick).collect()
    }

    /// The choices that stand on the page.
    pub fn given(&self) -> Pairs {
        let given = |choice: &Choice| {
            choice
                .given
                .clone()
                .map(|value| (choice.name.clone(), value))
        };
        self.choices.iter().filter_map(given).collect()
    }

    /// The value of a hidden or text field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fixed.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Names and values as a form sends them.
pub fn encode(pairs: &[(String, String)]) -> String {
    let part = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
    };
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", part(name), part(value)))
        .collect();
    pairs.join("&")
}

/// Replaces the value of a field.
pub fn set(pairs: &mut Pairs, name: &str, value: &str) {
    for (known, old) in pairs.iter_mut() {
        if known == name {
            value.clone_into(old);
        }
    }
}

fn tags<'a>(html: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(start)
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))?;
    let rest = tag.get(at + name.len() + 3..)?;
    rest.split('"')
        .next()
        .map(|value| value.replace("&amp;", "&").replace("&quot;", "\""))
}

/// Whether an attribute without a value stands there.
fn is_set(tag: &str, name: &str) -> bool {
    tag.trim_end_matches('/')
        .split_ascii_whitespace()
        .any(|word| word == name || word == format!("{name}=\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/logout"></form><main><form method="get"><input name="try"/></form>
        <form method="post" id="answer"><input type="hidden" name="writer" value="ab&amp;c"/>
        <label><input type="radio" name="most" value="A" aria-labelledby="x"/></label>
        <label><input type="radio" name="most" value="B" aria-labelledby="x" checked/></label>
        <input type="radio" name="least" value="A"/><input type="radio" name="least" value="B"/>
        <select id="f" name="place-A"><option value="">None</option><option value="1">1</option>
        <option value="2" selected>2</option></select></form>
        <form method="post" action="/t/1/start"><input type="checkbox" name="consent"/></form></main>"#;

    fn pairs(text: &[(&str, &str)]) -> Pairs {
        text.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_form_is_found_by_where_it_posts_to() {
        let start = Form::find(PAGE, "/t/1/start").expect("there");
        assert_eq!(start.filled(0), pairs(&[("consent", "on")]));
        assert!(Form::find(PAGE, "/logout").is_err());
    }

    #[test]
    fn what_stands_is_read_and_what_is_chosen_never_collides() {
        let form = Form::find(PAGE, "").expect("there");
        assert_eq!(form.given(), pairs(&[("most", "B"), ("place-A", "2")]));
        assert_eq!(form.field("writer"), Some("ab&c"));
        assert_eq!(
            form.answered(0),
            pairs(&[("most", "A"), ("least", "B"), ("place-A", "1")])
        );
        assert_eq!(
            form.answered(1),
            pairs(&[("most", "B"), ("least", "A"), ("place-A", "2")])
        );
        assert_eq!(encode(&pairs(&[("a b", "1&2")])), "a%20b=1%262");
    }
}
