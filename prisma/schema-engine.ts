import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const MODULE = '@prisma/schema-engine-wasm/schema_engine_bg';

/** The part that is used of a global that neither @types/node 20 nor the es2023 library declares. */
declare const WebAssembly: {
  instantiate(source: Uint8Array, imports: object): Promise<{ instance: { exports: WasmExports } }>;
};
type WasmExports = { readonly __wbindgen_start: () => void };

let loaded: Promise<void> | null = null;

// The package's own entry imports a .wasm file as a module, which Node does not do without a flag.
async function load(): Promise<void> {
  const file = path.join(path.dirname(require.resolve(MODULE)), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/**
 * Runs `work` with Prisma's schema engine in its WebAssembly form, connected to the database at `url`. The native form
 * is a binary that its CLI downloads; this one comes from npm.
 */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await (loaded ??= load());
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}
