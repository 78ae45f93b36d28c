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
            // `"terrace": Mo-Fr …` is a label; the grammar wants no blank after it.
            let label = i > 0 && part.starts_with(": ");
            mend_days(if label { ":" } else { "" }, &mut mended);
            mend_days(if label { &part[2..] } else { part }, &mut mended);
        }
    }
    mended
}

/// Whether times repeat every `24:00`, which the grammar allows and its parser does not know.
pub(super) fn repeats_daily(text: &str) -> bool {
    let outside_comments = text.split('"').step_by(2);
    let mut periods = outside_comments.flat_map(|part| part.split('/').skip(1));
    periods.any(|period| period.trim_start().starts_with("24:00"))
}

fn plain_characters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => plain.push('"'),
            // `Mo - Fr` and `10:00- 12:00`; but `easter -2 days` keeps its blank.
            c if c.is_whitespace() && plain.ends_with('-') => {
                plain.pop();
                plain.truncate(plain.trim_end().len());
                plain.push('-');
            }
            c if c.is_whitespace() && plain.ends_with(' ') => {}
            // `12:00-14:30 , 18:00-22:00` is one list, not two rules.
            ',' => {
                plain.truncate(plain.trim_end().len());
                plain.push(',');
            }
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
        let at_word = !mended.text.ends_with(|c: char| c.is_alphanumeric());
        if at_word && let Some((list, after)) = day_list(rest) {
            end_rule(&mut mended.text);
            list.write(mended);
            // `Sa,Su: 10:00-12:00`, `Fr08:00-12:00`
            rest = after.strip_prefix(':').unwrap_or(after);
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                mended.text.push(' ');
            }
        } else {
            rest = &rest[c.len_utf8()..];
            let month = month_of_list(&mended.text, rest).filter(|_| c == ',').map(str::to_owned);
            mended.text.push(c);
            if let Some(month) = month {
                mended.text.push_str(&month);
                rest = rest.trim_start();
                mended.text.push(' ');
            }
        }
    }
}

/// `Dec 24,25` → `Dec 24,Dec 25`: the month of the list of dates that `before` ends with, if
/// `after` (the comma) is another day of it.
fn month_of_list<'a>(before: &'a str, after: &str) -> Option<&'a str> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let after = after.trim_start();
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_day = matches!(after.len() - rest.len(), 1 | 2) && !rest.starts_with([':', '.']);
    let word = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').trim_end();
    let month = word.get(word.len().checked_sub(3)?..)?;
    (is_day && word.len() < before.len() && MONTHS.contains(&month)).then_some(month)
}

/// After `… 10:00-20:00,` or `… 10:00-20:00 ` a day begins another rule, though a blank or a
/// semicolon is missing.
fn end_rule(text: &mut String) {
    let Some(last) = text.pop() else { return };
    let hours = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let ends_with_time = hours.ends_with(':') && hours.len() + 2 == text.len();
    match last {
        ',' if ends_with_time => text.push_str(", "),
        ' ' if ends_with_time => text.push_str("; "),
        last => text.push(last),
    }
}

/// Weekdays and holidays that stand together.
#[derive(Default)]
struct DayList {
    weekdays: Vec<String>,
    holidays: Vec<String>,
    restricts: bool,
}

impl DayList {
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
fn day_list(text: &str) -> Option<(DayList, &str)> {
    let mut list = DayList::default();
    let (mut token, mut rest) = day_token(text)?;
    loop {
        let next = rest.trim_start_matches([',', ' ']);
        let gap = rest[..rest.len() - next.len()].trim();
        let following = day_token(next).filter(|(following, _)| match gap {
            "," => true,
            // `SH Mo-Fr`, `Mo-Fr PH`; but `Oct Su[1] PH` is a date and a holiday.
            "" => is_holiday(&token) != is_holiday(following) && !token.contains('['),
            _ => false,
        });
        let holiday = is_holiday(&token);
        let days = if holiday { &mut list.holidays } else { &mut list.weekdays };
        let Some((following, after)) = following else {
            days.push(token);
            return Some((list, rest));
        };
        days.push(std::mem::replace(&mut token, following));
        list.restricts |= gap.is_empty() && holiday;
        rest = after;
    }
}

fn is_holiday(token: &str) -> bool {
    token.starts_with("PH") || token.starts_with("SH")
}

/// One of `Mo`, `Mo-Fr`, `Su[1]`, `Su[-1] +1 day`, `PH`, `PH -1 day`, `SH`, in OSM's spelling.
fn day_token(text: &str) -> Option<(String, &str)> {
    let (name, mut rest) = day_name(text)?;
    let mut token = name.to_owned();
    if let Some((to, after)) = rest.strip_prefix('-').and_then(day_name) {
        token = format!("{name}-{to}");
        rest = after;
    }
    let nth = if rest.starts_with('[') { rest.find(']')? + 1 } else { 0 };
    let length = nth + day_offset(&rest[nth..]);
    token.push_str(&rest[..length]);
    Some((token, &rest[length..]))
}

/// OSM's two letters for what English writes at the start of `text`, and the rest: `Mo`, `Mon`,
/// `Monday`.
fn day_name(text: &str) -> Option<(&'static str, &str)> {
    const NAMES: [(&str, &[&str]); 9] = [
        ("Mo", &["mo", "mon", "monday"]),
        ("Tu", &["tu", "tue", "tues", "tuesday"]),
        ("We", &["we", "wed", "wednesday"]),
        ("Th", &["th", "thu", "thur", "thurs", "thursday"]),
        ("Fr", &["fr", "fri", "friday"]),
        ("Sa", &["sa", "sat", "saturday"]),
        ("Su", &["su", "sun", "sunday"]),
        ("PH", &["ph"]),
        ("SH", &["sh"]),
    ];
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_ascii_lowercase();
    let (name, _) = NAMES.iter().find(|(_, words)| words.contains(&word.as_str()))?;
    Some((name, &text[end..]))
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
