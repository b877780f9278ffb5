import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import { NO_CODEC_METRICS } from './codec-options.ts';
import {
  checkPropagationFormats,
  createPropagator,
  PROPAGATION_FORMATS,
  type PropagationFormat,
  PropagationFormatError,
  parsePropagationFormats,
} from './propagation-format.ts';
import type { Carrier } from './propagator.ts';

const sender = { serviceName: 'shop', instance: '7@10.0.0.9' };
const options = { urlEncoding: true, metrics: NO_CODEC_METRICS, sender };

function written(formats: readonly PropagationFormat[], more: object = {}): string[] {
  const carrier: Carrier = {};
  const context = SpanContext.remote({ traceId: 'aa', spanId: 'bb', flags: 1 });
  if (context) {
    const propagator = createPropagator(formats, { ...options, ...more });
    propagator.inject(context.withBaggageItem('k', 'v'), carrier);
    const back = propagator.extract(carrier);
    expect(back === null || back.isValid || formats.includes('baggage')).toBe(true);
  }
  return Object.keys(carrier);
}

test('each format writes its headers', () => {
  expect(written(['jaeger'])).toEqual(['uber-trace-id', 'uberctx-k']);
  expect(written(['b3'])).toEqual(['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'uberctx-k']);
  expect(written(['b3-single'])).toEqual(['b3', 'uberctx-k']);
  expect(written(['w3c'])).toEqual(['traceparent', 'baggage']);
  expect(written(['tracecontext'])).toEqual(['traceparent']);
  expect(written(['baggage'])).toEqual(['baggage']);
  expect(written(['sw8'])).toEqual(['sw8', 'sw8-correlation']);
  expect(written(['jaeger', 'w3c'])).toEqual([
    'uber-trace-id',
    'uberctx-k',
    'traceparent',
    'baggage',
  ]);
});

test('the options go to the codecs', () => {
  const names = { contextKey: 'my-trace', baggagePrefix: 'my-' };
  expect(written(['jaeger', 'b3-single'], names)).toEqual(['my-trace', 'my-k', 'b3']);
  let errors = 0;
  const decodingErrors = {
    increment() {
      errors += 1;
    },
  };
  const metrics = { decodingErrors };
  const propagator = createPropagator(['w3c', 'jaeger', 'b3', 'b3-single', 'sw8'], {
    ...options,
    metrics,
  });
  propagator.extract({
    traceparent: 'x',
    'uber-trace-id': 'x',
    'x-b3-traceid': 'x',
    b3: 'x',
    sw8: 'x',
  });
  expect(errors).toBe(5);
});

test('the order of the list says which ids count', () => {
  const carrier = { 'uber-trace-id': '1:2:0:1', b3: '3-4-1' };
  const idsBy = (...formats: PropagationFormat[]) =>
    createPropagator(formats, options).extract(carrier)?.toTraceId();
  expect(idsBy('jaeger', 'b3-single')).toBe('1');
  expect(idsBy('b3-single', 'jaeger')).toBe('3');
});

test('a list is read without regard to case, blanks and repetition', () => {
  expect(parsePropagationFormats('jaeger')).toEqual(['jaeger']);
  expect(parsePropagationFormats(' W3C, jaeger ,,b3-single,JAEGER')).toEqual([
    'w3c',
    'jaeger',
    'b3-single',
  ]);
  expect(parsePropagationFormats(PROPAGATION_FORMATS.join())).toEqual(PROPAGATION_FORMATS);
});

test('an unknown or missing name is an error that lists the names', () => {
  const names = /jaeger, b3, b3-single, w3c, tracecontext, baggage, sw8/;
  for (const text of ['zipkin', 'jaeger,zipkin', '', ' , ', 'toString']) {
    expect(() => parsePropagationFormats(text)).toThrow(PropagationFormatError);
    expect(() => parsePropagationFormats(text)).toThrow(names);
  }
  expect(() => parsePropagationFormats('jaeger,Zipkin')).toThrow(/"Zipkin"/);
  for (const formats of [['zipkin'], [undefined], []]) {
    expect(() => checkPropagationFormats(formats)).toThrow(names);
    expect(() => createPropagator(formats as PropagationFormat[], options)).toThrow(names);
  }
  expect(new PropagationFormatError('x')).toMatchObject({ code: 'CLEW_PROPAGATION_FORMAT' });
});

test.each([['b3'], ['b3-single']] as const)(
  '%s reads both forms of B3 and writes its own',
  (format) => {
    const propagator = createPropagator([format], options);
    const ids = { traceId: '000000000000000a', spanId: '000000000000000b' };
    const multi = { 'x-b3-traceid': ids.traceId, 'x-b3-spanid': ids.spanId, 'x-b3-sampled': '1' };
    const single = { b3: `${ids.traceId}-${ids.spanId}-1` };
    for (const carrier of [multi, single]) {
      const context = propagator.extract(carrier) as SpanContext;
      expect(context.toString()).toBe('a:b:0:1');
      const written: Record<string, unknown> = {};
      propagator.inject(context, written);
      expect(written).toEqual(format === 'b3' ? multi : single);
    }
  },
);
