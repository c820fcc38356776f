import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { hasErrors } from '../../../domain/faults';
import { formatPlaybook, playbookSource } from '../../../domain/playbook/format-playbook';
import { ANY_NAMES, type KnownNames } from '../../../domain/playbook/known-names';
import { parsePlaybook } from '../../../domain/playbook/parse-playbook';
import { parsePolicy } from '../../../domain/policy/parse-policy';
import type { Channel, Playbook } from '../../../domain/types';
import { shownFaults } from '../authoring/shown-faults';
import { arbitraryPlaybook } from './arbitrary-playbook';

const SEED = path.resolve(__dirname, '../../../prisma/seed');

const FULL = `playbook: b2b-net30
title: { en: "Net 30, gentle", zh: "30 天账期，温和" }
applies: { all: [ { customer.segment: { in: [smb, mid] } } ] }   # comments are welcome
priority: 10
sendAt: 10:30
catchUp: each
entry: first-step
minimumBalance: { CNY: "50.00", USD: 10.5, JPY: 0 }
steps:
  - { id: before-due,  at: due - 3d,  do: email, template: reminder-before-due, cc: [manager] }
  - { id: due-today,   at: due,       do: sms,   template: due-today, to: legal, sendAt: "09:00" }
  - { id: reminder-2,  at: due+7d,    do: sms,   template: reminder-2, when: { invoice.balance: { gte: 100.00 } } }
  - { id: call,        at: previous + 0bd, do: task,  queue: collectors, title: "Call" }
  - { id: hold-credit, at: month-end + 1w, do: hold-credit }
  - { id: escalate,    at: issued + 90d, do: escalate, ladder: standard }
`;

const common = {
  sendAt: null,
  when: null,
  template: null,
  to: 'billing',
  cc: [],
  queue: null,
  title: null,
  ladder: null,
};

describe('parsing a playbook', () => {
  it('takes every field as written', () => {
    const expected: Playbook = {
      name: 'b2b-net30',
      title: { en: 'Net 30, gentle', zh: '30 天账期，温和' },
      applies: { all: [{ fact: 'customer.segment', op: 'in', value: ['smb', 'mid'] }] },
      priority: 10,
      sendAt: 630,
      catchUp: 'each',
      entry: 'first-step',
      minimumBalance: new Map([
        ['CNY', 5000n],
        ['USD', 1050n],
        ['JPY', 0n],
      ]),
      steps: [
        {
          ...common,
          id: 'before-due',
          at: { anchor: 'due', offset: -3, unit: 'd' },
          do: 'email',
          template: 'reminder-before-due',
          cc: ['manager'],
        },
        {
          ...common,
          id: 'due-today',
          at: { anchor: 'due', offset: 0, unit: 'd' },
          do: 'sms',
          template: 'due-today',
          to: 'legal',
          sendAt: 540,
        },
        {
          ...common,
          id: 'reminder-2',
          at: { anchor: 'due', offset: 7, unit: 'd' },
          do: 'sms',
          template: 'reminder-2',
          when: { fact: 'invoice.balance', op: 'gte', value: '100.00' },
        },
        {
          ...common,
          id: 'call',
          at: { anchor: 'previous', offset: 0, unit: 'bd' },
          do: 'task',
          queue: 'collectors',
          title: { en: 'Call', zh: 'Call' },
        },
        { ...common, id: 'hold-credit', at: { anchor: 'month-end', offset: 1, unit: 'w' }, do: 'hold-credit' },
        {
          ...common,
          id: 'escalate',
          at: { anchor: 'issued', offset: 90, unit: 'd' },
          do: 'escalate',
          ladder: 'standard',
        },
      ] as Playbook['steps'],
    };
    expect(parsePlaybook(FULL, ANY_NAMES)).toEqual({ playbook: expected, faults: [] });
  });

  it('fills in the defaults', () => {
    const { playbook } = parsePlaybook('playbook: one\nsteps: [{ id: a, at: due, do: hold-credit }]', ANY_NAMES);
    expect(playbook).toEqual({
      name: 'one',
      title: { en: 'one', zh: 'one' },
      applies: null,
      priority: 0,
      sendAt: 600,
      catchUp: 'latest',
      entry: 'at-age',
      minimumBalance: new Map(),
      steps: [{ ...common, id: 'a', at: { anchor: 'due', offset: 0, unit: 'd' }, do: 'hold-credit' }],
    });
  });

  it('takes an empty optional field as left out', () => {
    const source =
      'playbook: one\ntitle:\napplies: ~\nsendAt: null\nsteps: [{ id: a, at: due, do: hold-credit, when: }]';
    expect(parsePlaybook(source, ANY_NAMES).faults).toEqual([]);
  });

  it('follows aliases', () => {
    const source = `playbook: one
steps:
  - { id: a, at: due, do: hold-credit, when: &large { invoice.balance: { gte: "100" } } }
  - { id: b, at: due + 1d, do: hold-credit, when: *large }
`;
    const { playbook, faults } = parsePlaybook(source, ANY_NAMES);
    expect(faults).toEqual([]);
    expect(playbook?.steps[1]?.when).toEqual({ fact: 'invoice.balance', op: 'gte', value: '100' });
  });

  it('reads JSON text, and text of a Windows editor', () => {
    const json = JSON.stringify(playbookSource(parsePlaybook(FULL, ANY_NAMES).playbook!));
    const expected = parsePlaybook(FULL, ANY_NAMES);
    expect(parsePlaybook(json, ANY_NAMES)).toEqual(expected);
    expect(parsePlaybook(`\uFEFF${FULL.replaceAll('\n', '\r\n')}`, ANY_NAMES)).toEqual(expected);
  });

  it('gives back what was written, from YAML and from a JSON value', () => {
    fc.assert(
      fc.property(arbitraryPlaybook, (playbook) => {
        for (const source of [formatPlaybook(playbook), playbookSource(playbook)]) {
          const parsed = parsePlaybook(source, ANY_NAMES);
          expect(hasErrors(parsed.faults)).toBe(false);
          expect(parsed.playbook).toEqual(playbook);
        }
      }),
    );
  });

  it('never throws, and gives a playbook exactly where there is no error', () => {
    const lines = FULL.split('\n');
    const broken = fc
      .tuple(
        fc.nat(FULL.length),
        fc.nat(20),
        fc.oneof(
          fc.string({ maxLength: 5 }),
          fc.constantFrom('{', ']', '"', '&a', '*a', ': ', '\t', '- ', '!x ', '\n---\n'),
        ),
      )
      .map(([start, length, put]) => FULL.slice(0, start) + put + FULL.slice(start + length));
    const shuffled = fc.shuffledSubarray(lines).map((some) => some.join('\n'));
    fc.assert(
      fc.property(fc.oneof(broken, shuffled, fc.string(), fc.jsonValue()), (source) => {
        const { playbook, faults } = parsePlaybook(source, ANY_NAMES);
        expect(playbook === null).toBe(hasErrors(faults));
      }),
      { numRuns: 400 },
    );
  });
});

describe('the playbooks and policies of the seed', () => {
  const read = (folder: string): [string, string][] =>
    readdirSync(path.join(SEED, folder)).map((file) => [file, readFileSync(path.join(SEED, folder, file), 'utf8')]);
  const policies = read('policies').map(([file, source]) => [file, parsePolicy(source)] as const);
  const both = new Set<Channel>(['email', 'sms']);
  const names = ['reminder-before-due', 'due-today', 'reminder-1', 'reminder-2', 'final-notice'];

  it('has policies without faults', () => {
    expect(policies.map(([file, { policy, faults }]) => [file, policy?.name, faults])).toEqual([
      ['default.yaml', 'default', []],
      ['quiet.yaml', 'quiet', []],
    ]);
  });

  it.each(read('playbooks'))('has %s without faults or warnings under the default policy', (file, source) => {
    const known: KnownNames = {
      templates: new Map(names.map((name) => [name, both])),
      queues: new Set(['collectors']),
      ladders: new Set(['standard']),
      policies: policies.flatMap(([, { policy }]) => (policy?.name === 'default' ? [policy] : [])),
    };
    const { playbook, faults } = parsePlaybook(source, known);
    expect(shownFaults(faults)).toEqual([]);
    expect(`${playbook?.name ?? ''}.yaml`).toBe(file);
    expect(playbook?.title.zh).toMatch(/\p{Script=Han}/u);
  });
});
