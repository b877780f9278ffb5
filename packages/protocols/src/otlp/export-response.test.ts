import { describe, expect, test } from 'vitest';
import { encodeExportResponse, encodeStatus } from './index.ts';
import { decodeMessage } from './testing/reference-encoder.ts';

function json(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString());
}

describe('the answer to an export', () => {
  test('is the empty message after full success', () => {
    expect(encodeExportResponse('protobuf', 0, '')).toHaveLength(0);
    expect(json(encodeExportResponse('json', 0, ''))).toEqual({});
  });

  test.each([1, 127, 128, 300_000, 2 ** 40])('names %i refused spans and why', (rejected) => {
    const errorMessage = `拒绝: ${'x'.repeat(200)}`;
    const partialSuccess = { rejectedSpans: String(rejected), errorMessage };
    const answer = encodeExportResponse('protobuf', rejected, errorMessage);
    expect(decodeMessage('ExportTraceServiceResponse', answer)).toEqual({ partialSuccess });
    expect(json(encodeExportResponse('json', rejected, errorMessage))).toEqual({ partialSuccess });
  });

  test.each([
    ['metrics', 'rejectedDataPoints'],
    ['logs', 'rejectedLogRecords'],
    ['profiles', 'rejectedProfiles'],
  ] as const)('of %s names what was refused in JSON as %s', (signal, name) => {
    expect(json(encodeExportResponse('json', 7, 'no', signal))).toEqual({
      partialSuccess: { [name]: '7', errorMessage: 'no' },
    });
    const asSpans = encodeExportResponse('protobuf', 7, 'no');
    expect(encodeExportResponse('protobuf', 7, 'no', signal)).toEqual(asSpans);
  });

  test('may carry a warning with nothing refused', () => {
    const answer = encodeExportResponse('protobuf', 0, 'slow down');
    expect(decodeMessage('ExportTraceServiceResponse', answer)).toEqual({
      partialSuccess: { errorMessage: 'slow down' },
    });
  });

  test('to a request that failed is a status with code and message', () => {
    const message = 'the body is no JSON';
    expect(decodeMessage('RpcStatus', encodeStatus('protobuf', 3, message))).toEqual({
      ...{ code: 3, message },
    });
    expect(json(encodeStatus('json', 3, message))).toEqual({ code: 3, message });
  });
});
