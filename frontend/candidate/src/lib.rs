//! The browser's half of the candidate pages: their islands, and nothing else.

#![warn(clippy::expect_used)]

// The islands are called by name from the page; naming the crate keeps them in the wasm.
pub use app::islands;
use wasm_bindgen::prelude::wasm_bindgen;

/// Prepares the page for its islands. The page's script calls it once, before the first island.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
