//! RSS's `<item>` and Atom's `<entry>`, an element a field: `<g:price>`, `<title>`.
//!
//! Only the children of an item count: the `<g:price>` of a `<g:shipping>` is not the item's. A
//! prefix is not looked at. An `href` is the text of an element without any, as in Atom's links.

use super::super::report::{Kind, Origin};
use super::{BUFFER_BYTES, Record, Sink};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};

/// More than any element's text: an event that is larger is no feed's.
const MAX_EVENT_BYTES: usize = 1_000_000;

/// Reads all items.
pub(super) fn read(reader: impl Read, sink: &mut Sink<'_>) {
    let mut xml = Reader::from_reader(Numbered::new(reader));
    xml.config_mut().allow_dangling_amp = true;
    let mut walk = Walk::new(sink);
    let mut buffer = Vec::new();
    while !walk.is_over {
        buffer.clear();
        xml.get_mut().budget = MAX_EVENT_BYTES;
        walk.line = xml.get_ref().line;
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break,
            Ok(event) => walk.step(&event),
            Err(error) => return walk.fail(&error),
        }
    }
    walk.end();
}

/// Where in the document the reader is.
struct Walk<'w, 's> {
    sink: &'w mut Sink<'s>,
    record: Record,
    /// The field of each name met so far.
    fields: HashMap<String, Option<usize>>,
    line: u32,
    depth: usize,
    /// The item that the reader is in, and how deep it lies.
    item: Option<(Origin, usize)>,
    /// The field that the reader is in, and its text so far.
    field: Option<usize>,
    text: String,
    /// What its element links to.
    href: String,
    is_over: bool,
}

impl<'w, 's> Walk<'w, 's> {
    fn new(sink: &'w mut Sink<'s>) -> Self {
        Self {
            record: Record::new(sink.schema),
            sink,
            fields: HashMap::new(),
            line: 1,
            depth: 0,
            item: None,
            field: None,
            text: String::new(),
            href: String::new(),
            is_over: false,
        }
    }

    fn step(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::Empty(tag) => {
                self.open(tag);
                self.close();
            }
            Event::End(_) => self.close(),
            Event::Text(text) => self.push(&text.xml10_content()),
            Event::CData(text) => self.push(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let name = entity.xml10_content();
                match (entity.resolve_char_ref(), resolve_xml_entity(&name)) {
                    (Ok(Some(character)), _) => self.push(character.encode_utf8(&mut [0; 4])),
                    (_, Some(text)) => self.push(text),
                    _ => self.push(&format!("&{name};")),
                }
            }
            _ => {}
        }
    }

    /// More of a field's text, and not of an element inside it.
    fn push(&mut self, text: &str) {
        let is_in_field = self.item.is_some_and(|(_, depth)| self.depth == depth + 1);
        if is_in_field && self.field.is_some() && self.text.len() < MAX_EVENT_BYTES {
            self.text.push_str(text);
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        let name = tag.name();
        let name: &str = name.as_ref();
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        match self.item {
            None if self.depth == 1 && !matches!(local, "rss" | "feed" | "RDF") => {
                let why = "it is neither RSS nor Atom";
                self.sink.remark(self.line, Kind::NotAFeed, name, why);
                self.is_over = true;
            }
            None if matches!(local, "item" | "entry") => {
                let origin = self.sink.report.row(self.sink.file, self.line);
                self.record.begin(origin);
                self.item = Some((origin, self.depth));
            }
            Some((_, depth)) if self.depth == depth + 1 => {
                self.field = self.field_of(name);
                self.text.clear();
                self.href = href(tag).unwrap_or_default();
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        if let Some((_, depth)) = self.item {
            if let Some(field) = self.field.take_if(|_| self.depth == depth + 1) {
                let is_empty = self.text.trim().is_empty();
                self.record.set(field, if is_empty { &self.href } else { &self.text });
            } else if self.depth == depth {
                self.item = None;
                (self.sink.take)(&self.record, self.sink.report);
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn field_of(&mut self, name: &str) -> Option<usize> {
        if let Some(field) = self.fields.get(name) {
            return *field;
        }
        let field = self.sink.field(self.line, name);
        if let Some(field) = field {
            self.record.set_name(field, name);
        }
        self.fields.insert(name.to_owned(), field);
        field
    }

    fn end(mut self) {
        if self.depth > 0 && !self.is_over {
            self.fault(Kind::InvalidXml, "it ends inside an element".to_owned());
        }
    }

    fn fail(mut self, error: &Error) {
        let kind = match error {
            Error::Io(_) => Kind::ReadFailed,
            _ => Kind::InvalidXml,
        };
        self.fault(kind, error.to_string());
    }

    /// The item that the reader is in is lost with the rest of the file.
    fn fault(&mut self, kind: Kind, why: String) {
        match self.item {
            Some((origin, _)) => self.sink.report.refuse(origin, kind, "", "", why),
            None => self.sink.remark(self.line, kind, "", why),
        }
    }
}

fn href(tag: &BytesStart<'_>) -> Option<String> {
    let attribute = tag.try_get_attribute("href").ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// A reader that knows on which line it is, and gives out where an event does not end.
struct Numbered<R> {
    reader: BufReader<R>,
    line: u32,
    /// Bytes that the event may still have.
    budget: usize,
}

impl<R: Read> Numbered<R> {
    fn new(reader: R) -> Self {
        let reader = BufReader::with_capacity(BUFFER_BYTES, reader);
        Self { reader, line: 1, budget: MAX_EVENT_BYTES }
    }
}

impl<R: Read> Read for Numbered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), available.get(..length)) {
            to.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}

impl<R: Read> BufRead for Numbered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget == 0 {
            return Err(io::Error::other("a text or a tag has more than a million bytes"));
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        let passed = self.reader.buffer().get(..length).unwrap_or_default();
        let ends = passed.split(|&b| b == b'\n').skip(1).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.budget = self.budget.saturating_sub(length);
        self.reader.consume(length);
    }
}
