// The process behind load.mjs: HTTP/1.1 over plain sockets, just enough of it for answers with a length.
import { connect } from 'node:net';
import { quantile } from './load.mjs';

process.once('message', async ({ port, paths, connections, seconds, requests, headers }) => {
  const lines = Object.entries({ host: 'nigh.test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const messages = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${lines}\r\n`, 'latin1'));
  const began = performance.now();
  const state = { sent: 0, failed: 0, bytes: 0, times: [], until: began + seconds * 1_000, most: requests };
  const offset = (place) => Math.floor((place * messages.length) / connections);
  await Promise.all(Array.from({ length: connections }, (_, place) => converse(port, messages, offset(place), state)));
  const spent = (performance.now() - began) / 1_000;
  const { times, failed, bytes } = state;
  process.send({
    requests: times.length, seconds: spent, perSecond: times.length / spent,
    p50: quantile(times, 0.5), p99: quantile(times, 0.99), failed, bytes,
  });
});

/** One connection: a request, its answer, the next. */
function converse(port, messages, first, state) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let next = first;
    let asked = 0;
    let missing = -1;
    let head = '';
    const ask = () => {
      if (performance.now() >= state.until || state.sent >= state.most) { socket.destroy(); resolve(); return; }
      state.sent += 1;
      missing = -1;
      head = '';
      asked = performance.now();
      socket.write(messages[next]);
      next = (next + 1) % messages.length;
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('close', resolve);
    socket.on('data', (data) => {
      state.bytes += data.length;
      if (missing < 0) {
        head += data.latin1Slice();
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = /\r\ncontent-length: (\d+)/i.exec(head);
        if (length === null) { reject(new Error(`an answer without a length: ${head.slice(0, end)}`)); return; }
        if (!head.startsWith('HTTP/1.1 200')) state.failed += 1;
        missing = Number(length[1]) - (head.length - end - 4);
      } else {
        missing -= data.length;
      }
      if (missing > 0) return;
      state.times.push(performance.now() - asked);
      ask();
    });
  });
}
