// The lists that a search form offers: services, operations, attribute keys and values.
import { type Attribute, SpanKind } from '@clew/model';
import { expect } from 'vitest';
import { CONTEXT, type ContractCheck, write } from './contract-check.ts';
import { resourceOf, spanOf } from './sample-spans.ts';

export const catalogChecks: readonly ContractCheck[] = [
  {
    promise: 'lists nothing before the first span',
    async holds(store) {
      expect(await store.services(CONTEXT)).toEqual([]);
      expect(await store.operations('service', CONTEXT)).toEqual([]);
      expect(await store.remoteServices('service', CONTEXT)).toEqual([]);
      expect(await store.attributeKeys(CONTEXT)).toEqual([]);
      expect(await store.attributeValues({ scope: 'span', key: 'key' }, 10, CONTEXT)).toEqual([]);
    },
  },
  {
    promise: 'lists each service once, sorted, and leaves the empty name out',
    async holds(store) {
      const names = ['b', 'a', '', 'B', 'a-2', 'a', '🧶', '！', '服务'];
      for (const [index, service] of names.entries()) {
        await write(
          store,
          spanOf({ trace: index + 1, service }),
          spanOf({ id: index + 2, service }),
        );
      }
      expect(await store.services(CONTEXT)).toEqual(['B', 'a', 'a-2', 'b', '服务', '🧶', '！']);
    },
  },
  {
    promise: 'lists the operations of a service and of no other, sorted by name and kind',
    async holds(store) {
      const { client, server, unspecified } = SpanKind;
      const operations = [
        ...[{ name: 'b', kind: server } as const, { name: 'a', kind: client } as const],
        ...[{ name: 'a', kind: server } as const, { name: '', kind: unspecified } as const],
        ...[{ name: 'B', kind: server } as const, { name: 'b', kind: server } as const],
      ];
      for (const [index, one] of operations.entries()) {
        await write(store, spanOf({ id: index + 1, service: 'shop', ...one }));
      }
      await write(store, spanOf({ trace: 2, service: 'stock', name: 'count' }));
      await write(store, spanOf({ trace: 3, service: '', name: 'nobody’s' }));
      expect(await store.operations('shop', CONTEXT)).toEqual([
        { name: '', kind: unspecified },
        { name: 'B', kind: server },
        { name: 'a', kind: server },
        { name: 'a', kind: client },
        { name: 'b', kind: server },
      ]);
      expect(await store.operations('stock', CONTEXT)).toEqual([{ name: 'count', kind: server }]);
      expect(await store.operations('', CONTEXT)).toEqual([{ name: 'nobody’s', kind: server }]);
      expect(await store.operations('sho', CONTEXT)).toEqual([]);
    },
  },
  {
    promise:
      'lists the services that spans of a service name as their other end, each once, sorted',
    async holds(store) {
      const remotes = ['b', 'a', '', 'a', 'B', '🧶', '！', 7n, true];
      for (const [index, value] of remotes.entries()) {
        const attributes = [{ key: 'peer.service', value }];
        await write(store, spanOf({ id: index + 1, service: 'shop', attributes }));
      }
      const attributes = [{ key: 'peer.service', value: 'other' }];
      await write(store, spanOf({ trace: 2, service: 'stock', attributes }));
      await write(
        store,
        spanOf({ trace: 3, resource: resourceOf('shop', attributes), name: 'not its own' }),
      );
      const ofNobody = [{ key: 'peer.service', value: 'somebody' }];
      await write(store, spanOf({ trace: 4, service: '', attributes: ofNobody }));
      expect(await store.remoteServices('shop', CONTEXT)).toEqual(['B', 'a', 'b', '🧶', '！']);
      expect(await store.remoteServices('stock', CONTEXT)).toEqual(['other']);
      expect(await store.remoteServices('', CONTEXT)).toEqual(['somebody']);
      expect(await store.remoteServices('sho', CONTEXT)).toEqual([]);
    },
  },
  {
    promise: 'lists each attribute key once for each scope it stands in, whatever its value',
    async holds(store) {
      const list = (...keys: readonly string[]): readonly Attribute[] =>
        keys.map((key) => ({ key, value: null }));
      const event = { time: 1n, name: '', droppedAttributesCount: 0 };
      const scope = { name: '', version: '', schemaUrl: '', droppedAttributesCount: 0 };
      await write(store, spanOf({ attributes: list('b', 'shared', 'b') }));
      await write(
        store,
        spanOf({
          ...{ id: 2, attributes: list('shared', '') },
          events: ['e', 'shared'].map((key) => ({ ...event, attributes: list(key) })),
          scope: { ...scope, attributes: list('shared') },
          resource: resourceOf('service', list('shared')),
        }),
      );
      expect(await store.attributeKeys(CONTEXT)).toEqual([
        { scope: 'span', key: '' },
        { scope: 'span', key: 'b' },
        { scope: 'event', key: 'e' },
        { scope: 'resource', key: 'service.name' },
        { scope: 'event', key: 'shared' },
        { scope: 'resource', key: 'shared' },
        { scope: 'scope', key: 'shared' },
        { scope: 'span', key: 'shared' },
      ]);
    },
  },
  {
    promise: 'lists the values of an attribute as texts, each once, sorted, up to a limit',
    async holds(store) {
      const values = ['b', 1n, 1, '1', true, 0.5, 'b', '', -3n, null, Uint8Array.of(1), ['x']];
      const spans = values.map((value, index) =>
        spanOf({
          id: index + 1,
          attributes: [{ key: 'key', value }],
          resource: resourceOf('service', [{ key: 'key', value: `r-${index % 2}` }]),
        }),
      );
      await write(store, ...spans.slice(0, 6));
      await write(store, ...spans.slice(6));
      const all = ['', '-3', '0.5', '1', 'b', 'true'];
      const key = { scope: 'span', key: 'key' } as const;
      expect(await store.attributeValues(key, 6, CONTEXT)).toEqual(all);
      expect(await store.attributeValues(key, 1000, CONTEXT)).toEqual(all);
      const some = await store.attributeValues(key, 3, CONTEXT);
      expect(some).toHaveLength(3);
      // Which three is the store's choice; their order is not.
      expect(all.filter((value) => some.includes(value))).toEqual(some);
      expect(await store.attributeValues({ scope: 'resource', key: 'key' }, 9, CONTEXT)).toEqual([
        'r-0',
        'r-1',
      ]);
      expect(await store.attributeValues({ scope: 'event', key: 'key' }, 9, CONTEXT)).toEqual([]);
      expect(await store.attributeValues({ scope: 'span', key: 'ke' }, 9, CONTEXT)).toEqual([]);
    },
  },
];
