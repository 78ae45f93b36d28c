//! Lines of a stream, none larger in memory than a feed's can be.

use std::io::{self, BufRead, Read as _};

/// Google's longest attribute has 5,000 characters, and a row some eighty attributes.
const MAX_BYTES: usize = 1_000_000;

/// The lines of a stream.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: u32,
}

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    /// From 1.
    pub number: u32,
    pub bytes: &'l [u8],
    /// Whether more bytes followed than are kept.
    pub is_cut: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, line: Vec::new(), number: 0 }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let most = MAX_BYTES as u64;
        if (&mut self.reader).take(most).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let is_cut = self.line.len() == MAX_BYTES && !self.line.ends_with(b"\n") && self.skip()?;
        let bytes = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        Ok(Some(Line { number: self.number, bytes, is_cut }))
    }

    /// Passes over the rest of a line; whether there was any.
    fn skip(&mut self) -> io::Result<bool> {
        let mut skipped = 0;
        loop {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|&b| b == b'\n');
            let length = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(length);
            skipped += length;
            if end.is_some() || length == 0 {
                return Ok(skipped > 1 || end.is_none() && skipped > 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u32, usize, bool)> {
        let mut lines = Lines::new(bytes);
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push((line.number, line.bytes.len(), line.is_cut));
        }
        all
    }

    #[test]
    fn lines_end_with_or_without_a_carriage_return() {
        assert_eq!(
            lines(b"a\nbc\r\n\nd"),
            [1, 2, 3, 4].map(|n| (n, [1, 2, 0, 1][n as usize - 1], false))
        );
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_line_that_no_feed_has_is_cut_and_the_next_is_whole() {
        let long = [&b"x".repeat(MAX_BYTES + 70_000)[..], b"\nab\n"].concat();
        assert_eq!(lines(&long), [(1, MAX_BYTES, true), (2, 2, false)]);
        let exact = [&b"x".repeat(MAX_BYTES)[..], b"\nab\n"].concat();
        assert_eq!(lines(&exact), [(1, MAX_BYTES, false), (2, 2, false)]);
        let last = b"x".repeat(MAX_BYTES + 1);
        assert_eq!(lines(&last), [(1, MAX_BYTES, true)]);
    }
}
