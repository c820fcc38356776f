import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookEvent } from '../../../domain/webhook/webhook-event';

export type ReceivedPost = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: WebhookEvent;
};

type Answer = (post: ReceivedPost, response: ServerResponse) => unknown;

/** A real HTTP server that takes events; what it answers is the test's. */
export class WebhookReceiver {
  readonly posts: ReceivedPost[] = [];
  /** Default: 204. */
  answer: Answer = (_, response) => response.writeHead(204).end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => void receiver.take(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** IDs of the events, in the order in which they came. */
  get ids(): readonly string[] {
    return this.posts.map(({ event }) => event.id);
  }

  answerWith(status: number, body = '', headers: Readonly<Record<string, string>> = {}): void {
    this.answer = (_, response) => response.writeHead(status, headers).end(body);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const post = {
      headers: request.headers as Record<string, string>,
      body,
      event: JSON.parse(body) as WebhookEvent,
    };
    this.posts.push(post);
    this.answer(post, response);
  }
}
