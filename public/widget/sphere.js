// The map's geometry: a sphere is exact enough to draw on, never to rank by.
const RADIUS_M = 6_371_008.8;
const MILE_M = 1609.344;
const { PI, asin, atan, atan2, cos, exp, hypot, log, min, sin, tan } = Math;
const rad = (degrees) => (degrees * PI) / 180;
const deg = (radians) => (radians * 180) / PI;

/** Web Mercator, the world being a square of side 1. */
export const project = ({ latitude, longitude }) => ({
  x: (longitude + 180) / 360,
  y: 0.5 - log(tan(PI / 4 + rad(Math.max(-85, min(85, latitude))) / 2)) / (2 * PI),
});

export const unproject = ({ x, y }) => ({
  lat: deg(2 * atan(exp((0.5 - y) * 2 * PI)) - PI / 2),
  lng: ((((x * 360) % 360) + 360) % 360) - 180,
});

/** Points so many metres around a place; the first is north of it. */
export function circle({ latitude, longitude }, radius_m, points = 72) {
  const [lat, lng, angle] = [rad(latitude), rad(longitude), radius_m / RADIUS_M];
  return Array.from({ length: points }, (_, n) => {
    const bearing = (2 * PI * n) / points;
    const north = asin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(bearing));
    const east = lng + atan2(sin(bearing) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(north));
    return { latitude: deg(north), longitude: deg(east) };
  });
}

/** Metres from the middle of a view to its corner. */
export function halfDiagonal({ y, scale }, { w, h }) {
  const metresPerPixel = (2 * PI * RADIUS_M * cos(rad(unproject({ x: 0, y }).lat))) / scale;
  return (hypot(w, h) / 2) * metresPerPixel;
}

/** Metres between rings: 1, 2 or 5 of a power of ten, of kilometres or miles. */
export function ringStep(corner_m, miles) {
  const unit = miles ? MILE_M : 1000;
  const wanted = corner_m / unit / 3.4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return ([5, 2, 1].find((n) => n * power <= wanted) ?? 1) * power * unit;
}
