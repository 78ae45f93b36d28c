// Places by name, answered by the test until the Worker does: drop this file then, and its one use.
const KNOWN = [
  { place: 'Minneapolis, US', name: 'Minneapolis', kind: 'town', region: 'Minnesota', country: 'US', geo: { latitude: 44.98, longitude: -93.2638 }, population: 429954 },
  { place: 'Minden, DE', name: 'Minden', kind: 'town', region: 'Nordrhein-Westfalen', country: 'DE', geo: { latitude: 52.2895, longitude: 8.9146 }, population: 82879 },
  { place: 'Berlin, DE', name: 'Berlin', kind: 'town', region: 'Berlin', country: 'DE', geo: { latitude: 52.5244, longitude: 13.4105 }, population: 3426354 },
];

/** Answers `/v1/places`, and questions with `place`, in the Worker's stead. */
export async function withPlaces(page) {
  await page.route('**/v1/places?*', (route) => {
    const words = new URL(route.request().url()).searchParams.get('q').toLowerCase();
    const places = KNOWN.filter(({ name }) => name.toLowerCase().startsWith(words));
    return route.fulfill({ json: { places, complete: true }, headers: { 'access-control-allow-origin': '*' } });
  });
  await page.route((url) => url.searchParams.has('place'), async (route) => {
    const url = new URL(route.request().url());
    const known = KNOWN.find(({ place }) => place === url.searchParams.get('place'));
    if (!known) return route.continue();
    url.searchParams.delete('place');
    url.searchParams.set('lat', known.geo.latitude);
    url.searchParams.set('lng', known.geo.longitude);
    const response = await route.fetch({ url: url.href });
    const reply = await response.json();
    reply.origin = { ...reply.origin, source: 'place', label: known.name };
    return route.fulfill({ response, json: reply });
  });
}
