import { readFileSync } from 'node:fs';
import { atOnce, type Span, SpanBatchReader, SpanFormat, spanObject } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { damagedJson, jsonSeed } from '../../fuzz/json-damage.ts';
import { writeJaegerTrace } from '../jaeger/index.ts';
import { expectedTraces, jaegerClients, otlpClients } from '../jaeger/testing/captures.ts';
import { decodeOtlpJson, groupedSpans, writeOtlpJson } from '../otlp/index.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { type OpenedTraceFile, openTraceFile, TraceFileError } from './index.ts';

function read(path: string): Buffer {
  return readFileSync(new URL(`../${path}`, import.meta.url));
}

function spansOf({ batch }: OpenedTraceFile): readonly Span[] {
  return [...new SpanBatchReader(batch).spans()].map(spanObject);
}

function byStart(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) =>
    a.start < b.start || (a.start === b.start && a.spanId < b.spanId) ? -1 : 1,
  );
}

function failure(file: Uint8Array | string): TraceFileError {
  try {
    openTraceFile(file);
  } catch (error) {
    if (error instanceof TraceFileError) return error;
    throw error;
  }
  throw new Error('the file was opened');
}

const otlpBody = read('otlp/fixtures/node-otel-otlp-http.bin');
const otlpSpans = decoded(decodeOtlpJson, otlpBody).spans;
const jaegerText = JSON.stringify({ data: jaegerClients.flatMap(expectedTraces) });
const zipkinText = read('zipkin/fixtures/go-zipkin-json.json').toString('utf8');

/** A request as Tempo answers it: ids in base64. */
function tempoResourceSpans(): unknown {
  const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
  const text = otlpBody
    .toString('utf8')
    .replace(/"(traceId|spanId|parentSpanId)":"([\da-f]+)"/g, (_, key: string, id: string) => {
      return `"${key}":"${base64(id)}"`;
    });
  return (JSON.parse(text) as { resourceSpans: unknown }).resourceSpans;
}

describe('a file', () => {
  test.each([...jaegerClients, ...otlpClients])(
    'of what Jaeger answered for %s is opened trace by trace',
    (client) => {
      const traces = expectedTraces(client);
      const opened = openTraceFile(JSON.stringify({ data: traces }, null, 2));
      expect(opened.format).toBe('jaeger');
      expect(opened.rejected).toEqual(new Map());
      expect(
        opened.traces.map(({ summary }) => [summary.traceId, summary.spanCount]).sort(),
      ).toEqual(
        traces.map(({ traceID, spans }) => [traceID.padStart(32, '0'), spans.length]).sort(),
      );
    },
  );

  test.each([
    ['go-zipkin-json.json', 3],
    ['node-otel-zipkin.json', 4],
    ['node-zipkin-v1.json', 3],
  ])('of what a Zipkin client posted, %s, is one trace', (name, count) => {
    const opened = openTraceFile(read(`zipkin/fixtures/${name}`));
    expect(opened.format).toBe('zipkin');
    expect(opened.traces.map(({ summary }) => summary.spanCount)).toEqual([count]);
  });

  test('of several traces as Zipkin answers them has the newest first', () => {
    const names = ['go-zipkin-json', 'node-zipkin-v2', 'node-otel-zipkin'];
    const lists = names.map((name) => read(`zipkin/fixtures/${name}.json`));
    const opened = openTraceFile(`[${lists.join(',')}]`);
    expect(opened.traces.map(({ summary }) => summary.rootService)).toEqual([
      ...['go-zipkin-json', 'node-otel-zipkin', 'node-zipkin-v2'],
    ]);
    for (const { from, to, summary } of opened.traces) expect(to - from).toBe(summary.spanCount);
  });

  test.each([
    ['a request', otlpBody],
    ['its text', otlpBody.toString('utf8')],
    ['a text with a byte order mark', `\ufeff${otlpBody.toString('utf8')}`],
    ['UTF-16', Buffer.from(`\ufeff${otlpBody.toString('utf8')}`, 'utf16le')],
    ['a list of requests', `[${otlpBody.toString('utf8')}]`],
    ['lines of requests, one of them twice', `${otlpBody}\n\n${otlpBody}\r\n{"resourceLogs":[]}\n`],
    ['Tempo’s batches', JSON.stringify({ batches: tempoResourceSpans() })],
    [
      'Tempo’s trace',
      JSON.stringify({ trace: { resourceSpans: tempoResourceSpans() }, metrics: {} }),
    ],
    ['what Jaeger 3 answers', `{"result":${otlpBody}}`],
    [
      'older names',
      otlpBody
        .toString('utf8')
        .replaceAll('"scopeSpans"', '"instrumentationLibrarySpans"')
        .replaceAll('"scope"', '"instrumentationLibrary"'),
    ],
  ])('of OTLP as %s gives the spans that were sent', (_, file) => {
    const opened = openTraceFile(file);
    expect(opened.format).toBe('otlp');
    expect(spansOf(opened)).toEqual(byStart(otlpSpans));
  });

  test('of Zipkin spans, one a line, is one of them all', () => {
    const lines = (JSON.parse(zipkinText) as unknown[]).map((span) => JSON.stringify(span));
    const opened = openTraceFile(lines.join('\n'));
    expect(spansOf(opened)).toEqual(spansOf(openTraceFile(zipkinText)));
  });

  test('that was downloaded as OTLP is the same again, and as Jaeger’s but for what it can’t carry', () => {
    const { batch } = openTraceFile(otlpBody);
    const otlp = openTraceFile(
      [...writeOtlpJson(atOnce(groupedSpans(new SpanBatchReader(batch))))].join(''),
    );
    expect(spansOf(otlp)).toEqual(spansOf({ ...otlp, batch }));
    const jaeger = openTraceFile(
      [...writeJaegerTrace(new SpanBatchReader(batch).spans())].join(''),
    );
    expect(spansOf(jaeger).map(({ spanId, format }) => [spanId, format])).toEqual(
      otlpSpans.length === 0
        ? []
        : byStart(otlpSpans).map(({ spanId }) => [spanId, SpanFormat.otlp]),
    );
  });

  test('whose last line is cut off gives the lines before, and says so', () => {
    const opened = openTraceFile(`${otlpBody}\n${otlpBody.subarray(0, 500)}`);
    expect(opened.batch.spanCount).toBe(otlpSpans.length);
    expect(opened.rejected).toEqual(new Map([['json: the last line is cut off', 1]]));
    expect(opened.firstRejectedAt).toBe('line 2');
  });

  test('with spans that can’t be read gives the others, and says where the first stands', () => {
    const bad = { traceId: '1', spanId: 'zz' };
    const line = JSON.stringify({ resourceSpans: [{ scopeSpans: [{}, { spans: [bad] }] }] });
    const opened = openTraceFile(`${otlpBody}\n${line}`);
    expect(opened.batch.spanCount).toBe(otlpSpans.length);
    expect([...opened.rejected.values()]).toEqual([1]);
    expect(opened.firstRejectedAt).toBe('line 2: resourceSpans[0].scopeSpans[1].spans[0]');
    const inList = openTraceFile(`[${otlpBody},${line}]`);
    expect(inList.firstRejectedAt).toBe('[1].resourceSpans[0].scopeSpans[1].spans[0]');
  });
});

describe('a file that no trace can be read from', () => {
  test.each([
    ['', { code: 'CLEW_TRACE_FILE_EMPTY' }],
    [' \n ', { code: 'CLEW_TRACE_FILE_EMPTY' }],
    [
      '{\n  "data": [\n    {,\n',
      { code: 'CLEW_TRACE_FILE_NOT_JSON', place: { line: 3, column: 6 }, found: ',' },
    ],
    ['{"data": [', { code: 'CLEW_TRACE_FILE_NOT_JSON', place: { line: 1, column: 11 }, found: '' }],
    ['<html></html>', { code: 'CLEW_TRACE_FILE_NOT_JSON', found: '<html></html>' }],
    ['\u0000\u0001PNG', { code: 'CLEW_TRACE_FILE_NOT_JSON', place: { line: 1, column: 1 } }],
    [
      `${otlpBody}\nnot json\n${otlpBody}`,
      { code: 'CLEW_TRACE_FILE_NOT_JSON', place: { line: 2, column: 2 } },
    ],
    [
      `${otlpBody}\n${JSON.stringify(JSON.parse(zipkinText))}\n`,
      { code: 'CLEW_TRACE_FILE_MALFORMED', format: 'otlp', place: { line: 2, column: 1 } },
    ],
    [
      '{"name":"clew","version":"1"}',
      { code: 'CLEW_TRACE_FILE_UNKNOWN', found: 'an object with "name", "version"' },
    ],
    ['[]', { code: 'CLEW_TRACE_FILE_UNKNOWN', found: 'an empty list' }],
    ['[1]', { code: 'CLEW_TRACE_FILE_UNKNOWN', found: 'a list of: a number' }],
    ['null', { code: 'CLEW_TRACE_FILE_UNKNOWN', found: 'null' }],
    ['{"data":[]}', { code: 'CLEW_TRACE_FILE_NO_SPANS', format: 'jaeger', found: '' }],
    [
      '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}',
      {
        ...{ code: 'CLEW_TRACE_FILE_MALFORMED', format: 'jaeger' },
        found: 'data is no list of traces: trace not found',
      },
    ],
    [
      '[{"traceId":"1","id":"0"}]',
      { code: 'CLEW_TRACE_FILE_NO_SPANS', format: 'zipkin', found: '[0]: zipkin: id is zero' },
    ],
    [
      '[{"resourceSpans":[]},{"resourceSpans":[{"scopeSpans":7}]}]',
      { code: 'CLEW_TRACE_FILE_MALFORMED', format: 'otlp' },
    ],
  ])('%j says what is wrong and where', (text, expected) => {
    const error = failure(text);
    expect(error).toMatchObject(expected);
    expect(error.message).not.toBe('');
  });

  test('is an error of this kind, however files are damaged', () => {
    const random = seededRandom(11);
    const seeds = [Buffer.from(jaegerText), otlpBody, Buffer.from(zipkinText)].map(jsonSeed);
    let opened = 0;
    for (let run = 0; run < 600; run++) {
      const seed = seeds[run % seeds.length];
      if (seed === undefined) continue;
      const body = damagedJson(seed, random);
      const cut = random(3) === 0 ? body.subarray(0, random(body.length)) : body;
      try {
        const file = openTraceFile(cut);
        opened += spansOf(file).length > 0 ? 1 : 0;
      } catch (error) {
        expect(error).toBeInstanceOf(TraceFileError);
      }
    }
    expect(opened).toBeGreaterThan(200);
  });
});
