import { expect, test } from 'vitest';
import { eventTrace } from '../../testing/event-trace.ts';
import { orderTrace } from '../../testing/shop-traces.ts';
import { processOf, TraceMaker } from '../../testing/span-maker.ts';
import { traceOf } from '../../testing/trace-of.ts';
import { doNow } from '../data/turns.ts';
import { chooseEvents, eventsOfService } from './choose-events.ts';
import { ALL_EVENTS, formatEventChoice, parseEventChoice } from './event-choice.ts';
import { eventPieces } from './event-text.ts';
import { TraceEvents } from './trace-events.ts';

const START = 1_700_000_000_000_000;
const steps = doNow(TraceEvents.of(await traceOf(eventTrace('e7e', START, 5_000))));

test('events of all spans are in the order of time, each with what its span says of it', () => {
  const { inTime, trace } = steps;
  expect(inTime.length).toBe(5_000 * 2 + 100);
  expect(new Set(inTime).size).toBe(inTime.length);
  for (let at = 1; at < inTime.length; at++) {
    const [before = 0, event = 0] = [inTime[at - 1], inTime[at]];
    expect(steps.offsetOf(event)).toBeGreaterThanOrEqual(steps.offsetOf(before));
  }
  for (const event of inTime.filter((_, at) => at % 97 === 0)) {
    const whole = steps.eventAt(event);
    expect(whole?.name).toBe(steps.nameOf(event));
    expect(whole?.attributes).toEqual(steps.attributesOf(event));
    expect(Number((whole?.time ?? 0n) - trace.start)).toBe(steps.offsetOf(event));
  }
});

test('what a machine with another clock logged is moved as its spans are', async () => {
  const trace = await traceOf(orderTrace('104a41e92ef1cd2e', START));
  const events = doNow(TraceEvents.of(trace));
  const marks = Array.from({ length: trace.count }, (_, row) => trace.eventsOf(row)).flat();
  expect(Array.from(events.inTime, (event) => events.offsetOf(event))).toEqual(
    marks.map(({ offset }) => offset).sort((a, b) => a - b),
  );
});

test('errors, exceptions and warnings are known in every way in which clients say them', async () => {
  const maker = new TraceMaker('5e', START);
  const logs = [
    { name: 'exception', values: {}, is: 'error' },
    { name: '', values: { event: 'error', message: 'x' }, is: 'error' },
    { name: 'failed', values: { 'exception.type': 'IOError' }, is: 'error' },
    { name: '', values: { 'error.kind': 'Timeout' }, is: 'error' },
    { name: '', values: { level: 'ERROR' }, is: 'error' },
    { name: '', values: { 'log.severity': 'fatal' }, is: 'error' },
    { name: '', values: { severity: 'WARNING' }, is: 'warning' },
    { name: '', values: { level: 'info', message: 'error' }, is: 'none' },
    { name: 'retry', values: {}, is: 'none' },
  ];
  maker.add('', {
    name: 'work',
    resource: processOf('shop', {}),
    at: 0,
    lasts: 100,
    logs: logs.map(({ name, values }, at) => ({ at, name, values })),
  });
  const events = doNow(TraceEvents.of(await traceOf(maker.spans)));
  expect(Array.from(events.inTime, (event) => events.severityOf(event))).toEqual(
    logs.map(({ is }) => is),
  );
});

test('events are chosen by service, severity and text, also by key=value', () => {
  const count = (choice: Partial<typeof ALL_EVENTS>) => {
    const whole = { ...ALL_EVENTS, ...choice };
    return doNow(chooseEvents(steps, eventsOfService(steps, whole.service), whole)).length;
  };
  expect(count({ onlyErrors: true })).toBe(100);
  expect(count({ text: 'CARDDECLINED' })).toBe(100);
  expect(count({ text: 'cart.items=3' })).toBe(5_000);
  expect(count({ text: 'step 4999 began' })).toBe(1);
  expect(count({ service: '库存服务', onlyErrors: true })).toBe(33);
  expect(count({ service: 'nobody' })).toBe(0);
});

test('the address keeps which events are shown', () => {
  const choice = { text: 'a;b=!c', service: '库存,服务', onlyErrors: true };
  expect(parseEventChoice(formatEventChoice(choice))).toEqual(choice);
  expect(formatEventChoice(ALL_EVENTS)).toBe('');
});

test('a line says the message first, the rest by key, and no stack', () => {
  const pieces = eventPieces('error', [
    { key: 'event', value: 'error' },
    { key: 'retries', value: 3n },
    { key: 'exception.stacktrace', value: 'at a\nat b' },
    { key: 'message', value: 'no\n  luck' },
    { key: 'exception.type', value: 'IOError' },
  ]);
  expect(pieces).toEqual([
    { key: '', value: 'IOError' },
    { key: '', value: 'no luck' },
    { key: 'retries', value: '3' },
  ]);
});
