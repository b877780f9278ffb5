// What arrived of the traces that a client began, as Clew's answers to Jaeger's query API have it.

/** A trace's first span. */
export interface Root {
  /** Which of all traces that its client began it is. */
  readonly n: number;
  readonly operation: string;
  readonly samplerType: unknown;
  readonly samplerParam: unknown;
}

interface ShownTrace {
  readonly spans: readonly {
    readonly operationName: string;
    readonly tags: readonly { readonly key: string; readonly value: unknown }[];
  }[];
}

/** The traces of a service that began between two times in Unix milliseconds, in the order in which they began. */
export async function rootsBetween(
  queryApi: string,
  service: string,
  [from, to]: readonly [number, number],
  signal: AbortSignal,
): Promise<readonly Root[]> {
  const parameters = new URLSearchParams({
    service,
    start: String(Math.round(from * 1000)),
    end: String(Math.round(to * 1000)),
    limit: '1000',
  });
  const response = await fetch(`${queryApi}/api/traces?${parameters}`, { signal });
  if (response.status !== 200) throw new Error(`the query API answers ${response.status}`);
  const { data } = (await response.json()) as { readonly data: readonly ShownTrace[] };
  const roots = data.flatMap(({ spans: [root] }) => {
    if (root === undefined) return [];
    const tags = new Map(root.tags.map(({ key, value }) => [key, value]));
    return [
      {
        n: Number(tags.get('n')),
        operation: root.operationName,
        samplerType: tags.get('sampler.type'),
        samplerParam: tags.get('sampler.param'),
      },
    ];
  });
  return roots.sort((a, b) => a.n - b.n);
}
