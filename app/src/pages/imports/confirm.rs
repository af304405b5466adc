//! The form that confirms an upload: what the file would do in a few sentences, and what there is to choose.

use super::questions;
use super::upload::{decision, path};
use crate::forms::typed::Typed;
use crate::ui::{Checkbox, Choice, Field, FieldErrors, Notice, RadioGroup, Tone};
use leptos::prelude::*;
use service::banks::code;
use service::banks::uploads::{Kind, Summary, Upload};

/// What the file would do, in a few sentences.
pub fn sentence(upload: &Upload, summary: &Summary) -> String {
    let count = |kind| summary.count(kind);
    let mut parts = vec![format!("{} new", questions(count(Kind::New)))];
    if upload.bank.is_some() {
        let changed = count(Kind::Changed);
        parts.push(match changed {
            0 => "none changed".into(),
            _ => format!(
                "{changed} changed ({} for candidates, {} in the key)",
                summary.for_candidates, summary.in_key
            ),
        });
        parts.push(format!("{} unchanged", count(Kind::Same)));
        parts.push(format!("{} not in the file", count(Kind::Missing)));
    }
    if count(Kind::Dropped) > 0 {
        parts.push(format!("{} left out", count(Kind::Dropped)));
    }
    let mut words = format!("{}.", parts.join(", "));
    let losses: Vec<String> = ["dropped", "approximated", "kept"]
        .into_iter()
        .filter_map(|how| Some(format!("{} {how}", summary.losses.get(how)?)))
        .collect();
    if !losses.is_empty() {
        words.push_str(&format!(
            " What the file does not say as a bank would: {}.",
            losses.join(", ")
        ));
    }
    if summary.warnings > 0 {
        words.push_str(&format!(" Warnings: {}.", summary.warnings));
    }
    words
}

/// The form that confirms the file, with what there is to choose; without anything to write only the way out.
pub fn form(upload: &Upload, summary: &Summary, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let writes = summary.count(Kind::New) + summary.count(Kind::Changed);
    let missing = summary.count(Kind::Missing);
    let describes = upload.bank.as_ref().is_some_and(|bank| {
        summary.describes
            && summary.info.as_ref().is_some_and(|info| {
                let told = domain::bank::BankInfo {
                    id: bank.info.id.clone(),
                    ..info.clone()
                };
                told != bank.info
            })
    });
    if writes == 0 && missing == 0 && !describes {
        return view! {
            <Notice tone=Tone::Info>"The bank says all of this already: there is nothing to import."</Notice>
            {decision(upload, None)}
        }
        .into_any();
    }
    let button = match upload.bank.is_some() {
        true => format!("Import {}", questions(writes)),
        false => format!("Make a bank of {}", questions(writes)),
    };
    let missing = (missing > 0).then(|| missing_choice(missing, typed));
    let describe = describes.then(|| {
        view! {
            <Checkbox name="describe" label="Describe the bank as the file does, too"
                hint="Title, description, language, licence, authors and where its key comes from."
                checked=typed.ticked("describe", false)/>
        }
    });
    let new = upload
        .bank
        .is_none()
        .then(|| new_bank(summary, typed, errors));
    view! {
        <form method="post" action=path(upload) class="card">
            {new}
            {missing}
            {describe}
            <div class="bar actions">
                <button class="button main" name="do" value="confirm">{button}</button>
                // The fields above need not be filled in to drop the file.
                <button class="button danger" name="do" value="cancel" formnovalidate=true>"Cancel and drop the file"</button>
            </div>
            <p class="quiet">"Published assessments and drafts of assessments keep the versions they have."</p>
        </form>
    }
    .into_any()
}

fn missing_choice(missing: i64, typed: &Typed) -> AnyView {
    let legend = format!(
        "{} of the bank not in the file",
        match missing {
            1 => "1 question is".to_owned(),
            count => format!("{count} questions are"),
        }
    );
    let choices = vec![
        Choice::new("keep", "They stay in the bank"),
        Choice::new("retire", "They are retired")
            .note("The bank then holds what the file holds, in its order. Retired questions can be brought back."),
    ];
    view! { <RadioGroup name="missing" legend=legend choices=choices value=typed.or("missing", "keep")/> }.into_any()
}

fn new_bank(summary: &Summary, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let Some(info) = &summary.info else {
        return ().into_any();
    };
    let readers = vec![
        Choice::new("private", "Only recruiters and admins here"),
        Choice::new("public", "Anyone, or nobody knows")
            .note("Assessments that use it say so: applicants may have read the key."),
    ];
    view! {
        <Field name="id" label="Id of the new bank" hint="Lower-case letters, digits and hyphens. It stays."
            value=typed.or("id", &info.id) error=errors.of("id") required=true maxlength=64/>
        <Field name="title" label="Title" value=typed.or("title", &info.title) error=errors.of("title") required=true
            maxlength=120/>
        <RadioGroup name="visibility" legend="Who can have read its key" choices=readers
            value=typed.or("visibility", code(&info.key.visibility))/>
    }
    .into_any()
}
