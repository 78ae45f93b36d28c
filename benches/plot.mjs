// Plots as SVG: a dot for the median, a line for the range, on a scale of powers of ten. Legible by day and by night.
const WIDTH = 860;
const LEFT = 210;
const RIGHT = 90;
const ROW = 24;
const HEAD = 58;
const FOOT = 34;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 } .unit, .tick { fill: #59636e; font-size: 12px }
  .grid { stroke: #d1d9e0; stroke-width: 1 } .range { stroke-width: 3; stroke-linecap: round; opacity: .45 }
  .nigh { fill: #0969da; stroke: #0969da } .peer { fill: #bc4c00; stroke: #bc4c00 } .floor { fill: #6e7781; stroke: #6e7781 }
  .label.nigh { stroke: none; font-weight: 600; fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .unit, .tick { fill: #9198a1 } .grid { stroke: #3d444d }
    .nigh, .label.nigh { fill: #58a6ff } .nigh { stroke: #58a6ff } .label.nigh { stroke: none }
    .peer { fill: #f0883e; stroke: #f0883e } .floor { fill: #9198a1; stroke: #9198a1 }
  }`;

/**
 * An SVG of panels below each other: `{title, unit, rows: [{label, kind, value, least, most, shown}]}`. `kind` is
 * `nigh`, `peer` or `floor`.
 */
export function plot(panels) {
  let top = 0;
  const parts = panels.map((panel) => {
    const height = HEAD + panel.rows.length * ROW + FOOT;
    const drawn = `<g transform="translate(0 ${top})">${panelOf(panel)}</g>`;
    top += height;
    return drawn;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img">
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

function panelOf({ title, unit, rows }) {
  const [low, high] = bounds(rows);
  const x = (value) => LEFT + (Math.log10(value / low) / Math.log10(high / low)) * (WIDTH - LEFT - RIGHT);
  const bottom = HEAD + rows.length * ROW;
  const ticks = marks(low, high).map((value) => {
    const place = at(x(value));
    return `<line class="grid" x1="${place}" x2="${place}" y1="${HEAD - 8}" y2="${bottom}"/>
<text class="tick" x="${place}" y="${bottom + 16}" text-anchor="middle">${value}</text>`;
  });
  const drawn = rows.map((row, place) => rowOf(row, x, HEAD + place * ROW + ROW / 2));
  return `<text class="title" x="12" y="24">${title}</text><text class="unit" x="12" y="42">${unit}</text>
${ticks.join('\n')}
${drawn.join('\n')}`;
}

function rowOf({ label, kind, value, least = value, most = value, shown }, x, y) {
  const base = y + 4;
  const style = kind === 'nigh' ? 'label nigh' : 'label';
  return `<text class="${style}" x="${LEFT - 12}" y="${base}" text-anchor="end">${label}</text>
<line class="range ${kind}" x1="${at(x(least))}" x2="${at(x(most))}" y1="${y}" y2="${y}"/>
<circle class="${kind}" cx="${at(x(value))}" cy="${y}" r="5"/>
<text x="${at(x(most) + 12)}" y="${base}">${shown}</text>`;
}

/** The scale: from just below the least to just above the most. */
function bounds(rows) {
  const low = Math.min(...rows.map(({ value, least = value }) => least));
  const high = Math.max(...rows.map(({ value, most = value }) => most));
  return [low / 1.3, high * 1.3];
}

/** 1, 2 and 5 times powers of ten. */
function marks(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const digit of [1, 2, 5]) {
      const value = Number((digit * 10 ** power).toPrecision(3));
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found;
}

const at = (number) => number.toFixed(1);
