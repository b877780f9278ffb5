import { B3SingleCodec, ZipkinB3TextMapCodec } from './b3-codec.ts';
import type { CodecMetrics } from './codec-options.ts';
import { CompositePropagator } from './composite-propagator.ts';
import type { Propagator } from './propagator.ts';
import { Sw8Codec, type Sw8Sender } from './sw8-codec.ts';
import { Sw8CorrelationCodec } from './sw8-correlation-codec.ts';
import { TextMapCodec, type TextMapCodecOptions } from './text-map-codec.ts';
import { TraceContextCodec } from './trace-context-codec.ts';
import { W3CBaggageCodec } from './w3c-baggage-codec.ts';

/**
 * How contexts are written into text maps and HTTP headers: Jaeger's headers, B3 in several headers or in one (both are read by either), W3C's
 * `traceparent` and `tracestate` ('tracecontext'), its `baggage`, or both ('w3c'), or SkyWalking's `sw8` and `sw8-correlation`.
 */
export type PropagationFormat =
  | 'jaeger'
  | 'b3'
  | 'b3-single'
  | 'w3c'
  | 'tracecontext'
  | 'baggage'
  | 'sw8';

/** All names of formats. */
export const PROPAGATION_FORMATS: readonly PropagationFormat[] = [
  'jaeger',
  'b3',
  'b3-single',
  'w3c',
  'tracecontext',
  'baggage',
  'sw8',
];

/** A list of formats is empty or names one that there is not. */
export class PropagationFormatError extends Error {
  readonly code = 'CLEW_PROPAGATION_FORMAT';
  override readonly name = 'PropagationFormatError';
}

/** Options of {@link createPropagator}. */
export interface PropagatorOptions extends TextMapCodecOptions {
  /** Whether Jaeger's and B3's values are percent-encoded, as HTTP headers need it. */
  readonly urlEncoding: boolean;
  /** Counts contexts that cannot be read. */
  readonly metrics: CodecMetrics;
  /** Who SkyWalking's agents are told that the caller is. */
  readonly sender: Sw8Sender;
}

/**
 * Reads a comma separated list of formats, as `JAEGER_PROPAGATION` has it. Case and blanks do not matter; a name that
 * comes again is left out.
 *
 * @throws PropagationFormatError if a name is unknown or there is none
 */
export function parsePropagationFormats(text: string): PropagationFormat[] {
  const formats = new Set<PropagationFormat>();
  for (const item of text.split(',')) {
    const name = item.trim().toLowerCase();
    if (name === '') continue;
    if (!isPropagationFormat(name)) throw unknownFormat(item.trim());
    formats.add(name);
  }
  if (formats.size === 0) throw noFormats();
  return [...formats];
}

/**
 * Checks formats that may have come from a program in JavaScript or from a configuration file.
 *
 * @throws PropagationFormatError if a format is unknown or there is none
 */
export function checkPropagationFormats(
  formats: readonly unknown[],
): asserts formats is readonly PropagationFormat[] {
  for (const format of formats) {
    if (!isPropagationFormat(format)) throw unknownFormat(String(format));
  }
  if (formats.length === 0) throw noFormats();
}

/** Whether there is a format of this name. */
export function isPropagationFormat(format: unknown): format is PropagationFormat {
  return PROPAGATION_FORMATS.some((known) => known === format);
}

/**
 * Makes the propagator of one or several formats: all are written, and the first that holds ids is read.
 *
 * @throws PropagationFormatError if a format is unknown or there is none
 */
export function createPropagator(
  formats: readonly PropagationFormat[],
  options: PropagatorOptions,
): Propagator {
  checkPropagationFormats(formats);
  const propagators = [...new Set(formats)].flatMap((format) => propagatorsOf(format, options));
  // Both forms of B3 are read, whichever is written: who sends a request has chosen it.
  if (formats.includes('b3') !== formats.includes('b3-single')) {
    const [other] = propagatorsOf(formats.includes('b3') ? 'b3-single' : 'b3', options);
    if (other !== undefined) propagators.push(readOnly(other));
  }
  const [first] = propagators;
  return first !== undefined && propagators.length === 1
    ? first
    : new CompositePropagator(propagators);
}

function propagatorsOf(format: PropagationFormat, options: PropagatorOptions): Propagator[] {
  switch (format) {
    case 'jaeger':
      return [new TextMapCodec(options)];
    case 'b3':
      return [new ZipkinB3TextMapCodec(options)];
    case 'b3-single':
      return [new B3SingleCodec(options)];
    case 'w3c':
      return [new TraceContextCodec(options), new W3CBaggageCodec()];
    case 'tracecontext':
      return [new TraceContextCodec(options)];
    case 'baggage':
      return [new W3CBaggageCodec()];
    case 'sw8':
      return [new Sw8Codec(options), new Sw8CorrelationCodec()];
  }
}

function readOnly(propagator: Propagator): Propagator {
  return { inject() {}, extract: (carrier) => propagator.extract(carrier) };
}

function unknownFormat(name: string): PropagationFormatError {
  return new PropagationFormatError(
    `There is no propagation format ${JSON.stringify(name)}; take one or more of ${PROPAGATION_FORMATS.join(', ')}.`,
  );
}

function noFormats(): PropagationFormatError {
  return new PropagationFormatError(
    `The list of propagation formats is empty; take one or more of ${PROPAGATION_FORMATS.join(', ')}.`,
  );
}
