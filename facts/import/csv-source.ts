import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import * as iconv from 'iconv-lite';
import { DomainError } from '../../domain/errors';

/** Opens the file from its start; it is read more than once. */
export type CsvSource = () => Readable;

/** `auto` = UTF-8 where all bytes are, else GB18030; a byte order mark decides before either. */
export type CsvEncoding = 'auto' | 'utf-8' | 'gb18030';

/** What has been found out of a file before its records are read. */
export type CsvForm = {
  readonly encoding: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';
  readonly delimiter: ',' | ';' | '\t';
};

const HEAD_BYTES = 65_536;

/**
 * Finds the encoding and the delimiter of a file.
 * @throws DomainError `file-not-readable` for an empty file
 */
export async function inspectCsv(source: CsvSource, encoding: CsvEncoding): Promise<CsvForm> {
  const head = await readHead(source);
  if (head.length === 0) {
    throw new DomainError('file-not-readable', {
      en: 'The file is empty; expected a header line and one record per line',
      zh: '文件为空；应有表头行，且每行一条记录',
    });
  }
  const found = markedEncoding(head) ?? (encoding === 'auto' ? await detectEncoding(source) : encoding);
  const [header = ''] = iconv.decode(head, found).split(/\r\n|\n|\r/, 1);
  return { encoding: found, delimiter: delimiterOf(header) };
}

async function readHead(source: CsvSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source() as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

function markedEncoding(head: Buffer): CsvForm['encoding'] | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

/** The whole file decides: the first Chinese character may stand in the last line. */
async function detectEncoding(source: CsvSource): Promise<'utf-8' | 'gb18030'> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of source() as AsyncIterable<Buffer>) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'gb18030';
    throw error;
  }
}

function delimiterOf(header: string): CsvForm['delimiter'] {
  const plain = header.replaceAll(/"[^"]*"/g, '');
  const count = (sign: string): number => plain.split(sign).length;
  const signs: readonly CsvForm['delimiter'][] = [',', ';', '\t'];
  return signs.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
