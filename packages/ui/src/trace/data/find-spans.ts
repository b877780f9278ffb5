// Finds text in a trace: names, ids, attributes, events, hosts. Works in slices so that the page stays
// alive, and stops when the text has changed meanwhile.
import { type Attribute, type Span, valueText } from '@clew/model';
import { placeOf } from './host-use.ts';
import type { Trace } from './trace.ts';

const SLICE_MS = 8;
const CHECK_EVERY = 64;

const texts = new WeakMap<Trace, (string | undefined)[]>();

/** The rows whose span holds every word of the text, in order of rows. */
export async function findSpans(
  trace: Trace,
  query: string,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const needle = query.trim().toLowerCase();
  if (needle === '') return [];
  let known = texts.get(trace);
  if (known === undefined) {
    known = [];
    texts.set(trace, known);
  }
  const rows: number[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const [row, span] of trace.spans.entries()) {
    let text = known[row];
    if (text === undefined) {
      text = searchText(span);
      known[row] = text;
    }
    if (text.includes(needle)) rows.push(row);
    if (row % CHECK_EVERY === 0 && performance.now() > sliceEnd) {
      await nextTask();
      signal.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  return rows;
}

function searchText(span: Span): string {
  const { host, address, instance } = placeOf(span.resource);
  const parts = [span.resource.serviceName, span.name, span.spanId, span.statusMessage];
  parts.push(host, address, instance, attributesText(span.attributes));
  for (const event of span.events) parts.push(event.name, attributesText(event.attributes));
  return parts.join('\n').toLowerCase();
}

function attributesText(attributes: readonly Attribute[]): string {
  return attributes.map(({ key, value }) => `${key}=${valueText(value)}`).join('\n');
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
