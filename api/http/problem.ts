import type { Request, Response } from 'express';
import { ERRORS, type DomainError } from '../../domain/errors';
import type { Language } from '../../domain/types';

/** RFC 9457, with the members that the contract adds (`contract/problem.ts`). */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly whatToDo: string;
  readonly retryable: boolean;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
};

/** The language of the answer's texts: Chinese where `Accept-Language` prefers it, else English. */
export function languageOf(request: Request): Language {
  // Negotiation compares whole tags, so the forms that browsers send are named.
  const best = request.acceptsLanguages(['en', 'zh', 'zh-CN', 'zh-Hans', 'zh-Hans-CN', 'zh-SG', 'zh-TW', 'zh-HK']);
  return best !== false && best.startsWith('zh') ? 'zh' : 'en';
}

/** The problem of an error of the catalogue. */
export function problemOf(error: DomainError, language: Language, requestId: string): Problem {
  const entry = ERRORS[error.code];
  return {
    type: `urn:perennial:error:${error.code}`,
    title: entry.title[language],
    status: entry.status,
    detail: error.detail[language],
    code: error.code,
    requestId,
    whatToDo: entry.whatToDo[language],
    retryable: entry.retryable,
    errors: error.errors.map(({ pointer, detail }) => ({ pointer, detail: detail[language] })),
  };
}

/** Answers with a problem; `Retry-After` goes with what can be repeated. */
export function sendProblem(response: Response, problem: Problem): void {
  if (problem.retryable && problem.status !== 500 && !response.hasHeader('Retry-After'))
    response.setHeader('Retry-After', '5');
  response.setHeader('Content-Language', /[\u4e00-\u9fff]/.test(problem.title) ? 'zh' : 'en');
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}
