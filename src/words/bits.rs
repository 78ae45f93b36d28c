//! Numbers in as few bits as they need, from the lowest bit of the first byte on.

/// Writes bits.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitWriter {
    /// The lowest `bits` of a value, at most 32.
    pub(super) fn bits(&mut self, value: u32, bits: u32) {
        let mask = (1_u64 << bits) - 1;
        self.held |= (u64::from(value) & mask) << self.count;
        self.count += bits;
        while self.count >= 8 {
            let [low, ..] = self.held.to_le_bytes();
            self.bytes.push(low);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// So many ones and a zero.
    fn unary(&mut self, ones: u32) {
        for _ in 0..ones / 32 {
            self.bits(u32::MAX, 32);
        }
        self.bits((1_u32 << (ones % 32)) - 1, ones % 32 + 1);
    }

    /// A number that is small more often than not (Elias' gamma of one more).
    pub(super) fn gamma(&mut self, value: u32) {
        let more = u64::from(value) + 1;
        let length = more.ilog2();
        self.unary(length);
        self.bits(low_half(more), length);
    }

    /// A number of which `low` bits are as they are, and the rest small (Rice's code).
    pub(super) fn rice(&mut self, value: u32, low: u32) {
        self.unary(value.checked_shr(low).unwrap_or(0));
        self.bits(value, low);
    }

    /// The bits so far.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() * 8 + usize::try_from(self.count).unwrap_or_default()
    }

    /// The bytes; the last is filled up with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bits(0, (8 - self.count) % 8);
        self.bytes
    }
}

/// The lower half.
fn low_half(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or_default()
}

/// Bits that a reader holds at most: no shift is by all 64.
const HELD: u32 = 56;

/// Reads what a [`BitWriter`] has written; `None` where the bits end, or are no number.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    held: u64,
    count: u32,
}

impl<'a> BitReader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, held: 0, count: 0 }
    }

    /// Bits that are left: nothing that takes a bit each is more.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() * 8 + usize::try_from(self.count).unwrap_or_default()
    }

    #[inline]
    fn fill(&mut self) {
        while self.count <= HELD - 8 {
            let Some((byte, rest)) = self.bytes.split_first() else { return };
            self.held |= u64::from(*byte) << self.count;
            self.count += 8;
            self.bytes = rest;
        }
    }

    #[inline]
    fn take(&mut self, bits: u32) {
        self.held >>= bits;
        self.count -= bits;
    }

    #[inline]
    pub(super) fn bits(&mut self, bits: u32) -> Option<u32> {
        if self.count < bits {
            self.fill();
        }
        if bits > 32 || self.count < bits {
            return None;
        }
        let low = low_half(self.held & ((1_u64 << bits) - 1));
        self.take(bits);
        Some(low)
    }

    #[inline]
    fn unary(&mut self) -> Option<u32> {
        let mut ones = 0;
        loop {
            self.fill();
            let run = self.held.trailing_ones();
            if run < self.count {
                self.take(run + 1);
                return Some(ones + run);
            }
            if self.count == 0 {
                return None;
            }
            ones += self.count;
            self.take(self.count);
        }
    }

    pub(super) fn gamma(&mut self) -> Option<u32> {
        let length = self.unary().filter(|length| *length <= 32)?;
        let more = (1_u64 << length) | u64::from(self.bits(length)?);
        u32::try_from(more - 1).ok()
    }

    #[inline]
    pub(super) fn rice(&mut self, low: u32) -> Option<u32> {
        let high = self.unary()?;
        let value = u64::from(high) << low | u64::from(self.bits(low)?);
        u32::try_from(value).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [u32; 12] =
        [0, 1, 2, 3, 30, 31, 32, 255, 65_536, 0x7fff_ffff, u32::MAX - 1, u32::MAX];

    #[test]
    fn what_is_written_is_read() {
        let mut writer = BitWriter::default();
        for value in VALUES {
            writer.gamma(value);
            writer.bits(value, 32);
            writer.bits(value, 5);
            writer.rice(value, 31);
            writer.rice(value & 1_023, 2);
        }
        let length = writer.len();
        let bytes = writer.finish();
        assert_eq!(bytes.len(), length.div_ceil(8));
        let mut reader = BitReader::new(&bytes);
        for value in VALUES {
            assert_eq!(reader.gamma(), Some(value));
            assert_eq!(reader.bits(32), Some(value));
            assert_eq!(reader.bits(5), Some(value & 31));
            assert_eq!(reader.rice(31), Some(value));
            assert_eq!(reader.rice(2), Some(value & 1_023));
        }
        assert!(reader.left() < 8);
    }

    #[test]
    fn what_ends_too_soon_is_no_number() {
        for bytes in [&[][..], &[0xff; 3], &[0xff; 40]] {
            assert_eq!(BitReader::new(bytes).gamma(), None);
            assert_eq!(BitReader::new(bytes).rice(3), None);
        }
        assert_eq!(BitReader::new(&[0; 3]).bits(32), None);
        let overflow = [[0xff; 16].as_slice(), &[0; 8]].concat();
        assert_eq!(BitReader::new(&overflow).rice(31), None);
    }
}
