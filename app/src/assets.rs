//! Which files the browser fetches, by logical name.
//!
//! `cargo xtask site` writes style sheets, scripts and wasm under names that contain a hash of their content, and a
//! manifest that maps `candidate.css` to `candidate.3f9a….css`. [`Assets`] is that manifest in memory. Serving the files
//! is the server's work; this module never reads a file.
//!
//! Without a manifest ([`Assets::none`]) every page still works: it has neither style sheet nor script.

use std::collections::BTreeMap;

use crate::shell::{Bundle, Sheet};

/// The path under which the server serves the files of `target/site`, with its trailing slash.
pub const ASSET_PATH: &str = "/assets/";

/// Logical name to URL path, for the files of one build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    paths: BTreeMap<String, String>,
}

/// The two files of an islands bundle, as URL paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BundlePaths<'a> {
    /// The JavaScript module that loads the wasm.
    pub script: &'a str,
    /// The wasm module.
    pub wasm: &'a str,
}

/// Why a manifest was refused.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The manifest is not a JSON object of strings.
    #[error("the asset manifest is not a JSON object of file names: {0}")]
    Json(#[from] serde_json::Error),
    /// A file name that is not a plain name in the site folder.
    #[error("the asset manifest maps {name:?} to {file:?}, which is not a plain file name")]
    FileName {
        /// The logical name.
        name: String,
        /// The refused file name.
        file: String,
    },
}

impl Assets {
    /// No files at all: pages without style sheet and script, for tests and for a build without `cargo xtask site`.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads `manifest.json`: an object of logical name to file name, both plain names such as `staff.css`.
    ///
    /// # Errors
    /// [`ManifestError`] if it is not such an object or a file name could leave the site folder.
    pub fn from_manifest(json: &[u8]) -> Result<Self, ManifestError> {
        let files: BTreeMap<String, String> = serde_json::from_slice(json)?;
        let paths = files
            .into_iter()
            .map(|(name, file)| {
                let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
                if file.is_empty() || file.starts_with('.') || !file.chars().all(plain) {
                    return Err(ManifestError::FileName { name, file });
                }
                let path = format!("{ASSET_PATH}{file}");
                Ok((name, path))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { paths })
    }

    /// The URL path of a file by its logical name, such as `icon.svg`.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.paths.get(name).map(String::as_str)
    }

    /// The URL path of a style sheet.
    pub fn sheet(&self, sheet: Sheet) -> Option<&str> {
        self.path(match sheet {
            Sheet::Candidate => "candidate.css",
            Sheet::Staff => "staff.css",
        })
    }

    /// The two files of an islands bundle; `None` if the page wants no islands or the build has none.
    pub fn bundle(&self, bundle: Bundle) -> Option<BundlePaths<'_>> {
        let (script, wasm) = match bundle {
            Bundle::None => return None,
            Bundle::Candidate => ("candidate.js", "candidate.wasm"),
            Bundle::Staff => ("staff.js", "staff.wasm"),
        };
        Some(BundlePaths {
            script: self.path(script)?,
            wasm: self.path(wasm)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_gives_hashed_paths() {
        let assets = Assets::from_manifest(
            br#"{"candidate.css":"candidate.3f9a.css","candidate.js":"candidate.11.js","candidate.wasm":"candidate.22.wasm"}"#,
        )
        .expect("a valid manifest");
        assert_eq!(
            assets.sheet(Sheet::Candidate),
            Some("/assets/candidate.3f9a.css")
        );
        assert_eq!(assets.sheet(Sheet::Staff), None);
        let bundle = assets
            .bundle(Bundle::Candidate)
            .expect("both files are there");
        assert_eq!(
            (bundle.script, bundle.wasm),
            ("/assets/candidate.11.js", "/assets/candidate.22.wasm")
        );
        assert_eq!(assets.bundle(Bundle::Staff), None);
        assert_eq!(assets.bundle(Bundle::None), None);
    }

    #[test]
    fn half_a_bundle_is_no_bundle() {
        let assets =
            Assets::from_manifest(br#"{"staff.js":"staff.1.js"}"#).expect("a valid manifest");
        assert_eq!(assets.bundle(Bundle::Staff), None);
    }

    #[test]
    fn names_that_could_leave_the_folder_are_refused() {
        for file in [
            "../secret",
            "a/b.css",
            "",
            ".hidden",
            "https://x.test/a.js",
            "a b.css",
        ] {
            let json = serde_json::json!({ "staff.css": file }).to_string();
            let refused = Assets::from_manifest(json.as_bytes());
            assert!(
                matches!(refused, Err(ManifestError::FileName { .. })),
                "{file:?} was accepted"
            );
        }
        assert!(matches!(
            Assets::from_manifest(b"[]"),
            Err(ManifestError::Json(_))
        ));
    }
}
