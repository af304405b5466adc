//! Writes `question-banks/schema.json`, the JSON Schema of bank files, from the Rust types.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks/schema.json");
    let schema = exchange::bank_file::json_schema();
    std::fs::write(path, format!("{schema:#}\n"))
}
