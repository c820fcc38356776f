import { parseAssignmentPolicy } from '../../domain/assign/parse-assignment-policy';
import { previewPlacing } from '../../facts/read/assignment-preview';
import { documentVersion } from '../../facts/read/published-documents';
import { assignmentDryRunBody, placingOut } from '../contract/assignments';
import { documentParams } from '../contract/documents';
import { notFound } from '../http/handler-tools';
import { defineRoute, type Route } from '../http/route';
import { findDocument } from './find-document';
import { presentPlacing } from './present-placing';

export const assignmentDryRunRoute: Route = defineRoute({
  method: 'post',
  path: '/v1/assignment-policies/{id}/dry-run',
  name: 'dryRunAssignmentPolicy',
  tag: 'Assignment policies',
  summary: 'Whom a version would give the customers that are there, and everybody’s load before and after',
  description:
    'Each customer leaves its owner and is given out again, oldest first, as if it were new; nothing is written. Caps on new ' +
    'customers per day do not count, sandbox customers and closed ones are left out.',
  access: 'read',
  effect: 'none',
  params: documentParams,
  body: assignmentDryRunBody,
  success: { status: 200, schema: placingOut, description: 'What the version would do.' },
  handle: async ({ deps: { prisma }, params, body, now }) => {
    const { id: documentId, name } = await findDocument(prisma, 'assignment_policy', params.id);
    const version = await prisma.documentVersion.findFirst({
      where: { documentId, ...(body.version === undefined ? {} : { number: body.version }) },
      orderBy: { number: 'desc' },
    });
    if (version === null) {
      const asked = body.version ?? '';
      throw notFound(`"${name}" has no version ${asked}`, `"${name}" 没有版本 ${asked}`);
    }
    const { value } = await documentVersion(prisma, version.id, (source) => parseAssignmentPolicy(source));
    const { segments, countries, ownerId, first } = body;
    const preview = await previewPlacing(prisma, {
      where: {
        ...(segments === undefined ? {} : { segment: { in: segments } }),
        ...(countries === undefined ? {} : { country: { in: countries } }),
        ...(ownerId === undefined ? {} : { ownerId }),
      },
      by: { policy: value, versionId: version.id },
      excluded: new Set(),
      first,
      now,
    });
    return { body: presentPlacing(preview, body.listed) };
  },
});
