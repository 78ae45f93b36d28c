//! Heads: what is decoded is encoded as it was.

use super::sealed::sealed;
use nigh::snapshot::Head;

/// The body of a head, or a value as it is after an `n`.
pub fn run(data: &[u8]) {
    let value = if data.starts_with(b"nigh") { data.to_vec() } else { sealed(b'H', data) };
    if let Ok(head) = Head::decode(&value) {
        let _ = head.open_manifest();
        assert_eq!(Head::decode(&head.encode()), Ok(head));
    }
    // Any bytes may be said to be a manifest.
    let head = Head::new(data.to_vec(), Vec::new());
    let again = Head::decode(&head.encode());
    assert_eq!(again.as_ref(), Ok(&head));
    assert_eq!(again.map(|head| head.encode()), Ok(head.encode()));
    let _ = head.open_manifest();
}
