//! Writes a seed for each fuzz target: `cargo run -p exchange --example seeds -- crates/exchange/fuzz/corpus`.

use exchange::conversion::{FileFormat, read, template_xlsx, write};
use std::path::Path;

const ITEM: &str = include_str!("../tests/fixtures/item.xml");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args()
        .nth(1)
        .ok_or("name the folder of the corpus")?;
    let template = read(FileFormat::Xlsx, "template", &template_xlsx()?);
    let bank = template.bank.ok_or("the template is a bank")?;
    let mut seeds = vec![(
        "qti_item",
        format!("{ITEM}\0{{\"RESPONSE\": \"A\"}}").into_bytes(),
    )];
    for (target, format) in [
        ("bank_file", FileFormat::Yaml),
        ("table", FileFormat::Csv),
        ("workbook", FileFormat::Xlsx),
        ("qti_package", FileFormat::Qti30),
        ("moodle", FileFormat::MoodleXml),
        ("gift", FileFormat::Gift),
    ] {
        seeds.push((target, write(format, &bank)?.bytes));
    }
    for (target, bytes) in seeds {
        let folder = Path::new(&folder).join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("seed"), bytes)?;
    }
    Ok(())
}
