import type { ApiProcess } from './api-process';
import { until } from './node-process';

type CsvImport = { readonly csv: string; readonly mapping: string };

/** Uploads a file to the API and waits until all of it is in. @returns the import's ID. @throws Error where it fails */
export async function importCsv(api: ApiProcess, { csv, mapping }: CsvImport): Promise<string> {
  const form = new FormData();
  form.set('mapping', mapping);
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'portfolio.csv');
  const { id } = await api.call<{ readonly id: string }>('POST', '/v1/imports', form);
  const isDone = async () => {
    const { status, error } = await api.call<{ readonly status: string; readonly error: string | null }>(
      'GET',
      `/v1/imports/${id}`,
    );
    if (status === 'failed') throw new Error(`The import failed: ${error ?? ''}`);
    return status === 'done' ? true : null;
  };
  await until('importing', isDone, { withinMs: 300_000 });
  return id;
}
