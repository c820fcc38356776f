import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_VARIABLES } from '../../config/config';

it('lists every environment variable in the documents, and no other', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/self-hosting/configuration.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(Object.keys(CONFIG_VARIABLES).toSorted());
});
