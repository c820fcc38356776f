import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_VARIABLES, parseConfig } from '../../config/config';
import { blocksOf } from './blocks';

it('lists every environment variable in the documents, and no other', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/self-hosting/configuration.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(Object.keys(CONFIG_VARIABLES).toSorted());
});

it('gives a command that prints a first API key as the configuration accepts it', () => {
  const [command] = blocksOf('docs/self-hosting/configuration.md').filter(({ mark }) => mark === 'first key');
  const print = () => execFileSync('sh', ['-c', command?.text ?? ''], { encoding: 'utf8' }).trimEnd();
  const [one, other] = [print(), print()];
  expect(one).not.toBe(other);
  const env = {
    DATABASE_URL: 'postgresql://u:p@db:5432/perennial',
    TEMPORAL_ADDRESS: 'temporal:7233',
    PUBLIC_URL: 'https://pay.example.com',
    SMTP_URL: 'smtp://mail:25',
  };
  expect(parseConfig({ ...env, API_BOOTSTRAP_KEY: one }).API_BOOTSTRAP_KEY).toBe(one);
});
