// Shows a check the same store in another form: sealed, or closed and opened again, before whatever
// is read after a write. The check does not know.
import type { SpanBatch } from '@clew/model';
import type { CallContext, SpanStore } from '../span-store.ts';

/** What can be done to a store under test beyond the contract. */
export interface StoreFormOptions<Store extends SpanStore> {
  /** Brings all that the store holds into its final form. */
  readonly seal?: ((store: Store) => Promise<void>) | undefined;
  /** Closes the store and opens what it kept. */
  readonly reopen?: ((store: Store) => Promise<Store>) | undefined;
}

/** A form that a store can be brought into between writing and reading. */
export interface StoreForm<Store extends SpanStore> {
  readonly name: string;
  /** Absent: the store stays as the writes left it. */
  readonly change?: (store: Store) => Promise<Store>;
}

/** All forms that the options allow. */
export function storeForms<Store extends SpanStore>(
  options: StoreFormOptions<Store>,
): readonly StoreForm<Store>[] {
  const { seal, reopen } = options;
  const forms: StoreForm<Store>[] = [{ name: 'as written' }];
  if (seal !== undefined) {
    const change = async (store: Store): Promise<Store> => {
      await seal(store);
      return store;
    };
    forms.push({ name: 'sealed', change });
  }
  if (reopen !== undefined) {
    forms.push({ name: 'opened again', change: reopen });
  }
  if (seal !== undefined && reopen !== undefined) {
    const change = async (store: Store): Promise<Store> => {
      await seal(store);
      return reopen(store);
    };
    forms.push({ name: 'sealed and opened again', change });
  }
  return forms;
}

/** A store that is brought into a form before each read that follows a write. */
export class FormedStore<Store extends SpanStore> implements SpanStore {
  #store: Store;
  readonly #change: (store: Store) => Promise<Store>;
  readonly #writes: Set<Promise<void>> = new Set();
  #written = false;
  #changing: Promise<void> | undefined;

  constructor(store: Store, change: (store: Store) => Promise<Store>) {
    this.#store = store;
    this.#change = change;
  }

  async write(batch: SpanBatch, context: CallContext): Promise<void> {
    while (this.#changing !== undefined) await this.#changing;
    const write = this.#store.write(batch, context);
    this.#writes.add(write);
    try {
      await write;
      this.#written = true;
    } finally {
      this.#writes.delete(write);
    }
  }

  async flush(): Promise<void> {
    return (await this.#formed()).flush();
  }

  async close(): Promise<void> {
    while (this.#changing !== undefined) await this.#changing;
    this.#written = false;
    await this.#store.close();
  }

  readonly trace: SpanStore['trace'] = async (...given) => (await this.#formed()).trace(...given);
  readonly search: SpanStore['search'] = async (...given) =>
    (await this.#formed()).search(...given);
  readonly histogram: SpanStore['histogram'] = async (...given) =>
    (await this.#formed()).histogram(...given);
  readonly services: SpanStore['services'] = async (...given) =>
    (await this.#formed()).services(...given);
  readonly operations: SpanStore['operations'] = async (...given) =>
    (await this.#formed()).operations(...given);
  readonly remoteServices: SpanStore['remoteServices'] = async (...given) =>
    (await this.#formed()).remoteServices(...given);
  readonly attributeKeys: SpanStore['attributeKeys'] = async (...given) =>
    (await this.#formed()).attributeKeys(...given);
  readonly attributeValues: SpanStore['attributeValues'] = async (...given) =>
    (await this.#formed()).attributeValues(...given);
  readonly dependencies: SpanStore['dependencies'] = async (...given) =>
    (await this.#formed()).dependencies(...given);
  readonly endpointLinks: SpanStore['endpointLinks'] = async (...given) =>
    (await this.#formed()).endpointLinks(...given);

  async #formed(): Promise<Store> {
    while (this.#changing !== undefined) await this.#changing;
    if (this.#written) {
      // Reads that run are not waited for: checks do not read while they read.
      this.#changing = this.#changeForm();
      try {
        await this.#changing;
      } finally {
        this.#changing = undefined;
      }
    }
    return this.#store;
  }

  async #changeForm(): Promise<void> {
    await Promise.allSettled(this.#writes);
    this.#written = false;
    this.#store = await this.#change(this.#store);
  }
}
