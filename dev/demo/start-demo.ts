import { ApiClient } from '../../cli/http/api-client';
import type { ServicesOptions } from '../services';
import { startStack, type Stack } from '../stack';
import type { Places } from './request';
import { tellStory } from './tell-story';
import { thingsToTry } from './things';
import type { Thing } from './thing';

export type Demo = {
  readonly stack: Stack;
  readonly places: Places;
  readonly things: readonly Thing[];
};

/** Starts the whole stack on an empty database and tells the story. */
export async function startDemo(options: Pick<ServicesOptions, 'dataDir' | 'ports' | 'log'>): Promise<Demo> {
  const stack = await startStack({ ...options, durable: false, fresh: true, world: 'fake', ignoreEnvironment: true });
  try {
    const { apiUrl, apiKey, services } = stack;
    options.log('telling the story: ten customers, and three on test clocks …');
    const api = new ApiClient({ url: apiUrl, apiKey }, 'en');
    const refs = await tellStory(api, services.temporalUiUrl ?? '', Date.now());
    const places = { API: apiUrl, INBOX: services.inboxUrl ?? '', SMS: services.twilio?.url ?? '' };
    return { stack, places, things: thingsToTry(refs) };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
