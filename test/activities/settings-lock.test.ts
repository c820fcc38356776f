import { setTimeout as delay } from 'node:timers/promises';
import { lockForTouch } from '../../activities/guard';
import { changeSettings } from '../../facts/write/change-settings';
import { EngineWorld } from './support/engine-world';

describe('the lock that claims share', () => {
  let world: EngineWorld;

  beforeAll(async () => {
    world = await EngineWorld.create();
  });
  afterAll(() => world.close());

  it('lets a kill switch have its turn while one claim begins before the other has ended', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, n) => world.customer({ externalId: `C-${n}` })));
    let isStopped = false;
    let claims = 0;
    const claiming = ids.map(async (id) => {
      while (!isStopped) {
        await world.db.$transaction(async (tx) => {
          await lockForTouch(tx, id);
          await delay(20);
        });
        claims += 1;
      }
    });
    while (claims < 12) await delay(5);

    await changeSettings(
      world.db,
      { version: null, changes: { sendingStopped: true } },
      { actor: 'key:test', now: Date.now() },
    );
    isStopped = true;
    await Promise.all(claiming);

    expect(await world.db.settings.findUnique({ where: { id: 1 } })).toMatchObject({ sendingStopped: true });
  });
});
