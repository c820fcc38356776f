import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root';

/** Kinds of documents that Perennial comes with, by the folder that holds them. */
export type SeedFolder =
  'calendars' | 'playbooks' | 'policies' | 'ladders' | 'assignment-policies' | 'scorecards' | 'win-back-policies';

export type SeedDocument = {
  /** Of the file without its ending, which is also the name that the document gives itself. */
  readonly name: string;
  /** YAML. */
  readonly text: string;
};

/** The documents of `prisma/seed/FOLDER`, sorted by name. */
export function loadSeedDocuments(folder: SeedFolder): readonly SeedDocument[] {
  const place = join(projectRoot, 'prisma', 'seed', folder);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.yaml'.length), text: readFileSync(join(place, file), 'utf8') }));
}
