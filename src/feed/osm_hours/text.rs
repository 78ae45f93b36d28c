//! Mends what people write and the grammar cannot read, without touching comments.

/// How a rule ties holidays to weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// `PH,Mo-Fr`: either.
    Or,
    /// `SH Mo-Fr`: weekdays within holidays.
    And,
}

/// A text the grammar can read, and what its parse would lose.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) text: String,
    /// For each list of days with both weekdays and holidays, in order.
    pub(super) joints: Vec<Joint>,
}

/// Unifies dashes, quotes and blanks; drops empty rules; reads a comment that no state precedes
/// as `unknown`; and writes lists of days as the grammar wants them (`We, Sa` → `We,Sa`).
pub(super) fn mend(text: &str) -> Mended {
    let text = drop_empty_rules(&plain_characters(text));
    let mut mended = Mended { text: String::with_capacity(text.len() + 8), joints: Vec::new() };
    for (i, part) in text.split('"').enumerate() {
        if i % 2 == 1 {
            mend_comment(part, text.split('"').nth(i + 1).unwrap_or(""), &mut mended.text);
        } else {
            mend_days(part, &mut mended);
        }
    }
    mended
}

fn plain_characters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => plain.push('"'),
            c if c.is_whitespace() && plain.ends_with([' ', ';']) => {}
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

fn drop_empty_rules(text: &str) -> String {
    let mut kept = text.trim().trim_matches([';', ',', ' ']).to_owned();
    while let Some(at) = kept.find(";;").or_else(|| kept.find("; ;")) {
        kept.remove(at);
    }
    kept
}

const STATES: [&str; 4] = ["open", "off", "closed", "unknown"];

/// `"by appointment"` → `unknown "by appointment"`, unless a state precedes it or a colon follows
/// (`"summer": Mo-Fr …` is only a label).
fn mend_comment(comment: &str, after: &str, text: &mut String) {
    let before = text.trim_end().to_ascii_lowercase();
    let has_state = STATES.iter().any(|state| before.ends_with(state));
    if !has_state && !after.starts_with(':') {
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str("unknown ");
    }
    text.push('"');
    text.push_str(comment);
    text.push('"');
}

fn mend_days(part: &str, mended: &mut Mended) {
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        let at_word = !mended.text.ends_with(|c: char| c.is_ascii_alphanumeric());
        if at_word && let Some((list, after)) = day_list(rest) {
            list.write(mended);
            rest = after;
        } else {
            mended.text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
}

/// Weekdays and holidays that stand together.
#[derive(Default)]
struct DayList<'a> {
    weekdays: Vec<&'a str>,
    holidays: Vec<&'a str>,
    restricts: bool,
}

impl DayList<'_> {
    /// Weekdays after holidays, as the grammar has it.
    fn write(&self, mended: &mut Mended) {
        mended.text.push_str(&self.holidays.join(","));
        if !self.holidays.is_empty() && !self.weekdays.is_empty() {
            mended.joints.push(if self.restricts { Joint::And } else { Joint::Or });
            mended.text.push(',');
        }
        mended.text.push_str(&self.weekdays.join(","));
    }
}

/// The list of days at the start of `text`, and what follows it.
fn day_list(text: &str) -> Option<(DayList<'_>, &str)> {
    let mut list = DayList::default();
    let mut rest = text;
    loop {
        let (token, after) = day_token(rest)?;
        if is_holiday(token) {
            list.holidays.push(token);
        } else {
            list.weekdays.push(token);
        }
        rest = after;
        let next = rest.trim_start_matches([',', ' ']);
        let Some((following, _)) = day_token(next) else { return Some((list, rest)) };
        let changes_kind = is_holiday(token) != is_holiday(following);
        match rest[..rest.len() - next.len()].trim() {
            "," => {}
            // But `Oct Su[1] PH` is a date and a holiday.
            "" if changes_kind && !token.contains('[') => list.restricts |= is_holiday(token),
            _ => return Some((list, rest)),
        }
        rest = next;
    }
}

fn is_holiday(token: &str) -> bool {
    token.starts_with("PH") || token.starts_with("SH")
}

/// One of `Mo`, `Mo-Fr`, `Su[1]`, `Su[-1] +1 day`, `PH`, `PH -1 day`, `SH`.
fn day_token(text: &str) -> Option<(&str, &str)> {
    let mut end = day_name(text)?;
    if let Some(to) = text[end..].strip_prefix('-').and_then(day_name) {
        end += 1 + to;
    }
    if text[end..].starts_with('[') {
        end += text[end..].find(']')? + 1;
    }
    end += day_offset(&text[end..]);
    Some(text.split_at(end))
}

fn day_name(text: &str) -> Option<usize> {
    const NAMES: [&str; 9] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH", "SH"];
    let name = text.get(..2)?;
    let known = NAMES.iter().any(|n| n.eq_ignore_ascii_case(name));
    let ends = !text[2..].starts_with(|c: char| c.is_ascii_alphanumeric());
    (known && ends).then_some(2)
}

/// Length of ` +1 day` or ` -2 days` at the start of `text`, else 0.
fn day_offset(text: &str) -> usize {
    let Some(number) = text.strip_prefix(" +").or_else(|| text.strip_prefix(" -")) else {
        return 0;
    };
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let Some(after) = unit.strip_prefix(" day") else { return 0 };
    text.len() - after.strip_prefix('s').unwrap_or(after).len()
}
