// What is said, in a language: texts with `{places}`, and numbers, times and money as Intl writes them.
import { wall } from './hours.js';
import english from './texts/en.js';

/** Languages that stand beside the script, a file each: `nigh.de.js`. */
const BESIDE = ['ar', 'de', 'es', 'fr', 'ja'];
const known = { en: english };

const IMPERIAL = ['US', 'GB', 'LR', 'MM'];
const RIGHT_TO_LEFT = ['ar', 'he', 'fa', 'ur'];

const baseOf = (lang) => lang.split('-')[0].toLowerCase();

/** Fetches the texts of a language; a promise only if there is something to wait for. */
export function learn(lang) {
  const base = baseOf(lang);
  if (known[base] || !BESIDE.includes(base)) return null;
  const keep = ({ default: texts }) => { known[base] = texts; };
  return import(`${new URL('nigh.', import.meta.url)}${base}.js`).then(keep, () => { known[base] = english; });
}

/** A speaker of a language, `own` texts (or functions) before its own; `units` are `metric`, `imperial` or null. */
export function speaker(lang, own, units) {
  const translated = known[baseOf(lang)];
  const texts = { ...english, ...translated, ...own };
  const locale = translated || Object.keys(own).length ? lang : 'en';
  const number = (value, options) => new Intl.NumberFormat(locale, options).format(value);
  const unit = (value, name, digits = 0) =>
    number(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
  const time = (local, options) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(wall(local));

  return {
    lang: locale,
    dir: RIGHT_TO_LEFT.includes(baseOf(locale)) ? 'rtl' : 'ltr',
    number,
    say(key, parts = {}) {
      const text = texts[key] ?? key;
      return typeof text === 'function' ? text(parts) : text.replace(/\{(\w+)\}/g, (_, name) => parts[name] ?? '');
    },
    /** Metres, where a store of that country writes miles or not. */
    distance(metres, country) {
      const miles = units ? units === 'imperial' : IMPERIAL.includes(country);
      const [value, name] = miles ? [metres / 1609.344, 'mile'] : [metres / 1000, 'kilometer'];
      if (!miles && value < 0.995) return unit(Math.round(metres / 10) * 10, 'meter');
      return unit(value, name, value < 9.95 ? 1 : 0);
    },
    duration: (all) => [
      all > 59 && unit(Math.floor(all / 60), 'hour'),
      (all % 60 || !all) && unit(all % 60, 'minute'),
    ].filter(Boolean).join(' '),
    money: ({ amount, currency }) => number(amount, { style: 'currency', currency }),
    time: (local) => time(local, { timeStyle: 'short' }),
    day: (date, weekday = 'short') => time(`${date}T12:00`, { weekday }),
    /** A time, with its day where that is not `today`. */
    moment: (local, today) => (today.startsWith(local.slice(0, 10)) ? time(local, { timeStyle: 'short' })
      : time(local, Date.parse(local) - Date.parse(today.slice(0, 10)) < 6e8
        ? { weekday: 'short', hour: 'numeric', minute: '2-digit' }
        : { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' })),
  };
}
