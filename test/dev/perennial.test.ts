import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../prisma/project-root';
import { useScratchFiles } from '../cli/support/scratch-files';

const MAPPING = `
dateFormat: yyyy-MM-dd
currency: USD
zone: Asia/Shanghai
customer: { externalId: customer }
invoice: { number: invoice, issuedOn: issued, dueOn: due, amount: amount }
payment: { receivedOn: paid, amount: amount }
`;
const ROWS = `customer,invoice,issued,due,amount,paid
C-1,A-1,2024-01-20,2024-02-12,100.00,
C-2,B-1,2024-01-20,2024-02-12,50.00,2024-02-14
`;
const PLAYBOOK = `
playbook: spring-festival
steps:
  - { id: due-today, at: due, do: email, template: due-today }
  - { id: reminder-1, at: due + 3bd, do: sms, template: reminder-1 }
`;

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const entry = path.join(projectRoot, 'dist', 'dev', 'perennial.js');
    const child = spawn(process.execPath, [entry, ...args], { env, cwd: projectRoot });
    const ended = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => (ended.stdout += String(text)));
    child.stderr.on('data', (text) => (ended.stderr += String(text)));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...ended });
    });
  });
}

describe('the command line in a checkout', () => {
  const write = useScratchFiles();
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'perennial-test-'));
  // The database server may run as another user.
  chmodSync(temporary, 0o711);
  afterAll(() => {
    rmSync(temporary, { recursive: true, force: true });
  });

  it('rehearses before anything is running, prints the lines alone, and leaves nothing behind', async () => {
    const files = [
      ...['--csv', write('rows.csv', ROWS), '--mapping', write('mapping.yaml', MAPPING)],
      ...[
        '--playbook',
        write('playbook.yaml', PLAYBOOK),
        '--policy',
        write('policy.yaml', 'policy: free\nclosedDays: calendar\n'),
      ],
    ];
    const args = [...files, '--calendar', 'cn', '--from', '2024-02-01', '--to', '2024-02-29'];
    // What others name is not touched, and cannot be: nothing answers there.
    const elsewhere = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none', TEMPORAL_ADDRESS: '127.0.0.1:9' };
    const env = { ...process.env, ...elsewhere, TMPDIR: temporary };
    const [simulated, rehearsed] = [await run(['simulate', ...args], env), await run(['rehearse', ...args], env)];
    expect(simulated).toMatchObject({ code: 0, stderr: '' });
    expect(simulated.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(rehearsed).toEqual({
      code: 0,
      stdout: simulated.stdout,
      stderr: expect.stringMatching(/^perennial: PostgreSQL: embedded/m) as string,
    });
    expect(readdirSync(temporary).filter((name) => name.startsWith('perennial-scratch'))).toEqual([]);
  });
});
