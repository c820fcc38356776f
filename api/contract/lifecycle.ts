import { z } from 'zod';
import { customerBriefOut, idOut, instantOut, localizedOut, localOut } from './fields';

const EPISODES = ['collections', 'onboarding', 'credit-review', 'escalation', 'win-back'] as const;

export const episodeOut = z
  .object({
    id: idOut,
    kind: z.enum(EPISODES),
    number: z.int().meta({ description: 'Of its kind for this customer; 1 for collections, which is used again.' }),
    status: z.enum(['requested', 'running', 'closed']),
    outcome: z.string().nullable().meta({ description: 'How it ended.' }),
    startedAt: instantOut,
    closedAt: instantOut.nullable(),
    waitsFor: localizedOut.nullable().meta({ description: 'What an open one waits for, and why.' }),
    next: z
      .object({ at: instantOut, local: localOut, action: z.string() })
      .nullable()
      .meta({ description: 'Its next planned touch.' }),
    workflowId: z.string().meta({ description: 'To be found in Temporal UI.' }),
    runId: z.string().nullable(),
  })
  .meta({ id: 'Episode' });

export const lifecycleOut = z
  .object({
    customer: customerBriefOut,
    zone: z.string(),
    stage: z.enum(['new', 'onboarding', 'active', 'dormant', 'lost', 'won-back']),
    stageSince: z.object({ at: instantOut, local: localOut }),
    reason: z.string().nullable().meta({ description: 'Why the customer is dormant or lost.' }),
    engagement: z.enum(['active', 'paused', 'closed']),
    riskBand: z.string().nullable().meta({ description: 'Of the credit terms that stand.' }),
    next: z
      .object({ at: instantOut, local: localOut, action: z.enum(['markDormant', 'beginReview']) })
      .nullable()
      .meta({ description: 'What the lifecycle itself waits for.' }),
    open: z.array(episodeOut),
    ended: z.array(episodeOut).meta({ description: 'The 20 that ended last, newest first.' }),
    workflowId: z.string(),
    upToDate: z
      .boolean()
      .meta({ description: 'false: facts have come since, and the workflow is about to plan again.' }),
  })
  .meta({ id: 'Lifecycle' });
