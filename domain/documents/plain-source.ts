import { readSource } from '../authoring/read-source';
import type { SourceNode } from '../authoring/source-node';
import { createFaultReport } from '../faults';

/**
 * What was written as a plain JSON value, for a source that has been parsed without an error.
 * @param source YAML text, or an already parsed JSON value
 * @throws Error where it is no map
 */
export function plainSource(source: unknown): Readonly<Record<string, unknown>> {
  const root = readSource(source, createFaultReport());
  if (root?.kind !== 'map') throw new Error('The source is no map, although it was read without a fault');
  return plain(root) as Readonly<Record<string, unknown>>;
}

function plain(node: SourceNode): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
    case 'list':
      return node.items.map(plain);
    case 'null':
      return null;
    default:
      return node.value;
  }
}
