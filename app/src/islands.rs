//! The islands: parts of a page that do more once the browser runs their wasm.
//!
//! One island a file. An island improves what already works without it; it takes its data and its words as props (no
//! children, no Suspense), writes nothing but valid HTML, and uses the browser's own `fetch`. It never holds a key, a
//! rule or a text of its own.
//!
//! The server compiles all of them, to render them; a browser bundle holds the islands of its feature only. To add one:
//! write `islands/<name>.rs`, and declare it here under `ssr` and the features of the bundles that need it.
//! After hydration the element `<leptos-island>` carries `data-hydrated`.

#[cfg(any(feature = "ssr", feature = "candidate"))]
mod answer_saver;
#[cfg(any(feature = "ssr", feature = "staff"))]
mod builder_autosave;
#[cfg(any(feature = "ssr", feature = "staff"))]
mod copy_button;
#[cfg(any(feature = "ssr", feature = "candidate", feature = "staff"))]
mod local_time;
#[cfg(any(feature = "ssr", feature = "candidate"))]
pub use answer_saver::{AnswerSaver, SaverWords};
#[cfg(any(feature = "ssr", feature = "staff"))]
pub use builder_autosave::BuilderAutosave;
#[cfg(any(feature = "ssr", feature = "staff"))]
pub use copy_button::CopyButton;
#[cfg(any(feature = "ssr", feature = "candidate", feature = "staff"))]
pub use local_time::LocalTime;
