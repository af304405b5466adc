//! A question as a candidate sees it: what happened, the replies by their letters, and the controls of its format.
//! Holds no key: it draws a [`CandidateQuestion`], which cannot carry one. Forms name replies by letters alone.

mod fields;

use super::FieldErrors;
use domain::answer::Answer;
use domain::candidate_view::CandidateQuestion;
use domain::question::{CustomerRecord, Format};
use fields::Fields;
use leptos::prelude::*;

/// The situation and the task. The title is the page's own heading. `scope` keeps ids apart where a page shows several
/// questions; empty for one.
pub fn scene(question: &CandidateQuestion, scope: &str) -> AnyView {
    let note = question
        .content_note
        .clone()
        .map(|note| view! { <p class="note care gap">{note}</p> });
    let scenario = exchange::markdown::render(&question.scenario);
    let task_id = format!("{scope}task");
    view! {
        <div class="bar">
            <span class="tag">{question.channel.name()}</span>
            <span class="tag">{question.direction.name()}</span>
            <span class="tag">{crate::ui::sentence_case(&question.sector)}</span>
        </div>
        {note}
        <div class="scene gap" inner_html=scenario></div>
        {question.customer_record.as_ref().map(record)}
        <h2 id=task_id>{question.task.clone()}</h2>
    }
    .into_any()
}

fn record(record: &CustomerRecord) -> AnyView {
    let since = record
        .since
        .map(|year| view! { <dt>"Customer since"</dt><dd>{year}</dd> });
    let lines = |label: &'static str, texts: &[String]| {
        let rows = texts
            .iter()
            .cloned()
            .map(|text| view! { <dd>{text}</dd> })
            .collect_view();
        (!texts.is_empty()).then(|| view! { <dt>{label}</dt>{rows} })
    };
    view! {
        <aside class="record" aria-label="What you see on the screen">
            <h2>{record.name.clone()}</h2>
            <dl class="facts">
                {since}
                {lines("Last contacts", &record.last_contacts)}
                {lines("Notes", &record.notes)}
            </dl>
        </aside>
    }
    .into_any()
}

/// The replies and the controls, with the answer given so far. Errors stand at `least` and `place`.
pub fn answer_fields(
    question: &CandidateQuestion,
    answer: Option<&Answer>,
    errors: &FieldErrors,
    scope: &str,
) -> AnyView {
    let fields = Fields {
        question,
        answer,
        errors,
        scope,
    };
    let controls = match question.format {
        Format::SingleBest => fields.choices("best", "Your choice"),
        Format::MostLeast => (
            fields.replies(),
            fields.letters("most", "Helps most"),
            fields.letters("least", "Helps least"),
        )
            .into_any(),
        Format::RateEach => fields.each(Fields::rating),
        Format::RankOrder => (fields.error("place"), fields.each(Fields::place)).into_any(),
    };
    view! {
        <p class="hint">{how_to_answer(question.format)}</p>
        {controls}
    }
    .into_any()
}

/// What to do with the replies. A recruiter may switch the format, so a question's own task cannot say it.
fn how_to_answer(format: Format) -> &'static str {
    match format {
        Format::SingleBest => "Choose one reply.",
        Format::MostLeast => "Choose the reply that helps most and the one that helps least.",
        Format::RateEach => {
            "Rate each reply from 1 (harms) to 7 (helps most). Two replies may get the same rating."
        }
        Format::RankOrder => "Give each reply its own place: 1 is the best.",
    }
}

/// The answer by letters, as the receipt writes it: "C", "Most C, least A", "A 2, B 7", "1 C, 2 A".
pub fn by_letters(question: &CandidateQuestion, answer: &Answer) -> String {
    let planned = domain::attempt::PlannedQuestion {
        version: domain::ids::QuestionVersionId(Default::default()),
        options: question
            .options
            .iter()
            .map(|option| option.id.clone())
            .collect(),
    };
    domain::explain::letters(&planned, answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::candidate_view::CandidateOption;
    use domain::question::{Channel, Direction};
    use std::collections::BTreeMap;

    fn question(format: Format) -> CandidateQuestion {
        let option = |letter, id: &str| CandidateOption {
            letter,
            id: id.into(),
            text: format!("Reply <{id}>"),
        };
        CandidateQuestion {
            title: "T".into(),
            format,
            channel: Channel::Chat,
            direction: Direction::Inbound,
            sector: "delivery".into(),
            content_note: None,
            customer_record: None,
            scenario: "She *waits*.".into(),
            task: "Which reply?".into(),
            options: vec![
                option('A', "zz-good"),
                option('B', "zz-bad"),
                option('C', "zz-mid"),
            ],
        }
    }

    fn html(format: Format, answer: Option<Answer>, errors: &FieldErrors) -> String {
        answer_fields(&question(format), answer.as_ref(), errors, "").to_html()
    }

    #[test]
    fn forms_know_letters_and_never_ids() {
        for format in Format::ALL {
            let html = html(format, None, &FieldErrors::new());
            assert!(!html.contains("zz-good\""), "{html}");
            assert!(html.contains("Reply &lt;zz-good&gt;"), "{html}");
        }
    }

    #[test]
    fn every_radio_is_named_by_its_letter_and_the_whole_reply() {
        let answer = Answer::MostLeast {
            most: Some("zz-bad".into()),
            least: None,
        };
        let html = html(Format::MostLeast, Some(answer), &FieldErrors::new());
        assert!(
            html.contains(r#"name="most" value="B" aria-labelledby="mostB rB" checked"#),
            "{html}"
        );
        assert_eq!(html.matches(" checked").count(), 1, "{html}");
        assert!(html.contains(r#"id="rB""#), "{html}");
    }

    #[test]
    fn ratings_and_places_show_what_was_given() {
        let rated = Answer::RateEach {
            ratings: BTreeMap::from([("zz-mid".into(), 6)]),
        };
        let shown = html(Format::RateEach, Some(rated), &FieldErrors::new());
        assert!(
            shown.contains(r#"name="rate-C" value="6" checked"#),
            "{shown}"
        );
        let mut errors = FieldErrors::new();
        errors.add("place", "Place 1 is given twice.");
        let ranked = Answer::RankOrder {
            places: BTreeMap::from([("zz-good".into(), 1), ("zz-bad".into(), 1)]),
        };
        let shown = html(Format::RankOrder, Some(ranked), &errors);
        assert_eq!(shown.matches(" selected").count(), 2, "{shown}");
        assert!(shown.contains(r#"id="f-place" name="place-A""#), "{shown}");
        assert!(shown.contains("given twice"), "{shown}");
    }
}
