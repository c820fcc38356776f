import type { Request } from 'express';
import { DomainError } from '../../domain/errors';
import type { Caller } from './call';
import type { Route } from './route';

/** The strong ETag of a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version that a change is based on; `null` where the caller does not ask for the check.
 *
 * People must say it on PUT and PATCH, because two of them could overwrite each other. An integration carries the truth
 * of another system and may leave it out. `If-None-Match: *` says that there is nothing yet, `If-Match: *` that it does
 * not matter.
 * @throws DomainError `version-required`, `bad-request`
 */
export function readBaseVersion(route: Route, request: Request, caller: Caller | null): number | null {
  if (route.versioned === 'no') return null;
  const header = request.get('if-match')?.trim();
  if (header === undefined) {
    if (request.get('if-none-match')?.trim() === '*') return 0;
    if (route.versioned === 'optional' || caller?.role === 'integration') return null;
    throw new DomainError('version-required', {
      en: 'The If-Match header is missing; expected the ETag that was read',
      zh: '缺少 If-Match 头；应为读取时得到的 ETag',
    });
  }
  if (header === '*') return null;
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header);
  if (match?.[1] === undefined)
    throw new DomainError('bad-request', {
      en: `If-Match says ${JSON.stringify(header)}; expected an ETag such as "3", or *`,
      zh: `If-Match 为 ${JSON.stringify(header)}；应为 ETag，例如 "3"，或 *`,
    });
  return Number(match[1]);
}
