//! The dossier about a panel as PDF: composed from what stands when it is asked for.

use super::found;
use super::results::{QuestionResult, of_panel};
use crate::audit::Line;
use crate::ports::{ExpertRecord, PanelRecord, RatingRecord, Tx};
use crate::principal::Admin;
use crate::reports::{Pdf, pdf};
use crate::{Result, Service, dates};
use domain::ids::PanelId;
use domain::panel::QuestionEvidence;
use domain::question::QuestionVersion;
use domain::report::{
    DossierAdoption, DossierExpert, DossierInput, DossierQuestion, DossierRemoval, Report,
    dossier as compose,
};

/// Composes and draws it; the log says who took it.
///
/// # Errors
/// [`crate::Error::NotFound`]; those of [`pdf`].
pub async fn dossier(service: &Service, admin: &Admin, panel: PanelId) -> Result<Pdf> {
    let mut tx = service.read().await?;
    let record = found(&mut *tx, panel).await?;
    let report = composed(service, &mut *tx, &record).await?;
    drop(tx);
    let drawn = pdf(service, report).await?;
    let line = Line::by(service, admin);
    service
        .write(move |tx| {
            Box::pin(async move {
                line.write(tx, "panel.dossier", &record.title, None, &record.id)
                    .await
            })
        })
        .await?;
    Ok(drawn)
}

async fn composed(service: &Service, tx: &mut dyn Tx, record: &PanelRecord) -> Result<Report> {
    let date = |at| dates::date(&service.settings.timezone, at);
    let results = of_panel(tx, record).await?;
    let (experts, ratings) = (
        tx.experts(&record.id).await?,
        tx.ratings_of_panel(&record.id).await?,
    );
    let mut material = Vec::with_capacity(results.questions.len());
    for result in &results.questions {
        material.push(question(tx, result, &date).await?);
    }
    let questions: Vec<DossierQuestion> = material
        .iter()
        .map(|(asked, evidence, adopted, uses)| DossierQuestion {
            asked,
            evidence,
            adopted: adopted.clone(),
            assessments: *uses,
        })
        .collect();
    let (taken_out, members): (Vec<&ExpertRecord>, Vec<&ExpertRecord>) =
        experts.iter().partition(|expert| expert.state == "revoked");
    let members: Vec<DossierExpert> = members
        .iter()
        .map(|expert| member(expert, &ratings))
        .filter(|member| member.rated > 0)
        .collect();
    let removed: Vec<DossierRemoval> = taken_out
        .iter()
        .map(|expert| DossierRemoval {
            on: expert.revoked_at.map(&date).unwrap_or_default(),
            reason: expert.revoked_reason.as_deref().unwrap_or_default(),
        })
        .collect();
    Ok(compose(&DossierInput {
        organisation: &service.settings.organisation,
        panel: &record.title,
        panel_id: &record.id,
        purpose: &record.purpose,
        bank: &record.bank_title,
        started: &format!("{} by {}", date(record.created_at), record.created_by),
        closed: record.closed_at.map(&date).as_deref(),
        composed: &date(service.now()),
        invited: experts.len(),
        experts: &members,
        removed: &removed,
        questions: &questions,
        queue: &results.queue,
    }))
}

type Material = (
    QuestionVersion,
    QuestionEvidence,
    Option<DossierAdoption>,
    usize,
);

/// What the dossier says of one question; its uses are those of the version rated and of the one that carries its key.
async fn question(
    tx: &mut dyn Tx,
    result: &QuestionResult,
    date: impl Fn(domain::time::Timestamp) -> String,
) -> Result<Material> {
    let mut uses = tx
        .question_uses(&result.asked.id.to_string(), None)
        .await?
        .len();
    let mut adopted = None;
    if let Some(taken) = &result.adopted {
        let id = taken.version.to_string();
        uses += tx.question_uses(&id, None).await?.len();
        let found = tx.question_versions(&[id]).await?;
        let number = found.first().map_or(0, |version| version.version);
        adopted = Some(DossierAdoption {
            version: u32::try_from(number).unwrap_or(0),
            by: taken.by.clone(),
            on: date(taken.at),
        });
    }
    Ok((result.asked.clone(), result.evidence.clone(), adopted, uses))
}

fn member<'a>(expert: &'a ExpertRecord, ratings: &[RatingRecord]) -> DossierExpert<'a> {
    let own = ratings
        .iter()
        .filter(|rating| rating.expert_id == expert.id && rating.complete);
    DossierExpert {
        name: expert.named.then_some(expert.name.as_str()),
        role: &expert.role,
        rated: own.count(),
        finished: expert.state == "finished",
    }
}
