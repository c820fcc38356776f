import type { Demo } from './start-demo';
import { DemoWorld } from './thing';

/**
 * Tries every thing, in its order, and prints a line for each: `ok` with what came out, or `fail` with what did not.
 * @returns whether all came out
 */
export async function checkThings(demo: Demo, print: (line: string) => void): Promise<boolean> {
  const world = new DemoWorld(demo.places, demo.stack.apiKey);
  let good = true;
  for (const [index, { title, check }] of demo.things.entries()) {
    const name = `${index + 1}. ${title}`;
    try {
      print(`ok    ${name}: ${await check(world)}`);
    } catch (error) {
      good = false;
      print(`fail  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return good;
}
