// What is started is stopped, however it ends.

/** Runs `body(keep)`: what it gives to `keep`, something with `stop()` or `remove()`, is ended afterwards, the last first. */
export async function closing(body) {
  const open = [];
  const keep = async (starting) => {
    const one = await starting;
    open.push(one);
    return one;
  };
  try {
    return await body(keep);
  } finally {
    for (const one of open.reverse()) await (one.stop ?? one.remove)();
  }
}
