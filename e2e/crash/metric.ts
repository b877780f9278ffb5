/**
 * Reads one figure from a server's Prometheus metrics.
 * @param series its name with its labels as they are written
 * @throws when there is no such figure
 */
export async function readMetric(adminUrl: string, series: string): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  if (line === undefined) throw new Error(`there is no metric ${series}`);
  return Number(line.slice(series.length + 1));
}
