export type ParsedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/** A command as documents show it: `curl` with `-H`, `-X`, `-d` and an address below `$API`. */
export function parseCurl(command: string, key: string): ParsedRequest {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
  const valuesOf = (option: string): readonly string[] =>
    words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
  const headers = valuesOf('-H').map((header) => {
    const [name = '', ...value] = header.replace('$KEY', key).split(': ');
    return [name, value.join(': ')] as const;
  });
  const body = valuesOf('-d')[0] ?? null;
  const address = words.find((word) => word.startsWith('$API'));
  if (words[0] !== 'curl' || address === undefined) throw new Error(`No request: ${command}`);
  return {
    method: valuesOf('-X')[0] ?? (body === null ? 'GET' : 'POST'),
    path: address.slice('$API'.length),
    headers: Object.fromEntries(headers),
    body,
  };
}
