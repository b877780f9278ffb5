import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { ReceiverMetrics } from './receiver-metrics.ts';

test('however many reasons there are, few are told apart', async () => {
  const registry = new Registry();
  const observer = new ReceiverMetrics(registry).requests('r');
  for (let i = 0; i < 100; i++) {
    const rejected = new Map([[`reason ${i}`, 2]]);
    observer.onTaken({ accepted: 1, rejected, resent: false });
  }
  const lines = (await registry.metrics()).split('\n');
  const reasons = lines.filter((line) => line.startsWith('clew_receiver_rejected_spans_total'));
  expect(reasons).toHaveLength(65);
  expect(reasons).toContain('clew_receiver_rejected_spans_total{receiver="r",reason="other"} 72');
  expect(lines).toContain('clew_receiver_spans_total{receiver="r"} 100');
});

test('what a resend holds is not counted again', async () => {
  const registry = new Registry();
  const observer = new ReceiverMetrics(registry).requests('r');
  const rejected = new Map([['bad', 1]]);
  observer.onTaken({ accepted: 3, rejected, resent: false });
  observer.onTaken({ accepted: 3, rejected, resent: true });
  const text = await registry.metrics();
  expect(text).toContain('clew_receiver_spans_total{receiver="r"} 3');
  expect(text).toContain('clew_receiver_rejected_spans_total{receiver="r",reason="bad"} 1');
  expect(text).toContain('clew_receiver_resent_requests_total{receiver="r"} 1');
});

test('drops of the kernel are asked for when the metrics are read', async () => {
  const registry = new Registry();
  const metrics = new ReceiverMetrics(registry);
  const drops = [3, undefined, 8];
  metrics.watchKernelDrops('udp', async () => drops.shift());
  const read = async (): Promise<string | undefined> =>
    /where="kernel"\} (\d+)/.exec(await registry.metrics())?.[1];
  expect([await read(), await read(), await read()]).toEqual(['3', '3', '8']);
});
