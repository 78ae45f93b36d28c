//! A file's bytes as text: byte order marks, encodings, line numbers.

use std::borrow::Cow;

/// The bytes without a UTF-8 byte order mark; UTF-16 with its mark becomes UTF-8.
pub(super) fn without_bom(bytes: &[u8]) -> Cow<'_, [u8]> {
    match encoding_rs::Encoding::for_bom(bytes) {
        None => Cow::Borrowed(bytes),
        Some((encoding, length)) if encoding == encoding_rs::UTF_8 => {
            Cow::Borrowed(bytes.get(length..).unwrap_or(bytes))
        }
        Some((encoding, _)) => Cow::Owned(encoding.decode(bytes).0.into_owned().into_bytes()),
    }
}

/// Text of a cell that is not UTF-8.
pub(super) fn from_windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// Line numbers of offsets that only grow.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line of `offset`, from 1. A line ends with `\n`, `\r\n` or a lone `\r`.
    pub(super) fn of(&mut self, offset: usize) -> u32 {
        let passed = self.bytes.get(self.at..offset).unwrap_or_default();
        for (i, &byte) in passed.iter().enumerate() {
            let is_end = match byte {
                b'\n' => true,
                b'\r' => self.bytes.get(self.at + i + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u32::from(is_end);
        }
        self.at = self.at.max(offset);
        self.line
    }
}

/// A header without case, spaces and punctuation: `Country / Region` → `countryregion`.
pub(super) fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The parts of a list, at commas and semicolons.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
}

/// The parts that say something, with `, ` between.
pub(super) fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let mut lines = Lines::new(b"a\nb\r\nc\rd\r\n\r\ne");
        let at = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 13].map(|offset| lines.of(offset));
        assert_eq!(at, [1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 6]);
        assert_eq!(lines.of(99), 6);
    }

    #[test]
    fn byte_order_marks_go_and_utf_16_is_read() {
        assert_eq!(without_bom(b"\xEF\xBB\xBFid"), &b"id"[..]);
        assert_eq!(without_bom(b"id"), &b"id"[..]);
        assert_eq!(without_bom(b"\xFF\xFEi\0d\0"), &b"id"[..]);
    }

    #[test]
    fn headers_are_compared_by_their_letters() {
        assert_eq!(plain(" Country / Region"), "countryregion");
        assert_eq!(plain("ADDRESS line_1"), "addressline1");
    }
}
