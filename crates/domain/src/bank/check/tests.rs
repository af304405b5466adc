//! Each fault of a bank is named where it stands; a sound one has none.

use super::*;
use crate::bank::{BankInfo, Visibility};
use crate::question::{Ask, Competency, Difficulty, Format, Kind, Question, Style};
use crate::samples;

fn bank(count: usize) -> Bank {
    let questions = (0..count)
        .map(|index| samples::question(&format!("question-{}", index + 1), Competency::PT))
        .collect();
    Bank {
        schema_version: 1,
        info: BankInfo {
            id: "sample".into(),
            title: "Sample".into(),
            description: String::new(),
            locale: "en-GB".into(),
            licence: "CC-BY-4.0".into(),
            authors: vec!["Attune contributors".into()],
            key: Key {
                provenance: Provenance::Rational,
                status: KeyStatus::Provisional,
                visibility: Visibility::Public,
                experts: None,
                date: None,
                icc2k: None,
            },
        },
        questions,
    }
}

/// The errors or warnings of a sound bank after `spoil`, as (path, message).
fn after(severity: Severity, spoil: impl FnOnce(&mut Bank)) -> Vec<(String, String)> {
    let mut bank = bank(2);
    spoil(&mut bank);
    let findings = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == severity);
    findings
        .map(|finding| (finding.path, finding.message))
        .collect()
}

#[track_caller]
fn one_error(path: &str, says: &str, spoil: impl FnOnce(&mut Bank)) {
    let errors = after(Severity::Error, spoil);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].0, path);
    assert!(errors[0].1.contains(says), "{}", errors[0].1);
}

#[track_caller]
fn one_question_error(field: &str, says: &str, spoil: impl FnOnce(&mut Question)) {
    one_error(&format!("questions[1].{field}"), says, |bank| {
        spoil(&mut bank.questions[1])
    });
}

#[track_caller]
fn warns(path: &str, says: &str, spoil: impl FnOnce(&mut Bank)) {
    let warnings = after(Severity::Warning, spoil);
    let found = warnings
        .iter()
        .any(|(at, message)| at == path && message.contains(says));
    assert!(found, "{warnings:?}");
}

#[test]
fn a_sound_bank_has_nothing_to_mend() {
    assert_eq!(check(&bank(4)), []);
}

#[test]
fn what_a_bank_must_state() {
    one_error("schema_version", "version 1", |bank| {
        bank.schema_version = 2
    });
    one_error("id", "lower-case", |bank| bank.info.id = "My Bank".into());
    one_error("title", "empty", |bank| bank.info.title = " ".into());
    one_error("locale", "language tag", |bank| {
        bank.info.locale = "English".into()
    });
    one_error("authors", "at least one", |bank| bank.info.authors.clear());
    one_error("authors[0]", "empty", |bank| bank.info.authors[0].clear());
    one_error("questions", "at least one", |bank| bank.questions.clear());
    one_error("questions[1].id", "taken by question 1", |bank| {
        bank.questions[1].id = bank.questions[0].id.clone();
    });
}

#[test]
fn a_question_s_own_key_is_checked_like_the_bank_s() {
    let own = |key: Key| {
        move |q: &mut Question| {
            q.key = Some(key);
        }
    };
    let rational = bank(1).info.key;
    assert_eq!(
        after(Severity::Error, |bank| own(rational.clone())(
            &mut bank.questions[1]
        )),
        []
    );
    let confirmed = Key {
        status: KeyStatus::Confirmed,
        ..rational.clone()
    };
    one_question_error("key.status", "provisional", own(confirmed));
    let panel = Key {
        provenance: Provenance::ExpertPanel,
        ..rational
    };
    one_question_error("key", "icc2k", own(panel));
}

#[test]
fn what_a_key_must_state() {
    one_error("key.status", "provisional", |bank| {
        bank.info.key.status = KeyStatus::Confirmed
    });
    one_error("key.date", "2026-05-31", |bank| {
        bank.info.key.date = Some("2026-31-05".into())
    });
    one_error("key.icc2k", "between", |bank| {
        bank.info.key.icc2k = Some(f64::NAN)
    });
    one_error("key", "icc2k", |bank| {
        bank.info.key.provenance = Provenance::ExpertPanel
    });
    warns("key.experts", "8", |bank| {
        bank.info.key.provenance = Provenance::ExpertPanel;
        bank.info.key.experts = Some(3);
    });
}

#[test]
fn what_a_question_must_be() {
    one_question_error("id", "lower-case", |q| q.id = "two--hyphens".into());
    one_question_error("title", "empty", |q| q.title.clear());
    one_question_error("scenario", "control", |q| q.scenario.push('\t'));
    one_question_error("task", "longer", |q| q.task = "a ".repeat(200));
    one_question_error("sector", "lower-case", |q| q.sector = "Delivery".into());
    one_question_error("reading_seconds", "between", |q| q.reading_seconds = 0);
    one_question_error("asks", "once", |q| q.asks = vec![Ask::Q1, Ask::Q1]);
    one_question_error("allowed_formats", "missing", |q| {
        q.allowed_formats = vec![Format::MostLeast]
    });
    one_question_error("allowed_formats", "once", |q| {
        q.allowed_formats.push(Format::SingleBest)
    });
    one_question_error("content_note", "empty", |q| {
        q.content_note = Some(String::new())
    });
}

#[test]
fn a_substitute_stands_in_the_bank_and_leads_no_way_back() {
    let names = |id: &str| Some(id.to_owned());
    one_question_error("substitute", "has the id `gone`", |q| {
        q.substitute = names("gone")
    });
    one_question_error("substitute", "in a circle", |q| q.substitute = names(&q.id));
    let circle = after(Severity::Error, |bank| {
        bank.questions = self::bank(4).questions;
        bank.questions[0].substitute = names("question-2");
        bank.questions[1].substitute = names("question-3");
        bank.questions[2].substitute = names("question-2");
        bank.questions[3].substitute = names("question-1");
    });
    let named: Vec<&str> = circle.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        named,
        ["questions[1].substitute", "questions[2].substitute"]
    );
}

#[test]
fn a_chain_of_20_000_substitutes_is_followed_once() {
    let mut long = bank(1);
    let first = long.questions[0].clone();
    long.questions = (0..20_000)
        .map(|at| Question {
            id: format!("question-{at:05}"),
            substitute: Some(format!("question-{:05}", (at + 1) % 20_000)),
            ..first.clone()
        })
        .collect();
    let circles = |bank: &Bank| {
        let findings = check(bank);
        findings
            .iter()
            .filter(|one| one.message.contains("in a circle"))
            .count()
    };
    assert_eq!(circles(&long), 20_000, "one circle of all");
    long.questions[19_999].substitute = None;
    assert_eq!(circles(&long), 0, "a chain");
}

#[test]
fn a_scenario_has_the_markup_that_is_shown_and_no_other() {
    for wrong in [
        "A <b>late</b> parcel.",
        "See [the rules](https://example.org).",
        "![A parcel](parcel.png)",
        "<!-- hidden -->",
        "</p>",
        "A \\\\<script>",
    ] {
        one_question_error("scenario", "no HTML, links or pictures", |q| {
            q.scenario = wrong.into()
        });
    }
    for sound in [
        "**Late** and *sad*, 3 < 4, a \\<b> and [sic].",
        "> She said [x] (twice)\n\n- one",
    ] {
        assert_eq!(
            after(Severity::Error, |b| b.questions[0].scenario = sound.into()),
            [],
            "{sound}"
        );
    }
}

#[test]
fn a_substitute_is_much_like_its_question() {
    let with = |spoil: fn(&mut Question)| {
        move |bank: &mut Bank| {
            bank.questions[0].content_note = Some("A note.".into());
            bank.questions[0].substitute = Some("question-2".into());
            spoil(&mut bank.questions[1]);
        }
    };
    assert_eq!(after(Severity::Warning, with(|_| ())), []);
    let path = "questions[0].substitute";
    warns(
        path,
        "competencies",
        with(|q| q.competencies = [(Competency::SR, 1.0)].into()),
    );
    warns(
        path,
        "as difficult",
        with(|q| q.difficulty = Difficulty::Hard),
    );
    warns(path, "time", with(|q| q.reading_seconds *= 2));
    warns(
        path,
        "content note",
        with(|q| q.content_note = Some("A note.".into())),
    );
    warns(path, "other kind", with(|q| q.kind = Kind::Job));
}

#[test]
fn competencies_sum_to_one_and_are_at_most_two() {
    one_question_error("competencies", "sum to 0.9,", |q| {
        q.competencies = [(Competency::AL, 0.5), (Competency::EV, 0.4)].into();
    });
    one_question_error("competencies", "one or two", |q| q.competencies.clear());
    one_question_error("competencies", "one or two", |q| {
        q.competencies = Competency::EMPATHY[..3]
            .iter()
            .map(|c| (*c, 1.0 / 3.0))
            .collect();
    });
    one_question_error("competencies.JB", "kind: job", |q| {
        q.competencies = [(Competency::JB, 1.0)].into();
    });
    one_question_error("competencies.EV", "share", |q| {
        q.competencies = [(Competency::AL, 1.0), (Competency::EV, 0.0)].into();
    });
    let shares = [(Competency::AL, f64::NAN)].into();
    assert_eq!(
        after(Severity::Error, |bank| bank.questions[0].competencies =
            shares)
        .len(),
        2
    );
}

#[test]
fn job_questions_carry_neither_competency_nor_style() {
    let as_job = |q: &mut Question| {
        q.kind = Kind::Job;
        q.competencies.clear();
        q.asks.clear();
        for option in &mut q.options {
            option.style = None;
        }
    };
    assert_eq!(
        after(Severity::Error, |bank| as_job(&mut bank.questions[1])),
        []
    );
    one_question_error("competencies", "job question", |q| {
        as_job(q);
        q.competencies = [(Competency::AL, 1.0)].into();
    });
    one_question_error("options[2].style", "job question", |q| {
        as_job(q);
        q.options[2].style = Some(Style::Asking);
    });
    one_question_error("options[2].style", "has a style", |q| {
        q.options[2].style = None
    });
}

#[test]
fn options_are_distinct_few_and_on_the_scale() {
    one_question_error("options[1].id", "taken", |q| q.options[1].id = "a".into());
    one_question_error("options[1].text", "the same", |q| {
        q.options[1].text = q.options[0].text.to_uppercase();
    });
    one_question_error("options[1].text", "empty", |q| {
        q.options[1].text = "\n".into()
    });
    one_question_error("options[1].value", "outside 1 to 7", |q| {
        q.options[1].value = 7.5
    });
    one_question_error("options[0].value", "outside", |q| {
        q.options[0].value = f64::NAN
    });
    one_question_error("options", "2 to 8", |q| q.options.truncate(1));
}

#[test]
fn the_key_spans_three_points_and_leaves_chance_at_half() {
    one_question_error("options", "spans 2.9 points", |q| {
        for (option, value) in q.options.iter_mut().zip([3.6, 6.5, 5.2, 4.0]) {
            option.value = value;
        }
    });
    let high = |q: &mut Question| {
        for (option, value) in q.options.iter_mut().zip([5.2, 6.5, 3.4, 1.4]) {
            option.value = value;
        }
    };
    one_question_error("options", "0.53", high);
    let as_rank_order = |bank: &mut Bank| {
        high(&mut bank.questions[0]);
        bank.questions[0].format = Format::RankOrder;
    };
    assert_eq!(after(Severity::Error, as_rank_order), []);
    warns("questions[0].allowed_formats", "0.53", as_rank_order);
    let without = after(Severity::Warning, |bank| {
        high(&mut bank.questions[1]);
        bank.questions[1].format = Format::RankOrder;
        bank.questions[1].allowed_formats = vec![Format::RankOrder];
    });
    assert_eq!(without, []);
}

#[test]
fn advice_on_a_question() {
    warns("questions[0].options[0].reason", "missing", |b| {
        b.questions[0].options[0].reason.clear()
    });
    warns("questions[0].asks", "Q1 to Q5", |b| {
        b.questions[0].asks.clear()
    });
    warns("questions[0].options", "near miss", |b| {
        b.questions[0].options[2].value = 4.0
    });
    warns("questions[0].options", "apart", |b| {
        b.questions[0].options[2].value = 6.3
    });
    warns("questions[0].options", "valued 5.2", |b| {
        b.questions[0].options[1].value = 5.0
    });
    let officialese =
        "Notwithstanding contractual considerations, reimbursement necessitates documentation. ";
    warns("questions[0].scenario", "Flesch-Kincaid", |b| {
        b.questions[0].scenario = officialese.repeat(4)
    });
    let german = after(Severity::Warning, |b| {
        b.info.locale = "de".into();
        b.questions[0].scenario = officialese.repeat(4);
    });
    assert_eq!(german, []);
}

#[test]
fn coachable_cues_show_over_the_whole_bank() {
    let warnings = |spoil: fn(&mut Question)| {
        let mut bank = bank(5);
        bank.questions.iter_mut().take(3).for_each(spoil);
        check(&bank)
    };
    let longest = warnings(|q| q.options[1].text.push_str(" And a word more."));
    assert_eq!(longest.len(), 4);
    assert!(
        longest[0]
            .message
            .contains("longest reply is the best one in 3 of 5")
    );
    assert_eq!(longest[3].path, "questions[2].options");
    assert_eq!(longest[3].question.as_deref(), Some("question-3"));
    let first = warnings(|q| q.options.swap(0, 1));
    assert_eq!(first.len(), 1);
    assert!(
        first[0]
            .message
            .contains("first reply is the best one in 3 of 5")
    );
}

#[test]
fn everything_is_reported_at_once() {
    let mut bank = bank(10);
    for question in &mut bank.questions {
        question.title.clear();
        question.sector.clear();
        question.task.clear();
        question.reading_seconds = 0;
        question.options[0].style = None;
    }
    let errors = check(&bank)
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .count();
    assert_eq!(errors, 50);
}
