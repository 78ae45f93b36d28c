//! Bodies in the envelope of a value, so that a fuzzer need not guess how bytes are packed.

use nigh::snapshot::VERSION;

/// A value of a kind, with a body that is packed by not packing it: LZ4 of literals alone.
pub fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a short body");
    let mut value = b"nigh".to_vec();
    value.extend([kind, VERSION]);
    value.extend(length.to_le_bytes());
    let Some(mut more) = body.len().checked_sub(15) else {
        value.push(u8::try_from(body.len() << 4).expect("fewer than 15"));
        value.extend(body);
        return value;
    };
    value.push(15 << 4);
    while more >= 255 {
        value.push(255);
        more -= 255;
    }
    value.push(u8::try_from(more).expect("fewer than 255"));
    value.extend(body);
    value
}
