import { Client, Connection, ScheduleNotFoundError } from '@temporalio/client';
import { scheduleReconcile } from '../../worker/reconcile-schedule';
import { useTestNamespace } from '../support/test-temporal';

describe('the schedule of the reconcile', () => {
  const temporal = useTestNamespace();
  let client: Client;

  beforeAll(async () => {
    const connection = await Connection.connect({ address: temporal.address });
    client = new Client({ connection, namespace: temporal.namespace });
  });
  afterAll(() => client.connection.close());

  const schedule = (cron: string, renewAfterDays = 30) =>
    scheduleReconcile({ temporal: client, lifecycleQueue: 'eu-lifecycle', cron, renewAfterDays });
  const described = () => client.schedule.getHandle('eu-reconcile').describe();

  it('is made once, however many workers start, and starts one at a time on the queue of workflows', async () => {
    await schedule('0 2 * * *');
    await schedule('0 2 * * *');
    const { spec, action, policies } = await described();
    expect(spec.calendars).toMatchObject([{ hour: [{ start: 2 }], minute: [{ start: 0 }] }]);
    expect(action).toMatchObject({
      ...{ workflowType: 'reconcile', workflowId: 'eu-reconcile', taskQueue: 'eu-lifecycle' },
      args: [{ renewAfterDays: 30 }],
    });
    expect(policies.overlap).toBe('SKIP');
  });

  it('is changed by a worker with other settings, and stays paused where somebody has paused it', async () => {
    await client.schedule.getHandle('eu-reconcile').pause('on holiday');
    await schedule('30 4 * * *', 7);
    const { spec, action, state } = await described();
    expect(spec.calendars).toMatchObject([{ hour: [{ start: 4 }], minute: [{ start: 30 }] }]);
    expect(action).toMatchObject({ args: [{ renewAfterDays: 7 }] });
    expect(state).toMatchObject({ paused: true, note: 'on holiday' });
  });

  it('is removed where it is off, and that it is not there is no error', async () => {
    await schedule('off');
    await schedule('off');
    await expect(described()).rejects.toThrow(ScheduleNotFoundError);
  });
});
