//! Names that begin with a domain, backwards: `dev.ucp.amenity.parking`.

/// `^[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9_])?)+$`
pub fn is_reverse_domain(name: &str) -> bool {
    let is_part = |part: &str, more: &[u8]| {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let ends = part.bytes().last().is_some_and(|b| is_plain(b) || more.contains(&b));
        part.bytes().next().is_some_and(is_plain)
            && ends
            && part.bytes().all(|b| is_plain(b) || b == b'-' || more.contains(&b))
    };
    let Some((first, rest)) = name.split_once('.') else { return false };
    first.starts_with(|c: char| c.is_ascii_lowercase())
        && is_part(first, b"")
        && rest.split('.').all(|part| is_part(part, b"_"))
}
