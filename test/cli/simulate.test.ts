import { runCli } from './support/run-cli';
import { useScratchFiles } from './support/scratch-files';

const MAPPING = `
dateFormat: yyyy-MM-dd
currency: USD
zone: America/New_York
customer: { externalId: customer }
invoice: { number: invoice, issuedOn: issued, dueOn: due, amount: amount }
payment: { receivedOn: paid, amount: amount }
`;
const CSV = `customer,invoice,issued,due,amount,paid
C-2,B-1,2024-02-20,2024-03-11,50.00,
C-1,A-10,2024-02-20,2024-03-11,100.00,2024-03-14
C-1,A-9,2024-02-20,2024-03-11,20.00,
`;
const PLAYBOOK = `
playbook: two-steps
steps:
  - { id: before-due, at: due - 3d, do: email, template: reminder-before-due }
  - { id: reminder-1, at: due + 3d, do: sms, template: reminder-1, when: { invoice.balance: { gte: "30.00" } } }
`;

describe('perennial simulate', () => {
  const write = useScratchFiles();
  const files = {
    csv: write('rows.csv', CSV),
    mapping: write('mapping.yaml', MAPPING),
    playbook: write('playbook.yaml', PLAYBOOK),
    policy: write('policy.yaml', 'policy: free\n'),
  };
  const simulate = (change: Partial<typeof files>, ...more: readonly string[]) => {
    const { csv, mapping, playbook, policy } = { ...files, ...change };
    const given = ['--csv', csv, '--mapping', mapping, '--playbook', playbook, '--policy', policy];
    return runCli(['simulate', ...given, '--from', '2024-03-01', '--to', '2024-03-31', ...more]);
  };

  it('prints one line per touch, with its keys in the documented order', async () => {
    const { code, stdout, stderr } = await simulate({});
    expect(stdout.split('\n')).toEqual([
      '{"customer":"C-1","at":"2024-03-08T15:00:00.000Z","action":"email","lead":{"invoice":"A-10","step":"before-due"},"covers":[{"invoice":"A-10","step":"before-due","outcome":"done"},{"invoice":"A-9","step":"before-due","outcome":"merged"}]}',
      '{"customer":"C-2","at":"2024-03-08T15:00:00.000Z","action":"email","lead":{"invoice":"B-1","step":"before-due"},"covers":[{"invoice":"B-1","step":"before-due","outcome":"done"}]}',
      '{"customer":"C-1","at":"2024-03-14T14:00:00.000Z","action":"skip","lead":{"invoice":"A-9","step":"reminder-1"},"covers":[{"invoice":"A-9","step":"reminder-1","outcome":"skipped"}]}',
      '{"customer":"C-2","at":"2024-03-14T14:00:00.000Z","action":"sms","lead":{"invoice":"B-1","step":"reminder-1"},"covers":[{"invoice":"B-1","step":"reminder-1","outcome":"done"}]}',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('counts instead with --summary', async () => {
    const { stdout } = await simulate({}, '--summary');
    const counts = Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => /^\s*(.+?)\s+(\d+)$/.exec(line)?.slice(1) as [string, string]),
    );
    expect(counts).toMatchObject({ touches: '4', 'customers touched': '2', 'invoices touched': '3', email: '2' });
  });

  it('takes the first customers of the file by their first appearance', async () => {
    const { stdout } = await simulate({}, '--customers', '1');
    expect(stdout).toContain('"customer":"C-2"');
    expect(stdout).not.toContain('"customer":"C-1"');
  });

  it('leaves out customers that the playbook is not for, and says how many are left', async () => {
    const playbook = write('for-smb.yaml', `${PLAYBOOK}applies: { customer.segment: smb }\n`);
    const { code, stdout, stderr } = await simulate({ playbook });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('applies to 0 of 2 customers');
  });

  it.each([
    ['--to', '2024-02-01', /--to 2024-02-01 is before --from 2024-03-01/],
    ['--to', '2024-02-30', /Expected a date YYYY-MM-DD/],
    ['--customers', '0', /Expected a whole number from 1/],
    ['--calendar', 'atlantis', /"atlantis" is not known; expected default, cn/],
    ['--playbook', '/nowhere.yaml', /--playbook "\/nowhere\.yaml" cannot be read/],
    ['--csv', '/nowhere.csv', /--csv "\/nowhere\.csv" cannot be read/],
    ['--language', 'fr', /Allowed choices are en, zh/],
  ])('refuses %s %s and says what is accepted', async (option, value, expected) => {
    const { code, stdout, stderr } = await simulate({}, option, value);
    expect(stderr).toMatch(expected);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('refuses a mapping that has nothing to play', async () => {
    const mapping = write(
      'payments.yaml',
      'dateFormat: dd/MM/yyyy\ncurrency: USD\npayment: { invoice: n, receivedOn: on, amount: a }\n',
    );
    const { code, stderr } = await simulate({ mapping });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/payments\.yaml: The mapping has no "invoice"/) as string,
    });
  });

  it('tells the faults of all files together, each with its place', async () => {
    const { code, stderr } = await simulate({
      playbook: write(
        'bad-playbook.yaml',
        'playbook: bad\nsteps: [{ id: a, at: due + 3x, do: email, template: reminder-1 }]\n',
      ),
      policy: write('bad-policy.yaml', 'policy: bad\nminimumGap: 36h\n'),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad-playbook\.yaml:2:22: .*waits "3x"/);
    expect(stderr).toMatch(/bad-policy\.yaml:2:.*36h/);
  });

  it('plays no row of a file in which one is bad', async () => {
    const csv = write('bad.csv', `${CSV}C-3,D-1,2024-02-20,2024-13-01,5.00,\n`);
    const { code, stdout, stderr } = await simulate({ csv });
    expect(stderr).toMatch(/bad\.csv:5: Column "due" holds "2024-13-01"/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});
