import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EVERY_WEEKDAY } from '../../domain/calendar/business-calendar';
import { parseCalendar } from '../../domain/calendar/parse-calendar';
import { businessEnd } from '../../domain/escalate/climb';
import { parseLadder } from '../../domain/escalate/parse-ladder';
import { outcomesOf } from '../../domain/task/task-outcomes';
import { loadSeedDocuments } from '../../prisma/seed/load-documents';
import { projectRoot } from '../../prisma/project-root';
import { blocksOf, pairsOf } from './blocks';

const GUIDE = 'docs/operators/escalation.md';
const text = readFileSync(path.join(projectRoot, GUIDE), 'utf8');
const [shown] = blocksOf(GUIDE).filter(({ mark, language }) => mark === '' && language === 'yaml');
const ladder = parseLadder(shown!.text);

describe('docs/operators/escalation.md', () => {
  it('shows a ladder without a fault', () => {
    expect(ladder.faults).toEqual([]);
  });

  it('shows a fault as it is told', () => {
    const [[source, fault]] = pairsOf(GUIDE, 'fault: ladder') as [readonly [string, string]];
    expect(parseLadder(source).faults.map(({ message }) => message)).toEqual([fault]);
  });

  it.each([
    ['2026-10-09T08:00:00Z', '2026-10-10T03:00:00Z'],
    ['2026-09-30T09:00:00Z', '2026-10-08T04:00:00Z'],
  ])('counts four hours from %s as it says', (start, end) => {
    const cn = loadSeedDocuments('calendars').find(({ name }) => name === 'cn');
    const calendar = parseCalendar(cn!.text).file?.calendar ?? EVERY_WEEKDAY;
    const day = { zone: 'Asia/Shanghai', calendar };
    expect(new Date(businessEnd(ladder.value!, 240, day, Date.parse(start)))).toEqual(new Date(end));
  });

  it('lists every outcome that sets something going', () => {
    const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| ((?:`[a-z-]+`(?:, )?)+) +\|/gm)];
    const listed = rows.flatMap(([, kind = '', codes = '']) =>
      [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code]) => `${kind} ${code}`),
    );
    const kinds = [...new Set(listed.map((line) => line.split(' ')[0] ?? ''))];
    const effective = kinds.flatMap((kind) =>
      outcomesOf(kind)
        .filter(({ effect }) => effect.en !== 'Nothing else')
        .map(({ code }) => `${kind} ${code}`),
    );
    expect(listed).toEqual(effective);
    expect(listed.length).toBeGreaterThan(8);
  });
});
