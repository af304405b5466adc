//! One person's report.

use super::{interval, strings};
use domain::assessment::Paper;
use domain::report::{Evidence, IntervalRow, LedgerRow, Report, Section};

fn row(label: &str, score: f64, half: f64) -> IntervalRow {
    IntervalRow {
        label: label.into(),
        interval: Some(interval(score, half)),
        note: String::new(),
    }
}

fn table(header: &[&str], rows: &[&[&str]]) -> (Vec<String>, Vec<Vec<String>>) {
    let own = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| text.to_string())
            .collect::<Vec<_>>()
    };
    (own(header), rows.iter().map(|row| own(row)).collect())
}

const SCENARIO: &str = "Denise calls about a parcel that should have come on Tuesday. It is now Friday. Halfway through she \
says, more quietly: “It was for my dad’s eightieth. That was yesterday.” You can see that the parcel left the wrong depot.

A replacement would arrive on Monday; you may refund the delivery fee. The courier has no weekend service from that depot. You \
may not promise a day that the depot has not confirmed, and the present is no longer made in blue.";

/// One of the key's reasons, as long as they are.
const REASON: &str = "D: Owns the cause, names what was lost, and leaves the choice that is really hers. E: Promises what \
nobody here can know, and a second wait that ends in nothing would cost more than the first.";

fn evidence(number: usize, points: &str) -> Evidence {
    Evidence {
        title: format!("Question {number}: The parcel that was a birthday present"),
        scenario: SCENARIO.into(),
        answer: "Most helpful: D, “It left our wrong depot, and the day has passed. I’ve refunded the delivery. Would Monday \
                 still mean something to him, or shall I stop it?” Least helpful: E, “I promise it will be with him tomorrow, \
                 whatever it takes.”"
            .into(),
        reason: REASON.into(),
        points: points.into(),
    }
}

pub fn ledger(count: usize) -> Section {
    let row = |number: usize| LedgerRow {
        number: number.to_string(),
        title: "The parcel that was a birthday present".into(),
        answer: "Most D, least E".into(),
        reason: REASON.into(),
        weight: "8.3 %".into(),
        score: "0.912".into(),
        chance: "0.341".into(),
        anchored: "0.866".into(),
        points: if number.is_multiple_of(5) {
            "−1.4"
        } else {
            "7.2"
        }
        .into(),
    };
    Section::Ledger {
        title: "Appendix: the ledger".into(),
        sentence:
            "Every question’s way from the answer to its points. Points are weight × anchored score; they sum to the \
                   total."
                .into(),
        rows: (1..=count).map(row).collect(),
        total: "68.2".into(),
    }
}

/// A report as long as real ones of twelve questions.
pub fn candidate() -> Report {
    let (asked_header, asked) = table(
        &["An agent should ask", "Evidence, by question number"],
        &[
            &[
                "How does this person feel?",
                "As in the key: 3, 6 and 11. Close to the key: 1, 4, 5 and 9.",
            ],
            &[
                "How would I feel?",
                "As in the key: 11. Close to the key: 8.",
            ],
            &[
                "Whatever the rules say, is there something I can or should do?",
                "As in the key: 7. Close to the key: 1, 5 and 12.",
            ],
            &[
                "What would I expect if our roles were reversed?",
                "As in the key: 3 and 6. Against the key: 9.",
            ],
            &[
                "What would satisfy them, and who can do it if I cannot?",
                "Partly with the key: 4 and 12.",
            ],
        ],
    );
    let (header, rows) = table(
        &["Response style", "Chosen", "Offered in", "Random"],
        &[
            &[
                "Finds out before acting: asks what it needs to know first",
                "2",
                "7",
                "1.6",
            ],
            &[
                "Solves with empathy: takes up what the customer feels or needs, and moves the problem on",
                "6",
                "12",
                "2.8",
            ],
            &[
                "Sympathy only: speaks of feelings and leaves the problem",
                "3",
                "9",
                "2.1",
            ],
        ],
    );
    Report {
        title: "Zoë Åkesson-Papadopoulou".into(),
        subtitle: "Customer care associate · Spring intake · Attune empathy assessment".into(),
        language: "en-GB".into(),
        paper: Paper::A4,
        pilot: true,
        footer: "Report 01J9ZQ4T · engine 1 · key 2026-11, provisional · unsupervised; identity not verified".into(),
        sections: vec![
            Section::Facts {
                title: String::new(),
                rows: [
                    ("Candidate", "Zoë Åkesson-Papadopoulou"),
                    ("Job", "Customer care associate"),
                    ("Assessment", "Customer care associate, version 3: 12 questions, about 18 minutes"),
                    ("Intake", "Spring intake"),
                    ("Taken", "20 November 2026, complete, first attempt"),
                    ("Status", "Pilot: not for selection decisions"),
                ]
                .map(|(label, value)| (label.into(), value.into()))
                .to_vec(),
            },
            Section::Note {
                title: "Read this first".into(),
                paragraphs: strings([
                    "This is a pilot. Do not base a selection decision on it.",
                    "12 of 12 questions have publicly readable keys, which any applicant can look up: for practice and pilots.",
                    "12 of 12 questions have a provisional key: reasoned by its authors, not rated by a panel of experts.",
                    "It was taken unsupervised, and nobody verified who took it.",
                ]),
            },
            Section::Total {
                title: "Total".into(),
                sentence: "Zoë’s answers agree with the key well beyond chance. Band 2 of 3: the top score of the band \
                           is not reliably above anyone in it (95 %). 0 is what random answering averages, 100 is full agreement with the \
                           key. 19 in 20 random answerers stay below 27. 64 complete attempts on 21 November 2026."
                    .into(),
                row: IntervalRow {
                    note: "Reliability .61, a planning value for 12 questions; an estimate needs 50 people.".into(),
                    ..row("Total", 68.0, 15.6)
                },
                random_95: 27.0,
            },
            Section::Competencies {
                title: "Competencies".into(),
                sentence: "Each line is a description, not a measure to compare people by. The lines overlap more than the \
                           dots suggest."
                    .into(),
                rows: vec![
                    row("Perspective-taking", 74.0, 21.0),
                    row("Validating emotion", 61.0, 22.4),
                    row("Problem-solving", 52.0, 24.0),
                    IntervalRow {
                        label: "Active listening".into(),
                        interval: None,
                        note: "3 questions; shown from 4.".into(),
                    },
                    row("Professional boundaries", -6.0, 23.0),
                    row("Independent judgement within policy", 58.0, 22.0),
                    row("Self-regulation under strain", 66.0, 25.0),
                    row("Personalisation and adaptive communication", 71.0, 24.0),
                ],
            },
            Section::Table {
                title: "Response styles".into(),
                sentence: "Counts of what was chosen where it was offered, beside what random choice would give.".into(),
                header,
                rows,
            },
            Section::Table {
                title: "The five questions".into(),
                sentence: "Which answers turn on each question that an agent should ask, and how they compare with the key."
                    .into(),
                header: asked_header,
                rows: asked,
            },
            Section::Evidence {
                title: "Strongest evidence".into(),
                sentence: "The three answers that added most.".into(),
                items: vec![evidence(4, "+9.1"), evidence(7, "+8.4"), evidence(1, "+8.0")],
            },
            Section::Evidence {
                title: "Weakest evidence".into(),
                sentence: "The three answers that added least. One odd answer says little.".into(),
                items: vec![evidence(9, "−2.2"), evidence(12, "−1.0"), evidence(3, "+0.4")],
            },
            Section::Text {
                title: "Interview guide".into(),
                paragraphs: strings([
                    "The same four core questions for everyone in this intake:",
                    "- Tell me about a time a customer told you something that was not on the screen. What did you do with it?",
                    "- When did you last have to say no to someone who was right to be upset?",
                    "- What do you ask before you offer a solution?",
                    "- How do you come back to yourself after a hard call?",
                    "A probe from this candidate’s answers: in question 9 a promise was chosen that cannot be kept. Ask what \
                     a customer hears when a date is uncertain.",
                ]),
            },
            Section::Note {
                title: "What this does not tell you".into(),
                paragraphs: strings([
                    "It shows judgement in written situations, not behaviour on a call, and not whether someone is a kind person.",
                    "- It says nothing about a person’s character, mood, health, voice or accent, and nothing about how fast they \
                     work.",
                    "- It has not been shown here that scores predict customer satisfaction or any other result of the job. Your \
                     own outcomes can show that, once there are enough of them.",
                    "A decision needs a named person and a reason. This report is one piece of it.",
                ]),
            },
            Section::Text {
                title: "Method and versions".into(),
                paragraphs: strings([
                    "Each answer is compared with a key: every reply has a value from 1 to 7. A question’s score s runs from 0 to \
                     1; s′ = (s − c)/(1 − c), where c is what random answering scores. The total is 100 times the weighted mean \
                     of s′, so that random answering averages 0 and full agreement is 100.",
                    "Empathy questions carry 1.25 times their weight. Speed, order of arrival and name never count. A question \
                     left open counts as chance.",
                    "Published on 1 November 2026 by Ada Ruiz; engine 1; 12 questions: 3 pick the best, 3 most and least helpful, \
                     3 rate each reply and 3 put in order.",
                    "Question versions: core-empathy: birthday-parcel v3, late-parcel v1, wrong-depot v2, three-chats v1, \
                     quiet-line v1, two-boxes v1, second-waiver v4, code-on-the-phone v1, nine-pairs v1, name-on-the-ribbon v2; \
                     job-basics: two-rooms v1, twelve-months v1.",
                    "Retakes: Your first complete attempt within six months counts.",
                    "Help: Please answer on your own, without help from other people or programs.",
                ]),
            },
            ledger(12),
        ],
    }
}
