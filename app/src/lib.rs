//! The pages of Attune: what people see and what their forms do.
//!
//! With the feature `ssr` this crate is the server's half: views rendered to HTML, form handlers and the asset manifest.
//! With `hydrate` it is the browser's half and holds nothing but [`islands`]. The two are never built together.
//!
//! It never contains SQL, scoring or a business rule: a handler takes the principal, calls one use case and maps the
//! outcome to a page (see [`shell`] for the shape of a handler).

#![warn(clippy::expect_used)]
// The type of a view holds the types of all views in it.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod assets;
#[cfg(feature = "ssr")]
pub mod auth;
#[cfg(feature = "ssr")]
pub mod dates;
#[cfg(feature = "ssr")]
pub mod failure;
#[cfg(feature = "ssr")]
pub mod flash;
#[cfg(feature = "ssr")]
pub mod forms;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(feature = "ssr")]
pub mod ui;
