// What the store knows for a place of a query. Answers are remembered as all others are; a request that nobody waits
// for any more, since something else is being written, is given up.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { AttributeKey } from '../../api/answers.ts';
import {
  attributeKeysQuery,
  attributeValuesQuery,
  operationsQuery,
  servicesQuery,
} from '../../api/queries.ts';
import type { StoreNames } from './completion-items.ts';
import type { CompletionPlace } from './completion-place.ts';

/** So many services are asked for their operations where a query names none. */
const MOST_SERVICES = 20;

type ValuePlace = Extract<CompletionPlace, { readonly type: 'value' }>;

export class StoreLookUp {
  readonly #queries: QueryClient;
  #waitedFor: readonly QueryKey[] = [];

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  /** What the store knows that fits at a place; rejects where it can't be asked. */
  async names(place: CompletionPlace): Promise<StoreNames> {
    switch (place.type) {
      case 'field':
        return { keys: await this.#keys(), values: [] };
      case 'value':
        return { keys: [], values: await this.#values(place) };
      default:
        return { keys: [], values: [] };
    }
  }

  #keys(): Promise<readonly AttributeKey[]> {
    this.#waitFor([attributeKeysQuery.queryKey]);
    return this.#queries.fetchQuery(attributeKeysQuery);
  }

  async #values({ field, service }: ValuePlace): Promise<readonly string[]> {
    if (field.type === 'intrinsic') {
      if (field.name === 'trace:rootService') return this.#services();
      const isOperation = field.name === 'span:name' || field.name === 'trace:rootName';
      return isOperation ? this.#operations(service) : [];
    }
    const isAny = field.scope === 'any';
    if (field.key === 'service.name' && (isAny || field.scope === 'resource')) {
      return this.#services();
    }
    const scope = field.scope === 'instrumentation' ? 'scope' : field.scope;
    const keys = await this.#keys();
    const query = attributeValuesQuery(
      keys.filter((one) => one.key === field.key && (isAny || one.scope === scope)),
    );
    this.#waitFor([query.queryKey]);
    return query.enabled === false ? [] : this.#queries.fetchQuery(query);
  }

  #services(): Promise<readonly string[]> {
    this.#waitFor([servicesQuery.queryKey]);
    return this.#queries.fetchQuery(servicesQuery);
  }

  async #operations(service: string | undefined): Promise<readonly string[]> {
    const services =
      service === undefined ? (await this.#services()).slice(0, MOST_SERVICES) : [service];
    const queries = services.map((one) => operationsQuery(one));
    this.#waitFor(queries.map(({ queryKey }) => queryKey));
    const lists = await Promise.all(queries.map((query) => this.#queries.fetchQuery(query)));
    return [...new Set(lists.flat().map(({ name }) => name))];
  }

  /** Gives up what was waited for before, unless it is wanted still, here or by another part of the page. */
  #waitFor(wanted: readonly QueryKey[]): void {
    const texts = new Set(wanted.map((key) => JSON.stringify(key)));
    for (const queryKey of this.#waitedFor) {
      if (texts.has(JSON.stringify(queryKey))) continue;
      const query = this.#queries.getQueryCache().find({ queryKey, exact: true });
      if (query?.getObserversCount() !== 0) continue;
      void this.#queries.cancelQueries({ queryKey, exact: true });
    }
    this.#waitedFor = wanted;
  }
}
