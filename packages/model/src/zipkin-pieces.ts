// Puts the pieces of a span from Zipkin together, by the rules that Zipkin itself follows:
// https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/internal/Trace.java
import { type Attribute, valueText } from './attribute.ts';
import type { Resource, Span, SpanEvent } from './span.ts';
import { SpanKind, StatusCode } from './span-kind.ts';
import { spanObject } from './span-view.ts';
import { compareText } from './trace-summary.ts';
import {
  addressAttributes,
  compareEndpoints,
  filledEndpoint,
  joinedEndpoints,
  localEndpointOf,
  remoteEndpointOf,
  type ZipkinEndpoint,
} from './zipkin-endpoint.ts';
import { ZipkinFlag } from './zipkin-flags.ts';

interface Piece {
  readonly span: Span;
  readonly local: ZipkinEndpoint;
}

/** Whether a span is a server's that has its client's id. */
function isShared({ flags }: Span): boolean {
  return (flags & ZipkinFlag.shared) !== 0;
}

/**
 * What spans of one id are, when their pieces are put together: one span for each side, the client's first. A server's
 * side that does not say so shares its client's id, and has its client's parent where it names none.
 * @param spans from Zipkin, of one trace and one span id
 */
export function sidesOf(spans: readonly Span[]): readonly Span[] {
  const pieces = spans
    .map((span): Piece => ({ span, local: localEndpointOf(span) }))
    .sort(comparePieces);
  const sides: Span[] = [];
  let from = 0;
  while (from < pieces.length) {
    const { span: first, local } = pieces[from] as Piece;
    let joined = local;
    let to = from + 1;
    for (; to < pieces.length; to++) {
      const next = pieces[to] as Piece;
      if (isShared(next.span) !== isShared(first)) break;
      const both = joinedEndpoints(joined, next.local);
      if (both === undefined) break;
      joined = both;
    }
    const whole = to - from === 1 ? first : wholeOf(pieces.slice(from, to), joined);
    sides.push(besides(whole, sides.at(-1)));
    from = to;
  }
  return sides;
}

/** A side, with what follows from the side before it. */
function besides(side: Span, before: Span | undefined): Span {
  if (before === undefined) return side;
  const isServer = before.kind === SpanKind.client && side.kind === SpanKind.server;
  const shared = isShared(side) || isServer;
  const parentSpanId = shared && side.parentSpanId === '' ? before.parentSpanId : side.parentSpanId;
  if (shared === isShared(side) && parentSpanId === side.parentSpanId) return side;
  const flags = side.flags | (shared ? ZipkinFlag.shared : 0);
  return { ...spanObject(side), flags, parentSpanId };
}

/** Clients first, shared spans last; within a side those who do not say where they are come first. */
function comparePieces(a: Piece, b: Piece): number {
  return rankOf(a.span) - rankOf(b.span) || compareEndpoints(a.local, b.local);
}

function rankOf(span: Span): number {
  if (isShared(span)) return 2;
  return span.kind === SpanKind.client ? 0 : 1;
}

/** One span of several pieces: of a field the first that has it, of a tag the last. */
function wholeOf(pieces: readonly Piece[], local: ZipkinEndpoint): Span {
  const spans = pieces.map(({ span }) => span);
  const [first] = spans as [Span];
  const timed = spans.filter(({ flags }) => (flags & ZipkinFlag.untimed) === 0);
  const remotes = spans.map(remoteEndpointOf);
  const remote = remotes.map((one) => one.remote).reduce(filledEndpoint);
  const tags = lastOfKeys(remotes.flatMap((one) => one.tags));
  let flags = spans.reduce((all, span) => all | span.flags, 0);
  if (timed.length > 0) flags &= ~ZipkinFlag.untimed;
  const kind = spans.find((span) => span.kind !== SpanKind.unspecified)?.kind ?? first.kind;
  return {
    ...spanObject(first),
    parentSpanId: firstText(spans.map(({ parentSpanId }) => parentSpanId)),
    name: firstText(spans.map(({ name }) => name)),
    kind,
    start: timed[0]?.start ?? earliestOf(spans),
    duration: spans.find(({ duration }) => duration > 0n)?.duration ?? 0n,
    status: statusOf(spans, tags),
    statusMessage: lastText(spans.map(({ statusMessage }) => statusMessage)),
    flags: withRemote(kind === SpanKind.client ? flags & ~ZipkinFlag.shared : flags, remote),
    attributes: [
      ...tags,
      ...(remote.service === '' ? [] : [{ key: 'peer.service', value: remote.service }]),
      ...addressAttributes('net.peer', remote),
    ],
    events: eventsOf(spans),
    // What is said of those without a time is that they have none.
    warnings: [...new Set((timed.length > 0 ? timed : spans).flatMap((span) => span.warnings))],
    resource: resourceOf(spans, local),
    scope: {
      ...first.scope,
      name: lastText(spans.map(({ scope }) => scope.name)),
      version: lastText(spans.map(({ scope }) => scope.version)),
    },
  };
}

function firstText(texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}

function lastText(texts: readonly string[]): string {
  return texts.findLast((text) => text !== '') ?? '';
}

/** The earliest made-up start; 0 is one that nothing was known of. */
function earliestOf(spans: readonly Span[]): bigint {
  const starts = spans.map(({ start }) => start).filter((start) => start > 0n);
  return starts.reduce((least, start) => (start < least ? start : least), starts[0] ?? 0n);
}

function lastOfKeys(tags: readonly Attribute[]): readonly Attribute[] {
  return [...new Map(tags.map((tag) => [tag.key, tag])).values()];
}

/** The status that a tag says, the last that does, or an error where there is a tag `error`. */
function statusOf(spans: readonly Span[], tags: readonly Attribute[]): StatusCode {
  const tagged = spans.findLast(({ flags }) => (flags & ZipkinFlag.statusTag) !== 0);
  if (tagged !== undefined) return tagged.status;
  const isError = tags.some(({ key, value }) => key === 'error' && valueText(value) !== 'false');
  return isError ? StatusCode.error : StatusCode.unset;
}

function withRemote(flags: number, { service, ipv4, ipv6 }: ZipkinEndpoint): number {
  return (
    flags |
    (service === '' ? 0 : ZipkinFlag.remoteService) |
    (ipv4 === '' ? 0 : ZipkinFlag.remoteIpv4) |
    (ipv6 === '' ? 0 : ZipkinFlag.remoteIpv6)
  );
}

/** All annotations by time and value, each once. */
function eventsOf(spans: readonly Span[]): readonly SpanEvent[] {
  return spans
    .flatMap(({ events }) => events)
    .sort((a, b) => (a.time === b.time ? compareText(a.name, b.name) : a.time < b.time ? -1 : 1))
    .filter((event, index, all) => {
      const before = all[index - 1];
      return before?.time !== event.time || before.name !== event.name;
    });
}

function resourceOf(spans: readonly Span[], local: ZipkinEndpoint): Resource {
  const [{ resource }] = spans as [Span];
  const isTag = (span: Span): boolean => (span.flags & ZipkinFlag.serviceTag) !== 0;
  // A tag keeps the case, and counts before the endpoint's name.
  const serviceName = spans.findLast(isTag)?.resource.serviceName ?? local.service;
  const others = spans
    .flatMap((span) => span.resource.attributes)
    .filter(({ key }) => !['service.name', 'net.host.ip', 'net.host.port'].includes(key));
  return {
    ...resource,
    serviceName,
    attributes: [
      ...(serviceName === '' ? [] : [{ key: 'service.name', value: serviceName }]),
      ...lastOfKeys(others),
      ...addressAttributes('net.host', local),
    ],
  };
}
