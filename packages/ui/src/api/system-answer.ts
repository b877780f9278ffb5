// What `GET system` answers (docs/api.md), parsed once at this edge. Codes and reasons stay texts: a newer server may know more of them.
import { type JsonObject, listAt, nanosAt, numberAt, objectAt, textAt } from './json-shape.ts';

/** How the process, its receivers and its store are. Times are Unix nanoseconds, durations nanoseconds; counts are since the start. */
export interface SystemAnswer {
  readonly version: string;
  readonly nodeVersion: string;
  readonly now: bigint;
  readonly startedAt: bigint;
  readonly uptime: bigint;
  readonly health: Health;
  readonly process: ProcessUse;
  readonly receivers: readonly ReceiverFigures[];
  readonly recent: RecentWrites;
  readonly storage: StorageFigures;
  readonly query: readonly EndpointFigures[];
}

/** Whether all is well. */
interface Health {
  readonly status: string;
  /** The gravest first. */
  readonly findings: readonly HealthFinding[];
}

/** What somebody on call should know. */
export interface HealthFinding {
  readonly code: string;
  readonly severity: string;
  /** In English. */
  readonly message: string;
  readonly since: bigint | undefined;
  readonly count: number | undefined;
  readonly reason: string | undefined;
  readonly bytes: number | undefined;
  readonly limitBytes: number | undefined;
  readonly option: string | undefined;
}

/** What the process takes of its machine. */
interface ProcessUse {
  readonly memoryBytes: number;
  readonly heapBytes: number;
  readonly memoryLimitBytes: number;
  readonly cpuTime: bigint;
  readonly processors: number;
}

/** A receiver and what came in there. */
export interface ReceiverFigures {
  readonly name: string;
  readonly protocol: string;
  readonly transport: string;
  readonly encodings: readonly string[];
  readonly address: string;
  readonly requests: number;
  readonly bytes: number;
  readonly spans: number;
  readonly resentRequests: number;
  readonly refusedRequests: readonly ReasonCount[];
  readonly refusedSpans: readonly ReasonCount[];
  readonly droppedDatagrams: readonly ReasonCount[];
}

/** How often something happened for one reason. */
interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** Spans by the time of their write, in intervals that follow one another and end at `end`. */
export interface RecentWrites {
  readonly end: bigint;
  readonly interval: bigint;
  readonly stored: readonly number[];
  readonly failed: readonly number[];
}

/** What is kept, where, and for how long. */
interface StorageFigures {
  readonly kind: string;
  readonly dataDir: string | undefined;
  readonly segments: number;
  readonly spans: { readonly segments: number; readonly heads: number };
  readonly bytes: { readonly segments: number; readonly heads: number; readonly logs: number };
  readonly oldestArrival: bigint | undefined;
  readonly newestArrival: bigint | undefined;
  readonly retention: bigint | undefined;
  readonly usedBytes: number;
  readonly limitBytes: number | undefined;
  readonly disk: { readonly freeBytes: number; readonly sizeBytes: number } | undefined;
  readonly droppedSpans: readonly ReasonCount[];
  readonly pendingBatches: number;
  readonly pendingHeads: number;
}

/** The requests of one route. */
interface EndpointFigures {
  readonly endpoint: string;
  readonly requests: number;
  readonly meanDuration: bigint;
}

export function parseSystem(json: unknown): SystemAnswer {
  const answer = objectAt(json, 'answer');
  const health = objectAt(answer['health'], 'health');
  const recent = objectAt(answer['recent'], 'recent');
  return {
    ...texts(answer, 'answer', 'version', 'nodeVersion'),
    ...nanos(answer, 'answer', 'now', 'startedAt', 'uptime'),
    health: {
      ...texts(health, 'health', 'status'),
      findings: listAt(health['findings'], 'health.findings', parseFinding),
    },
    process: parseProcess(objectAt(answer['process'], 'process')),
    receivers: listAt(answer['receivers'], 'receivers', parseReceiver),
    recent: {
      ...nanos(recent, 'recent', 'end', 'interval'),
      stored: listAt(recent['stored'], 'recent.stored', numberAt),
      failed: listAt(recent['failed'], 'recent.failed', numberAt),
    },
    storage: parseStorage(objectAt(answer['storage'], 'storage')),
    query: listAt(answer['query'], 'query', (value, place) => {
      const endpoint = objectAt(value, place);
      return {
        ...texts(endpoint, place, 'endpoint'),
        ...numbers(endpoint, place, 'requests'),
        ...nanos(endpoint, place, 'meanDuration'),
      };
    }),
  };
}

function parseFinding(value: unknown, place: string): HealthFinding {
  const finding = objectAt(value, place);
  return {
    ...texts(finding, place, 'code', 'severity', 'message'),
    since: optional(finding, place, 'since', nanosAt),
    count: optional(finding, place, 'count', numberAt),
    reason: optional(finding, place, 'reason', textAt),
    bytes: optional(finding, place, 'bytes', numberAt),
    limitBytes: optional(finding, place, 'limitBytes', numberAt),
    option: optional(finding, place, 'option', textAt),
  };
}

function parseProcess(use: JsonObject): ProcessUse {
  return {
    ...numbers(use, 'process', 'memoryBytes', 'heapBytes', 'memoryLimitBytes', 'processors'),
    ...nanos(use, 'process', 'cpuTime'),
  };
}

function parseReceiver(value: unknown, place: string): ReceiverFigures {
  const receiver = objectAt(value, place);
  const reasons = (key: string) => listAt(receiver[key], `${place}.${key}`, parseReason);
  return {
    ...texts(receiver, place, 'name', 'protocol', 'transport', 'address'),
    ...numbers(receiver, place, 'requests', 'bytes', 'spans', 'resentRequests'),
    encodings: listAt(receiver['encodings'], `${place}.encodings`, textAt),
    refusedRequests: reasons('refusedRequests'),
    refusedSpans: reasons('refusedSpans'),
    droppedDatagrams: reasons('droppedDatagrams'),
  };
}

function parseReason(value: unknown, place: string): ReasonCount {
  const reason = objectAt(value, place);
  return { ...texts(reason, place, 'reason'), ...numbers(reason, place, 'count') };
}

function parseStorage(storage: JsonObject): StorageFigures {
  const place = 'storage';
  const spans = objectAt(storage['spans'], 'storage.spans');
  const bytes = objectAt(storage['bytes'], 'storage.bytes');
  return {
    ...texts(storage, place, 'kind'),
    ...numbers(storage, place, 'segments', 'usedBytes', 'pendingBatches', 'pendingHeads'),
    dataDir: optional(storage, place, 'dataDir', textAt),
    spans: numbers(spans, 'storage.spans', 'segments', 'heads'),
    bytes: numbers(bytes, 'storage.bytes', 'segments', 'heads', 'logs'),
    oldestArrival: optional(storage, place, 'oldestArrival', nanosAt),
    newestArrival: optional(storage, place, 'newestArrival', nanosAt),
    retention: optional(storage, place, 'retention', nanosAt),
    limitBytes: optional(storage, place, 'limitBytes', numberAt),
    disk: optional(storage, place, 'disk', (value, at) =>
      numbers(objectAt(value, at), at, 'freeBytes', 'sizeBytes'),
    ),
    droppedSpans: listAt(storage['droppedSpans'], 'storage.droppedSpans', parseReason),
  };
}

function optional<T>(
  object: JsonObject,
  place: string,
  key: string,
  read: (value: unknown, place: string) => T,
): T | undefined {
  return object[key] === undefined ? undefined : read(object[key], `${place}.${key}`);
}

const texts = reader(textAt);
const numbers = reader(numberAt);
const nanos = reader(nanosAt);

/** Reads several properties of one type. */
function reader<T>(read: (value: unknown, place: string) => T) {
  return <K extends string>(object: JsonObject, place: string, ...keys: readonly K[]) =>
    Object.fromEntries(keys.map((key) => [key, read(object[key], `${place}.${key}`)])) as Readonly<
      Record<K, T>
    >;
}
