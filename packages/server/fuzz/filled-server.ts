// The whole server in this process, in memory, on free ports, with spans in it.
import { pino } from 'pino';
import { effectiveConfig, OPTION_KEYS, OPTIONS } from '../src/config/index.ts';
import { startAllInOne } from '../src/roles/all-in-one.ts';
import type { Running } from '../src/roles/running.ts';
import type { Known } from './http-requests.ts';

const TRACES = 24;
const SPANS_PER_TRACE = 5;

/** A server that runs, and what it holds. */
export interface FilledServer {
  readonly running: Running;
  readonly known: Known;
}

/** Starts it. */
export async function startFilledServer(): Promise<FilledServer> {
  const ports = OPTION_KEYS.filter((key) => OPTIONS[key].default.startsWith(':'));
  const { config } = effectiveConfig({
    environment: {},
    flags: { storage: 'memory', ...Object.fromEntries(ports.map((key) => [key, ':0'])) },
  });
  const logger = pino({ level: 'silent' });
  const running = await startAllInOne(config, {
    ...{ logger, version: '0', uiDirectory: '/nowhere' },
  });
  const micros = Date.now() * 1000 - 60_000_000;
  const traceIds = Array.from({ length: TRACES }, (_, index) => hex(index + 1, 32));
  const body = JSON.stringify({
    resourceSpans: [0, 1, 2].map((service) => ({
      resource: { attributes: [text('service.name', `service-${service}`)] },
      scopeSpans: [
        {
          spans: traceIds
            .filter((_, index) => index % 3 === service)
            .flatMap((traceId) => spansOf(traceId, micros)),
        },
      ],
    })),
  });
  const url = running.addresses.find(({ what }) => what === 'OTLP over HTTP')?.where ?? '';
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(url, { method: 'POST', body, headers });
  if (status !== 200) throw new Error(`the spans were answered with ${status}`);
  const services = ['service-1', 'service-0', 'service-2'];
  return { running, known: { traceIds, services, operations: ['GET /v1/0', 'GET /v1/1'], micros } };
}

function spansOf(traceId: string, micros: number): readonly object[] {
  return Array.from({ length: SPANS_PER_TRACE }, (_, index) => ({
    traceId,
    spanId: hex(index + 1, 16),
    parentSpanId: index === 0 ? '' : hex(1, 16),
    name: `GET /v1/${index}`,
    kind: 2 + (index % 2),
    startTimeUnixNano: `${micros + index}000`,
    endTimeUnixNano: `${micros + 1000}000`,
    attributes: [text('http.request.method', 'GET'), text('http.route', `/v1/${index}`)],
    events: [{ timeUnixNano: `${micros + index}500`, name: 'exception' }],
    status: index === 4 ? { code: 2 } : {},
  }));
}

function text(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

function hex(value: number, digits: number): string {
  return (value * 0x9e3779b1).toString(16).padStart(digits, '0');
}
