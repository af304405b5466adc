//! Uploading a file of a bank, and what is decided about it. The file is stored as it comes; what is too much is read
//! past, not kept, so that the answer can say so.

use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::pages::imports::start::{Chosen, form};
use crate::pages::imports::upload;
use crate::pages::intakes::refused;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use domain::ids::UploadId;
use service::banks::by_code;
use service::banks::uploads::{self, Choices, LARGEST, Receiving};
use service::principal::Admin;
use service::{Error, Service};

/// The most bytes of a field that is no file.
const TEXT: usize = 200;

/// POST /imports
pub async fn receive(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    request: Request,
) -> Answer {
    let mut posted = Posted::default();
    let read = posted.read(&state.service, &admin, request).await;
    let Posted { chosen, file } = posted;
    let received = match (read, file) {
        (Ok(()), Some(file)) => {
            file.finish(&state.service, &chosen.format, &chosen.bank)
                .await
        }
        (Ok(()), None) => Err(Error::field("file", "Choose a file.")),
        (Err(error), file) => {
            if let Some(file) = file {
                // What cannot be erased now is erased when its time is over.
                drop(file.drop_it(&state.service).await);
            }
            Err(error)
        }
    };
    match received {
        Ok(id) => Ok(upload::back(id)),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            form(&ctx, &state, &admin, chosen, field_errors(&errors)).await
        }
        Err(error) => refused(&ctx, "/imports", error),
    }
}

/// POST /imports/{upload}: confirm, compare again or cancel.
pub async fn decide(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let id: UploadId = id.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let done = match typed.get("do") {
        Some("confirm") => uploads::confirm(service, &admin, id, choices(&typed)).await,
        Some("again") => uploads::again(service, &admin, id).await,
        Some("cancel") => match uploads::cancel(service, &admin, id).await {
            Ok(()) => return Ok(upload::cancelled()),
            Err(error) => Err(error),
        },
        _ => Err(Error::Refused(
            "This form arrived incomplete. Nothing was changed.".into(),
        )),
    };
    match done {
        Ok(()) => {
            let page = uploads::page(service, &admin, id, None, 1).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            match page.result {
                Some(_) => Ok(upload::answer(&ctx, &page, 1, &typed, Default::default())),
                None => Ok(upload::back(id)),
            }
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let page = uploads::page(service, &admin, id, None, 1).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let errors = field_errors(&errors);
            Ok(upload::answer(&ctx, &page, 1, &typed, errors))
        }
        Err(Error::Conflict(words)) if !ctx.wants_json => Ok(see_other_saying(
            &format!("/imports/{id}"),
            Tone::Care,
            &words,
        )),
        Err(error) => refused(&ctx, &format!("/imports/{id}"), error),
    }
}

fn choices(typed: &Typed) -> Choices {
    Choices {
        missing: typed.get("missing").and_then(by_code).unwrap_or_default(),
        describe: typed.get("describe").is_some(),
        id: typed.or("id", ""),
        title: typed.or("title", ""),
        visibility: typed.get("visibility").and_then(by_code),
    }
}

/// What came of the form so far.
#[derive(Default)]
struct Posted {
    chosen: Chosen,
    file: Option<Receiving>,
}

impl Posted {
    /// Reads the form to its end.
    async fn read(
        &mut self,
        service: &Service,
        admin: &Admin,
        request: Request,
    ) -> Result<(), Error> {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| damaged())?;
        while let Some(field) = form.next_field().await.map_err(|_| damaged())? {
            match field.name().unwrap_or_default() {
                "bank" => self.chosen.bank = text(field).await?,
                "format" => self.chosen.format = text(field).await?,
                "file" if self.file.is_none() => {
                    let name = field.file_name().unwrap_or_default().to_owned();
                    match uploads::begin(service, admin, &name).await {
                        Ok(file) => take(service, self.file.insert(file), field).await?,
                        Err(error) => {
                            pass_by(field).await?;
                            return Err(error);
                        }
                    }
                }
                _ => return Err(damaged()),
            }
        }
        Ok(())
    }
}

/// Stores the file up to its limit; the rest is read and dropped.
async fn take(service: &Service, file: &mut Receiving, mut field: Field<'_>) -> Result<(), Error> {
    while let Some(chunk) = field.chunk().await.map_err(|_| damaged())? {
        // One byte more than the limit tells that it is too large.
        let room = (LARGEST + 1).saturating_sub(file.size());
        let kept = chunk.get(..room.min(chunk.len())).unwrap_or_default();
        file.add(service, kept).await?;
    }
    Ok(())
}

async fn pass_by(mut field: Field<'_>) -> Result<(), Error> {
    while field.chunk().await.map_err(|_| damaged())?.is_some() {}
    Ok(())
}

async fn text(mut field: Field<'_>) -> Result<String, Error> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| damaged())? {
        text.extend_from_slice(&chunk);
        if text.len() > TEXT {
            return Err(damaged());
        }
    }
    String::from_utf8(text).map_err(|_| damaged())
}

fn damaged() -> Error {
    Error::Refused(
        "The form arrived damaged, incomplete or far too large. Nothing was kept; please try again.".into(),
    )
}
