import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { logsOf, tagsOf } from './span-content.ts';
import { InMemoryTracer } from './testing.ts';

const { Tags } = opentracing;
const standardTags: readonly (readonly [string, unknown])[] = [
  [Tags.COMPONENT, 'grpc'],
  [Tags.DB_INSTANCE, 'customers'],
  [Tags.DB_STATEMENT, 'SELECT 1'],
  [Tags.DB_TYPE, 'sql'],
  [Tags.DB_USER, 'readonly_user'],
  [Tags.ERROR, true],
  [Tags.HTTP_METHOD, 'GET'],
  [Tags.HTTP_STATUS_CODE, 503],
  [Tags.HTTP_URL, 'https://shop.example/goods?id=7'],
  [Tags.MESSAGE_BUS_DESTINATION, 'orders'],
  [Tags.PEER_ADDRESS, 'mysql://db:3306'],
  [Tags.PEER_HOSTNAME, 'goods.example'],
  [Tags.PEER_HOST_IPV4, '10.0.0.1'],
  [Tags.PEER_HOST_IPV6, '2001:db8::1'],
  [Tags.PEER_PORT, 50_051],
  [Tags.PEER_SERVICE, 'goods-srv'],
  [Tags.SPAN_KIND, Tags.SPAN_KIND_RPC_CLIENT],
  [Tags.SPAN_KIND, Tags.SPAN_KIND_RPC_SERVER],
  [Tags.SPAN_KIND, Tags.SPAN_KIND_MESSAGING_PRODUCER],
  [Tags.SPAN_KIND, Tags.SPAN_KIND_MESSAGING_CONSUMER],
];

test.each(standardTags)('the standard tag %s is kept as it is: %s', (key, value) => {
  const tracer = new InMemoryTracer();
  tracer.startSpan('at the start', { tags: { [key]: value } }).finish();
  tracer.startSpan('later').setTag(key, value).finish();
  for (const name of ['at the start', 'later']) {
    const span = tracer.span(name);
    expect(span.tags).toEqual([key, value]);
    expect(tagsOf(span)[key]).toBe(value);
  }
});

test('no standard tag of OpenTracing is left out of these tests', () => {
  const kept = standardTags.flat();
  const names = Object.values(Tags).filter((name) => name !== Tags.SAMPLING_PRIORITY);
  expect(names.filter((name) => !kept.includes(name))).toEqual([]);
});

test.each([
  ['error.kind', 'TypeError'],
  ['error.object', new TypeError('no goods')],
  ['event', 'error'],
  ['message', 'no goods'],
  ['stack', 'TypeError: no goods\n    at get (shop.js:7:1)'],
])('the standard log key %s is kept as it is', (key, value) => {
  const tracer = new InMemoryTracer();
  tracer
    .startSpan('get')
    .log({ [key]: value })
    .finish();
  const [log] = logsOf(tracer.span('get'));
  expect(Object.keys(log?.fields ?? {})).toEqual([key]);
  expect(log?.fields[key]).toBe(value);
});
