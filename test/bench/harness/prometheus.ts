/** The sum of all series of a metric in the Prometheus text of `url`; 0 where there is none. */
export async function readMetric(url: string, name: string): Promise<number> {
  const response = await fetch(url);
  let sum = 0;
  for (const line of (await response.text()).split('\n')) {
    if (!line.startsWith(name) || !/^[ {]/.test(line.slice(name.length))) continue;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}
