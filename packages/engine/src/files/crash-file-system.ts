// A disk for tests that keeps only what was synced: every write, rename and removal is in a cache
// until a sync, and a power loss takes the cache away, whole or in part. It can lose power before
// any operation, so that a test can try them all.
import type { FileSystem, ReadableFile, WritableFile } from './file-system.ts';
import { MemoryFile } from './memory-file.ts';

/** Thrown by every operation after the power is gone. */
class PowerLoss extends Error {
  readonly code = 'CLEW_TEST_POWER_LOSS';
}

interface Inode {
  bytes: Uint8Array;
  /** How many of the bytes survive a power loss. */
  synced: number;
}

/**
 * What is lost of what was not synced: nothing when only the process is killed; all of it, or what a
 * seeded generator says, when the power goes.
 */
export type LossOfUnsynced = 'nothing' | 'all' | { readonly seed: number };

/** An in-memory disk with a cache that can be lost. */
export class CrashFileSystem implements FileSystem {
  /** Names as programs see them, and as a power loss would leave them. */
  readonly #names: Map<string, Inode>;
  readonly #durable: Map<string, Inode>;
  readonly #directories: Set<string>;
  #operations = 0;
  readonly #lost: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #lossAt: number;
  readonly #ignoredSyncs: ReadonlySet<SyncKind>;

  /**
   * @param lossAt the number of the operation before which the power goes; never by default
   * @param ignoredSyncs kinds of syncs that do nothing: to show that tests notice
   */
  constructor(
    lossAt: number = Number.POSITIVE_INFINITY,
    ignoredSyncs: ReadonlySet<SyncKind> = new Set(),
    names: Map<string, Inode> = new Map(),
    directories: Set<string> = new Set(),
  ) {
    this.#lossAt = lossAt;
    this.#ignoredSyncs = ignoredSyncs;
    this.#names = names;
    this.#durable = new Map(names);
    this.#directories = directories;
  }

  /** Resolves when the power goes. */
  get lost(): Promise<void> {
    return this.#lost.promise;
  }

  /** How many operations there were. */
  get operations(): number {
    return this.#operations;
  }

  /** The disk as it is found after the power came back. */
  afterPowerLoss(loss: LossOfUnsynced): CrashFileSystem {
    const random = typeof loss === 'string' ? () => 0 : generator(loss.seed);
    if (loss === 'nothing') return this.withPowerLossAt(Number.POSITIVE_INFINITY);
    const names = new Map<string, Inode>();
    const chosen = new Map(this.#durable);
    // A name that was changed and not synced may have made it to the disk all the same.
    for (const path of new Set([...this.#names.keys(), ...this.#durable.keys()])) {
      if (this.#names.get(path) === this.#durable.get(path) || random() < 0.5) continue;
      const now = this.#names.get(path);
      if (now === undefined) chosen.delete(path);
      else chosen.set(path, now);
    }
    const copies = new Map<Inode, Inode>();
    for (const [path, inode] of chosen) {
      const unsynced = inode.bytes.length - inode.synced;
      const kept = inode.synced + Math.floor(random() * (unsynced + 1));
      const copy = copies.get(inode) ?? { bytes: inode.bytes.slice(0, kept), synced: kept };
      copies.set(inode, copy);
      names.set(path, copy);
    }
    return new CrashFileSystem(
      Number.POSITIVE_INFINITY,
      this.#ignoredSyncs,
      names,
      new Set(this.#directories),
    );
  }

  /** A disk with the same contents, which loses power before an operation. */
  withPowerLossAt(lossAt: number): CrashFileSystem {
    const copies = new Map<Inode, Inode>();
    const names = new Map<string, Inode>();
    for (const [path, inode] of this.#names) {
      const copy = copies.get(inode) ?? { ...inode };
      copies.set(inode, copy);
      names.set(path, copy);
    }
    return new CrashFileSystem(lossAt, this.#ignoredSyncs, names, new Set(this.#directories));
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#operation();
    this.#directories.add(path);
  }

  async list(path: string): Promise<readonly string[]> {
    await this.#operation();
    const found = new Set<string>();
    for (const name of [...this.#names.keys(), ...this.#directories]) {
      if (!name.startsWith(`${path}/`)) continue;
      found.add(name.slice(path.length + 1).split('/')[0] as string);
    }
    return [...found].sort();
  }

  async create(path: string): Promise<WritableFile> {
    await this.#operation();
    if (this.#names.has(path)) throw new Error(`${path} exists`);
    const inode: Inode = { bytes: new Uint8Array(0), synced: 0 };
    this.#names.set(path, inode);
    return {
      append: async (parts) => {
        await this.#operation();
        inode.bytes = new Uint8Array(Buffer.concat([inode.bytes, ...parts]));
      },
      sync: async () => {
        await this.#operation();
        if (!this.#ignoredSyncs.has(syncKindOf(path))) inode.synced = inode.bytes.length;
      },
      close: () => this.#operation(),
    };
  }

  open(path: string): ReadableFile {
    this.#throwIfLost();
    return new MemoryFile(this.#inode(path).bytes);
  }

  async readAll(path: string): Promise<Uint8Array> {
    await this.#operation();
    return this.#inode(path).bytes.slice();
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#operation();
    const inode = this.#inode(from);
    this.#names.delete(from);
    this.#names.set(to, inode);
  }

  async unlink(path: string): Promise<void> {
    await this.#operation();
    this.#names.delete(path);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#operation();
    if (this.#ignoredSyncs.has(`directory ${lastOf(path)}`)) return;
    const inside = (name: string): boolean => name.slice(0, name.lastIndexOf('/')) === path;
    for (const name of [...this.#durable.keys()].filter(inside)) {
      if (!this.#names.has(name)) this.#durable.delete(name);
    }
    for (const [name, inode] of this.#names) if (inside(name)) this.#durable.set(name, inode);
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw new Error(`no file ${path}`);
    return inode;
  }

  async #operation(): Promise<void> {
    // Real operations take a while, in which other writes come.
    await Promise.resolve();
    this.#throwIfLost();
    this.#operations += 1;
  }

  #throwIfLost(): void {
    if (this.#operations < this.#lossAt) return;
    this.#lost.resolve();
    throw new PowerLoss('the power is gone');
  }
}

/** A sync by what it makes durable: `file log`, `file seg`, `file manifest`, or `directory NAME`. */
export type SyncKind = string;

function syncKindOf(path: string): SyncKind {
  const name = lastOf(path).replace(/\.tmp$/, '');
  return name === 'manifest.json'
    ? 'file manifest'
    : `file ${name.slice(name.lastIndexOf('.') + 1)}`;
}

function lastOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  // Days have names of their own each day.
  return /^\d{4}-\d{2}-\d{2}$/.test(name) ? 'day' : name;
}

/** A small generator of numbers in [0, 1) that a seed repeats. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
