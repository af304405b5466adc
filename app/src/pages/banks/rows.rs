//! Questions as rows of a table, here and where questions are chosen.

use crate::ui::sentence_case;
use domain::bank::{Key, KeyStatus, Provenance, Visibility};
use domain::question::Question;
use leptos::prelude::*;
use service::banks::Listed;

/// The table. `extra` gives the first cell of each row, such as a box to tick, under the heading `extra_head`.
pub fn rows(
    label: &'static str,
    questions: Vec<Listed>,
    extra_head: Option<&'static str>,
    extra: impl Fn(&Listed) -> Option<AnyView>,
) -> AnyView {
    let head = extra_head.map(|head| view! { <th scope="col">{head}</th> });
    let body = questions
        .iter()
        .map(|listed| {
            let question = &listed.version.question;
            let href = format!("/banks/{}/questions/{}", listed.version.bank, listed.version.id);
            let cell = extra_head.is_some().then(|| view! { <td data-label=extra_head>{extra(listed)}</td> });
            view! {
                <tr>
                    {cell}
                    <th scope="row" data-label="Question">
                        <div><a href=href>{question.title.clone()}</a>
                        <div class="quiet">{opening(&question.scenario)}</div></div>
                    </th>
                    <td data-label="Measures">{about(question)}</td>
                    <td data-label="Answered as">{sentence_case(question.format.name())}</td>
                    <td data-label="Setting">
                        {format!("{}, {}, {}", question.channel.name(), question.direction.name().to_lowercase(),
                            question.sector.replace('_', " "))}
                    </td>
                    <td data-label="Bank">{listed.bank_title.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=label>
            <table class="cards">
                <thead><tr>
                    {head}
                    <th scope="col">"Question"</th><th scope="col">"Measures"</th><th scope="col">"Answered as"</th>
                    <th scope="col">"Setting"</th><th scope="col">"Bank"</th>
                </tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What the question measures: competencies with their shares where there are two.
pub fn about(question: &Question) -> String {
    let shares = question.shares();
    let several = shares.len() > 1;
    let name = |(competency, share): (&domain::question::Competency, &f64)| {
        if several {
            format!("{} {:.0} %", competency.name(), share * 100.0)
        } else {
            competency.name().to_owned()
        }
    };
    shares.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Where a key comes from and who can read it, in one sentence.
pub fn keys(key: &Key) -> String {
    let source = match key.provenance {
        Provenance::Rational => "Key reasoned by its authors".to_owned(),
        Provenance::ExpertPanel => {
            let experts = key
                .experts
                .map_or_else(String::new, |count| format!(" of {count} experts"));
            let date = key
                .date
                .as_ref()
                .map_or_else(String::new, |date| format!(", {date}"));
            let icc = key
                .icc2k
                .map_or_else(String::new, |icc| format!(", agreement ICC(2,k) {icc:.2}"));
            format!("Key rated by a panel{experts}{date}{icc}")
        }
    };
    let status = match key.status {
        KeyStatus::Provisional => "provisional",
        KeyStatus::Confirmed => "confirmed",
    };
    let readers = match key.visibility {
        Visibility::Public => "Anyone can read it, applicants too: for practice and pilots.",
        Visibility::Private => "Only recruiters and admins here can read it.",
    };
    format!("{source}, {status}. {readers}")
}

/// The first words of a scenario.
fn opening(scenario: &str) -> String {
    const LONGEST: usize = 110;
    let plain = exchange::markdown::plain(scenario).replace('\n', " ");
    if plain.chars().count() <= LONGEST {
        return plain;
    }
    let cut: String = plain.chars().take(LONGEST).collect();
    let whole = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole} …")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_ends_at_a_word() {
        assert_eq!(opening("A *short* one."), "A short one.");
        let long = opening(&"word ".repeat(60));
        assert!(
            long.ends_with("word …") && long.chars().count() < 115,
            "{long}"
        );
    }

    #[test]
    fn a_key_says_where_it_comes_from_and_who_reads_it() {
        let mut key = Key {
            provenance: Provenance::Rational,
            status: KeyStatus::Provisional,
            visibility: Visibility::Public,
            experts: Some(9),
            date: Some("2026-05-31".into()),
            icc2k: Some(0.84),
        };
        assert_eq!(
            keys(&key),
            "Key reasoned by its authors, provisional. Anyone can read it, applicants too: for practice and pilots."
        );
        key.provenance = Provenance::ExpertPanel;
        key.status = KeyStatus::Confirmed;
        key.visibility = Visibility::Private;
        assert_eq!(
            keys(&key),
            "Key rated by a panel of 9 experts, 2026-05-31, agreement ICC(2,k) 0.84, confirmed. \
             Only recruiters and admins here can read it."
        );
    }
}
