import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../../cli/create-program';
import { projectRoot } from '../../prisma/project-root';
import { NO_SERVER } from '../cli/support/run-cli';

const text = readFileSync(path.join(projectRoot, 'docs', 'reference', 'cli.md'), 'utf8');

/** Every command that does something, by its words. */
function leaves(command: Command, words: readonly string[] = []): readonly (readonly [string, Command])[] {
  if (command.commands.length === 0) return [[words.join(' '), command]];
  return command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
}

const commands = leaves(createProgram(NO_SERVER));

describe('docs/reference/cli.md', () => {
  it('lists every command, and no other', () => {
    const listed = [...text.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(commands.map(([name]) => name).toSorted());
  });

  it.each(commands.filter(([name]) => name !== 'rehearse'))(
    'shows how %s is called, with every option',
    (name, command) => {
      const usage = [...text.matchAll(/^```\n([^`]*)^```/gm)]
        .flatMap(([, block = '']) => block.replaceAll(/\n +/g, ' ').split('\n'))
        .find((line) => line.startsWith(`perennial ${name} `));
      const shown = [...(usage ?? '').matchAll(/--[a-z-]+/g)].map(([option]) => option);
      expect(shown.toSorted()).toEqual(command.options.map(({ long }) => long).toSorted());
    },
  );

  it('says that rehearse takes the options of simulate', () => {
    const optionsOf = (name: string) =>
      commands.find(([words]) => words === name)?.[1].options.map(({ flags }) => flags);
    expect(optionsOf('rehearse')).toEqual(optionsOf('simulate'));
  });
});
