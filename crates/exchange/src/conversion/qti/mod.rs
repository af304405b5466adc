//! Packages of QTI 2.2 and 3.0: a zip file with a manifest and a file for each item. Key values, tags and the bank's
//! own description travel as keywords in the manifest; other programs keep or ignore them, none needs them.

mod key;
mod manifest;
mod read;
mod scoring;
mod shape;
mod write;

use super::archive::{Archive, ArchiveError};
use super::difference::loss;
use super::import::{Import, MAX_QUESTIONS};
use super::{LossKind, WriteError, Written};
use crate::qti::{Version, names};
use crate::xml::{self, Element};
use domain::bank::Bank;
use domain::question::Format;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub(super) fn write_package(bank: &Bank, version: Version) -> Result<Written, WriteError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The same bank is the same file, whenever it is written.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut add = |name: &str, text: String| -> Result<(), WriteError> {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
        Ok(())
    };
    add("imsmanifest.xml", manifest::write(bank, version).document())?;
    let space = match version {
        Version::V2_2 => "http://www.imsglobal.org/xsd/imsqti_v2p2",
        Version::V3_0 => "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    };
    for question in &bank.questions {
        let item = names::to_version(write::item(question, &bank.info.locale), version);
        add(
            &manifest::path(&question.id),
            item.with("xmlns", space).document(),
        )?;
    }
    let bytes = zip.finish()?.into_inner();
    Ok(Written {
        bytes,
        losses: declared(bank),
    })
}

/// What other programs make of it.
fn declared(bank: &Bank) -> Vec<super::Loss> {
    let mut losses = vec![
        loss(None, "key", LossKind::Kept, "as keywords of the package"),
        loss(
            None,
            "authors",
            LossKind::Kept,
            "as keywords of the package",
        ),
    ];
    for question in &bank.questions {
        let mut kept = |field: &str, why: &str| {
            losses.push(loss(Some(&question.id), field, LossKind::Kept, why))
        };
        for field in [
            "kind",
            "allowed_formats",
            "channel",
            "direction",
            "sector",
            "competencies",
            "asks",
            "difficulty",
            "reading_seconds",
            "options.style",
        ] {
            kept(field, "as keywords, which other programs may ignore");
        }
        kept(
            "options.value",
            "as the share that an answer scores; the value itself as a keyword",
        );
        kept("options.reason", "as a rubric for scorers");
        if question.substitute.is_some() {
            kept(
                "substitute",
                "as a keyword, which other programs may ignore",
            );
        }
        if question.content_note.is_some() {
            kept("content_note", "as a part of the text");
        }
        if question.customer_record.is_some() {
            kept("customer_record", "as a part of the text");
        }
        if question.format == Format::MostLeast && !bank.info.locale.starts_with("en") {
            kept("format", "its two columns are headed in English");
        }
    }
    losses
}

/// Reads a package, or one item.
pub(super) fn read_package(bytes: &[u8], import: &mut Import) {
    let result = Archive::open(bytes).and_then(|mut archive| read_archive(&mut archive, import));
    if let Err(error) = result {
        import.error(1, "", error.to_string());
    }
}

/// One item of its own, without a manifest.
pub(super) fn read_single(element: Element, import: &mut Import) {
    let place = (String::new(), element.line);
    read::item(element, &[], place, import);
}

fn read_archive(archive: &mut Archive, import: &mut Import) -> Result<(), ArchiveError> {
    let depth = |name: &&String| name.matches('/').count();
    let found = archive
        .names()
        .iter()
        .filter(|name| name.rsplit('/').next() == Some("imsmanifest.xml"));
    let Some(path) = found.min_by_key(depth).cloned() else {
        import.error(
            1,
            "",
            "The zip file holds no imsmanifest.xml: it is no QTI package.",
        );
        return Ok(());
    };
    let bytes = archive.read(&path)?.unwrap_or_default();
    let place = |line| (path.clone(), line);
    let manifest = match xml::parse(&bytes) {
        Ok(manifest) => manifest,
        Err(error) => {
            import.error_at(&place(error.line), None, "", error.message);
            return Ok(());
        }
    };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let contents = manifest::read(&manifest, folder, import);
    if contents.items.is_empty() {
        import.error_at(&place(1), None, "resources", "The manifest lists no items.");
    }
    for other in contents.others {
        let why = format!("resources of the type `{other}` have no place in a bank");
        import.loss(None, "resources", LossKind::Dropped, &why);
    }
    for item in contents.items.into_iter().take(MAX_QUESTIONS + 1) {
        let here = |line| (item.path.clone(), line);
        let Some(bytes) = archive.read(&item.path)? else {
            import.error_at(
                &here(1),
                None,
                "",
                "The manifest lists this file, but it is not there.",
            );
            continue;
        };
        match xml::parse(&bytes) {
            Ok(element) => read::item(element, &item.keywords, here(1), import),
            Err(error) => import.error_at(&here(error.line), None, "", error.message),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
