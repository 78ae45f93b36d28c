// Numbers as reports write them.
import { quantile } from '../scripts/lab/load.mjs';

export const median = (values) => quantile(values, 0.5);

/** Three digits that matter, and thousands apart. */
export function shown(value) {
  if (!Number.isFinite(value)) return '—';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** `1.2 (1.1–1.4)`: the median, and the range. */
export function spread(values, format = shown) {
  if (!values?.length) return '—';
  const [least, most] = [Math.min(...values), Math.max(...values)].map(format);
  return least === most ? format(median(values)) : `${format(median(values))} (${least}–${most})`;
}

/** One list over another, place by place: what was measured in the same round. */
export function ratios(over, under) {
  return over.map((value, place) => value / under[place]);
}

/** A table of Markdown; numbers stand right. */
export function table(head, rows) {
  const isNumber = (place) => rows.every((row) => /^[\d—–<.,() %+−-]+$/.test(row[place]));
  const rule = head.map((_, place) => (place > 0 && isNumber(place) ? '--:' : '---'));
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
