//! Zip files from outside. Everything is bounded before and while it is unpacked, nothing is unpacked to a disk, and a
//! name that points out of the archive refuses the whole of it.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Files in an archive.
const MAX_ENTRIES: usize = 25_000;
/// One file, unpacked.
const MAX_ENTRY: u64 = 32 * 1024 * 1024;
/// All files that are read, unpacked.
const MAX_TOTAL: u64 = 256 * 1024 * 1024;
/// Unpacked over packed, for files that are not small.
const MAX_RATIO: u64 = 200;
/// Below this size the ratio says nothing.
const SMALL: u64 = 1024 * 1024;

pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    unpacked: u64,
}

/// Why an archive is refused, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct ArchiveError(String);

fn refuse<T>(message: impl Into<String>) -> Result<T, ArchiveError> {
    Err(ArchiveError(message.into()))
}

impl<'a> Archive<'a> {
    /// Looks at the directory of the archive; unpacks nothing.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ArchiveError> {
        match entries_stated(bytes) {
            None => return refuse("This is not a zip file."),
            Some(count) if count > MAX_ENTRIES => {
                return refuse(format!("The zip file holds more than {MAX_ENTRIES} files."));
            }
            Some(_) => {}
        }
        let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
            return refuse("The zip file is damaged.");
        };
        if zip.len() > MAX_ENTRIES {
            return refuse(format!("The zip file holds more than {MAX_ENTRIES} files."));
        }
        let mut names = Vec::with_capacity(zip.len());
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(index) else {
                return refuse("The zip file is damaged.");
            };
            let name = match entry.name() {
                Ok(name) => name.into_owned(),
                Err(_) => return refuse("A file name in the zip file is not readable."),
            };
            if leads_out(&name) {
                return refuse(format!(
                    "The name `{}` leads out of the zip file.",
                    name.escape_debug()
                ));
            }
            if entry.encrypted() {
                return refuse("The zip file is encrypted.");
            }
            check_size(&name, entry.size(), entry.compressed_size())?;
            total = total.saturating_add(entry.size());
            names.push(name);
        }
        if total > MAX_TOTAL {
            return refuse("The zip file holds more than 256 MB.");
        }
        Ok(Self {
            zip,
            names,
            unpacked: 0,
        })
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Unpacks a file; `None` when there is none of this name. Whatever the directory says, no more is unpacked than
    /// the limits allow.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ArchiveError> {
        let Ok(mut entry) = self.zip.by_name(name) else {
            return Ok(None);
        };
        let packed = entry.compressed_size();
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(MAX_ENTRY + 1).read_to_end(&mut bytes);
        if read.is_err() {
            return refuse(format!("The file `{name}` in the zip file is damaged."));
        }
        let size = bytes.len() as u64;
        check_size(name, size, packed)?;
        self.unpacked = self.unpacked.saturating_add(size);
        if self.unpacked > MAX_TOTAL {
            return refuse("The zip file holds more than 256 MB.");
        }
        Ok(Some(bytes))
    }
}

fn check_size(name: &str, size: u64, packed: u64) -> Result<(), ArchiveError> {
    if size > MAX_ENTRY {
        return refuse(format!(
            "The file `{name}` in the zip file is larger than 32 MB."
        ));
    }
    if size > SMALL && size / packed.max(1) > MAX_RATIO {
        return refuse(format!(
            "The file `{name}` in the zip file unpacks to far more than it should."
        ));
    }
    Ok(())
}

/// Absolute, with a drive, with a step upwards or with something that is no name.
fn leads_out(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', '\0', ':'])
        || name.split('/').any(|part| part == "..")
}

/// How many entries the end of the directory states; `None` without one, or in the format for huge archives.
fn entries_stated(bytes: &[u8]) -> Option<usize> {
    let start = bytes.len().saturating_sub(65_557);
    let tail = &bytes[start..];
    let at = tail.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    let count = u16::from_le_bytes([count[0], count[1]]);
    (count != u16::MAX).then_some(usize::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn refusal(bytes: &[u8]) -> String {
        Archive::open(bytes).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn files_come_out_as_they_went_in() {
        let bytes = packed(&[("a.txt", b"one"), ("b/c.txt", b"two")]);
        let mut archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.names(), ["a.txt", "b/c.txt"]);
        assert_eq!(archive.read("b/c.txt").unwrap().unwrap(), b"two");
        assert_eq!(archive.read("none").unwrap(), None);
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in ["../x", "/etc/x", "a/../../x", "c:x", "a\\..\\x"] {
            assert!(leads_out(name), "{name}");
        }
        for name in ["a", "a/b.xml", "..a/b..", "a b/ü.xml"] {
            assert!(!leads_out(name), "{name}");
        }
        assert!(refusal(&packed(&[("../out.xml", b"x")])).contains("leads out"));
    }

    #[test]
    fn bombs_are_refused_whatever_the_directory_says() {
        let zeros = vec![0_u8; 30 * 1024 * 1024];
        let bomb = packed(&[("a", &zeros)]);
        assert!(refusal(&bomb).contains("unpacks to far more"));
        // The same bomb with a directory that claims little: the sizes are patched to 10 bytes.
        let mut lying = bomb.clone();
        let central = lying
            .windows(4)
            .rposition(|four| four == b"PK\x01\x02")
            .unwrap();
        lying[central + 24..central + 28].copy_from_slice(&10_u32.to_le_bytes());
        let opened = Archive::open(&lying).map(|mut archive| archive.read("a"));
        assert!(!matches!(opened, Ok(Ok(Some(bytes))) if bytes.len() > 10));
        let many: Vec<Vec<u8>> = vec![
            (0..20_000_000_u32)
                .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 & 15)
                .collect();
            1
        ];
        let names: Vec<String> = (0..14).map(|n| format!("f{n}")).collect();
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (name.as_str(), many[0].as_slice()))
            .collect();
        assert!(refusal(&packed(&files)).contains("256 MB"));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        for bytes in [&b""[..], b"PK\x05\x06", b"words", &[0; 100]] {
            assert!(!refusal(bytes).is_empty());
        }
        let mut short = packed(&[("a", b"one")]);
        short.truncate(short.len() - 5);
        assert!(!refusal(&short).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn no_spoilt_archive_makes_it_panic(at in 0_usize..200, byte: u8) {
            let mut bytes = packed(&[("a.txt", b"one one one one"), ("b.txt", b"two")]);
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Ok(mut archive) = Archive::open(&bytes) {
                let names = archive.names().to_vec();
                for name in names {
                    let _ = archive.read(&name);
                }
            }
        }
    }
}
