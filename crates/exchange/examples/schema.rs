//! Writes the JSON Schemas of bank and blueprint files from the Rust types.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let banks = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks");
    let write = |name: &str, schema: serde_json::Value| {
        std::fs::write(banks.join(name), format!("{schema:#}\n"))
    };
    write("schema.json", exchange::bank_file::json_schema())?;
    write(
        "../blueprints/schema.json",
        exchange::blueprint_file::json_schema(),
    )
}
