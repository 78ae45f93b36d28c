//! Which addresses are looked up for a caller: those of public names over https, and no others.
//!
//! What a name resolves to is not seen here: Workers give no access to DNS answers, and Cloudflare's
//! network does not route to private addresses on their behalf.

/// The longest that is looked at, in bytes.
const MAX_BYTES: usize = 2_048;

/// Last labels of names that are no public ones (RFC 6761, 6762, 7686, 8375, 9476, and habits).
const NOT_PUBLIC: [&str; 14] = [
    "alt",
    "arpa",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
];

/// Says what is wrong with the address of a profile. With `loopback`, http on the machine itself is
/// allowed as well: for who develops.
pub fn refuse(uri: &str, loopback: bool) -> Result<(), &'static str> {
    let is_plain = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&b);
    if uri.len() > MAX_BYTES || !uri.bytes().all(is_plain) {
        return Err("it is not a URI of at most 2048 bytes without a fragment");
    }
    let (scheme, rest) = uri.split_once("://").ok_or("it is not an absolute URI")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    if loopback && scheme == "http" && is_loopback(authority) {
        return Ok(());
    }
    if !scheme.eq_ignore_ascii_case("https") {
        return Err("its scheme is not https");
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    if !port.parse::<u16>().is_ok_and(|number| number > 0 && !port.starts_with('+')) {
        return Err("its host is no public name, or its port is none");
    }
    if is_public(host) { Ok(()) } else { Err("its host is no public name, or its port is none") }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// Labels of letters, digits and inner hyphens, two at least, the last of which begins with a letter:
/// no form of an IP address does, however it is written.
fn is_public(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let host = host.to_ascii_lowercase();
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    host.len() <= 253
        && host.split('.').all(is_label)
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
        && !NOT_PUBLIC.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_names() {
        for uri in [
            "https://agent.example/profile.json",
            "HTTPS://Agent.Example.COM/profile.json?v=2",
            "https://shopify.dev/ucp/agent-profiles/examples/2026-08-25/location.json",
            "https://a-b.xn--p1ai:8443",
            "https://1.2.3.4.com/",
            "https://agent.example?x",
        ] {
            assert_eq!(refuse(uri, false), Ok(()), "{uri}");
        }
    }

    #[test]
    fn everything_else() {
        let long = format!("https://agent.example/{}", "a".repeat(2_048));
        for uri in [
            "",
            "agent.example",
            "/profile.json",
            "//agent.example/p",
            "http://agent.example/p",
            "ftp://agent.example/p",
            "javascript://agent.example/",
            "data:,x",
            "file:///etc/passwd",
            "https://",
            "https:///p",
            "https://localhost/p",
            "https://LOCALHOST/p",
            "https://a.localhost/p",
            "https://printer.local/p",
            "https://db.internal/p",
            "https://metadata.google.internal/p",
            "https://x.home.arpa/",
            "https://nas.lan/",
            "https://x.test/",
            "https://x.invalid/",
            "https://x.onion/",
            "https://router/p",
            "https://127.0.0.1/p",
            "https://127.1/p",
            "https://2130706433/p",
            "https://0x7f.1/p",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://10.0.0.1/",
            "https://8.8.8.8/",
            "https://169.254.169.254/latest",
            "https://a.0x7f/",
            "https://1.2.3.4./p",
            "https://agent.example./p",
            "https://[::1]/p",
            "https://[::ffff:127.0.0.1]/p",
            "https://[fd00::1]/",
            "https://user@agent.example/p",
            "https://agent.example:443@evil/",
            "https://agent.example@127.0.0.1/",
            "https://127.0.0.1\\@agent.example/",
            "https://agent.example\\.local/",
            "https://%31%32%37.0.0.1/",
            "https://①②⑦.0.0.1/",
            "https://agent.example:0/",
            "https://agent.example:99999/",
            "https://agent.example:/",
            "https://agent.example:+443/",
            "https://agent.example:a/",
            "https://agent..example/",
            "https://-a.example/",
            "https://a-.example/",
            "https://agent.example/p#f",
            "https://agent.example/a b",
            "https://agent.example/\n",
            "https://agent.example/é",
            "https:agent.example",
            "https:/agent.example/p",
            " https://agent.example/p",
            &long,
            "http://127.0.0.1:8787/agent.json",
            "http://localhost/agent.json",
        ] {
            assert!(refuse(uri, false).is_err(), "{uri}");
        }
    }

    #[test]
    fn the_machine_itself_for_who_develops() {
        for uri in ["http://127.0.0.1:8787/a", "http://localhost/a", "http://[::1]:1/a"] {
            assert_eq!(refuse(uri, true), Ok(()), "{uri}");
        }
        for uri in [
            "http://127.0.0.2/a",
            "http://a.localhost/",
            "http://10.0.0.1/",
            "http://[::2]/",
            "http://agent.example/",
            "https://127.0.0.1/",
            "http://127.0.0.1@10.0.0.1/",
        ] {
            assert!(refuse(uri, true).is_err(), "{uri}");
        }
    }
}
