import { readSw8Span, SW8_FIELDS } from '@clew/protocols/sw8-header';
import { hex64 } from '../hex.ts';
import { Flags } from '../local-trace.ts';
import type { SpanContext } from '../span-context.ts';
import { base64Encode } from './base64.ts';
import { isCarrier, MAX_CONTEXT_LENGTH, readHeader, trimBlanks } from './carrier-reader.ts';
import { type CodecMetrics, NO_CODEC_METRICS, type TextCodecOptions } from './codec-options.ts';
import { ContextParts } from './context-parts.ts';
import type { Carrier, Propagator } from './propagator.ts';

const SW8 = 'sw8';
/** The last fields may be long: the caller's endpoint is often a path. */
const MAX_HEADER_LENGTH = 8192;
/** A request that is not recorded: agents take ids that are missing for that and begin no trace of their own. */
const NOT_RECORDED = '0---0----';
/** What only topologies of SkyWalking's server are made from, and a context does not know. */
const UNKNOWN_ADDRESS = 'unknown';

/** Who writes the header. */
export interface Sw8Sender {
  readonly serviceName: string;
  /** The process, as SkyWalking's agents name it: `uuid@ip`. */
  readonly instance: string;
}

/** Options of {@link Sw8Codec}. */
export interface Sw8CodecOptions extends Pick<TextCodecOptions, 'metrics'> {
  readonly sender: Sw8Sender;
}

/**
 * SkyWalking's `sw8`: ids as texts, sampled or not, and who calls. Its ids become those that Clew gives the segments of SkyWalking's agents, so
 * that a trace goes on from an agent to this tracer and from this tracer to an agent. It has no parent id and no debug flag, which becomes sampled.
 *
 * https://skywalking.apache.org/docs/main/latest/en/api/x-process-propagation-headers-v3/ and docs/adr/0008-skywalking.md
 */
export class Sw8Codec implements Propagator {
  readonly #metrics: CodecMetrics;
  /** All that comes after the ids. */
  readonly #sender: string;

  constructor({ sender, metrics = NO_CODEC_METRICS }: Sw8CodecOptions) {
    this.#metrics = metrics;
    const { serviceName, instance } = sender;
    // A context does not know which of the service's endpoints it belongs to, but agents take no header without one.
    const fields = [serviceName, instance, serviceName, UNKNOWN_ADDRESS];
    this.#sender = fields.map(base64Encode).join('-');
  }

  inject(context: SpanContext, carrier: Carrier): void {
    if (context.samplingFinalized && !context.isSampled() && !context.isDebug()) {
      carrier[SW8] = NOT_RECORDED;
      return;
    }
    if (!context.isValid) return;
    const { id0, id1, id2, id3 } = context.trace;
    const traceId = base64Encode(hex64(id0, id1) + hex64(id2, id3));
    // A segment id that is a span id names that span as its number 0.
    const segmentId = base64Encode(hex64(context.spanHigh, context.spanLow));
    carrier[SW8] = `1-${traceId}-${segmentId}-0-${this.#sender}`;
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const text = readHeader(carrier, SW8);
    if (text === undefined) return null;
    const parts = new ContextParts();
    parts.isMalformed = text.length > MAX_HEADER_LENGTH || !readContext(trimBlanks(text), parts);
    return parts.finish(this.#metrics.decodingErrors);
  }
}

function readContext(text: string, parts: ContextParts): boolean {
  if (text === '') {
    // So the agent for Node.js passes on what is not recorded.
    parts.decision = 0;
    return true;
  }
  const fields = text.split('-', SW8_FIELDS + 1);
  const [sample, traceField, segmentField] = fields;
  if (fields.length === SW8_FIELDS && traceField === '' && segmentField === '') {
    parts.decision = 0;
    return sample === '0' || sample === '1';
  }
  const span = readSw8Span(fields);
  if (span === undefined) return false;
  if (Math.max(span.traceText.length, span.segmentId.length) > MAX_CONTEXT_LENGTH) return false;
  parts.traceId = span.traceId;
  parts.spanId = span.spanId;
  parts.flags = span.isSampled ? Flags.sampled : 0;
  return true;
}
