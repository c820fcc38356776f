import { createServer, type AddressInfo, type Socket } from 'node:net';

/** The points of an SMTP session at which the script is asked; `END` is the final dot. */
export type SmtpPoint = 'CONNECT' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'BODY' | 'END' | 'RSET' | 'QUIT';
/** Gives a reply line, `DROP` (close the connection), `HANG` (say nothing), or `null`: the usual reply. */
export type SmtpScript = (point: SmtpPoint, line: string) => string | null;

export type TakenMessage = { readonly recipients: readonly string[]; readonly source: string };

/**
 * An SMTP server that does at each point what its script says, and the usual where the script gives `null`. It shows the
 * sender every stage at which a session can end, which a real server cannot be made to do.
 */
export async function startScriptedSmtpServer(extensions: readonly string[] = []) {
  const sockets = new Set<Socket>();
  const taken: TakenMessage[] = [];
  const points: SmtpPoint[] = [];
  let script: SmtpScript = () => null;

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let buffer = '';
    let recipients: string[] = [];
    let inData = false;

    const answer = (point: SmtpPoint, line: string, usual: string): boolean => {
      points.push(point);
      const reply = script(point, line);
      if (reply === 'HANG') return false;
      if (reply === 'DROP') {
        socket.destroy();
        return false;
      }
      socket.write(`${reply ?? usual}\r\n`);
      return reply === null || reply.startsWith('2') || reply.startsWith('3');
    };

    const onCommand = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      switch (verb) {
        case 'EHLO':
          answer(
            'EHLO',
            line,
            ['test', ...extensions].map((name, at) => `250${at === extensions.length ? ' ' : '-'}${name}`).join('\r\n'),
          );
          return;
        case 'AUTH':
          answer('AUTH', line, '235 2.7.0 ok');
          return;
        case 'MAIL':
          recipients = [];
          answer('MAIL', line, '250 2.1.0 ok');
          return;
        case 'RCPT':
          if (answer('RCPT', line, '250 2.1.5 ok')) recipients.push(/<(.*)>/.exec(line)?.[1] ?? '');
          return;
        case 'DATA':
          if (recipients.length === 0) socket.write('503 5.5.1 no recipient\r\n');
          else inData = answer('DATA', line, '354 go on');
          return;
        case 'RSET':
          answer('RSET', line, '250 2.0.0 ok');
          return;
        case 'QUIT':
          if (answer('QUIT', line, '221 2.0.0 bye')) socket.end();
          return;
        default:
          socket.write('500 5.5.2 what?\r\n');
      }
    };

    answer('CONNECT', '', '220 test ESMTP');
    socket.on('data', (chunk) => {
      buffer += chunk.toString('utf8');
      for (;;) {
        if (inData) {
          if (script('BODY', buffer) === 'DROP') {
            points.push('BODY');
            socket.destroy();
            return;
          }
          const end = buffer.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const source = buffer.slice(0, end);
          buffer = buffer.slice(end + 5);
          inData = false;
          const before = script('END', source);
          // A server that drops the connection after the dot may have taken the message.
          if (before === null || before === 'DROP' || before.startsWith('2')) taken.push({ recipients, source });
          answer('END', source, '250 2.0.0 queued as 4XyZ1');
          continue;
        }
        const end = buffer.indexOf('\r\n');
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        onCommand(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    points,
    /** The script for every session from now on. */
    follow: (next: SmtpScript): void => {
      script = next;
    },
    connections: () => sockets.size,
    dropAll: (): void => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
