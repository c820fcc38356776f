import { advanceOut } from '../../api/contract/test-clocks';
import type { DemoRequest } from './request';
import { getFromApi, type DemoWorld } from './thing';

/** The request that moves a test clock. */
export function advanceRequest(clockId: string, to: string): DemoRequest {
  return { method: 'POST', to: 'API', path: `/v1/test-clocks/${clockId}/advances`, json: { to }, read: 'pick status' };
}

/** The request that says where a test clock is. */
export function clockRequest(clockId: string): DemoRequest {
  return getFromApi(`/v1/test-clocks/${clockId}`, 'pick nowAt');
}

/** Sends an advance, and waits until the clock is there. @throws Error where it stopped on its way */
export async function arrive(world: DemoWorld, advance: DemoRequest): Promise<void> {
  const { id } = await world.ask(advance, advanceOut);
  await world.askUntil(getFromApi(`${advance.path}/${id}`), advanceOut, ({ status, error }) => {
    if (status === 'failed') throw new Error(`the advance failed: ${error}`);
    return status === 'done' ? null : 'the clock has not arrived';
  });
}
