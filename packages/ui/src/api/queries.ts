// What is fetched, under which key it is remembered, and for how long.
import { queryOptions } from '@tanstack/react-query';
import { fetchOperations, fetchServices } from './clew-api.ts';

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
