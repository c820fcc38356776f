import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { DatabaseError, Pool } from 'pg';

const MODULE = '@prisma/schema-engine-wasm/schema_engine_bg';

/** The part that is used of a global that neither @types/node 20 nor the es2023 library declares. */
declare const WebAssembly: {
  instantiate(source: Uint8Array, imports: object): Promise<{ instance: { exports: WasmExports } }>;
};
type WasmExports = { readonly __wbindgen_start: () => void };

type TimerImport = (...args: unknown[]) => unknown;

/**
 * The engine gives up on the lock that keeps two migrators apart after 10 s, and leaves that timer behind when it had
 * the lock at once: the process would stay for it. The engine's timers are made within this synchronous call.
 */
function withUnrefTimers(imports: object): object {
  const wrapped = Object.entries(imports)
    .filter((entry): entry is [string, TimerImport] => entry[0].startsWith('__wbg_setTimeout_'))
    .map(([name, start]) => {
      const startUnref = (...args: unknown[]): unknown => {
        const original = globalThis.setTimeout;
        globalThis.setTimeout = ((callback: () => void, ms: number) =>
          original(callback, ms).unref()) as unknown as typeof setTimeout;
        try {
          return start(...args);
        } finally {
          globalThis.setTimeout = original;
        }
      };
      return [name, startUnref] as const;
    });
  return { ...imports, ...Object.fromEntries(wrapped) };
}

let loaded: Promise<void> | null = null;

// The package's own entry imports a .wasm file as a module, which Node does not do without a flag.
async function load(): Promise<void> {
  const file = path.join(path.dirname(require.resolve(MODULE)), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': withUnrefTimers(bindings),
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

function asAdapterCause(error: DatabaseError): ConstructorParameters<typeof DriverAdapterError>[0] {
  return {
    kind: 'postgres',
    code: error.code ?? '',
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  };
}

/**
 * The adapter cuts a script at every semicolon, in the body of a function too. This one gives it to PostgreSQL whole, as
 * Prisma's native engine does: its statements are one transaction.
 */
class WholeScriptPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        throw error instanceof DatabaseError ? new DriverAdapterError(asAdapterCause(error)) : error;
      }
    };
    return adapter;
  }
}

/**
 * Runs `work` with Prisma's schema engine in its WebAssembly form, connected to the database at `url`. The native form
 * is a binary that its CLI downloads; this one comes from npm.
 */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await (loaded ??= load());
  const pool = new Pool({ connectionString: url });
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool));
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}
