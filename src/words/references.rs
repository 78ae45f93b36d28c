//! Character references of HTML, which feeds hold where they should hold characters.

use std::borrow::Cow;

/// Those with names that titles have; other names stay as they are.
const NAMED: [(&str, char); 10] = [
    ("amp", '&'),
    ("apos", '\''),
    ("copy", '©'),
    ("deg", '°'),
    ("gt", '>'),
    ("lt", '<'),
    ("nbsp", ' '),
    ("quot", '"'),
    ("reg", '®'),
    ("trade", '™'),
];
/// The longest: `&#1114111;`.
const LONGEST: usize = 10;

/// The text with characters in place of references: `n&#xFC;vi` is `nüvi`.
pub(super) fn resolve(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let (mut resolved, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        let named = after.split_once(';').filter(|(name, _)| name.len() < LONGEST);
        let found = named.and_then(|(name, after)| Some((character(name)?, after)));
        let (c, after) = found.unwrap_or(('&', after));
        resolved.push(c);
        rest = after;
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_become_characters() {
        for (text, resolved) in [
            ("n&#xFC;vi", "nüvi"),
            ("Apple&#174; iPod&reg;", "Apple® iPod®"),
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("AT&T; more", "AT&T; more"),
            ("R&B", "R&B"),
            ("&", "&"),
            ("&#xD800;&#;&#x;&;", "&#xD800;&#;&#x;&;"),
            ("&amp;lt;", "&lt;"),
        ] {
            assert_eq!(resolve(text), resolved, "{text}");
        }
    }
}
