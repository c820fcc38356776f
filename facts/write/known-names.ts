import type { KnownNames } from '../../domain/playbook/known-names';
import { parsePolicy } from '../../domain/policy/parse-policy';
import type { Channel } from '../../domain/types';
import { ladderNames } from '../read/escalation-ladder';
import type { DbOrTx } from './transaction';

/**
 * What a playbook may refer to now: the templates that are there, any queue, the published ladders and the
 * built-in one; and the published contact policies that its cadence is held against.
 */
export async function readKnownNames(db: DbOrTx): Promise<KnownNames> {
  const saved = await db.template.findMany({ distinct: ['name', 'channel'], select: { name: true, channel: true } });
  const templates = new Map<string, Set<Channel>>();
  for (const { name, channel } of saved) templates.set(name, (templates.get(name) ?? new Set()).add(channel));
  const published = await db.documentVersion.findMany({
    where: { status: 'published', document: { kind: 'contact_policy' } },
    select: { source: true },
  });
  const policies = published.map(({ source }) => parsePolicy(source).policy).filter((policy) => policy !== null);
  return { templates, queues: null, ladders: new Set(await ladderNames(db)), policies };
}
