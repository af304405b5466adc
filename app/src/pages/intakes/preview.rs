//! What a list would do, told apart: who will be invited, who is already, and every row that cannot be used. The list
//! goes along in the form and is checked again when it is confirmed.

use super::{below_assessment, people, state_words};
use crate::pages::results::InIntake;
use crate::shell::{self, PageContext};
use crate::ui::{Notice, Tone};
use axum::response::Response;
use leptos::prelude::*;
use service::invitations::Preview;

/// The list, told apart, and the buttons that send.
pub fn page(ctx: &PageContext, at: &InIntake, preview: &Preview) -> Response {
    let page = below_assessment("Check the list", &at.assessment, &preview.assessment_title)
        .crumb(&preview.intake, at.path())
        .crumb("Invite people", format!("{}/invite", at.path()));
    shell::page(ctx, page, || view(&at.path(), preview))
}

/// The list of people to be invited at `path`, told apart.
pub fn view(path: &str, preview: &Preview) -> AnyView {
    view! {
        <h1>"Check the list"</h1>
        <p>{sentence(preview)}</p>
        {left_aside(preview)}
        {confirm(path, preview)}
        {errors(preview)}
        {duplicates(preview)}
        {already(preview)}
        {notes(preview)}
        {to_invite(preview)}
    }
    .into_any()
}

/// What the list holds, in one sentence. Nothing was sent so far.
fn sentence(preview: &Preview) -> String {
    let mut parts = vec![format!(
        "{} can be invited",
        people(count(preview.to_invite.len()))
    )];
    let already = preview.already.len();
    if already > 0 {
        parts.push(format!(
            "{already} {} invited already",
            if already == 1 { "is" } else { "are" }
        ));
    }
    let rows = |number: usize, what: &str| {
        format!(
            "{number} {} {what}",
            if number == 1 { "row" } else { "rows" }
        )
    };
    if !preview.duplicates.is_empty() {
        parts.push(
            rows(preview.duplicates.len(), "repeat an address")
                .replace("row repeat", "row repeats"),
        );
    }
    if !preview.errors.is_empty() {
        parts.push(rows(preview.errors.len(), "cannot be used"));
    }
    format!("{}. Nothing has been sent yet.", parts.join(", "))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn left_aside(preview: &Preview) -> Option<AnyView> {
    if preview.ignored_columns.is_empty() {
        return None;
    }
    let columns = preview.ignored_columns.join(", ");
    Some(view! { <p class="quiet">"Columns left aside: "{columns}"."</p> }.into_any())
}

fn confirm(path: &str, preview: &Preview) -> AnyView {
    let back = format!("{path}/invite");
    let number = preview.to_invite.len();
    if number == 0 {
        return view! {
            <Notice tone=Tone::Care>"There is nobody to invite in this list."</Notice>
            <p><a class="button" href=back>"Back to the list"</a></p>
        }
        .into_any();
    }
    let send = if number == 1 {
        "Send 1 invitation".to_owned()
    } else {
        format!("Send {number} invitations")
    };
    let without = format!("Invite {} without a mail", people(count(number)));
    view! {
        <form method="post" action=format!("{path}/invite/send") enctype="multipart/form-data">
            <input type="hidden" name="people" value=as_csv(preview)/>
            <div class="bar actions">
                <button class="button main" name="how" value="mail">{send}</button>
                <button class="button" name="how" value="link">{without}</button>
                <a class="button plain" href=back>"Back without sending"</a>
            </div>
            <p class="quiet gap">
                "Each person gets a mail with a personal link. Without a mail, you copy the links and pass them on \
                yourself."
            </p>
        </form>
    }
    .into_any()
}

/// The people to invite as a plain table that reads back to the same people.
fn as_csv(preview: &Preview) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut table = String::from("name,email\r\n");
    for person in &preview.to_invite {
        table.push_str(&format!(
            "{},{}\r\n",
            cell(&person.name),
            cell(&person.email)
        ));
    }
    table
}

/// One part of the list as a table; nothing for an empty one.
fn part(title: String, heads: [&'static str; 3], rows: Vec<[String; 3]>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let [first, second, third] = heads;
    let label = title.clone();
    let rows = rows
        .into_iter()
        .map(|[a, b, c]| {
            view! { <tr><td data-label=first>{a}</td><td data-label=second>{b}</td><td data-label=third>{c}</td></tr> }
        })
        .collect_view();
    Some(
        view! {
            <section class="gap">
                <h2>{title}</h2>
                <div class="card scroll tall" tabindex="0" role="region" aria-label=label>
                    <table class="cards numbered">
                        <thead>
                            <tr>
                                <th scope="col">{first}</th><th scope="col">{second}</th>
                                <th scope="col">{third}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn errors(preview: &Preview) -> Option<AnyView> {
    let rows = preview
        .errors
        .iter()
        .map(|error| {
            [
                error.row.to_string(),
                error.text.clone(),
                error.message.clone(),
            ]
        })
        .collect();
    part(
        format!("Cannot be used: {}", preview.errors.len()),
        ["Row", "What it says", "Why"],
        rows,
    )
}

fn duplicates(preview: &Preview) -> Option<AnyView> {
    let rows = preview
        .duplicates
        .iter()
        .map(|one| {
            [
                one.row.to_string(),
                one.email.clone(),
                format!("stands in row {} already", one.first_row),
            ]
        })
        .collect();
    part(
        format!("Repeated addresses: {}", preview.duplicates.len()),
        ["Row", "E-mail", "Left aside because it"],
        rows,
    )
}

fn already(preview: &Preview) -> Option<AnyView> {
    let rows = preview
        .already
        .iter()
        .map(|one| {
            [
                one.person.row.to_string(),
                one.person.email.clone(),
                state_words(one.state).to_owned(),
            ]
        })
        .collect();
    part(
        format!("Invited already: {}", preview.already.len()),
        ["Row", "E-mail", "Stands"],
        rows,
    )
}

fn notes(preview: &Preview) -> Option<AnyView> {
    let rows = preview
        .notes
        .iter()
        .map(|note| {
            [
                note.row.to_string(),
                note.text.clone(),
                note.message.clone(),
            ]
        })
        .collect();
    part(
        format!("Worth a look: {}", preview.notes.len()),
        ["Row", "What it says", "Note"],
        rows,
    )
}

fn to_invite(preview: &Preview) -> Option<AnyView> {
    let rows = preview
        .to_invite
        .iter()
        .map(|person| {
            let name = if person.name.is_empty() {
                "no name; goes by the address"
            } else {
                &person.name
            };
            [
                person.row.to_string(),
                name.to_owned(),
                person.email.clone(),
            ]
        })
        .collect();
    part(
        format!("Will be invited: {}", preview.to_invite.len()),
        ["Row", "Name", "E-mail"],
        rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::people::{Limits, Person, read};

    fn person(row: u64, name: &str, email: &str) -> Person {
        Person {
            row,
            name: name.into(),
            email: email.into(),
        }
    }

    #[test]
    fn the_list_reads_back_to_the_same_people() {
        let people = vec![
            person(2, "Ruiz, \"Ana\"", "ana@example.org"),
            person(3, "=1+1", "bo@example.org"),
            person(4, "", "cy@example.org"),
            person(5, "Åsa; <x> | y", "dee@example.org"),
        ];
        let preview = Preview {
            to_invite: people.clone(),
            ..Preview::default()
        };
        let file = read(as_csv(&preview).as_bytes(), Limits::default()).unwrap();
        let bare = |people: &[Person]| -> Vec<(String, String)> {
            people
                .iter()
                .map(|person| (person.name.clone(), person.email.clone()))
                .collect()
        };
        assert_eq!(bare(&file.people), bare(&people));
        assert!(file.errors.is_empty() && file.duplicates.is_empty());
    }

    #[test]
    fn the_sentence_counts_each_part() {
        let preview = Preview {
            to_invite: vec![person(1, "A", "a@b.org")],
            ..Preview::default()
        };
        assert_eq!(
            sentence(&preview),
            "1 person can be invited. Nothing has been sent yet."
        );
    }
}
