// What comes to an OTLP receiver beside traces: it is counted, so that a client can be told how much of it was not kept.
// https://github.com/open-telemetry/opentelemetry-proto
import { DecodeError } from '../decode-result.ts';
import { JsonKeys } from '../json-keys.ts';
import { JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import type { OtlpEncoding } from './export-response.ts';

/** What OTLP has beside traces. */
export type OtherSignal = 'metrics' | 'logs' | 'profiles';

/** The tags of the fields that lead from a request to its items: level by level, several where any of them does. */
const tags: Readonly<Record<OtherSignal, readonly (readonly number[])[]>> = {
  // Data points stand in a gauge, sum, histogram, exponential histogram or summary.
  metrics: [[0x0a], [0x12], [0x12], [0x2a, 0x3a, 0x4a, 0x52, 0x5a], [0x0a]],
  logs: [[0x0a], [0x12], [0x12]],
  profiles: [[0x0a], [0x12], [0x12]],
};

/** The same by their names in JSON. */
const names: Readonly<Record<OtherSignal, readonly JsonKeys[]>> = {
  metrics: [
    new JsonKeys('resourceMetrics'),
    new JsonKeys('scopeMetrics'),
    new JsonKeys('metrics'),
    new JsonKeys('gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'),
    new JsonKeys('dataPoints'),
  ],
  logs: [new JsonKeys('resourceLogs'), new JsonKeys('scopeLogs'), new JsonKeys('logRecords')],
  profiles: [
    new JsonKeys('resourceProfiles'),
    new JsonKeys('scopeProfiles'),
    new JsonKeys('profiles'),
  ],
};

const OPEN_BRACKET = 0x5b;

/**
 * How many data points, log records or profiles an export request has.
 * @param body the message, uncompressed, which is not kept
 * @throws {DecodeError} when it is none
 */
export function countItems(signal: OtherSignal, encoding: OtlpEncoding, body: Uint8Array): number {
  return encoding === 'json' ? countJson(body, names[signal]) : countProtobuf(body, tags[signal]);
}

function countProtobuf(body: Uint8Array, path: readonly (readonly number[])[]): number {
  const reader = new ProtobufReader();
  reader.open(body);
  const count = countFields(reader, body.length, path, 0);
  if (reader.fault !== 0) throw new DecodeError('the body is no OTLP request in protobuf');
  return count;
}

function countFields(
  reader: ProtobufReader,
  end: number,
  path: readonly (readonly number[])[],
  level: number,
): number {
  let count = 0;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (path[level]?.includes(tag)) {
      const fieldEnd = reader.run(end);
      if (level + 1 < path.length) count += countFields(reader, fieldEnd, path, level + 1);
      else count++;
      if (reader.fault === 0) reader.at = fieldEnd;
    } else reader.skip(tag, end);
  }
  return count;
}

function countJson(body: Uint8Array, path: readonly JsonKeys[]): number {
  const scanner = new JsonScanner();
  scanner.open(body);
  const count = countValues(scanner, path, 0);
  scanner.end();
  if (scanner.fault !== 0) throw new DecodeError('the body is JSON but no OTLP request');
  return count;
}

/** Counts in a value, or in each of a list. */
function countValues(scanner: JsonScanner, path: readonly JsonKeys[], level: number): number {
  if (scanner.peek() !== OPEN_BRACKET) return countMembers(scanner, path, level);
  let count = 0;
  scanner.enterList();
  while (scanner.nextItem()) count += countMembers(scanner, path, level);
  return count;
}

function countMembers(scanner: JsonScanner, path: readonly JsonKeys[], level: number): number {
  const keys = path[level];
  if (keys === undefined) {
    scanner.skipValue();
    return 1;
  }
  let count = 0;
  if (!scanner.enterObject()) return 0;
  for (;;) {
    const key = scanner.nextKey(keys);
    if (key === OBJECT_END) return count;
    if (key === 0) scanner.skipValue();
    else count += countValues(scanner, path, level + 1);
  }
}
