import type { Mapping } from '../../domain/import/mapping';
import type { RowFault } from '../../domain/import/read-row';
import type { CsvForm, CsvSource } from './csv-source';
import { readRows, type ReadyRow } from './read-rows';

export type Batch = {
  readonly rows: readonly ReadyRow[];
  readonly faults: readonly RowFault[];
  /** Records of the file, good and bad. */
  readonly rowsRead: number;
};

/** A batch holds its customers' locks for some 100 ms; half as many rows take more than half as long. */
const BATCH_ROWS = 1_000;

/** The records of a file, a thousand at a time. */
export async function* readBatches(source: CsvSource, form: CsvForm, mapping: Mapping): AsyncGenerator<Batch> {
  let rows: ReadyRow[] = [];
  let faults: RowFault[] = [];
  let rowsRead = 0;
  for await (const record of readRows(source, form, mapping)) {
    rowsRead += 1;
    if (record.ready === null) faults.push(...record.faults);
    else rows.push(record.ready);
    if (rowsRead < BATCH_ROWS) continue;
    yield { rows, faults, rowsRead };
    rows = [];
    faults = [];
    rowsRead = 0;
  }
  if (rowsRead > 0) yield { rows, faults, rowsRead };
}
