//! The last step: pages become a PDF file. printpdf embeds and subsets the fonts; what it does not know (language,
//! structure, outline, fixed identifiers) is added to its document through lopdf. The same report gives the same bytes:
//! font names and the file's id come from the report's hash, and no date is written.

use crate::ReportError;
use crate::canvas::{FontNames, hundredths};
use crate::face::Face;
use crate::file;
use crate::page::{Bookmark, Drawn, Sheet};
use crate::structure;
use crate::tags::Tags;
use crate::text::one_line;
use crate::words;
use domain::report::Report;
use lopdf::{
    Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary, text_string,
};
use printpdf::{FontId, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, PdfWarnMsg, Pt, Rect};

/// Names of the faces from the report's hash: six capitals, as a subset font's tag must be.
pub fn font_names(hash: &[u8; 32]) -> FontNames {
    let name = |from: usize| {
        (0..6)
            .map(|index| char::from(b'A' + hash[from + index] % 26))
            .collect::<String>()
    };
    // The first letter differs, so that two faces never share a name.
    let letter = char::from(b'A' + hash[12] % 25);
    let other = char::from(letter as u8 + 1);
    [
        format!("{letter}{}", &name(0)[1..]),
        format!("{other}{}", &name(6)[1..]),
    ]
}

/// Writes the file.
pub fn finish(
    report: &Report,
    sheet: Sheet,
    tags: &Tags,
    drawn: Drawn,
    fonts: &FontNames,
    hash: &[u8; 32],
) -> Result<Vec<u8>, ReportError> {
    let mut source = PdfDocument::new(&report.title);
    for (face, name) in Face::ALL.into_iter().zip(fonts) {
        source
            .resources
            .fonts
            .map
            .insert(FontId(name.clone()), PdfFont::new(face.parsed().clone()));
    }
    let frame = Rect::from_wh(Pt(sheet.width), Pt(sheet.height));
    let page = |ops| PdfPage {
        media_box: frame.clone(),
        trim_box: frame.clone(),
        crop_box: frame.clone(),
        ops,
    };
    source.pages = drawn.pages.into_iter().map(page).collect();
    let mut warnings: Vec<PdfWarnMsg> = Vec::new();
    let mut document =
        printpdf::serialize::to_lopdf_doc(&source, &PdfSaveOptions::default(), &mut warnings);
    if let Some(problem) = warnings.first() {
        return Err(ReportError::Drawing(problem.msg.clone()));
    }
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let root = structure::add(&mut document, tags, &pages, &drawn.owners, &drawn.frames)?;
    let outline = outline(&mut document, &drawn.bookmarks, &pages);
    let metadata = metadata(&mut document, report);
    let catalog = document.catalog_mut()?;
    describe(catalog, report, root, metadata);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", "UseOutlines");
    }
    identify(&mut document, report, hash);
    file::write(document)
}

/// What the catalog says about the document as a whole.
fn describe(catalog: &mut Dictionary, report: &Report, root: ObjectId, metadata: ObjectId) {
    catalog.set("Lang", text_string(&report.language));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set(
        "ViewerPreferences",
        dictionary! { "DisplayDocTitle" => true },
    );
    catalog.set("StructTreeRoot", root);
    catalog.set("Metadata", metadata);
    catalog.set("PageMode", "UseNone");
}

/// Title and identifiers. The /ID holds the report's hash: there is no randomness and no clock in a report.
fn identify(document: &mut Document, report: &Report, hash: &[u8; 32]) {
    let info = dictionary! { "Title" => text_string(&one_line(&report.title)), "Producer" => text_string(words::BRAND) };
    let info = document.add_object(info);
    if let Some(replaced) = document
        .trailer
        .get(b"Info")
        .ok()
        .and_then(|old| old.as_reference().ok())
    {
        document.objects.remove(&replaced);
    }
    document.trailer.set("Info", info);
    let half = |range: std::ops::Range<usize>| {
        Object::String(hash[range].to_vec(), StringFormat::Hexadecimal)
    };
    document.trailer.set("ID", vec![half(0..16), half(16..32)]);
}

/// The bookmarks, one a section, each leading to its heading.
fn outline(
    document: &mut Document,
    bookmarks: &[Bookmark],
    pages: &[ObjectId],
) -> Option<ObjectId> {
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| document.new_object_id()).collect();
    let (first, last) = (*ids.first()?, *ids.last()?);
    for (index, bookmark) in bookmarks.iter().enumerate() {
        let page = *pages.get(bookmark.page)?;
        let target = vec![
            page.into(),
            "XYZ".into(),
            Object::Null,
            hundredths(bookmark.y).into(),
            Object::Null,
        ];
        let mut entry = dictionary! { "Title" => text_string(&one_line(&bookmark.title)), "Parent" => root, "Dest" => target };
        if index > 0 {
            entry.set("Prev", ids[index - 1]);
        }
        if let Some(next) = ids.get(index + 1) {
            entry.set("Next", *next);
        }
        document.set_object(ids[index], entry);
    }
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    document.set_object(
        root,
        dictionary! { "Type" => "Outlines", "First" => first, "Last" => last, "Count" => count },
    );
    Some(root)
}

/// The same title and language once more as XMP, where archives look for them.
fn metadata(document: &mut Document, report: &Report) -> ObjectId {
    let title = escaped(&report.title);
    let language = escaped(&report.language);
    let xmp = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    );
    let entries = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    document.add_object(Stream::new(entries, xmp.into_bytes()).with_compression(false))
}

fn escaped(text: &str) -> String {
    one_line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn font_names_are_six_capitals_and_differ() {
        for seed in 0..=255u8 {
            let names = font_names(&[seed; 32]);
            assert!(
                names.iter().all(|name| name.len() == 6
                    && name.chars().all(|letter| letter.is_ascii_uppercase()))
            );
            assert_ne!(names[0], names[1]);
        }
    }

    #[test]
    fn titles_cannot_break_the_metadata() {
        assert_eq!(escaped("A & B <b>\u{0}"), "A &amp; B &lt;b&gt;");
    }
}
