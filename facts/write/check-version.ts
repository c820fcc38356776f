import { DomainError } from '../../domain/errors';

/**
 * Refuses a change that is based on another version than the one that stands.
 * @param expected `null` where the caller does not ask for the check
 * @throws DomainError `version-conflict`
 */
export function checkVersion(expected: number | null, actual: number): void {
  if (expected === null || expected === actual) return;
  throw new DomainError('version-conflict', {
    en: `The change is based on version ${expected}; version ${actual} stands`,
    zh: `修改基于版本 ${expected}；当前为版本 ${actual}`,
  });
}
