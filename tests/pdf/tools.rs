//! The programs that judge a PDF: qpdf its structure, poppler what a reader sees. Missing ones fail the test.

use serde_json::Value;
use std::io::Write;
use std::process::Command;

/// A PDF in a file of its own, looked at from outside.
pub struct Pdf {
    file: tempfile::NamedTempFile,
}

/// What `pdffonts` says of one font.
#[derive(Debug, PartialEq, Eq)]
pub struct Font {
    pub name: String,
    pub embedded: bool,
    pub subset: bool,
    /// Its glyphs lead back to letters, so that text can be searched and read aloud.
    pub unicode: bool,
}

impl Pdf {
    /// # Panics
    /// When the file cannot be written.
    pub fn new(bytes: &[u8]) -> Self {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(bytes).expect("writes");
        Self { file }
    }

    /// Runs a program on the file, and wants it content and silent about trouble.
    fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let output = Command::new(program)
            .args(before)
            .arg(self.file.path())
            .args(after)
            .output()
            .unwrap_or_else(|cause| {
                panic!(
                    "{program} could not be run ({cause}). The PDF tests need qpdf and poppler's tools; on Debian: \
                     apt-get install qpdf poppler-utils"
                )
            });
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        // Poppler writes what a title holds beyond 16 bits as two halves, which is not UTF-8.
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && errors.is_empty(),
            "{program}: {}\n{errors}\n{text}",
            output.status
        );
        text
    }

    /// qpdf finds nothing wrong.
    pub fn check(&self) {
        let verdict = self.run("qpdf", &["--check"], &[]);
        assert!(
            verdict.contains("No syntax or stream encoding errors found"),
            "{verdict}"
        );
        assert!(!verdict.to_lowercase().contains("warning"), "{verdict}");
    }

    pub fn fonts(&self) -> Vec<Font> {
        let table = self.run("pdffonts", &[], &[]);
        let font = |line: &str| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            // Name, type (of several words), encoding, emb, sub, uni, object number and generation.
            let flags = &cells[cells.len() - 5..cells.len() - 2];
            Font {
                name: cells[0].to_owned(),
                embedded: flags[0] == "yes",
                subset: flags[1] == "yes",
                unicode: flags[2] == "yes",
            }
        };
        table.lines().skip(2).map(font).collect()
    }

    /// The text of each page in reading order.
    pub fn pages(&self) -> Vec<String> {
        let text = self.run("pdftotext", &["-enc", "UTF-8"], &["-"]);
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        assert_eq!(pages.pop().as_deref(), Some(""), "each page ends");
        pages
    }

    /// The text in the order in which the file holds it.
    pub fn written(&self) -> String {
        self.run("pdftotext", &["-enc", "UTF-8", "-raw"], &["-"])
    }

    /// Words that reach beyond the edge of their page.
    pub fn words_outside(&self) -> Vec<String> {
        let boxes = self.run("pdftotext", &["-enc", "UTF-8", "-bbox"], &["-"]);
        let (mut width, mut height) = (0.0, 0.0);
        let mut outside = Vec::new();
        let number = |line: &str, name: &str| -> f64 {
            tests::between(line, &format!("{name}=\""), "\"")
                .and_then(|text| text.parse().ok())
                .expect("a number")
        };
        for line in boxes.lines().map(str::trim) {
            if line.starts_with("<page ") {
                (width, height) = (number(line, "width"), number(line, "height"));
            } else if line.starts_with("<word ")
                && (number(line, "xMin") < 0.0
                    || number(line, "yMin") < 0.0
                    || number(line, "xMax") > width
                    || number(line, "yMax") > height)
            {
                outside.push(line.to_owned());
            }
        }
        assert!(width > 0.0, "there is a page");
        outside
    }

    /// What `pdfinfo` says under a name.
    pub fn info(&self, name: &str) -> String {
        let all = self.run("pdfinfo", &[], &[]);
        let line = all
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    }

    /// Title and page of each bookmark.
    pub fn bookmarks(&self) -> Vec<(String, u64)> {
        let json = self.run("qpdf", &["--json=1", "--json-key=outlines"], &[]);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let entries = json["outlines"].as_array().expect("a list");
        entries
            .iter()
            .map(|entry| {
                let title = entry["title"].as_str().expect("a title").to_owned();
                (title, entry["destpageposfrom1"].as_u64().expect("a page"))
            })
            .collect()
    }

    /// The document's catalogue.
    pub fn catalogue(&self) -> Value {
        let json = self.run("qpdf", &["--json=1", "--json-key=objects"], &[]);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let objects = json["objects"].as_object().expect("objects");
        objects
            .values()
            .find(|object| object["/Type"] == "/Catalog")
            .expect("a catalogue")
            .clone()
    }
}
