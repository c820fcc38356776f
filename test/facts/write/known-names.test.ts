import { publishVersion, retireDocument, saveDraft } from '../../../facts/write/documents';
import { CTX, refusalOf, useDatabase } from '../facts-bench';

const database = useDatabase();

const draft = (kind: 'ladder' | 'playbook', source: string) =>
  saveDraft(database.prisma, { kind, source, documentId: null, note: null }, CTX);
const playbook = (ladder: string) =>
  draft('playbook', `playbook: names-${ladder}\nsteps:\n  - { id: up, at: due, do: escalate, ladder: ${ladder} }\n`);

describe('the ladders that a playbook may name', () => {
  it('are the built-in one and those that are published, until they are retired', async () => {
    await playbook('standard');
    expect((await refusalOf(playbook('steep'))).errors).toMatchObject([
      {
        pointer: '/steps/0/ladder',
        detail: { en: 'Line 3, column 46: Step "up" names the unknown ladder "steep"; expected "standard"' },
      },
    ]);
    const { row } = await draft('ladder', 'ladder: steep\nlevels:\n  - { id: a, notify: owner, wait: 4h }\n');
    expect((await refusalOf(playbook('steep'))).code).toBe('playbook-not-valid');
    await publishVersion(database.prisma, { versionId: row.id, effective: 'next-plan', replaces: 0 }, CTX);
    expect((await playbook('steep')).warnings).toEqual([]);
    expect((await refusalOf(playbook('stepp'))).errors[0]?.detail.en).toContain('did you mean "steep"?');
    await retireDocument(database.prisma, { documentId: row.documentId }, CTX);
    expect((await refusalOf(playbook('steep-too'))).code).toBe('playbook-not-valid');
  });
});
