// How bad an event is, as clients say it: OpenTelemetry's exceptions, OpenTracing's error logs, and levels of loggers.
import { type SpanBatchReader, valueText } from '@clew/model';

export type Severity = 'none' | 'warning' | 'error';

const ERROR_NAMES: ReadonlySet<string> = new Set(['exception', 'error']);
const ERROR_KEYS: ReadonlySet<string> = new Set([
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'error.kind',
  'error.object',
]);
const LEVEL_KEYS: ReadonlySet<string> = new Set([
  'level',
  'severity',
  'log.level',
  'log.severity',
  'severity_text',
]);
const ERROR_LEVEL = /^(?:error|err|fatal|critical|crit|alert|emerg(?:ency)?|panic|severe)$/i;
const WARNING_LEVEL = /^warn(?:ing)?$/i;

type KeyRole = 'other' | 'error' | 'level' | 'name';

/** Reads the severity of a batch's events. What repeats is looked at once for each symbol. */
export class EventSeverities {
  readonly #reader: SpanBatchReader;
  readonly #roles: (KeyRole | undefined)[] = [];

  constructor(reader: SpanBatchReader) {
    this.#reader = reader;
  }

  /** @param event its place among the batch's events */
  severityOf(event: number): Severity {
    const { eventName, eventAttributes } = this.#reader.batch;
    if (ERROR_NAMES.has(this.#reader.text(eventName[event] as number))) return 'error';
    const { end, key, value } = eventAttributes;
    const first = event === 0 ? 0 : (end[event - 1] as number);
    let worst: Severity = 'none';
    for (let i = first; i < (end[event] as number); i++) {
      const role = this.#role(key[i] as number);
      if (role === 'other') continue;
      if (role === 'error') return 'error';
      const text = valueText(this.#reader.value(value[i] as number));
      if (role === 'name' ? ERROR_NAMES.has(text) : ERROR_LEVEL.test(text)) return 'error';
      if (role === 'level' && WARNING_LEVEL.test(text)) worst = 'warning';
    }
    return worst;
  }

  #role(symbol: number): KeyRole {
    const known = this.#roles[symbol];
    if (known !== undefined) return known;
    const key = this.#reader.text(symbol);
    const role = ERROR_KEYS.has(key)
      ? 'error'
      : LEVEL_KEYS.has(key)
        ? 'level'
        : key === 'event'
          ? 'name'
          : 'other';
    this.#roles[symbol] = role;
    return role;
  }
}
