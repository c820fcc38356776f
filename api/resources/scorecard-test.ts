import type { z } from 'zod';
import { testScorecard, type ScorecardTest } from '../../domain/credit/compare-scorecards';
import type { Evaluation } from '../../domain/credit/evaluate-scorecard';
import { parseScorecard } from '../../domain/credit/parse-scorecard';
import { readFactRows } from '../../domain/credit/read-fact-rows';
import { DomainError } from '../../domain/errors';
import { readTable } from '../../facts/import/read-table';
import { documentVersion } from '../../facts/read/published-documents';
import { testOnCustomers } from '../../facts/read/test-scorecard';
import { documentParams } from '../contract/documents';
import { scorecardTestBody, scorecardTestOut, scorecardTestQuery } from '../contract/scorecard-test';
import type { Db } from '../http/call';
import { amountOf, notFound } from '../http/handler-tools';
import { defineRoute, MEGABYTE, type Route } from '../http/route';
import { findDocument } from './find-document';

/** A version of a scorecard by its number, the latest where none is given, and the published one where that is another. */
async function versionsOf(db: Db, ref: string, number: number | undefined) {
  const { id: documentId, name } = await findDocument(db, 'scorecard', ref);
  const tested = await db.documentVersion.findFirst({
    where: { documentId, ...(number === undefined ? {} : { number }) },
    orderBy: { number: 'desc' },
  });
  if (tested === null) throw notFound(`"${name}" has no version ${number ?? ''}`, `"${name}" 没有版本 ${number ?? ''}`);
  const published = await db.documentVersion.findFirst({
    where: { documentId, status: 'published', id: { not: tested.id } },
  });
  return {
    tested: await documentVersion(db, tested.id, parseScorecard),
    other: published === null ? null : await documentVersion(db, published.id, parseScorecard),
  };
}

/** @throws DomainError `validation-failed` with every fault */
function rowsOf(rows: readonly Readonly<Record<string, unknown>>[], currency: string) {
  const { rows: read, faults } = readFactRows(rows, currency);
  const [first] = faults;
  if (first === undefined) return read;
  throw new DomainError(
    'validation-failed',
    first.message,
    faults.slice(0, 100).map(({ row, column, message }) => ({
      pointer: row === 0 ? '' : `/rows/${row - 1}/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: message,
    })),
  );
}

function presentEvaluation({ score, band, proposal, currency, limitMinor, termsDays }: Evaluation) {
  return { score, band, decision: proposal, currency, limit: amountOf(limitMinor, currency), termsDays };
}

type Compared = {
  readonly version: number;
  readonly against: number | null;
  readonly currency: string;
  readonly otherCurrency: string;
};

function presentTest(
  test: ScorecardTest,
  { version, against, currency, otherCurrency }: Compared,
  listed: number,
): z.input<typeof scorecardTestOut> {
  const { customers, notApplying, bands, decisions, limitTotalMinor, results } = test;
  return {
    ...{ version, against, customers, notApplying, currency, bands: [...bands], decisions },
    limitTotal: amountOf(limitTotalMinor, currency),
    comparison:
      test.against === null
        ? null
        : {
            unchanged: test.against.unchanged,
            changed: test.against.changed,
            moves: [...test.against.moves],
            limitTotal: amountOf(test.against.limitTotalMinor, otherCurrency),
          },
    results: results.slice(0, listed).map(({ customer, result, before }) => ({
      customer,
      result:
        result === null
          ? null
          : {
              ...presentEvaluation(result),
              factors: result.factors.map(({ id, points, reason }) => ({ id, points, reason })),
            },
      before: before === null ? null : presentEvaluation(before),
    })),
    cut: results.length > listed,
  };
}

export const scorecardTestRoute: Route = defineRoute({
  method: 'post',
  path: '/v1/scorecards/{id}/test',
  name: 'testScorecard',
  tag: 'Scorecards',
  summary: 'How customers would lie in the bands of a version, and what would change against the published one',
  description:
    'Over a CSV or JSON rows with facts as columns, or over the customers that are there. Nothing is written.',
  access: 'read',
  effect: 'none',
  params: documentParams,
  query: scorecardTestQuery,
  body: scorecardTestBody,
  bodyTypes: ['application/json', 'text/csv'],
  bodyLimitBytes: 10 * MEGABYTE,
  success: { status: 200, schema: scorecardTestOut, description: 'Counts by band, the comparison, and a list.' },
  handle: async ({ deps: { prisma }, params, query, body, now }) => {
    const { tested, other } = await versionsOf(prisma, params.id, query.version);
    const scorecard = tested.value;
    const otherCard = other?.value ?? null;
    const given = typeof body === 'string' ? readTable(body) : body.rows;
    const test =
      given === undefined && typeof body !== 'string'
        ? await testOnCustomers(prisma, {
            ...{ scorecard, other: otherCard, first: body.first, now },
            where: {
              ...(body.segments === undefined ? {} : { segment: { in: body.segments } }),
              ...(body.countries === undefined ? {} : { country: { in: body.countries } }),
            },
          })
        : testScorecard(scorecard, otherCard, rowsOf(given ?? [], scorecard.currency));
    const { currency } = scorecard;
    const compared = {
      version: tested.number,
      against: other?.number ?? null,
      currency,
      otherCurrency: otherCard?.currency ?? currency,
    };
    return { body: presentTest(test, compared, query.listed) };
  },
});
