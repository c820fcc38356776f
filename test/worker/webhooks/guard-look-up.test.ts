import type { lookup, LookupAddress } from 'node:dns';
import { guardLookUp } from '../../../worker/webhooks/guard-look-up';

/** A name server that knows one name. */
function knowing(addresses: readonly LookupAddress[] | null): typeof lookup {
  const answer = (_: string, __: unknown, done: (error: Error | null, found: unknown) => void): void => {
    if (addresses === null) done(Object.assign(new Error('not known'), { code: 'ENOTFOUND' }), undefined);
    else done(null, addresses);
  };
  return answer as unknown as typeof lookup;
}

function lookUp(addresses: readonly LookupAddress[] | null, all: boolean): Promise<unknown> {
  return new Promise((resolve) => {
    guardLookUp(knowing(addresses))('crm.example.com', { all }, (error, found) => {
      resolve(error === null ? found : (error as { readonly code?: string }).code);
    });
  });
}

const harmless = { address: '93.184.216.34', family: 4 };
const metadata = { address: '169.254.169.254', family: 4 };

it('gives what the name stands for, one address or all', async () => {
  expect(await lookUp([harmless], false)).toBe('93.184.216.34');
  expect(await lookUp([harmless], true)).toEqual([harmless]);
});

it('refuses a name that has been pointed at a metadata service, even beside a harmless address', async () => {
  expect(await lookUp([harmless, metadata], false)).toBe('ADDRESS_FORBIDDEN');
  expect(await lookUp([{ address: 'fe80::1', family: 6 }], true)).toBe('ADDRESS_FORBIDDEN');
});

it('passes on that a name is not known', async () => {
  expect(await lookUp(null, true)).toBe('ENOTFOUND');
  expect(await lookUp([], true)).toBe('ENOTFOUND');
});
