import { type Span, SpanBatchBuilder } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { decodeOtlpJson, decodeOtlpProtobuf, writeOtlpJson } from './index.ts';
import { decodeOtlpRequest } from './parsed-request.ts';
import { decoded } from './testing/decoded.ts';
import { encodeJson, encodeMessage } from './testing/reference-encoder.ts';
import { sampleRequest, sampleSpan, text } from './testing/sample-request.ts';
import { writeOtlpProtobuf } from './write-protobuf.ts';

const REQUEST = 'ExportTraceServiceRequest';
const HOST = { type: 'host', idKeys: ['host.id'], descriptionKeys: ['host.name', 'host.arch'] };
const SERVICE = { schemaUrl: 'https://example.com/1', type: 'service', idKeys: ['service.name'] };
const attributes = [text('service.name', 'shop'), text('host.id', 'a')];
const KEPT = {
  key: 'clew.entity_refs',
  value: [
    {
      entries: [
        { key: 'type', value: 'host' },
        { key: 'id_keys', value: ['host.id'] },
        { key: 'description_keys', value: ['host.name', 'host.arch'] },
      ],
    },
    {
      entries: [
        { key: 'schema_url', value: 'https://example.com/1' },
        { key: 'type', value: 'service' },
        { key: 'id_keys', value: ['service.name'] },
      ],
    },
  ],
};

const decoders = {
  'Protocol Buffers': (fields: object) =>
    decoded(decodeOtlpProtobuf, encodeMessage(REQUEST, fields)),
  JSON: (fields: object) => decoded(decodeOtlpJson, encodeJson(fields)),
  'a file': (fields: object) =>
    decoded(
      (body, builder) => decodeOtlpRequest(JSON.parse(Buffer.from(body).toString()), builder),
      encodeJson(fields),
    ),
} as const;

function spanWith(entries: readonly object[]): Span {
  const fields = sampleRequest([sampleSpan('a')], { attributes, entityRefs: entries });
  return decoders['Protocol Buffers'](fields).spans[0] as Span;
}

describe.each(Object.entries(decoders))('the entities of a resource, in %s', (_how, decode) => {
  test('are kept as an attribute of it, after the others', () => {
    const fields = sampleRequest([sampleSpan('a')], { attributes, entityRefs: [HOST, SERVICE] });
    const { resource } = decode(fields).spans[0] as Span;
    expect(resource.attributes.map(({ key }) => key)).toEqual([
      ...['service.name', 'host.id', 'clew.entity_refs'],
    ]);
    expect(resource.attributes[2]).toEqual(KEPT);
  });

  test('mean nothing in a scope', () => {
    const fields = { resourceSpans: [{ scopeSpans: [{ scope: { entityRefs: [HOST] } }] }] };
    const [{ scopeSpans }] = fields.resourceSpans as [{ scopeSpans: [object] }];
    Object.assign(scopeSpans[0], { spans: [sampleSpan('a')] });
    const { resource, scope, warnings } = decode(fields).spans[0] as Span;
    expect([resource.attributes, scope.attributes, warnings]).toEqual([[], [], []]);
  });
});

test('an entity that can’t be read is left out, with a warning on the spans', () => {
  const json = (entityRefs: unknown) => {
    const request = sampleRequest([sampleSpan('a')], { attributes, entityRefs });
    return encodeJson(request);
  };
  const asFile = (body: Uint8Array, builder: SpanBatchBuilder) =>
    decodeOtlpRequest(JSON.parse(Buffer.from(body).toString()), builder);
  for (const decode of [decodeOtlpJson, asFile]) {
    const { spans } = decoded(decode, json([HOST, { type: 5 }, { idKeys: 'a' }, SERVICE]));
    expect(spans[0]?.resource.attributes[2]).toEqual(KEPT);
    expect(spans[0]?.warnings).toHaveLength(1);
  }
  // A length that goes past the end of the reference.
  const broken = { type: 'x', idKeys: ['yy'] };
  const body = encodeMessage(
    REQUEST,
    sampleRequest([sampleSpan('a')], { attributes, entityRefs: [HOST, broken, SERVICE] }),
  );
  const at = Buffer.from(body).indexOf(Buffer.from([0x1a, 2, 0x79, 0x79]));
  body[at + 1] = 9;
  const { spans } = decoded(decodeOtlpProtobuf, body);
  expect(spans[0]?.resource.attributes[2]).toEqual(KEPT);
  expect(spans[0]?.warnings).toHaveLength(1);
});

test('resources with equal entities are one, however many keys they name', () => {
  const many = { ...HOST, descriptionKeys: Array.from({ length: 200 }, (_, n) => `key.${n}`) };
  const one = sampleRequest([sampleSpan('a')], { attributes, entityRefs: [many] }).resourceSpans[0];
  const builder = new SpanBatchBuilder();
  const body = encodeMessage(REQUEST, { resourceSpans: [one, one, one] });
  decodeOtlpProtobuf(body, builder);
  const { resource } = builder.finish();
  expect(new Set(resource).size).toBe(1);
});

test('an attribute of a client that only has the same key stays one', () => {
  const odd = [null, 'text', ['text'], [{ entries: [{ key: 'type', value: 5n }] }]];
  for (const value of odd) {
    const span = spanWith([]);
    const resource = {
      ...span.resource,
      attributes: [...span.resource.attributes, { key: 'clew.entity_refs', value }],
    };
    const spans = [{ ...span, resource }];
    const asJson = [...writeOtlpJson(spans)].join('');
    expect(decoded(decodeOtlpJson, Buffer.from(asJson)).spans[0]?.resource).toEqual(resource);
    expect(asJson).not.toContain('entityRefs');
    const [message] = [...writeOtlpProtobuf(spans)];
    expect(decoded(decodeOtlpProtobuf, message as Uint8Array).spans[0]?.resource).toEqual(resource);
  }
});
