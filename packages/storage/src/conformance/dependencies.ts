// Who calls whom, and how often.
import { SpanKind } from '@clew/model';
import { expect } from 'vitest';
import { ALL_TIME } from '../trace-query.ts';
import { CONTEXT, type ContractCheck, write } from './contract-check.ts';
import { SUITE_TIME, spanOf } from './sample-spans.ts';

export const dependencyChecks: readonly ContractCheck[] = [
  {
    promise: 'counts each span whose parent is of another service, sorted by parent and child',
    async holds(store) {
      for (const trace of [1, 2]) {
        await write(
          store,
          spanOf({ trace, id: 1, service: 'web' }),
          spanOf({ trace, id: 2, parent: 1, service: 'web', at: 1 }),
          spanOf({ trace, id: 3, parent: 2, service: 'stock', at: 2 }),
          spanOf({ trace, id: 4, parent: 2, service: 'shop', at: 3 }),
          spanOf({ trace, id: 5, parent: 4, service: 'stock', at: 4 }),
          spanOf({ trace, id: 6, parent: 4, service: 'stock', at: 5 }),
          spanOf({ trace, id: 7, parent: 6, service: 'web', at: 6 }),
        );
      }
      expect(await store.dependencies(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'shop', child: 'stock', callCount: 4 },
        { parent: 'stock', child: 'web', callCount: 2 },
        { parent: 'web', child: 'shop', callCount: 2 },
        { parent: 'web', child: 'stock', callCount: 2 },
      ]);
    },
  },
  {
    promise: 'finds the parent in whatever batch it came, before or after its child',
    async holds(store) {
      await write(store, spanOf({ id: 2, parent: 1, service: 'b', at: 1 }));
      await store.flush();
      await write(store, spanOf({ id: 1, service: 'a' }));
      await store.flush();
      await write(store, spanOf({ id: 3, parent: 1, service: 'c', at: 2 }));
      expect(await store.dependencies(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'a', child: 'b', callCount: 1 },
        { parent: 'a', child: 'c', callCount: 1 },
      ]);
    },
  },
  {
    promise: 'counts no call to or from nobody: missing parents, other traces, empty names, itself',
    async holds(store) {
      await write(store, spanOf({ trace: 1, id: 2, parent: 1, service: 'b' }));
      await write(store, spanOf({ trace: 2, id: 1, service: 'a' }));
      await write(store, spanOf({ trace: 3, id: 1, service: '' }));
      await write(store, spanOf({ trace: 3, id: 2, parent: 1, service: 'b' }));
      await write(store, spanOf({ trace: 3, id: 3, parent: 2, service: '' }));
      await write(store, spanOf({ trace: 4, id: 1, parent: 1, service: 'a' }));
      await write(store, spanOf({ trace: 5, id: 1, parent: 2, service: 'a' }));
      await write(store, spanOf({ trace: 5, id: 2, parent: 1, service: 'a' }));
      expect(await store.dependencies(ALL_TIME, CONTEXT)).toEqual([]);
    },
  },
  {
    promise:
      'counts a call when the child starts in the range, its ends included, wherever the parent',
    async holds(store) {
      await write(store, spanOf({ id: 1, service: 'a', at: -1000 }));
      for (const at of [1, 2, 3, 4]) {
        await write(store, spanOf({ id: at + 1, parent: 1, service: 'b', at }));
      }
      const count = async (from: number, to: number) => {
        const range = { from: SUITE_TIME + BigInt(from), to: SUITE_TIME + BigInt(to) };
        const links = await store.dependencies(range, CONTEXT);
        return links.map((link) => link.callCount);
      };
      expect(await count(2, 3)).toEqual([2]);
      expect(await count(4, 4)).toEqual([1]);
      expect(await count(-2000, 0)).toEqual([]);
      expect(await count(5, 9)).toEqual([]);
      expect(await count(3, 2)).toEqual([]);
      const everything = { from: -1n, to: 2n ** 70n };
      expect(await store.dependencies(everything, CONTEXT)).toMatchObject([{ callCount: 4 }]);
    },
  },
  {
    promise: 'takes the client for the caller where client and server share a span id',
    async holds(store) {
      const { client, server } = SpanKind;
      // As Zipkin has it: b's server half shares its id with a's client half; c's parent is either.
      await write(store, spanOf({ id: 2, parent: 1, service: 'b', kind: server, at: 5 }));
      await write(store, spanOf({ id: 1, service: 'a', kind: server }));
      await write(store, spanOf({ id: 2, parent: 1, service: 'a', kind: client, at: 9 }));
      await write(store, spanOf({ id: 3, parent: 2, service: 'c', kind: server, at: 10 }));
      // Of two clients, or of none, the first in the order of the trace.
      await write(store, spanOf({ trace: 2, id: 1, service: 'y', kind: client, at: 2 }));
      await write(store, spanOf({ trace: 2, id: 1, service: 'x', kind: client, at: 1 }));
      await write(store, spanOf({ trace: 2, id: 2, parent: 1, service: 'z', at: 3 }));
      await write(store, spanOf({ trace: 3, id: 1, service: 'q', kind: server }));
      await write(store, spanOf({ trace: 3, id: 1, service: 'p', kind: server }));
      await write(store, spanOf({ trace: 3, id: 2, parent: 1, service: 'r', at: 1 }));
      // A server half whose parent id is its own: the client half is meant.
      await write(store, spanOf({ trace: 4, id: 1, service: 'm', kind: client }));
      await write(store, spanOf({ trace: 4, id: 1, parent: 1, service: 'n', kind: server, at: 1 }));
      expect(await store.dependencies(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'a', child: 'b', callCount: 1 },
        { parent: 'a', child: 'c', callCount: 1 },
        { parent: 'm', child: 'n', callCount: 1 },
        { parent: 'p', child: 'r', callCount: 1 },
        { parent: 'x', child: 'z', callCount: 1 },
      ]);
    },
  },
];
