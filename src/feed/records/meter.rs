//! How much has been read.

use std::io::{self, Read};

/// Bytes between two calls of the progress function.
const STEP_BYTES: u64 = 1 << 18;

/// A reader that tells from time to time how many bytes have come out of it.
pub(in crate::feed) struct Meter<'a> {
    reader: &'a mut dyn Read,
    done: u64,
    told: u64,
    tell: &'a mut dyn FnMut(u64),
}

impl<'a> Meter<'a> {
    /// Of a reader, where `done` bytes have been read of others.
    pub(in crate::feed) fn new(
        reader: &'a mut dyn Read,
        done: u64,
        tell: &'a mut dyn FnMut(u64),
    ) -> Self {
        Self { reader, done, told: done, tell }
    }

    /// Tells of the rest; bytes read, with those of others.
    pub(in crate::feed) fn finish(self) -> u64 {
        (self.tell)(self.done);
        self.done
    }
}

impl Read for Meter<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.done += read as u64;
        if self.done - self.told >= STEP_BYTES {
            self.told = self.done;
            (self.tell)(self.done);
        }
        Ok(read)
    }
}
