export type TaskQueues = {
  /** Workflows and the activities that stay inside the database. */
  readonly lifecycle: string;
  /** Rate-limited by the server, over all workers together. */
  readonly email: string;
  readonly sms: string;
  /** Advances of test clocks. */
  readonly clock: string;
};

/** Several installations that share a namespace differ by the prefix. */
export function taskQueues(prefix: string): TaskQueues {
  return { lifecycle: `${prefix}lifecycle`, email: `${prefix}email`, sms: `${prefix}sms`, clock: `${prefix}clock` };
}

/** The queues beside the one that a workflow itself runs on. */
export function siblingQueues(lifecycleQueue: string): TaskQueues {
  return taskQueues(lifecycleQueue.slice(0, -'lifecycle'.length));
}
