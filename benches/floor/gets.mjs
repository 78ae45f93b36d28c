// What a question's reads take by themselves: the keys of the query, each by a get of its own, all at once.
export default {
  async fetch(request, env) {
    const keys = new URL(request.url).searchParams.getAll('key');
    const values = await Promise.all(keys.map((key) => env.NIGH.get(key, 'arrayBuffer')));
    return new Response(`${values.reduce((sum, value) => sum + (value?.byteLength ?? 0), 0)}`);
  },
};
