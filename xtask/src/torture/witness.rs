//! What a candidate was told, and whether it is still true: the answers acknowledged to one attempt, the one that may
//! or may not have arrived, and the receipt.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;

use crate::drive::candidate::{Candidate, Question, expect, saved};
use crate::drive::forms::{Form, Pairs, encode};

/// One attempt as its candidate knows it.
pub struct Witness {
    pub candidate: Candidate,
    /// How many questions there are.
    pub questions: usize,
    /// By number: what the server said it has.
    acknowledged: BTreeMap<usize, Pairs>,
    /// The save that was under way when the line broke.
    in_flight: Option<(usize, Pairs)>,
    submitting: bool,
    /// The hash on the receipt, once the server has shown it.
    receipt: Option<String>,
}

impl Witness {
    pub fn start(address: std::net::SocketAddr, link: &str) -> Result<Self> {
        let mut candidate = Candidate::start(address, link)?;
        let (_, questions) = candidate.question(1)?;
        Ok(Self {
            candidate,
            questions,
            acknowledged: BTreeMap::new(),
            in_flight: None,
            submitting: false,
            receipt: None,
        })
    }

    pub fn is_submitted(&self) -> bool {
        self.receipt.is_some()
    }

    /// How many answers the server has acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// Saves the `turn`-th answer to a question; returns what the server said.
    pub fn save(
        &mut self,
        number: usize,
        question: &Question,
        sequence: usize,
        turn: usize,
    ) -> Result<String> {
        let given = question.form.answered(turn);
        self.in_flight = Some((number, given.clone()));
        let body = encode(&question.fields(sequence, turn));
        let reply = self.candidate.client.fetch_form(&question.path, &body)?;
        saved(&reply)?;
        self.in_flight = None;
        self.acknowledged.insert(number, given);
        Ok(reply.body)
    }

    pub fn submit(&mut self) -> Result<()> {
        self.submitting = true;
        let done = self.candidate.submit()?;
        self.receipt = Some(hash(&done.body)?);
        Ok(())
    }

    /// Asks the server for everything it acknowledged. Returns how many answers were looked at; what does not match is
    /// an error that says what was lost. Afterwards what was under way has settled, and the candidate may go on.
    pub fn verify(&mut self) -> Result<usize> {
        let done = self
            .candidate
            .client
            .get(&format!("{}/done", self.candidate.home))?;
        // An open attempt has no receipt: it leads back.
        let ended = done.status == 200;
        ensure!(
            ended || !self.is_submitted(),
            "a submitted attempt is open again"
        );
        ensure!(
            !ended || self.submitting,
            "an attempt ended that nobody submitted"
        );
        let stand = if ended {
            let found = hash(&done.body)?;
            let known = self.receipt.get_or_insert_with(|| found.clone());
            ensure!(
                *known == found,
                "the receipt changed from {known} to {found}"
            );
            let lines = receipt_lines(&done.body)?;
            (1..).zip(lines).collect::<BTreeMap<_, _>>()
        } else {
            self.submitting = false;
            BTreeMap::new()
        };
        let numbers: Vec<usize> = (1..=self.questions).collect();
        let mut looked = 0;
        for number in numbers {
            let told = self.acknowledged.get(&number).cloned();
            let maybe = self
                .in_flight
                .as_ref()
                .filter(|(at, _)| *at == number)
                .map(|(_, given)| given.clone());
            if told.is_none() && maybe.is_none() {
                continue;
            }
            let matches = if ended {
                let line = stand.get(&number).context("the receipt is too short")?;
                let fits = |given: &Pairs| *line == in_letters(given);
                fits_one(&told, &maybe, line == "No answer", fits)
            } else {
                let path = format!("{}/q/{number}", self.candidate.home);
                let page = self.candidate.client.get(&path)?;
                expect(&page, 200, "an answered question")?;
                let given = Form::find(&page.body, "")?.given();
                let found = fits_one(&told, &maybe, given.is_empty(), |other| *other == given);
                if found && !given.is_empty() {
                    self.acknowledged.insert(number, given);
                }
                found
            };
            ensure!(
                matches,
                "question {number} of {}: acknowledged was {told:?}, under way {maybe:?}, and neither stands",
                self.candidate.home
            );
            looked += usize::from(told.is_some());
        }
        self.in_flight = None;
        Ok(looked)
    }
}

/// What stands must be what was acknowledged, or what was under way; nothing only if nothing was acknowledged.
fn fits_one(
    told: &Option<Pairs>,
    maybe: &Option<Pairs>,
    nothing: bool,
    fits: impl Fn(&Pairs) -> bool,
) -> bool {
    told.iter().chain(maybe).any(fits) || (told.is_none() && nothing)
}

/// An answer as receipts write it: "C", "Most C, least A", "A 2, B 7", "1 C, 2 A".
fn in_letters(given: &Pairs) -> String {
    let value = |name: &str| given.iter().find(|(known, _)| known == name);
    if let Some((_, best)) = value("best") {
        return best.clone();
    }
    if let (Some((_, most)), Some((_, least))) = (value("most"), value("least")) {
        return format!("Most {most}, least {least}");
    }
    let mut parts: Vec<String> = given
        .iter()
        .filter_map(|(name, value)| match name.split_once('-') {
            Some(("rate", letter)) => Some(format!("{letter} {value}")),
            Some(("place", letter)) => Some(format!("{value} {letter}")),
            _ => None,
        })
        .collect();
    parts.sort_unstable();
    parts.join(", ")
}

fn hash(page: &str) -> Result<String> {
    let codes = page.split("<code>").skip(1);
    codes
        .filter_map(|rest| rest.split('<').next())
        .find(|code| code.len() == 64 && code.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .map(str::to_owned)
        .context("the receipt has no hash")
}

fn receipt_lines(page: &str) -> Result<Vec<String>> {
    let list = page
        .split("<details")
        .nth(1)
        .and_then(|rest| rest.split("</ol>").next())
        .context("the receipt has no answers")?;
    let lines = list.split("<li>").skip(1);
    Ok(lines
        .filter_map(|line| line.split("</li>").next())
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &[(&str, &str)]) -> Pairs {
        text.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn answers_are_written_as_receipts_write_them() {
        assert_eq!(in_letters(&pairs(&[("best", "C")])), "C");
        assert_eq!(
            in_letters(&pairs(&[("most", "C"), ("least", "A")])),
            "Most C, least A"
        );
        assert_eq!(
            in_letters(&pairs(&[("rate-A", "2"), ("rate-B", "7")])),
            "A 2, B 7"
        );
        assert_eq!(
            in_letters(&pairs(&[("place-A", "2"), ("place-B", "1")])),
            "1 B, 2 A"
        );
    }

    #[test]
    fn an_answer_that_is_gone_is_noticed() {
        let told = Some(pairs(&[("best", "A")]));
        let maybe = Some(pairs(&[("best", "B")]));
        let stands =
            |letter: &'static str| move |given: &Pairs| *given == pairs(&[("best", letter)]);
        assert!(fits_one(&told, &maybe, false, stands("A")));
        assert!(fits_one(&told, &maybe, false, stands("B")));
        assert!(!fits_one(&told, &maybe, false, stands("C")));
        assert!(!fits_one(&told, &maybe, true, stands("")));
        assert!(fits_one(&None, &maybe, true, stands("")));
    }
}
