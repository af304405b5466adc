//! The manifest of a package: what the bank is, which file holds which item, and the keywords of each.

use super::write::identifier;
use crate::conversion::import::Import;
use crate::conversion::{info, labels};
use crate::qti::Version;
use crate::xml::Element;
use domain::bank::Bank;

const MARK: &str = "attune:bank:";
/// Fields that have an element of their own.
const IN_METADATA: [&str; 4] = ["title", "description", "locale", "licence"];
const LOM: &str = "http://ltsc.ieee.org/xsd/LOM";

/// An item that the manifest lists.
pub(super) struct Listed {
    pub path: String,
    pub keywords: Vec<String>,
}

pub(super) struct Contents {
    pub items: Vec<Listed>,
    /// The types of what else is listed.
    pub others: Vec<String>,
}

/// Where an item lies in the package.
pub(super) fn path(question: &str) -> String {
    format!("items/{question}.xml")
}

pub(super) fn write(bank: &Bank, version: Version) -> Element {
    let (space, schema, schema_version, kind) = match version {
        Version::V2_2 => (
            "http://www.imsglobal.org/xsd/imscp_v1p1",
            "QTIv2.2 Package",
            "1.0.0",
            "imsqti_item_xmlv2p2",
        ),
        Version::V3_0 => (
            "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
            "QTI Package",
            "3.0.0",
            "imsqti_item_xmlv3p0",
        ),
    };
    let metadata = Element::new("metadata").holding([
        Element::new("schema").saying(schema),
        Element::new("schemaversion").saying(schema_version),
        describe(bank),
    ]);
    let resources = bank.questions.iter().map(|question| {
        let path = path(&question.id);
        let general =
            Element::new("general").holding(labels::write(question).into_iter().map(keyword));
        Element::new("resource")
            .with("identifier", format!("item-{}", question.id))
            .with("type", kind)
            .with("href", path.as_str())
            .holding([
                Element::new("metadata")
                    .holding([Element::new("lom").with("xmlns", LOM).holding([general])]),
                Element::new("file").with("href", path.as_str()),
            ])
    });
    Element::new("manifest")
        .with("xmlns", space)
        .with("identifier", identifier(&bank.info.id))
        .holding([
            metadata,
            Element::new("organizations"),
            Element::new("resources").holding(resources),
        ])
}

fn describe(bank: &Bank) -> Element {
    let info = &bank.info;
    let string = |text: &str| {
        Element::new("string")
            .with("language", info.locale.as_str())
            .saying(text)
    };
    let mut general = Element::new("general").holding([
        Element::new("title").holding([string(&info.title)]),
        Element::new("language").saying(info.locale.as_str()),
    ]);
    if !info.description.is_empty() {
        general =
            general.holding([Element::new("description").holding([string(&info.description)])]);
    }
    general = general.holding(notes(bank).into_iter().map(keyword));
    let rights = Element::new("rights")
        .holding([Element::new("description").holding([string(&info.licence)])]);
    Element::new("lom")
        .with("xmlns", LOM)
        .holding([general, rights])
}

fn keyword(text: String) -> Element {
    Element::new("keyword").holding([Element::new("string")
        .with("language", "x-none")
        .saying(text)])
}

/// What metadata has no element for.
fn notes(bank: &Bank) -> Vec<String> {
    let own = info::write(&bank.info)
        .into_iter()
        .filter(|(field, _)| !IN_METADATA.contains(field));
    own.map(|(field, value)| format!("{MARK}{field}={value}"))
        .collect()
}

/// What the manifest at `folder` lists; what it says of the bank goes to `import`.
pub(super) fn read(manifest: &Element, folder: &str, import: &mut Import) -> Contents {
    if let Some(metadata) = manifest.child("metadata") {
        read_description(metadata, import);
    }
    let mut contents = Contents {
        items: Vec::new(),
        others: Vec::new(),
    };
    for resource in manifest.descendants("resource") {
        let kind = resource.attribute("type").unwrap_or_default();
        let href = resource.attribute("href").unwrap_or_default();
        if kind.starts_with("imsqti_item") || kind.starts_with("imsqti_apipitem") {
            let keywords = resource.child("metadata").map(keywords).unwrap_or_default();
            let path = join(folder, href);
            contents.items.push(Listed { path, keywords });
        } else if !contents.others.iter().any(|other| other == kind) {
            contents.others.push(kind.to_owned());
        }
    }
    contents
}

/// A path below the manifest's folder, without steps that lead nowhere; steps upwards stay and are found nowhere.
fn join(folder: &str, href: &str) -> String {
    let href = href
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .replace("%20", " ");
    let parts = folder
        .split('/')
        .chain(href.split('/'))
        .filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

fn keywords(metadata: &Element) -> Vec<String> {
    metadata
        .descendants("keyword")
        .into_iter()
        .map(|keyword| keyword.text().trim_ascii().to_owned())
        .collect()
}

fn read_description(metadata: &Element, import: &mut Import) {
    let general = metadata.descendants("general").into_iter().next();
    let rights = metadata.descendants("rights").into_iter().next();
    let text = |parent: Option<&Element>, name: &str| {
        let text = parent?.child(name)?.text().trim_ascii().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let places = [
        (general, "title"),
        (general, "description"),
        (general, "language"),
        (rights, "description"),
    ];
    let found = IN_METADATA.into_iter().zip(places);
    let mut fields: Vec<(String, String)> = found
        .filter_map(|(field, (parent, name))| Some((field.to_owned(), text(parent, name)?)))
        .collect();
    for note in keywords(metadata) {
        let own = note
            .strip_prefix(MARK)
            .and_then(|note| note.split_once('='));
        fields.extend(own.map(|(field, value)| (field.to_owned(), value.to_owned())));
    }
    info::read(&fields, import);
}
