// The model of `ClockSkew`: the same rule on spans that are objects, one map and one stack.
import type { ClockSkewOptions } from '../clock-skew.ts';
import { formatGoDuration } from '../go-duration.ts';
import { hostKey } from '../host.ts';
import { parentIdOf } from '../parent.ts';
import type { Resource, Span } from '../span.ts';
import { spanObject } from '../span-view.ts';

interface Node {
  readonly index: number;
  readonly host: string;
  readonly duration: bigint;
  /** After adjustment. */
  start: bigint;
  readonly children: Node[];
}

/** What is to be changed of a span. */
interface Change {
  readonly warning: string;
  /** Nanoseconds. */
  readonly delta: bigint;
}

/**
 * Adjusts the spans of one trace. Spans that share a span id but for the first, and children whose
 * parent is not there, can't be adjusted and say so in a warning.
 * @returns the spans in their order, those that changed as new objects
 */
export function adjustClockSkew(spans: readonly Span[], options: ClockSkewOptions): Span[] {
  const changes = changesOf(spans, options);
  return spans.map((span, index) => {
    const change = changes.get(index);
    return change === undefined ? span : changed(span, change);
  });
}

/** By index, what is to be changed of the spans that do not stay as they are. */
function changesOf(
  spans: readonly Span[],
  { hostAttributes, maxDeltaNanos }: ClockSkewOptions,
): ReadonlyMap<number, Change> {
  const changes = new Map<number, Change>();
  const warn = (index: number, warning: string): void => {
    changes.set(index, { warning, delta: 0n });
  };
  const hosts = new Map<Resource, string>();
  const nodes = new Map<string, Node>();
  for (const [index, span] of spans.entries()) {
    if (nodes.has(span.spanId)) {
      warn(index, 'duplicate span IDs; skipping clock skew adjustment');
      continue;
    }
    const { resource } = span;
    const host = hosts.get(resource) ?? hostKey(resource, hostAttributes);
    hosts.set(resource, host);
    const { start, duration } = span;
    nodes.set(span.spanId, { index, host, start, duration, children: [] });
  }
  const pending: { node: Node; parent: Node | undefined; host: string; delta: bigint }[] = [];
  for (const node of nodes.values()) {
    const span = spans[node.index] as Span;
    const parentId = parentIdOf(span);
    const parent = nodes.get(parentId);
    if (parent !== undefined && parent !== node) {
      parent.children.push(node);
      continue;
    }
    if (span.parentSpanId !== '' && parent === undefined) {
      const why = `parent span ID=${parentId} is not in the trace; skipping clock skew adjustment`;
      warn(node.index, why);
    }
    pending.push({ node, parent: undefined, host: node.host, delta: 0n });
  }
  // A stack of its own, since a trace may be deeper than the call stack; spans in a circle are never reached.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent } = next;
    let { delta } = next;
    const sameHost = node.host === next.host && node.host !== '';
    if (!sameHost && parent !== undefined) delta = skewOf(node, parent);
    if (delta !== 0n) {
      const change = moveBy(delta, maxDeltaNanos);
      changes.set(node.index, change);
      if (change.delta !== 0n) node.start = notNegative(node.start + change.delta);
    }
    for (const child of node.children) {
      pending.push({ node: child, parent: node, host: node.host, delta });
    }
  }
  return changes;
}

/** How far a child is to be moved to fit its parent, which has been moved already. */
function skewOf(child: Node, parent: Node): bigint {
  if (child.duration > parent.duration) {
    // Asynchronous, or the parent gave up: all that is sure is that it did not start earlier.
    return child.start < parent.start ? parent.start - child.start : 0n;
  }
  const fits =
    child.start >= parent.start && child.start + child.duration <= parent.start + parent.duration;
  // Else the way there is taken to be as long as the way back.
  return fits ? 0n : parent.start + (parent.duration - child.duration) / 2n - child.start;
}

function moveBy(delta: bigint, maxDelta: bigint): Change {
  const text = formatGoDuration(delta);
  if (maxDelta === 0n) {
    const warning = `clock skew adjustment disabled; not applying calculated delta of ${text}`;
    return { warning, delta: 0n };
  }
  if (delta > maxDelta || -delta > maxDelta) {
    const most = formatGoDuration(maxDelta);
    const warning = `max clock skew adjustment delta of ${most} exceeded; not applying calculated delta of ${text}`;
    return { warning, delta: 0n };
  }
  return { warning: `This span's timestamps were adjusted by ${text}`, delta };
}

function changed(span: Span, { warning, delta }: Change): Span {
  const copy = { ...spanObject(span), warnings: [...span.warnings, warning] };
  if (delta === 0n) return copy;
  return {
    ...copy,
    start: notNegative(span.start + delta),
    events: span.events.map((event) => ({ ...event, time: notNegative(event.time + delta) })),
  };
}

function notNegative(nanos: bigint): bigint {
  return nanos < 0n ? 0n : nanos;
}
