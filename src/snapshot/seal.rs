//! What every value begins with, and its hash.
//!
//! ```text
//! 0      4        5         6        10
//! ┌──────┬────────┬─────────┬────────┬───────────────────────┐
//! │ nigh │ kind   │ VERSION │ length │ body (postcard, LZ4)  │
//! └──────┴────────┴─────────┴────────┴───────────────────────┘
//! ```
//!
//! The length is that of the body unpacked, little-endian. Streets, links and timetables repeat
//! themselves: packed, a page holds twice the stores, and a read is paid for by its bytes.

use crate::nearest::PageKey;
use lz4_flex::block::{compress_prepend_size, decompress, uncompressed_size};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

/// The version of the format. A reader refuses any other.
pub const VERSION: u8 = 6;

const MAGIC: &[u8; 4] = b"nigh";
/// LZ4 packs at most so many bytes into one.
const LZ4_RATIO: usize = 255;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Leaf = b'L',
    Region = b'R',
    Ids = b'I',
    Items = b'P',
    Stock = b'S',
    Gtins = b'G',
    Words = b'W',
    Places = b'T',
    Manifest = b'M',
    Head = b'H',
}

impl Kind {
    /// By its letter.
    pub(super) fn of(letter: u8) -> Option<Self> {
        let all = [
            Self::Leaf,
            Self::Region,
            Self::Ids,
            Self::Items,
            Self::Stock,
            Self::Gtins,
            Self::Words,
            Self::Places,
            Self::Manifest,
            Self::Head,
        ];
        all.into_iter().find(|kind| *kind as u8 == letter)
    }
}

/// Why bytes are not a value of this format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// They do not begin as every value does.
    NotNigh,
    /// They are of another version of the format.
    Version {
        /// The version found.
        found: u8,
    },
    /// They are another kind of value.
    Kind {
        /// The kind found, as its letter.
        found: char,
    },
    /// The body does not parse.
    Body(&'static str),
}

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotNigh => f.write_str("not a value written by nigh"),
            Self::Version { found } => write!(
                f,
                "format version {found}, but this is a reader of version {VERSION}: \
                 compile the feeds again, or deploy the Worker that fits"
            ),
            Self::Kind { found } => write!(f, "a value of another kind ({found})"),
            Self::Body(why) => write!(f, "damaged: {why}"),
        }
    }
}

/// The content address of bytes: XXH3, 128 bits. It tells damage from truth; it is no defence
/// against somebody who may write to the same KV.
pub fn hash(bytes: &[u8]) -> PageKey {
    PageKey(XxHash3_128::oneshot(bytes).to_be_bytes())
}

/// Encodes a value.
pub(super) fn seal<T: Serialize>(kind: Kind, body: &T) -> Vec<u8> {
    // Postcard fails only for sequences of unknown length, of which there are none here.
    let body = postcard::to_allocvec(body).unwrap_or_default();
    let mut value = MAGIC.to_vec();
    value.extend([kind as u8, VERSION]);
    value.extend(compress_prepend_size(&body));
    value
}

/// The kind and the body of a value.
pub(super) fn unseal(bytes: &[u8]) -> Result<(u8, Vec<u8>), FormatError> {
    match bytes.split_at_checked(6) {
        Some(([b'n', b'i', b'g', b'h', kind, version], packed)) => {
            if *version == VERSION {
                Ok((*kind, unpack(packed)?))
            } else {
                Err(FormatError::Version { found: *version })
            }
        }
        _ => Err(FormatError::NotNigh),
    }
}

/// Bytes of the body of a value, unpacked.
pub(in crate::snapshot) fn unpacked_bytes(value: &[u8]) -> usize {
    value.get(6..).and_then(|packed| uncompressed_size(packed).ok()).map_or(0, |(length, _)| length)
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, FormatError> {
    let damaged = |_| FormatError::Body("does not unpack");
    let (length, block) = uncompressed_size(packed).map_err(damaged)?;
    // Memory is taken for what is announced: nothing unpacks to more than this.
    if length > block.len().saturating_mul(LZ4_RATIO) {
        return Err(FormatError::Body("announces more than it can hold"));
    }
    decompress(block, length).map_err(damaged)
}

/// Decodes a value of one kind, to its last byte.
pub(super) fn open<T: DeserializeOwned>(kind: Kind, bytes: &[u8]) -> Result<T, FormatError> {
    let (found, body) = unseal(bytes)?;
    if found != kind as u8 {
        return Err(FormatError::Kind { found: char::from(found) });
    }
    decode(&body)
}

/// Decodes a body, to its last byte.
pub(super) fn decode<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, FormatError> {
    match postcard::take_from_bytes(body) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(FormatError::Body("bytes left over")),
        Err(_) => Err(FormatError::Body("does not parse")),
    }
}
