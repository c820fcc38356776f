import type { z } from 'zod';
import { DOCUMENT_FORMS } from '../../domain/documents/document-forms';
import { diffPlaybooks, type Change } from '../../domain/playbook/diff-playbooks';
import { ANY_NAMES } from '../../domain/playbook/known-names';
import { parsePlaybook } from '../../domain/playbook/parse-playbook';
import { summarize } from '../../domain/simulate/summarize';
import type { Playbook } from '../../domain/types';
import { simulateVersion } from '../../facts/read/simulate-version';
import { readKnownNames } from '../../facts/write/known-names';
import type { Prisma } from '../../prisma/generated/client';
import {
  diffOut,
  diffQuery,
  documentParams,
  simulateBody,
  simulationOut,
  sourceBody,
  validationOut,
} from '../contract/documents';
import type { Db } from '../http/call';
import { iso, local, notFound, resolveCustomer } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';
import type { DocumentWords } from './document-words';
import { SOURCE_TYPES } from './documents';
import { findDocument, findVersion, presentFaults, type VersionWithDocument } from './find-document';

function storedPlaybook({ source, document, number }: VersionWithDocument): Playbook {
  // Names were checked when it was saved; a template that has gone since is a matter of publishing.
  const { playbook } = parsePlaybook(source, ANY_NAMES);
  if (playbook === null) throw new Error(`Version ${number} of "${document.name}" can no longer be read`);
  return playbook;
}

/** Top-level fields that differ; what is no playbook is short enough for that. */
function diffFields(before: unknown, after: unknown): readonly Change[] {
  const [from, to] = [before, after].map((value) => (value ?? {}) as Readonly<Record<string, unknown>>);
  const fields = [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])];
  return fields
    .map((field) => ({ field, was: from?.[field] ?? null, is: to?.[field] ?? null }))
    .filter(({ was, is }) => JSON.stringify(was) !== JSON.stringify(is))
    .map(({ field, was, is }) => ({
      kind: 'changed',
      step: null,
      field,
      before: was,
      after: is,
      text: {
        en: `${field}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`,
        zh: `${field}：${JSON.stringify(was)} → ${JSON.stringify(is)}`,
      },
    }));
}

/** Validation and comparison, of every kind of document. */
export function judgeRoutes({ kind, path, one, tag, title }: DocumentWords): readonly Route[] {
  return [
    defineRoute({
      method: 'post',
      path: `${path}/validate`,
      name: `validate${one}`,
      tag,
      summary: `List the faults and warnings of a ${title} without saving it`,
      access: 'read',
      effect: 'none',
      body: sourceBody,
      bodyTypes: SOURCE_TYPES,
      success: { status: 200, schema: validationOut, description: 'What is wrong, and where.' },
      handle: async ({ db, body }) => {
        const { faults } = DOCUMENT_FORMS[kind].read(body, await readKnownNames(db));
        const valid = faults.every(({ severity }) => severity === 'warning');
        return { body: { valid, faults: presentFaults(faults) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/{id}/diff`,
      name: `diff${one}`,
      tag,
      summary: `What changed from one version of a ${title} to another`,
      access: 'read',
      params: documentParams,
      query: diffQuery,
      success: { status: 200, schema: diffOut, description: 'The differences.' },
      handle: async ({ db, params, query }) => {
        const from = await findVersion(db, kind, params.id, query.from);
        const to = await findVersion(db, kind, params.id, query.to);
        const changes =
          kind === 'playbook'
            ? diffPlaybooks(storedPlaybook(from), storedPlaybook(to))
            : diffFields(from.parsed, to.parsed);
        return { body: { from: from.number, to: to.number, changes } };
      },
    }),
  ];
}

async function customersOf(db: Db, body: SimulateBody) {
  const { customers, segments, countries, importId, first } = body;
  const ids: string[] = [];
  for (const ref of customers ?? []) ids.push((await resolveCustomer(db, ref)).id);
  const where: Prisma.CustomerWhereInput = {
    engagement: { not: 'closed' },
    ...(customers === undefined ? { testClockId: null } : { id: { in: ids } }),
    ...(segments === undefined ? {} : { segment: { in: segments } }),
    ...(countries === undefined ? {} : { country: { in: countries } }),
    ...(importId === undefined ? {} : { importId }),
  };
  return db.customer.findMany({
    where,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: first,
    select: { id: true, externalId: true },
  });
}

type SimulateBody = z.output<typeof simulateBody>;

export const simulateRoute: Route = defineRoute({
  method: 'post',
  path: '/v1/playbooks/{id}/simulate',
  name: 'simulatePlaybook',
  tag: 'Playbooks',
  summary: 'What a version would do to customers over a span of days, without sending',
  description:
    'On the facts as they stand, as if the version were published now and theirs. Conditions hold together; none means ' +
    'all but sandbox customers. Paused customers count as activated.',
  access: 'read',
  effect: 'none',
  params: documentParams,
  body: simulateBody,
  success: { status: 200, schema: simulationOut, description: 'Counts, and the touches in their order.' },
  handle: async ({ deps, params, body, now }) => {
    const { prisma } = deps;
    const document = await findDocument(prisma, 'playbook', params.id);
    const latest = await prisma.documentVersion.findFirst({
      where: { documentId: document.id, ...(body.version === undefined ? {} : { number: body.version }) },
      orderBy: { number: 'desc' },
    });
    if (latest === null)
      throw notFound(
        `"${document.name}" has no version ${body.version ?? ''}`,
        `"${document.name}" 没有版本 ${body.version ?? ''}`,
      );
    const playbook = storedPlaybook({ ...latest, document });
    const customers = await customersOf(prisma, body);
    const { touches, notApplying } = await simulateVersion(prisma, { playbook, customers, days: body.days }, now);
    const { customers: customersTouched, invoices: invoicesTouched, ...summary } = summarize(touches);
    return {
      body: {
        version: latest.number,
        customers: customers.length,
        notApplying,
        summary: { ...summary, customersTouched, invoicesTouched },
        touches: touches.slice(0, body.listed).map(({ line, moves, zone }) => ({
          customer: line.customer,
          at: iso(new Date(line.at)),
          local: local(new Date(line.at), zone),
          action: line.action,
          lead: { invoice: line.lead.invoice, step: line.lead.step },
          covers: line.covers.map(({ invoice, step, outcome }) => ({ invoice, step, outcome })),
          superseded: line.superseded.map(({ invoice, step }) => ({ invoice, step })),
          movedBy: moves.map(({ rule }) => rule),
        })),
        cut: touches.length > body.listed,
      },
    };
  },
});
