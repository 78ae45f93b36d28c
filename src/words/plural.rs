//! A plural is its singular, as far as letters tell.

/// The word that stands for a folded word and its plural. Words that are no plural may lose a
/// letter too: an item and a query lose the same.
///
/// | ending | becomes | |
/// |---|---|---|
/// | `xes`, `ches`, `shes`, `sses`, `zzes` | without `es` | boxes, watches, glasses |
/// | `s`, but not `ss`, `us`, `is` | without it | speakers; not glass, plus, tennis |
/// | `ie`, then, of five letters or more | `y` | batteries, movies and movie |
///
/// A word of three letters loses its `s` if it has no vowel: CDs, TVs; not gas.
pub(super) fn singular(word: &str) -> String {
    let stem = without_s(word);
    match stem.strip_suffix("ie") {
        Some(start) if start.chars().count() >= 3 => format!("{start}y"),
        _ => stem.to_owned(),
    }
}

fn without_s(word: &str) -> &str {
    let letters = word.chars().count();
    let is_short = letters < 3 || letters == 3 && word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if is_short || ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word;
    }
    if ["xes", "ches", "shes", "sses", "zzes"].iter().any(|end| word.ends_with(end)) {
        return word.strip_suffix("es").unwrap_or(word);
    }
    word.strip_suffix('s').unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn both_become_one_word() {
        for (one, many) in [
            ("speaker", "speakers"),
            ("battery", "batteries"),
            ("movie", "movies"),
            ("story", "stories"),
            ("baby", "babies"),
            ("case", "cases"),
            ("box", "boxes"),
            ("watch", "watches"),
            ("brush", "brushes"),
            ("glass", "glasses"),
            ("cd", "cds"),
            ("dvd", "dvds"),
            ("tv", "tvs"),
            ("toy", "toys"),
            ("shoe", "shoes"),
        ] {
            assert_eq!(singular(one), singular(many));
        }
    }

    #[test]
    fn others_stay_apart() {
        for (word, stem) in
            [("gas", "gas"), ("plus", "plus"), ("tennis", "tennis"), ("s", "s"), ("", "")]
        {
            assert_eq!(singular(word), stem);
        }
    }
}
