//! A form as it was typed: pairs in order, names may repeat. For forms whose fields depend on what they are about, and
//! to show them again as they were.

use crate::failure::Failure;
use crate::shell::PageContext;
use axum::Form;
use axum::RequestExt;
use axum::extract::{FromRequest, Request};
use service::Error;

/// What was posted; empty before anything was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// The first value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// What was typed, or `stored` before anything was.
    pub fn or(&self, name: &str, stored: impl Into<String>) -> String {
        self.get(name).map_or_else(|| stored.into(), str::to_owned)
    }

    /// Whether a box is ticked, or `stored` before anything was posted: an empty box posts nothing.
    pub fn ticked(&self, name: &str, stored: bool) -> bool {
        if self.0.is_empty() {
            stored
        } else {
            self.get(name).is_some()
        }
    }

    /// Every value of a field that may repeat.
    pub fn all<'t>(&'t self, name: &str) -> impl Iterator<Item = &'t str> {
        self.0
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// The fields whose names begin so, by the rest of their names.
    pub fn beginning<'t>(&'t self, start: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.0
            .iter()
            .filter_map(move |(field, value)| Some((field.strip_prefix(start)?, value.as_str())))
    }

    /// A number with a point or a comma; not a number when it is none, which no range contains.
    pub fn number(&self, name: &str) -> f64 {
        let text = self.get(name).unwrap_or_default().trim().replace(',', ".");
        text.parse().unwrap_or(f64::NAN)
    }
}

impl FromIterator<(String, String)> for Typed {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Failure> {
        let ctx = request.extract_parts::<PageContext>().await;
        let ctx = ctx.unwrap_or_else(|_| PageContext::bare("", "/"));
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(_) => Err(ctx.failure(Error::Refused(
                "This form arrived incomplete or too large. Reload the page and try again.".into(),
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_what_was_typed() {
        let fields = [
            ("q", "b"),
            ("q", "a"),
            ("weight-b", "1,5"),
            ("weight-a", "x"),
            ("on", "yes"),
        ];
        let typed: Typed = fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(typed.all("q").collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(typed.number("weight-b"), 1.5);
        assert!(typed.number("weight-a").is_nan() && typed.number("none").is_nan());
        assert_eq!(
            typed
                .beginning("weight-")
                .map(|(rest, _)| rest)
                .collect::<Vec<_>>(),
            ["b", "a"]
        );
        assert!(typed.ticked("on", false) && !typed.ticked("off", true));
        assert!(Typed::default().ticked("off", true));
        assert_eq!(typed.or("title", "Stored"), "Stored");
    }
}
