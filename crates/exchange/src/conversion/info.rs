//! What a bank says of itself as fields and values, for formats that can carry such a list.

use super::import::Import;
use super::labels;
use domain::bank::{BankInfo, Key};

/// Every field, authors one by one.
pub(super) fn write(info: &BankInfo) -> Vec<(&'static str, String)> {
    let key = &info.key;
    let mut all = vec![
        ("id", info.id.clone()),
        ("title", info.title.clone()),
        ("description", info.description.clone()),
        ("locale", info.locale.clone()),
        ("licence", info.licence.clone()),
    ];
    all.extend(info.authors.iter().map(|author| ("author", author.clone())));
    all.push(("provenance", labels::name(&key.provenance)));
    all.push(("status", labels::name(&key.status)));
    all.push(("visibility", labels::name(&key.visibility)));
    all.extend(key.experts.map(|experts| ("experts", experts.to_string())));
    all.extend(key.date.clone().map(|date| ("date", date)));
    all.extend(key.icc2k.map(|icc| ("icc2k", icc.to_string())));
    all
}

/// Gives `import` what the list says; a key only as a whole.
pub(super) fn read(fields: &[(String, String)], import: &mut Import) {
    let all = |wanted: &str| -> Vec<&str> {
        let own = fields.iter().filter(|(field, _)| field == wanted);
        own.map(|(_, value)| value.as_str()).collect()
    };
    let one = |wanted: &str| all(wanted).first().copied();
    let info = &mut import.info;
    for (field, target) in [
        ("id", &mut info.id),
        ("title", &mut info.title),
        ("description", &mut info.description),
        ("locale", &mut info.locale),
        ("licence", &mut info.licence),
    ] {
        if let Some(text) = one(field) {
            *target = text.to_owned();
            import.told.insert(field);
        }
    }
    let authors = all("author");
    if !authors.is_empty() {
        info.authors = authors.into_iter().map(str::to_owned).collect();
        import.told.insert("authors");
    }
    if let (Some(provenance), Some(status), Some(visibility)) = (
        one("provenance").and_then(labels::named),
        one("status").and_then(labels::named),
        one("visibility").and_then(labels::named),
    ) {
        import.told.insert("key");
        info.key = Key {
            provenance,
            status,
            visibility,
            experts: one("experts").and_then(|text| text.parse().ok()),
            date: one("date").map(str::to_owned),
            icc2k: one("icc2k").and_then(|text| text.parse().ok()),
        };
    }
}
