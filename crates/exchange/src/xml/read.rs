//! Reads a document into a tree, within limits on its size, its depth and the number of its elements.

use super::{Content, Element, XmlError, is_xml_char};
use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// The largest text that is read.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Elements within elements.
const MAX_DEPTH: usize = 100;
/// Elements and attributes of one text.
const MAX_NODES: usize = 2_000_000;

/// Reads a document.
///
/// # Errors
/// The first thing that is not XML or is refused: a DOCTYPE, an entity, more than [`MAX_BYTES`], too deep, too many.
pub fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let fail = |message: &str| XmlError {
        line: 1,
        message: message.to_owned(),
    };
    if bytes.len() > MAX_BYTES {
        return Err(fail("This file is larger than 32 MB."));
    }
    let text = decode(bytes).ok_or_else(|| fail("The text is not in the encoding it names."))?;
    Builder::new(&text).run()
}

/// By byte-order mark, else by the XML declaration, else UTF-8.
fn decode(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declared = head
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|rest| rest.split("encoding").nth(1))
        .and_then(|rest| rest.split(['"', '\'']).nth(1))
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    let (text, _, failed) = declared.unwrap_or(UTF_8).decode(bytes);
    (!failed).then(|| text.into_owned())
}

struct Builder<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Elements that are open.
    open: Vec<Element>,
    root: Option<Element>,
    nodes: usize,
    /// How far lines were counted.
    counted: usize,
    line: u32,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            reader: Reader::from_str(text),
            open: Vec::new(),
            root: None,
            nodes: 0,
            counted: 0,
            line: 1,
        }
    }

    fn run(mut self) -> Result<Element, XmlError> {
        loop {
            let before = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            self.count_lines(before);
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(cause) => {
                    return Err(self.error(format!("This is not well-formed XML: {cause}.")));
                }
            };
            match event {
                Event::Start(start) => {
                    let element = self.element(&start)?;
                    if self.open.len() >= MAX_DEPTH {
                        return Err(self.error("Elements lie more than 100 deep.".into()));
                    }
                    self.open.push(element);
                }
                Event::Empty(start) => {
                    let element = self.element(&start)?;
                    self.close(element)?;
                }
                Event::End(_) => {
                    if let Some(element) = self.open.pop() {
                        self.close(element)?;
                    }
                }
                Event::Text(words) => self.words(&words.xml10_content())?,
                Event::CData(words) => self.words(&words.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content().into_owned();
                    let character = reference.resolve_char_ref().ok().flatten();
                    match (character, resolve_predefined_entity(&name)) {
                        (Some(c), _) if is_xml_char(c) => self.words(c.encode_utf8(&mut [0; 4]))?,
                        (_, Some(text)) => self.words(text)?,
                        _ => return Err(self.error(format!("The entity `&{name};` is refused."))),
                    }
                }
                Event::DocType(_) => return Err(self.error("A DOCTYPE is refused.".into())),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        if let Some(open) = self.open.last() {
            let message = format!("The element `{}` is not closed.", open.name);
            return Err(self.error(message));
        }
        self.root
            .take()
            .ok_or_else(|| self.error("There is no element here.".into()))
    }

    fn count_lines(&mut self, to: usize) {
        let to = to.min(self.text.len());
        let passed = self
            .text
            .as_bytes()
            .get(self.counted..to)
            .unwrap_or_default();
        let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = to;
    }

    fn error(&self, message: String) -> XmlError {
        XmlError {
            line: self.line,
            message,
        }
    }

    fn element(&mut self, start: &BytesStart) -> Result<Element, XmlError> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute
                .map_err(|cause| self.error(format!("An attribute is broken: {cause}.")))?;
            let name: &str = attribute.key.as_ref();
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            let name = match name.split_once(':') {
                Some(("xml", _)) | None => name,
                Some((_, local)) => local,
            };
            let value = attribute
                .normalized_value(XmlVersion::default())
                .map_err(|cause| self.error(format!("An attribute is broken: {cause}.")))?;
            attributes.push((name.to_owned(), value.into_owned()));
        }
        self.nodes += 1 + attributes.len();
        if self.nodes > MAX_NODES {
            return Err(self.error("There are more than two million elements.".into()));
        }
        let name: &str = start.local_name().into_inner();
        Ok(Element {
            name: name.to_owned(),
            attributes,
            children: Vec::new(),
            line: self.line,
        })
    }

    fn close(&mut self, element: Element) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Content::Element(element)),
            None if self.root.is_some() => {
                return Err(self.error("There is more than one outermost element.".into()));
            }
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Text that touches text becomes one.
    fn words(&mut self, words: &str) -> Result<(), XmlError> {
        let Some(parent) = self.open.last_mut() else {
            if words.trim().trim_start_matches('\u{feff}').is_empty() {
                return Ok(());
            }
            return Err(self.error("There is text outside the outermost element.".into()));
        };
        if let Some(Content::Text(text)) = parent.children.last_mut() {
            text.push_str(words);
        } else if !words.is_empty() {
            parent.children.push(Content::Text(words.to_owned()));
        }
        Ok(())
    }
}
