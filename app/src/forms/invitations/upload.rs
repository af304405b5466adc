//! A multipart form with a list in it, read to its end but kept only as far as a list may be long.

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use service::Error;
use std::collections::BTreeMap;

/// One byte more than a list may have: enough to see that it is too long.
const KEPT: usize = 5 * 1024 * 1024 + 1;
const FIELDS: [&str; 5] = ["name", "email", "people", "file", "how"];

/// The fields of the form, each once.
#[derive(Debug, Default)]
pub struct Posted(BTreeMap<&'static str, Vec<u8>>);

impl Posted {
    /// # Errors
    /// [`Error::Refused`] for a form that is damaged, or has fields that do not belong to it.
    pub async fn read(request: Request) -> Result<Self, Error> {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| damaged())?;
        let mut posted = Self::default();
        while let Some(field) = form.next_field().await.map_err(|_| damaged())? {
            let name = field.name().unwrap_or_default();
            let name = FIELDS
                .into_iter()
                .find(|known| *known == name)
                .ok_or_else(damaged)?;
            let content = read_field(field).await?;
            if posted.0.insert(name, content).is_some() {
                return Err(damaged());
            }
        }
        Ok(posted)
    }

    pub fn bytes(&self, field: &str) -> &[u8] {
        self.0.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn text(&self, field: &str) -> String {
        String::from_utf8_lossy(self.bytes(field)).into_owned()
    }

    /// The list and the field it came in; one person becomes a list of one.
    pub fn list(&self) -> (&'static str, Vec<u8>) {
        if self.0.contains_key("file") {
            return ("file", self.bytes("file").to_vec());
        }
        if self.0.contains_key("people") {
            return ("people", self.bytes("people").to_vec());
        }
        let cell = |field: &str| format!("\"{}\"", self.text(field).replace('"', "\"\""));
        let one = format!("name,email\n{},{}\n", cell("name"), cell("email"));
        ("email", one.into_bytes())
    }
}

/// The content, cut at [`KEPT`]; the rest is read and dropped.
async fn read_field(mut field: Field<'_>) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| damaged())? {
        let room = KEPT - content.len();
        content.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
    }
    Ok(content)
}

fn damaged() -> Error {
    Error::Refused(
        "The form arrived damaged or incomplete. Nothing was sent; please try again.".into(),
    )
}
