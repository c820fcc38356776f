import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, startTemporal } from '../../dev/temporal';
import { findTemporalBinary } from '../../dev/temporal-binary';
import { useTestNamespace } from '../support/test-temporal';

describe('the search for a Temporal server', () => {
  const given = process.env.PATH;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'perennial-test-'));
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = given;
    rmSync(folder, { recursive: true, force: true });
  });

  const place = (name: string, server: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\necho "temporal version 1.9.1 (Server ${server}, UI 2.54.1)"\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it('takes the one on the PATH', async () => {
    const file = place('temporal', '1.29.0');
    expect(await findTemporalBinary(folder)).toMatchObject({ path: file, source: 'PATH' });
  });

  it('takes the cached one where the one on the PATH is too old', async () => {
    place('temporal', '1.28.3');
    const cached = place('temporal-1.9.1', '1.32.0');
    expect(await findTemporalBinary(folder)).toMatchObject({ path: cached, source: 'cache' });
  });
});

describe('the Temporal server of the tests', () => {
  const temporal = useTestNamespace();

  it('knows the search attributes of the product in a namespace of the file', async () => {
    const connection = await Connection.connect({ address: temporal.address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: temporal.namespace,
    });
    await connection.close();
    expect(Object.keys(customAttributes).sort()).toEqual([...SEARCH_ATTRIBUTES].sort());
  });
});

it('leaves its place to the server at TEMPORAL_ADDRESS', async () => {
  const given = process.env.TEMPORAL_ADDRESS;
  process.env.TEMPORAL_ADDRESS = 'temporal.example:7233';
  const temporal = await startTemporal();
  if (given === undefined) delete process.env.TEMPORAL_ADDRESS;
  else process.env.TEMPORAL_ADDRESS = given;
  expect(temporal).toMatchObject({ address: 'temporal.example:7233', source: 'TEMPORAL_ADDRESS' });
  await temporal.stop();
});
