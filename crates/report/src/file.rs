//! Writes a document's objects as a small file: streams deflated, everything else packed into object streams, and a
//! cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8). lopdf can do this too, but writes every object twice and
//! deflates at its slowest setting, which together cost more than half of a report's time.

use crate::ReportError;
use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document, Object, StringFormat, dictionary};
use std::io::Write;

/// Objects in one object stream; a cross-reference entry counts them in two bytes.
const PACKED: usize = 20_000;
const LEVEL: u32 = 6;

/// Where an object is found.
#[derive(Debug, Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { stream: u32, index: u16 },
}

struct File {
    bytes: Vec<u8>,
    places: Vec<Place>,
    deflate: Compress,
}

/// The file of `document`. Objects are written in the order of their numbers; all are of generation 0.
pub fn write(document: Document) -> Result<Vec<u8>, ReportError> {
    let mut file = File {
        bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
        places: vec![Place::Free; document.max_id as usize + 1],
        deflate: Compress::new(Compression::new(LEVEL), true),
    };
    let mut packed: Vec<(u32, Object)> = Vec::new();
    for ((number, _), object) in document.objects {
        match object {
            Object::Stream(stream) if stream.allows_compression => {
                file.stream(number, stream.dict, &stream.content, true)?;
            }
            Object::Stream(stream) => file.stream(number, stream.dict, &stream.content, false)?,
            object => packed.push((number, object)),
        }
    }
    for objects in packed.chunks(PACKED) {
        file.pack(objects)?;
    }
    file.finish(document.trailer)
}

impl File {
    /// Writes a stream as object `number`.
    fn stream(
        &mut self,
        number: u32,
        mut entries: Dictionary,
        content: &[u8],
        deflate: bool,
    ) -> Result<(), ReportError> {
        let deflated;
        let content = if deflate && !entries.has(b"Filter") {
            deflated = self.deflated(content)?;
            entries.set("Filter", "FlateDecode");
            &deflated
        } else {
            content
        };
        entries.set("Length", content.len() as i64);
        self.places[number as usize] = Place::At(self.bytes.len());
        writeln!(self.bytes, "{number} 0 obj")?;
        dictionary(&mut self.bytes, &entries)?;
        self.bytes.extend_from_slice(b"stream\n");
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        Ok(())
    }

    /// Writes objects into an object stream of their own.
    fn pack(&mut self, objects: &[(u32, Object)]) -> Result<(), ReportError> {
        let number = self.new_number();
        let (mut offsets, mut body) = (Vec::new(), Vec::new());
        for (index, (object_number, object)) in (0_u16..).zip(objects) {
            write!(offsets, "{object_number} {} ", body.len())?;
            value(&mut body, object)?;
            body.push(b' ');
            self.places[*object_number as usize] = Place::In {
                stream: number,
                index,
            };
        }
        let entries = dictionary! {
            "Type" => "ObjStm", "N" => objects.len() as i64, "First" => offsets.len() as i64,
        };
        offsets.append(&mut body);
        self.stream(number, entries, &offsets, true)
    }

    /// Writes the cross-reference stream, which is also the trailer, and the end of the file.
    fn finish(mut self, trailer: Dictionary) -> Result<Vec<u8>, ReportError> {
        let number = self.new_number();
        let start = self.bytes.len();
        self.places[number as usize] = Place::At(start);
        let mut table = Vec::with_capacity(7 * self.places.len());
        for place in &self.places {
            let (kind, large, small) = match *place {
                Place::Free => (0, 0, u16::MAX),
                Place::At(offset) => (
                    1,
                    u32::try_from(offset).map_err(|_| ReportError::TooLarge)?,
                    0,
                ),
                Place::In { stream, index } => (2, stream, index),
            };
            table.push(kind);
            table.extend_from_slice(&large.to_be_bytes());
            table.extend_from_slice(&small.to_be_bytes());
        }
        let mut entries = dictionary! {
            "Type" => "XRef", "Size" => self.places.len() as i64,
            "W" => vec![1.into(), 4.into(), 2.into()],
        };
        for key in ["Root", "Info", "ID"] {
            entries.set(key, trailer.get(key.as_bytes())?.clone());
        }
        self.stream(number, entries, &table, true)?;
        write!(self.bytes, "startxref\n{start}\n%%EOF\n")?;
        Ok(self.bytes)
    }

    fn new_number(&mut self) -> u32 {
        self.places.push(Place::Free);
        self.places.len() as u32 - 1
    }

    fn deflated(&mut self, content: &[u8]) -> Result<Vec<u8>, ReportError> {
        self.deflate.reset();
        let mut out = Vec::with_capacity(content.len() / 2 + 256);
        loop {
            let done = self.deflate.total_in() as usize;
            let status =
                self.deflate
                    .compress_vec(&content[done..], &mut out, FlushCompress::Finish);
            match status.map_err(std::io::Error::from)? {
                Status::StreamEnd => return Ok(out),
                Status::Ok | Status::BufError => out.reserve(out.capacity() / 2 + 256),
            }
        }
    }
}

/// Writes an object as it stands inside another one or in an object stream.
fn value(out: &mut Vec<u8>, object: &Object) -> Result<(), ReportError> {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => write!(out, "{value}")?,
        Object::Integer(value) => write!(out, "{value}")?,
        Object::Real(value) => write!(out, "{value}")?,
        Object::Name(bytes) => name(out, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => hexadecimal(out, bytes),
        Object::String(bytes, StringFormat::Literal) => literal(out, bytes),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                value(out, item)?;
            }
            out.push(b']');
        }
        Object::Dictionary(entries) => dictionary(out, entries)?,
        Object::Reference((number, generation)) => write!(out, "{number} {generation} R")?,
        Object::Stream(_) => {
            return Err(ReportError::Drawing(
                "a stream stands inside another object".into(),
            ));
        }
    }
    Ok(())
}

fn dictionary(out: &mut Vec<u8>, entries: &Dictionary) -> Result<(), ReportError> {
    out.extend_from_slice(b"<<");
    for (key, entry) in entries {
        name(out, key);
        if !matches!(
            entry,
            Object::Name(_) | Object::Array(_) | Object::Dictionary(_) | Object::String(..)
        ) {
            out.push(b' ');
        }
        value(out, entry)?;
    }
    out.extend_from_slice(b">>");
    Ok(())
}

fn name(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'/');
    for &byte in bytes {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(&[b'#', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

fn hexadecimal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'<');
    for &byte in bytes {
        out.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    out.push(b'>');
}

fn literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}

fn digit(half: u8) -> u8 {
    b"0123456789ABCDEF"[usize::from(half & 15)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{ObjectId, Stream, text_string};

    fn written(object: Object) -> String {
        let mut out = Vec::new();
        value(&mut out, &object).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values_are_written_as_the_standard_says() {
        assert_eq!(written(Object::string_literal("a(b)\\\r")), r"(a\(b\)\\\r)");
        assert_eq!(written("A B#".into()), "/A#20B#23");
        assert_eq!(written(text_string("é")), "<FEFF00E9>");
        assert_eq!(
            written(vec![1.into(), 2.5.into(), Object::Null, "N".into()].into()),
            "[1 2.5 null /N]"
        );
        let entries =
            dictionary! { "A" => true, "B" => (7_u32, 0_u16), "C" => dictionary! { "D" => 1 } };
        assert_eq!(written(entries.into()), "<</A true/B 7 0 R/C<</D 1>>>>");
    }

    #[test]
    fn a_written_file_is_read_back_whole() {
        let mut document = Document::with_version("1.7");
        let text: Vec<u8> = (0..200_000_u32)
            .flat_map(|number| (number % 251).to_be_bytes())
            .collect();
        let stream = document.add_object(Stream::new(dictionary! {}, text.clone()));
        let many: Vec<ObjectId> = (0..PACKED as i64 + 10)
            .map(|number| document.add_object(number))
            .collect();
        let root = document.add_object(dictionary! { "Type" => "Catalog", "Kept" => stream });
        let info = document.add_object(dictionary! { "Title" => text_string("Ωmega") });
        document.trailer.set("Root", root);
        document.trailer.set("Info", info);
        document.trailer.set(
            "ID",
            vec![Object::string_literal("one"), Object::string_literal("two")],
        );
        let bytes = write(document).unwrap();
        assert!(bytes.len() < text.len() / 2);
        let read = Document::load_mem(&bytes).unwrap();
        let kept = read.get_object(stream).unwrap().as_stream().unwrap();
        assert_eq!(kept.decompressed_content().unwrap(), text);
        for (number, id) in many.iter().enumerate() {
            assert_eq!(
                read.get_object(*id).unwrap().as_i64().unwrap(),
                number as i64
            );
        }
    }
}
