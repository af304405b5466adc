//! The folder of published files: named by content, compressed, listed in a manifest.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

const MANIFEST: &str = "manifest.json";

/// A site in the making. The manifest changes last, so that a broken run leaves the old site as it was.
pub struct Published {
    folder: PathBuf,
    manifest: BTreeMap<String, String>,
    kept: BTreeSet<String>,
}

impl Published {
    /// Begins a site in a folder, which is made if missing.
    pub fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest: BTreeMap::new(),
            kept: BTreeSet::from([MANIFEST.to_owned()]),
        })
    }

    /// Writes a file as `<stem>.<hash>.<extension>`, and beside it `.br` and `.gz` where they are smaller.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let (stem, extension) = name
            .rsplit_once('.')
            .with_context(|| format!("{name} has no extension"))?;
        let file = format!("{stem}.{}.{extension}", &hex(&Sha256::digest(&bytes))[..16]);
        for (suffix, packed) in [(".br", brotli(&bytes)?), (".gz", gzip(&bytes)?)] {
            if packed.len() < bytes.len() {
                self.write(format!("{file}{suffix}"), &packed)?;
            }
        }
        self.write(file.clone(), &bytes)?;
        self.manifest.insert(name.to_owned(), file);
        Ok(())
    }

    fn write(&mut self, file: String, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(&file);
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        self.kept.insert(file);
        Ok(())
    }

    /// Writes the manifest and removes the files of earlier sites.
    pub fn finish(self) -> Result<()> {
        let manifest = serde_json::to_vec_pretty(&self.manifest)?;
        let (path, draft) = (
            self.folder.join(MANIFEST),
            self.folder.join(".manifest.json"),
        );
        fs::write(&draft, manifest)
            .with_context(|| format!("{} cannot be written", draft.display()))?;
        fs::rename(&draft, &path)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !self
                .kept
                .contains(entry.file_name().to_string_lossy().as_ref())
            {
                fs::remove_file(entry.path())
                    .with_context(|| format!("{} cannot be removed", entry.path().display()))?;
            }
        }
        Ok(())
    }
}

/// Whether the folder has a manifest and every file it names.
pub fn is_complete(folder: &Path) -> bool {
    manifest(folder).is_ok_and(|files| files.values().all(|file| folder.join(file).is_file()))
}

/// Prints name, plain and compressed size of every file.
pub fn print_sizes(folder: &Path) -> Result<()> {
    let size = |file: &str| fs::metadata(folder.join(file)).map_or(0, |data| data.len());
    println!(
        "{:<20}{:>10}{:>10}{:>10}",
        "file", "plain", "brotli", "gzip"
    );
    for (name, file) in manifest(folder)? {
        let [plain, br, gz] = [
            size(&file),
            size(&format!("{file}.br")),
            size(&format!("{file}.gz")),
        ];
        println!("{name:<20}{plain:>10}{br:>10}{gz:>10}");
    }
    Ok(())
}

fn manifest(folder: &Path) -> Result<BTreeMap<String, String>> {
    let path = folder.join(MANIFEST);
    let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is not a manifest", path.display()))
}

/// One name for a set of named inputs and the recipe they go through.
pub fn fingerprint<'a>(
    inputs: impl Iterator<Item = (&'a str, &'a [u8])>,
    recipe: &'a str,
) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in std::iter::once(("recipe", recipe.as_bytes())).chain(inputs) {
        for part in [name.as_bytes(), bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 11, 22);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("attune-xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn files_are_named_by_content_compressed_and_listed() {
        let folder = folder("publish");
        let text = "a { color: red } ".repeat(200).into_bytes();
        let mut site = Published::new(&folder).expect("a new folder");
        site.add("staff.css", text.clone()).expect("written");
        site.add("tiny.svg", b"x".to_vec()).expect("written");
        fs::write(folder.join("old.css"), "old").expect("written");
        site.finish().expect("finished");

        let files = manifest(&folder).expect("a manifest");
        let sheet = &files["staff.css"];
        assert!(
            sheet.starts_with("staff.")
                && sheet.ends_with(".css")
                && sheet.len() == "staff.css".len() + 17,
            "{sheet}"
        );
        assert!(is_complete(&folder));
        let mut unpacked = Vec::new();
        let packed = fs::read(folder.join(format!("{sheet}.br"))).expect("a brotli form");
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_end(&mut unpacked)
            .expect("brotli");
        assert_eq!(unpacked, text);
        assert!(
            !folder.join(format!("{}.br", files["tiny.svg"])).exists(),
            "a form that is not smaller is not kept"
        );
        assert!(
            !folder.join("old.css").exists(),
            "files of earlier sites go"
        );
        fs::remove_file(folder.join(sheet)).expect("removed");
        assert!(!is_complete(&folder));
        fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn a_fingerprint_tells_inputs_apart() {
        let of =
            |inputs: &[(&str, &[u8])], recipe: &str| fingerprint(inputs.iter().copied(), recipe);
        let one = of(&[("a", b"b")], "1");
        assert_eq!(one, of(&[("a", b"b")], "1"));
        for other in [
            of(&[("a", b"c")], "1"),
            of(&[("ab", b"")], "1"),
            of(&[("a", b"b")], "2"),
            of(&[], "1"),
        ] {
            assert_ne!(one, other);
        }
    }
}
