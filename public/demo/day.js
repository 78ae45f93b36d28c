// Hours of a day at the place that is asked about: from a slider's minutes to an instant, and back.
const formats = {};

/** Date and minute of the day of an instant in a zone. */
export function local(instant, zone) {
  const format = formats[zone] ??= new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const [date, time] = format.format(instant).split(' ');
  return { date, minute: time.slice(0, 2) * 60 + +time.slice(3) };
}

/** The instant at which a zone's clocks show a minute of a date; in a gap, the nearest that there is. */
export function instantOf(date, minute, zone) {
  const wanted = Date.parse(`${date}T00:00Z`) + minute * 60_000;
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) {
    const shown = local(guess, zone);
    guess += wanted - (Date.parse(`${shown.date}T00:00Z`) + shown.minute * 60_000);
  }
  return new Date(guess);
}
