// Who calls whom by what spans say of both ends, and how often that fails.
import {
  type Attribute,
  type Span,
  SpanFormat,
  SpanKind,
  StatusCode,
  ZipkinFlag,
} from '@clew/model';
import { expect } from 'vitest';
import { ALL_TIME } from '../trace-query.ts';
import { CONTEXT, type ContractCheck, write } from './contract-check.ts';
import { resourceOf, type SpanFields, SUITE_TIME, spanOf } from './sample-spans.ts';

const { client, server, producer, consumer, internal } = SpanKind;
const failed = { status: StatusCode.error } as const;

/** A span that names the service at its other end. */
function calling(remote: string, fields: SpanFields): Span {
  return spanOf({ attributes: [{ key: 'peer.service', value: remote }], ...fields });
}

export const endpointLinkChecks: readonly ContractCheck[] = [
  {
    promise: 'counts a call once where both its ends have spans, whether they share an id or not',
    async holds(store) {
      await write(
        store,
        spanOf({ id: 1, service: 'web', kind: server }),
        // Named otherwise than it names itself: its own name counts.
        calling('10.0.0.7', { id: 2, parent: 1, service: 'web', kind: client, at: 1 }),
        spanOf({ id: 3, parent: 2, service: 'shop', kind: server, at: 2 }),
        calling('10.0.0.8', { id: 4, parent: 3, service: 'shop', kind: client, at: 3 }),
        spanOf({ id: 4, parent: 3, service: 'stock', kind: server, at: 4 }),
      );
      await store.flush();
      await write(
        store,
        calling('10.0.0.8', { trace: 2, id: 4, service: 'shop', kind: client, at: 3 }),
        spanOf({
          ...{ trace: 2, id: 4, service: 'stock', kind: server, at: 4 },
          ...{ format: SpanFormat.zipkin, flags: ZipkinFlag.shared },
        }),
      );
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'shop', child: 'stock', callCount: 2, errorCount: 0 },
        { parent: 'web', child: 'shop', callCount: 1, errorCount: 0 },
      ]);
    },
  },
  {
    promise: 'counts calls to services without spans by the name that the caller gives them',
    async holds(store) {
      await write(
        store,
        spanOf({ id: 1, service: 'web', kind: server }),
        calling('mysql', { id: 2, parent: 1, service: 'web', kind: client, at: 1 }),
        calling('redis', { id: 3, parent: 1, service: 'web', kind: SpanKind.unspecified, at: 2 }),
        calling('redis', { id: 4, parent: 1, service: 'web', kind: internal, at: 3, ...failed }),
        // Says nothing of another service.
        spanOf({ id: 5, parent: 1, service: 'web', kind: client, at: 4 }),
        spanOf({ id: 6, parent: 1, service: 'web', kind: internal, at: 5 }),
        calling('', { id: 7, parent: 1, service: 'web', kind: client, at: 6 }),
        spanOf({
          ...{ id: 8, parent: 1, service: 'web', kind: client, at: 7 },
          attributes: [{ key: 'peer.service', value: 7n }],
        }),
      );
      await write(
        store,
        calling('browser', { trace: 2, id: 1, service: 'web', kind: server }),
        calling('web', { trace: 2, id: 2, parent: 1, service: 'web', kind: client, at: 1 }),
      );
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'browser', child: 'web', callCount: 1, errorCount: 0 },
        { parent: 'web', child: 'mysql', callCount: 1, errorCount: 0 },
        { parent: 'web', child: 'redis', callCount: 2, errorCount: 1 },
        { parent: 'web', child: 'web', callCount: 1, errorCount: 0 },
      ]);
    },
  },
  {
    promise: 'takes a peer service of a span from Zipkin for a tag, unless it says that it is more',
    async holds(store) {
      const zipkin = { service: 'a', kind: client, format: SpanFormat.zipkin } as const;
      await write(store, calling('tag', { trace: 1, ...zipkin, flags: ZipkinFlag.debug }));
      const attributes: readonly Attribute[] = [
        { key: 'peer.service', value: 'tag' },
        { key: 'peer.service', value: 'remote' },
      ];
      await write(
        store,
        spanOf({ trace: 2, ...zipkin, flags: ZipkinFlag.remoteService, attributes }),
      );
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'a', child: 'remote', callCount: 1, errorCount: 0 },
      ]);
      expect(await store.remoteServices('a', CONTEXT)).toEqual(['remote']);
    },
  },
  {
    promise: 'links producers and consumers with their broker, and not with one another',
    async holds(store) {
      await write(
        store,
        calling('kafka', { id: 1, service: 'shop', kind: producer, ...failed }),
        calling('kafka', { id: 2, parent: 1, service: 'stock', kind: consumer, at: 1 }),
        spanOf({ id: 3, parent: 1, service: 'mail', kind: consumer, at: 2 }),
      );
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'kafka', child: 'stock', callCount: 1, errorCount: 0 },
        { parent: 'shop', child: 'kafka', callCount: 1, errorCount: 1 },
      ]);
    },
  },
  {
    promise: 'counts a call as failed when either end says so',
    async holds(store) {
      const ends = [{}, { ofClient: failed }, { ofServer: failed }] as const;
      for (const [index, end] of ends.entries()) {
        const trace = index + 1;
        await write(
          store,
          spanOf({
            trace,
            id: 1,
            service: 'a',
            kind: client,
            ...('ofClient' in end ? failed : {}),
          }),
          spanOf({
            ...{ trace, id: 2, parent: 1, service: 'b', kind: server, at: 1 },
            ...('ofServer' in end ? failed : {}),
          }),
        );
      }
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'a', child: 'b', callCount: 3, errorCount: 2 },
      ]);
    },
  },
  {
    promise: 'looks past spans without a kind for the caller, and puts orphans under the root',
    async holds(store) {
      await write(
        store,
        spanOf({ id: 1, service: 'web', kind: server }),
        spanOf({ id: 2, parent: 1, service: 'lib', kind: internal, at: 1 }),
        spanOf({ id: 3, parent: 2, service: 'shop', kind: server, at: 2 }),
        spanOf({ id: 4, parent: 9, service: 'stock', kind: server, at: 3 }),
      );
      // Without a root nobody is known to have called.
      await write(store, spanOf({ trace: 2, id: 4, parent: 9, service: 'stock', kind: server }));
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'web', child: 'shop', callCount: 1, errorCount: 0 },
        { parent: 'web', child: 'stock', callCount: 1, errorCount: 0 },
      ]);
    },
  },
  {
    promise: 'counts a span that came in pieces once, and each server that shares an id',
    async holds(store) {
      const zipkin = { format: SpanFormat.zipkin } as const;
      const shared = { ...zipkin, flags: ZipkinFlag.shared, kind: server } as const;
      const at = (service: string, ip: string): Partial<SpanFields> => ({
        resource: resourceOf(service, [{ key: 'net.host.ip', value: ip }]),
      });
      await write(store, spanOf({ id: 1, ...zipkin, kind: client, ...at('a', '10.0.0.1') }));
      await store.flush();
      await write(
        store,
        spanOf({ id: 1, ...zipkin, kind: SpanKind.unspecified, ...at('a', ''), at: 1, ...failed }),
        spanOf({ id: 1, ...shared, ...at('b', '10.0.0.2'), at: 2 }),
        spanOf({ id: 1, ...shared, ...at('b', '10.0.0.2'), at: 3 }),
        spanOf({ id: 1, ...shared, ...at('b', '10.0.0.3'), at: 4 }),
        spanOf({ id: 1, ...shared, ...at('c', '2001:db8::1'), at: 5 }),
        spanOf({ id: 2, parent: 1, ...zipkin, kind: server, ...at('d', ''), at: 6 }),
      );
      expect(await store.endpointLinks(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'a', child: 'b', callCount: 2, errorCount: 0 },
        { parent: 'a', child: 'c', callCount: 1, errorCount: 0 },
        { parent: 'a', child: 'd', callCount: 1, errorCount: 1 },
      ]);
    },
  },
  {
    promise:
      'counts all calls of a trace that has a span which starts in the range, its ends included',
    async holds(store) {
      await write(store, spanOf({ id: 1, service: 'a', kind: client, at: 10 }));
      await write(store, spanOf({ id: 2, parent: 1, service: 'b', kind: server, at: 20 }));
      const count = async (from: number, to: number) => {
        const range = { from: SUITE_TIME + BigInt(from), to: SUITE_TIME + BigInt(to) };
        return (await store.endpointLinks(range, CONTEXT)).length;
      };
      expect(await count(0, 9)).toBe(0);
      expect(await count(0, 10)).toBe(1);
      expect(await count(10, 10)).toBe(1);
      expect(await count(11, 19)).toBe(0);
      expect(await count(20, 30)).toBe(1);
      expect(await count(21, 30)).toBe(0);
      expect(await count(20, 10)).toBe(0);
      const everything = { from: -1n, to: 2n ** 70n };
      expect(await store.endpointLinks(everything, CONTEXT)).toHaveLength(1);
    },
  },
];
