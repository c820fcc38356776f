import { setTimeout as delay } from 'node:timers/promises';
import type { RunningProduct } from '../support/running-product';

type Json = Readonly<Record<string, unknown>>;

/** Speaks to the product as a developer's program does: over HTTP, with one key. */
export class ProductClient {
  private calls = 0;

  constructor(private readonly server: RunningProduct['server']) {}

  async get<Body = Json>(path: string): Promise<Body> {
    return (await this.call('GET', path)) as Body;
  }

  async post<Body extends Json = Json & { readonly id: string }>(path: string, body: Json = {}): Promise<Body> {
    return (await this.call('POST', path, JSON.stringify(body), 'application/json')) as Body;
  }

  /** A document as YAML, published at once. */
  async publish(path: string, yaml: string): Promise<void> {
    const { document, version } = (await this.call('POST', path, yaml, 'text/yaml')) as {
      readonly document: { readonly name: string };
      readonly version: number;
    };
    await this.post(`${path}/${document.name}/versions/${version}/publish`);
  }

  /** Moves a test clock, and waits until all its customers have arrived. */
  async advance(clockId: string, to: string): Promise<void> {
    const { id } = await this.post(`/v1/test-clocks/${clockId}/advances`, { to });
    for (;;) {
      const { status, error } = await this.get<{ readonly status: string; readonly error: string | null }>(
        `/v1/test-clocks/${clockId}/advances/${id}`,
      );
      if (status === 'done') return;
      if (status === 'failed') throw new Error(`The clock stopped on its way to ${to}: ${error ?? ''}`);
      await delay(50);
    }
  }

  /** @throws Error with the problem where it is refused */
  private async call(method: string, path: string, body?: string, type?: string): Promise<unknown> {
    this.calls += 1;
    const response = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.server.apiKey}`,
        ...(method === 'POST' ? { 'idempotency-key': `journey-${this.calls}` } : {}),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
