import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../prisma/project-root';
import { startGuarded } from './guarded-process';

export type SmtpInboxOptions = {
  /** Default: a free one. */
  readonly smtpPort?: number;
  /** Default: a free one. */
  readonly webPort?: number;
  /** Where the mails lie; made when missing, kept after `stop`. Default: a temporary folder, which `stop` removes. */
  readonly dataDir?: string;
};

export type SmtpInbox = {
  /** For the product: `smtp://127.0.0.1:PORT`. */
  readonly smtpUrl: string;
  /** For people: the page of the mails. */
  readonly webUrl: string;
  readonly stop: () => Promise<void>;
};

/**
 * Starts an SMTP server on 127.0.0.1 that takes every mail, sends none on, and shows them on a page.
 * @throws Error with what the server printed, where it does not start (a port is taken, for one).
 */
export async function startSmtpInbox({ smtpPort, webPort, dataDir }: SmtpInboxOptions = {}): Promise<SmtpInbox> {
  const folder = dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'perennial-inbox-'));
  const removeFolder = (): void => {
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const server = startGuarded({
    command: process.execPath,
    args: [
      path.join(projectRoot, 'dev', 'smtp-inbox-server.mjs'),
      String(smtpPort ?? 0),
      String(webPort ?? 0),
      path.resolve(folder),
    ],
    stopSignal: 'TERM',
  });
  const ports = new Promise<{ smtp: number; web: number }>((resolve) => {
    server.onOutput(() => {
      const line = /\{"smtpPort":(\d+),"webPort":(\d+)\}/.exec(server.output());
      if (line) resolve({ smtp: Number(line[1]), web: Number(line[2]) });
    });
  });
  const failed = server.ended.then(() => {
    removeFolder();
    throw new Error(`The mail inbox did not start:\n${server.output()}`);
  });
  const { smtp, web } = await Promise.race([ports, failed]);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    webUrl: `http://127.0.0.1:${web}`,
    stop: async () => {
      await server.stop();
      removeFolder();
    },
  };
}
