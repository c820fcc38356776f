/** The queue of a bare worker that has activities only, as the product's queues for email and SMS. */
export function ownQueueOf(taskQueue: string): string {
  return `${taskQueue}-own`;
}
