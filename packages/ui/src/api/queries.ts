// What is fetched, under which key it is remembered, and for how long.
import { compareText } from '@clew/model';
import { queryOptions } from '@tanstack/react-query';
import type { AttributeKey } from './answers.ts';
import {
  fetchAttributeKeys,
  fetchAttributeValues,
  fetchOperations,
  fetchServices,
} from './clew-api.ts';

const NAMES_FRESH_MS = 30_000;

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: ({ signal }) => fetchServices(signal),
  staleTime: NAMES_FRESH_MS,
});

export function operationsQuery(service: string) {
  return queryOptions({
    queryKey: ['operations', service],
    queryFn: ({ signal }) => fetchOperations(service, signal),
    enabled: service !== '',
    staleTime: NAMES_FRESH_MS,
  });
}

export const attributeKeysQuery = queryOptions({
  queryKey: ['attribute-keys'],
  queryFn: ({ signal }) => fetchAttributeKeys(signal),
  staleTime: NAMES_FRESH_MS,
});

/** The values of an attribute, in each of the scopes that it has, sorted. */
export function attributeValuesQuery(keys: readonly AttributeKey[]) {
  return queryOptions({
    queryKey: ['attribute-values', keys],
    queryFn: async ({ signal }) => {
      const lists = await Promise.all(keys.map((key) => fetchAttributeValues(key, signal)));
      return [...new Set(lists.flat())].sort(compareText);
    },
    enabled: keys.length > 0,
    staleTime: NAMES_FRESH_MS,
  });
}
