// JSON to look at: names, texts and the rest told apart, without markup in between.
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** Nodes that show a value, indented. */
export function coloured(value) {
  const text = JSON.stringify(value, null, 2);
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, quoted, colon] = match;
    nodes.push(text.slice(done, match.index));
    const span = document.createElement('span');
    span.className = colon ? 'key' : quoted ? 'text' : 'fact';
    span.textContent = token;
    nodes.push(span);
    done = match.index + token.length;
  }
  return [...nodes, text.slice(done)];
}
