// Finds the hosts of fragments. Segments keep no hosts with their fragments, so the rows are read: for
// the few traces of a page only.
import { type HostShare, hostOf, ShareCounter, StatusCode } from '@clew/model';
import { valueAt } from '../segment/column-codec.ts';
import { dictionaryReader } from '../segment/dictionary-reader.ts';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { blocksOf, type FragmentPlace } from './store-view.ts';
import type { Turn } from './turn.ts';

/** Answers for many fragments, and asks each resource once. */
export class FragmentHosts {
  readonly #turn: Turn;
  /** For each segment, for each resource of its dictionary that came up, its host. */
  readonly #known: Map<SegmentReader, (string | undefined)[]> = new Map();

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  /** The hosts of a fragment's spans, by name. */
  async of({ segment, fragment }: FragmentPlace): Promise<readonly HostShare[]> {
    const hosts = new ShareCounter();
    const known = this.#known.get(segment) ?? [];
    this.#known.set(segment, known);
    for (const { block, first, last } of blocksOf(segment, fragment)) {
      if (this.#turn.isOver) await this.#turn.pause();
      const { resource: resources, status } = segment.block(block);
      for (let row = first; row < last; row++) {
        const resource = valueAt(resources, row);
        known[resource] ??= hostOf(dictionaryReader(segment.dictionary()).resource(resource));
        const host = known[resource];
        if (host !== '') hosts.add(host, status[row] === StatusCode.error);
      }
    }
    return hosts.list();
  }
}
