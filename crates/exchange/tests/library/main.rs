//! The shipped question banks as one library: what they cover, how hard they are to coach, how plainly they read, and
//! how the made-up takers of the rehearsal fare on them. That each file is sound is tested beside the reader.

mod balance;
mod habits;
mod themes;

use domain::bank::{Bank, reading_level};
use domain::question::{Ask, Channel, Competency, Direction, Kind, Question, ReplyOption, Style};
use domain::rehearsal::{Taker, rehearse_bank};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use themes::{THEMES, Theme};

/// Every shipped bank, by file name.
fn banks() -> Vec<Bank> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the banks' folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a file");
        let (bank, _) = exchange::bank_file::parse(&text)
            .unwrap_or_else(|problems| panic!("{}: {problems:#?}", path.display()));
        bank
    };
    paths.iter().map(read).collect()
}

fn of_kind(kind: Kind) -> Vec<Question> {
    let questions = banks().into_iter().flat_map(|bank| bank.questions);
    questions.filter(|question| question.kind == kind).collect()
}

fn best(question: &Question) -> &ReplyOption {
    let options = question.options.iter();
    options
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .expect("options")
}

/// How many questions `holds` is true of.
fn count(questions: &[Question], holds: impl Fn(&Question) -> bool) -> usize {
    questions.iter().filter(|question| holds(question)).count()
}

#[track_caller]
fn at_least_share(questions: &[Question], share: f64, holds: impl Fn(&Question) -> bool) {
    let found = count(questions, holds);
    let needed = share * questions.len() as f64;
    assert!(
        found as f64 >= needed,
        "{found} of {}, {needed:.1} needed",
        questions.len()
    );
}

#[test]
fn there_are_enough_questions_and_no_id_is_used_twice() {
    let (empathy, job) = (of_kind(Kind::Empathy), of_kind(Kind::Job));
    assert!(empathy.len() >= 120, "{} empathy questions", empathy.len());
    assert!(job.len() >= 24, "{} job questions", job.len());
    let ids: BTreeSet<&str> = empathy
        .iter()
        .chain(&job)
        .map(|question| question.id.as_str())
        .collect();
    assert_eq!(ids.len(), empathy.len() + job.len());
}

#[test]
fn every_competency_ask_channel_direction_and_sector_is_covered() {
    let empathy = of_kind(Kind::Empathy);
    for competency in Competency::EMPATHY {
        let found = count(&empathy, |q| q.competencies.contains_key(&competency));
        assert!(found >= 18, "{}: {found}", competency.code());
    }
    for ask in Ask::ALL {
        let found = count(&empathy, |q| q.asks.contains(&ask));
        assert!(found >= 15, "{ask:?}: {found}");
    }
    for direction in Direction::ALL {
        let found = count(&empathy, |q| q.direction == direction);
        assert!(found >= 30, "{direction:?}: {found}");
    }
    for channel in Channel::ALL {
        let found = count(&empathy, |q| q.channel == channel);
        assert!(found >= 30, "{channel:?}: {found}");
    }
    let mut sectors: BTreeMap<&str, usize> = BTreeMap::new();
    for question in &empathy {
        *sectors.entry(&question.sector).or_default() += 1;
    }
    let well_covered = sectors.values().filter(|count| **count >= 6).count();
    assert!(well_covered >= 6, "{sectors:?}");
}

/// Style is not the key: each is a wrong answer somewhere, and the best answer is not always the warm one.
#[test]
fn styles_are_distractors_and_best_in_turn() {
    let empathy = of_kind(Kind::Empathy);
    for style in Style::ALL {
        let wrong = |q: &Question| {
            let best = &best(q).id;
            q.options
                .iter()
                .any(|option| option.style == Some(style) && option.id != *best)
        };
        let found = count(&empathy, wrong);
        assert!(found >= 12, "{style:?}: {found}");
    }
    let calm = |q: &&Question| best(q).style == Some(Style::SolutionOnly);
    at_least_share(&empathy, 0.20, |q| calm(&q));
    for question in empathy.iter().filter(calm) {
        let text = best(question).text.to_lowercase();
        let felt = FEELINGS.iter().find(|word| text.contains(**word));
        assert_eq!(felt, None, "{}: {text}", question.id);
    }
    let asking = |q: &&Question| best(q).style == Some(Style::Asking);
    at_least_share(&empathy, 0.15, |q| asking(&q));
    for question in empathy.iter().filter(asking) {
        assert!(best(question).text.contains('?'), "{}", question.id);
    }
}

/// Words that a calm solution does without.
const FEELINGS: [&str; 12] = [
    "sorry",
    "apolog",
    "feel",
    "felt",
    "worr",
    "upset",
    "angry",
    "afraid",
    "fright",
    "glad",
    "understand",
    "heart",
];

#[test]
fn neither_length_nor_place_gives_the_best_reply_away() {
    for kind in [Kind::Empathy, Kind::Job] {
        let questions = of_kind(kind);
        let length = |option: &ReplyOption| option.text.chars().count();
        at_least_share(&questions, 0.60, |q| {
            q.options
                .iter()
                .any(|option| length(option) > length(best(q)))
        });
        for place in 0..5 {
            let here = |q: &Question| q.options.get(place).is_some_and(|o| o.id == best(q).id);
            let found = count(&questions, here);
            assert!(
                found as f64 <= 0.4 * questions.len() as f64,
                "{kind:?}: place {place} in {found} of {}",
                questions.len()
            );
        }
    }
}

/// No short cut through the words replaces understanding the person, and none helps by being avoided.
#[test]
fn cheap_ways_to_choose_do_not_pay() {
    let empathy = of_kind(Kind::Empathy);
    for (name, habit) in habits::HABITS {
        let earned = habits::earns(habit, &empathy);
        println!("{name:<32}{earned:>8.1}");
        assert!(earned <= 25.0, "{name}: {earned:.1}");
    }
    for place in 0..5 {
        let length = |option: &ReplyOption| option.text.chars().count();
        let here = |q: &Question| {
            let longer = q.options.iter().filter(|o| length(o) > length(best(q)));
            longer.count() == place
        };
        let found = count(&empathy, here);
        assert!(
            (0.1..=0.3).contains(&(found as f64 / empathy.len() as f64)),
            "the best reply is number {place} by length in {found}"
        );
    }
}

/// A set phrase at the start would mark the best reply.
#[test]
fn the_best_replies_begin_in_many_ways() {
    let mut openings: BTreeMap<String, usize> = BTreeMap::new();
    for question in of_kind(Kind::Empathy) {
        let words: Vec<&str> = best(&question).text.split_whitespace().take(2).collect();
        *openings.entry(words.join(" ")).or_default() += 1;
    }
    let most = openings.iter().max_by_key(|(_, count)| **count);
    assert!(most.is_some_and(|(_, count)| *count <= 4), "{most:?}");
}

#[test]
fn every_question_reads_plainly() {
    for bank in banks() {
        assert!(reading_level::applies_to(&bank.info.locale));
        for question in &bank.questions {
            let texts = question.options.iter().map(|option| option.text.as_str());
            let passages = question
                .scenario
                .split("\n\n")
                .chain([question.task.as_str()])
                .chain(texts);
            let grade = reading_level::grade(passages).expect("words");
            assert!(
                grade <= reading_level::PLAIN_GRADE,
                "{}: {grade:.1}",
                question.id
            );
        }
    }
}

#[test]
fn every_question_has_one_best_reply_and_a_near_miss() {
    for question in banks().into_iter().flat_map(|bank| bank.questions) {
        let mut values: Vec<f64> = question.options.iter().map(|o| o.value).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        let apart = values.windows(2).all(|pair| pair[0] > pair[1]);
        let (best, second, lowest) = (values[0], values[1], values[values.len() - 1]);
        assert!(
            apart && best - second >= 0.5 - 1e-9 && best - lowest >= 3.0,
            "{}: {values:?}",
            question.id
        );
        assert!((5.0..=5.8).contains(&second), "{}: {values:?}", question.id);
    }
}

#[test]
fn every_option_has_a_reason_and_hard_matters_are_announced() {
    let (empathy, job) = (of_kind(Kind::Empathy), of_kind(Kind::Job));
    for question in empathy.iter().chain(&job) {
        for option in &question.options {
            assert!(
                option.reason.split_whitespace().count() >= 3,
                "{}",
                question.id
            );
        }
    }
    let painful = [
        "died",
        "funeral",
        "chapel",
        "suicide",
        "cancer",
        "stillbirth",
    ];
    for question in &empathy {
        let scenario = question.scenario.to_lowercase();
        if painful.iter().any(|word| scenario.contains(word)) {
            assert!(question.content_note.is_some(), "{}", question.id);
        }
    }
}

/// Kinds of scenario that no field names: the examples are listed, and each must show in its text or its fields that
/// it is one.
#[test]
fn each_theme_has_its_scenarios() {
    let empathy = of_kind(Kind::Empathy);
    for Theme { name, shows, ids } in THEMES {
        assert!(ids.len() >= 4, "{name}");
        for id in ids {
            let question = empathy.iter().find(|question| question.id == *id);
            let question = question.unwrap_or_else(|| panic!("{name}: no {id}"));
            assert!(shows(question), "{name}: {id}");
        }
    }
    let hints = THEMES.iter().find(|theme| theme.name.contains("hint"));
    let right = |id: &&&str| {
        let named = |question: &&Question| question.id == **id;
        let question = empathy.iter().find(named);
        question.is_some_and(|question| question.scenario.contains("rightly"))
    };
    let right = hints.map_or(0, |theme| theme.ids.iter().filter(right).count());
    assert!(right >= 1, "a hint that is always wrong can be learned");
}

/// What each habit may earn on a shipped bank: nobody gets far without reading, or with one style alone.
#[test]
fn habits_do_not_pay_on_the_shipped_banks() {
    for bank in banks() {
        let found = rehearse_bank(&bank).expect("scorable");
        assert_eq!(found.warnings, [], "{}", bank.info.id);
        assert!((found.total(Taker::Perfect) - 100.0).abs() < 1e-9);
        for line in &found.takers {
            let most = match line.taker {
                Taker::Perfect | Taker::Extreme => continue,
                // Where nothing is chosen, chance is hit exactly.
                Taker::Random | Taker::Middle => 1e-9,
                Taker::First | Taker::Last | Taker::Careless => 6.0,
                Taker::Longest | Taker::Polite => 25.0,
                // Job questions have no styles: there these two guess.
                Taker::SympathyOnly => 1e-9,
                Taker::SolutionOnly => 40.0,
            };
            let (bank, taker, earned) = (&bank.info.id, line.taker, line.total);
            assert!(earned <= most, "{bank}: {taker:?} {earned:.1}");
        }
    }
}

/// Hard scenarios can be declined: each leads to one of the same bank that carries no note and measures much the same.
#[test]
fn every_content_note_comes_with_a_substitute() {
    for bank in banks() {
        for question in &bank.questions {
            assert_eq!(
                question.content_note.is_some(),
                question.substitute.is_some(),
                "{}",
                question.id
            );
        }
        assert_eq!(domain::bank::check(&bank), [], "{}", bank.info.id);
    }
}

/// Each recommended assessment finds its questions, keeps the number and the minutes it states, asks about every
/// competency and self-question, and pays no habit either.
#[test]
fn blueprints_keep_what_they_state() {
    let banks = banks();
    let shipped = exchange::blueprint_file::shipped();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../blueprints");
    let files = std::fs::read_dir(&folder).expect("the blueprints' folder");
    let yaml = files.filter(|file| {
        let path = file.as_ref().expect("an entry").path();
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    assert_eq!(
        yaml.count(),
        shipped.len(),
        "a file is not offered or not sound"
    );
    assert_eq!(shipped.len(), 6);
    for blueprint in shipped {
        let named = |one: &domain::blueprint::BlueprintQuestion| {
            let bank = banks.iter().find(|bank| bank.info.id == one.bank);
            let mut questions = bank.expect("a shipped bank").questions.iter();
            let found = questions.find(|question| question.id == one.question);
            found
                .unwrap_or_else(|| panic!("{}: no {}", blueprint.id, one.question))
                .clone()
        };
        let questions: Vec<Question> = blueprint.questions.iter().map(named).collect();
        let id = &blueprint.id;
        assert_eq!(questions.len(), blueprint.count, "{id}");
        let seconds: u32 = questions
            .iter()
            .map(|question| question.reading_seconds)
            .sum();
        assert_eq!((seconds + 30) / 60, blueprint.minutes, "{id}: {seconds} s");
        for competency in Competency::EMPATHY {
            let found = count(&questions, |q| q.competencies.contains_key(&competency));
            assert!(found >= 1, "{id}: {}", competency.code());
        }
        for ask in Ask::ALL {
            assert!(
                count(&questions, |q| q.asks.contains(&ask)) >= 1,
                "{id}: {ask:?}"
            );
        }
        let set = Bank {
            questions,
            ..banks[0].clone()
        };
        let found = rehearse_bank(&set).expect("scorable");
        assert_eq!(found.warnings, [], "{id}");
        for taker in [Taker::Longest, Taker::Polite, Taker::SympathyOnly] {
            assert!(found.total(taker) <= 25.0, "{id}: {taker:?}");
        }
    }
    let text = std::fs::read_to_string(folder.join("schema.json")).expect("a schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        schema,
        exchange::blueprint_file::json_schema(),
        "blueprints/schema.json is out of date: run `cargo run -p exchange --example schema`"
    );
}

/// Role, gender and mood of the people in the scenarios, for whoever writes the next ones: printed, not judged.
#[test]
fn the_balance_of_people_is_printed() {
    let empathy = of_kind(Kind::Empathy);
    let table = balance::table(&empathy);
    println!("{table}");
    assert!(table.lines().count() > 6);
}
