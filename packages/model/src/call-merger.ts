// Puts calls together that have the same operation under the same node, and the nodes into the order of a walk. Nodes
// are found by hash in typed arrays: a map of texts would cost more than all the rest for a million.
import type { CallTree } from './call-tree.ts';
import { childRunsOf, sortRun } from './trace-times.ts';

const FIRST_CAPACITY = 64;

/** A tree of merged calls that grows. */
export class CallMerger {
  #count = 0;
  #parent = new Int32Array(FIRST_CAPACITY);
  #operation = new Uint32Array(FIRST_CAPACITY);
  #spans = new Uint32Array(FIRST_CAPACITY);
  #errors = new Uint32Array(FIRST_CAPACITY);
  #total = new Float64Array(FIRST_CAPACITY);
  #self = new Float64Array(FIRST_CAPACITY);
  #busy = new Float64Array(FIRST_CAPACITY);
  #longest = new Uint32Array(FIRST_CAPACITY);
  #longestTime = new Float64Array(FIRST_CAPACITY);
  /** One more than a node, at the place that its parent and operation hash to or after it; 0 where none is. */
  #slots = new Uint32Array(FIRST_CAPACITY * 2);

  /** The node of an operation under another node, or under none (−1); made when there is none yet. */
  node(parent: number, operation: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(parent, operation) & mask;
    for (
      let found = this.#slots[slot] as number;
      found !== 0;
      found = this.#slots[slot] as number
    ) {
      if (this.#parent[found - 1] === parent && this.#operation[found - 1] === operation) {
        return found - 1;
      }
      slot = (slot + 1) & mask;
    }
    const node = this.#count++;
    if (node === this.#parent.length) this.#grow();
    this.#parent[node] = parent;
    this.#operation[node] = operation;
    this.#put(node);
    return node;
  }

  /** Adds calls to a node; times are nanoseconds. */
  add(
    node: number,
    spans: number,
    errors: number,
    total: number,
    self: number,
    busy: number,
    longest: number,
    longestTime: number,
  ): void {
    if (
      this.#spans[node] === 0 ||
      longestTime > (this.#longestTime[node] as number) ||
      (longestTime === this.#longestTime[node] && longest < (this.#longest[node] as number))
    ) {
      this.#longest[node] = longest;
      this.#longestTime[node] = longestTime;
    }
    this.#spans[node] = (this.#spans[node] as number) + spans;
    this.#errors[node] = (this.#errors[node] as number) + errors;
    this.#total[node] = (this.#total[node] as number) + total;
    this.#self[node] = (this.#self[node] as number) + self;
    this.#busy[node] = (this.#busy[node] as number) + busy;
  }

  /** The tree, and the place in it of each node that `node` gave. */
  finish(): { readonly tree: CallTree; readonly place: Uint32Array } {
    const count = this.#count;
    const made = this.#parent.subarray(0, count);
    const { order, place } = this.#heaviestFirst(made);
    const parent = new Int32Array(count);
    const end = new Uint32Array(count);
    const depth = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const above = made[order[i] as number] as number;
      parent[i] = above < 0 ? -1 : (place[above] as number);
      depth[i] = above < 0 ? 0 : (depth[parent[i] as number] as number) + 1;
    }
    for (let i = count - 1; i >= 0; i--) {
      if (end[i] === 0) end[i] = i + 1;
      const above = parent[i] as number;
      if (above >= 0 && end[above] === 0) end[above] = end[i] as number;
    }
    const tree: CallTree = {
      ...{ count, parent, end, depth },
      operation: order.map((node) => this.#operation[node] as number),
      spans: order.map((node) => this.#spans[node] as number),
      errors: order.map((node) => this.#errors[node] as number),
      total: inOrder(this.#total, order),
      self: inOrder(this.#self, order),
      busy: inOrder(this.#busy, order),
      longest: order.map((node) => this.#longest[node] as number),
      longestTime: inOrder(this.#longestTime, order),
    };
    return { tree, place };
  }

  /** A walk that takes the heaviest of siblings first, then the one that came first. Nothing recurses. */
  #heaviestFirst(parent: Int32Array): {
    readonly order: Uint32Array;
    readonly place: Uint32Array;
  } {
    const count = parent.length;
    const busy = this.#busy;
    const byWeight = (a: number, b: number): number =>
      (busy[b] as number) - (busy[a] as number) || a - b;
    const { first, child } = childRunsOf({ count, parent });
    const pending = new Uint32Array(count);
    let waiting = 0;
    for (let node = 0; node < count; node++) {
      sortRun(child, first[node] as number, first[node + 1] as number, byWeight);
      if ((parent[node] as number) < 0) pending[waiting++] = node;
    }
    sortRun(pending, 0, waiting, byWeight);
    pending.subarray(0, waiting).reverse();
    const order = new Uint32Array(count);
    const place = new Uint32Array(count);
    for (let at = 0; waiting > 0; at++) {
      const node = pending[--waiting] as number;
      order[at] = node;
      place[node] = at;
      for (let i = (first[node + 1] as number) - 1; i >= (first[node] as number); i--) {
        pending[waiting++] = child[i] as number;
      }
    }
    return { order, place };
  }

  #put(node: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashOf(this.#parent[node] as number, this.#operation[node] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = node + 1;
  }

  #grow(): void {
    const full = this.#parent.length;
    const capacity = full * 2;
    this.#parent = copyInto(new Int32Array(capacity), this.#parent);
    this.#operation = copyInto(new Uint32Array(capacity), this.#operation);
    this.#spans = copyInto(new Uint32Array(capacity), this.#spans);
    this.#errors = copyInto(new Uint32Array(capacity), this.#errors);
    this.#total = copyInto(new Float64Array(capacity), this.#total);
    this.#self = copyInto(new Float64Array(capacity), this.#self);
    this.#busy = copyInto(new Float64Array(capacity), this.#busy);
    this.#longest = copyInto(new Uint32Array(capacity), this.#longest);
    this.#longestTime = copyInto(new Float64Array(capacity), this.#longestTime);
    this.#slots = new Uint32Array(capacity * 2);
    for (let node = 0; node < full; node++) this.#put(node);
  }
}

function hashOf(parent: number, operation: number): number {
  let hash = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(operation + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function copyInto<T extends Int32Array | Uint32Array | Float64Array>(wide: T, column: T): T {
  wide.set(column);
  return wide;
}

function inOrder(column: Float64Array, order: Uint32Array): Float64Array {
  const sorted = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[i] = column[order[i] as number] as number;
  return sorted;
}
