import type { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress } from '../../domain/webhook/forbidden-address';

/**
 * Judges what a name stands for at the moment of connecting: a name that was harmless when it was registered may have
 * been pointed elsewhere since. One forbidden address among several is enough to refuse.
 */
export function guardLookUp(lookUp: typeof lookup): LookupFunction {
  return (hostname, options, done) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      const first = error === null ? addresses[0] : undefined;
      if (first === undefined) {
        done(error ?? new CodedError('ENOTFOUND'), '');
      } else if (addresses.some(({ address }) => isForbiddenAddress(address))) {
        done(new CodedError('ADDRESS_FORBIDDEN'), '');
      } else if (options.all === true) {
        done(null, addresses);
      } else {
        done(null, first.address, first.family);
      }
    });
  };
}

class CodedError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}
