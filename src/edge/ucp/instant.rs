//! Instants as RFC 3339 writes them, and nothing else.

use crate::time::{DAY_S, Day, UtcSeconds};

/// The second that an instant is in; `None` for what is not RFC 3339 with an offset. Hours are whole
/// minutes, so nothing is lost with a fraction. A leap second belongs to the second before it.
pub fn instant(text: &str) -> Option<UtcSeconds> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't'])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let [hour, minute, second] = numbers(clock, ':')?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            (rest.len() < fraction.len()).then_some(rest)?
        }
        None => rest,
    };
    let offset_s = offset_s(rest)?;
    let label_s = hour * 3_600 + minute * 60 + second.min(59) - offset_s;
    let is_leap = second == 60 && label_s.rem_euclid(DAY_S) == DAY_S - 1;
    if hour > 23 || minute > 59 || second > 59 && !is_leap {
        return None;
    }
    Some(UtcSeconds(i64::from(day(date)?.0) * DAY_S + label_s))
}

fn day(text: &str) -> Option<Day> {
    let [_, _] = numbers(text.get(5..)?, '-')?;
    let year = text.get(..5)?.strip_suffix('-')?;
    year.bytes().all(|b| b.is_ascii_digit()).then(|| Day::parse(text)).flatten()
}

fn offset_s(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = numbers(text.strip_prefix(['+', '-'])?, ':')?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// So many numbers of two digits.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(between);
    for number in &mut numbers {
        let part = parts.next()?;
        let is_number = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        *number = part.parse().ok().filter(|_| is_number)?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants() {
        for (text, same) in [
            ("2026-11-23T14:00:00Z", "2026-11-23T14:00:00Z"),
            ("2026-11-23t14:00:00z", "2026-11-23T14:00:00Z"),
            ("2026-11-23T19:30:00-05:00", "2026-11-24T00:30:00Z"),
            ("2026-01-01T00:30:00+23:59", "2025-12-31T00:31:00Z"),
            ("2026-11-23T14:00:00.999999999999Z", "2026-11-23T14:00:00Z"),
            ("2026-11-23T14:00:00-00:00", "2026-11-23T14:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2016-12-31T18:59:60-05:00", "2016-12-31T23:59:59Z"),
            ("2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"),
        ] {
            assert_eq!(instant(text), UtcSeconds::parse(same), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "2026-11-23",
            "2026-11-23T14:00:00",
            "2026-11-23T14:00Z",
            "2026-11-23 14:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T14:60:00Z",
            "2026-11-23T14:00:60Z",
            "2026-11-23T14:00:61Z",
            "2026-11-23T14:00:00.Z",
            "2026-11-23T14:00:00+0500",
            "2026-11-23T14:00:00+24:00",
            "2026-11-23T14:00:00+05:60",
            "2026-11-23T14:00:00+5:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "now",
            "26-11-23T14:00:00Z",
            "+2026-11-23T14:00:00Z",
            "2026-11-23T14:00:00ZZ",
            "2026-11-23T14:00:00 Z",
            " 2026-11-23T14:00:00Z",
            "2026-1a-23T14:00:00Z",
            "2026-11-23T1é:00:00Z",
            "2026-11-23T14:00:00[UTC]",
            "20261-1-23T14:00:00Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
