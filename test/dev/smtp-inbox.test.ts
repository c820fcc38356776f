import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createSmtpEmailSender } from '../../activities/channels/smtp-email-sender';
import { startSmtpInbox, type SmtpInbox } from '../../dev/smtp-inbox';

describe('startSmtpInbox', () => {
  it('takes a mail from the product, shows it to people, and finds it again after a restart', async () => {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'inbox-test-'));
    const first = await startSmtpInbox({ dataDir });
    const sender = createSmtpEmailSender({ url: first.smtpUrl });
    expect(
      await sender.send({
        messageId: '<0198-1@mail.example.com>',
        from: { name: '上海晨光', address: 'billing@example.com' },
        replyTo: null,
        to: { name: null, address: 'ap@harbour.example' },
        cc: [],
        subject: '您有 3 笔账单已逾期',
        html: '<p>¥1,189.50</p>',
        text: '¥1,189.50',
        unsubscribeUrl: 'https://pay.example.com/u/1',
      }),
    ).toMatchObject({ kind: 'accepted' });
    await sender.close();
    expect(await subjects(first)).toEqual(['您有 3 笔账单已逾期']);
    const page = await fetch(first.webUrl, { headers: { Accept: 'text/html' } });
    expect(await page.text()).toContain('<div id="root">');
    await first.stop();
    await expect(fetch(first.webUrl)).rejects.toThrow();

    const second = await startSmtpInbox({ dataDir });
    expect(await subjects(second)).toEqual(['您有 3 笔账单已逾期']);
    await second.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('says why it does not start, and leaves no folder behind', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const folders = (): string[] => readdirSync(os.tmpdir()).filter((name) => name.startsWith('perennial-inbox-'));
    const before = folders();
    await expect(startSmtpInbox({ smtpPort: port })).rejects.toThrow('EADDRINUSE');
    expect(folders().filter((name) => !before.includes(name) && existsSync(path.join(os.tmpdir(), name)))).toEqual([]);
    await new Promise((resolve) => blocker.close(resolve));
  });
});

async function subjects(inbox: SmtpInbox): Promise<string[]> {
  const response = await fetch(`${inbox.webUrl}/api/email`);
  const mails = (await response.json()) as { subject: string }[];
  return mails.map(({ subject }) => subject);
}
