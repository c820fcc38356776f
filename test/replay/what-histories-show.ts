import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { History } from './histories';

type Recorded = {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { readonly name: string } };
    readonly activityTaskScheduledEventAttributes?: { readonly activityType: { readonly name: string } };
  }[];
};

/** A history that a workflow has just written, as files hold it. */
export function recorded(history: History): Recorded {
  return JSON.parse(historyToJSON(history)) as Recorded;
}

/** The workflow that a history is of. */
export function workflowIn({ events }: Recorded): string | undefined {
  return events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name;
}

/** Names of the activities that were called. */
export function activitiesOf({ events }: Recorded): readonly string[] {
  return events.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType.name ?? []);
}

export function activitiesIn(history: History): ReadonlySet<string> {
  return new Set(activitiesOf(recorded(history)));
}
