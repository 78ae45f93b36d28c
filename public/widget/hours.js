// Hours as the reply gives them: a week, and dates that differ from it. Minutes count from local midnight.
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY = 1440;
const clocks = {};

const minutes = (label) => label.slice(0, 2) * 60 + +label.slice(3);
export const wall = (local) => new Date(`${local.slice(0, 16)}Z`);

/** A date so many days later. */
export const later = (date, days) => new Date(Date.parse(date) + days * 864e5).toISOString().slice(0, 10);

/** A zone's date and time at an instant, as `2026-11-21T18:05`; a store of no known zone keeps universal time. */
export function localTime(at, { timezone: zone = 'UTC' }) {
  const clock = clocks[zone] ??= new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return clock.format(new Date(at)).replace(' ', 'T');
}

/** The intervals that begin on a date, as `[from, to]`; `to` is beyond midnight for a night. */
export function plan({ hours, exception_hours: exceptions = [] }, date) {
  const own = exceptions.filter((entry) => entry.valid_from <= date && date <= entry.valid_through);
  const day = DAYS[new Date(date).getUTCDay()];
  const rows = own.length ? own.filter(({ opens }) => opens) : hours.filter((entry) => entry.day === day);
  return rows.map(({ opens, closes }) => {
    const [from, to] = [minutes(opens), minutes(closes)];
    if (from === 0 && to === DAY - 1) return [0, DAY];
    return [from, to > from ? to : to + DAY];
  });
}

/** When it is open on a date, midnight to midnight: what the night before carries in comes first. */
export function lit(location, date) {
  const { exception_hours: exceptions = [] } = location;
  const cut = exceptions.some((entry) => entry.valid_from <= date && date <= entry.valid_through);
  const before = cut ? [] : plan(location, later(date, -1)).filter(([, to]) => to > DAY).map(([, to]) => [0, to - DAY]);
  return [...before, ...plan(location, date)].map(([from, to]) => [from, Math.min(to, DAY)]);
}
