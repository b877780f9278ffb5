// Two traces of one request that differ in known ways: as it was, and with one call slower, one faster, one missing, a new
// service, and a call that is tried three times.
import { type Span, SpanKind } from '@clew/model';
import { processOf, TraceMaker } from './span-maker.ts';

const { server, client } = SpanKind;
const web = processOf('shop-web', { 'host.name': 'web-01' });
const goods = processOf('goods-srv', { 'host.name': 'srv-a' });
const stock = processOf('stock-srv', { 'host.name': 'srv-b' });
const fraud = processOf('fraud-srv', { 'host.name': 'srv-c' });

/** As it was: 9 spans of 3 services, 100 ms. Start in Unix microseconds. */
export function fastCheckout(traceId: string, start: number): Span[] {
  const trace = new TraceMaker(traceId, start);
  const root = trace.add('', {
    name: 'POST /checkout',
    resource: web,
    at: 0,
    lasts: 100_000,
    kind: server,
  });
  trace.add(root, { name: 'render', resource: web, at: 90_000, lasts: 8_000 });
  const call = trace.add(root, {
    name: '/Goods/BatchGetGoods',
    resource: web,
    at: 2_000,
    lasts: 22_000,
    kind: client,
  });
  const batch = trace.add(call, {
    name: '/Goods/BatchGetGoods',
    resource: goods,
    at: 4_000,
    lasts: 17_000,
    kind: server,
  });
  trace.add(batch, {
    name: 'SELECT goods',
    resource: goods,
    at: 5_000,
    lasts: 9_000,
    kind: client,
  });
  trace.add(root, { name: 'load cart', resource: web, at: 26_000, lasts: 20_000 });
  const reserve = trace.add(root, {
    name: '/Stock/Reserve',
    resource: web,
    at: 48_000,
    lasts: 12_000,
    kind: client,
  });
  trace.add(reserve, {
    name: '/Stock/Reserve',
    resource: stock,
    at: 49_000,
    lasts: 10_000,
    kind: server,
  });
  trace.add(root, { name: 'send mail', resource: web, at: 62_000, lasts: 5_000 });
  return trace.spans;
}

/** As it became: 13 spans of 4 services, 220 ms. */
export function slowCheckout(traceId: string, start: number): Span[] {
  const trace = new TraceMaker(traceId, start);
  const root = trace.add('', {
    name: 'POST /checkout',
    resource: web,
    at: 0,
    lasts: 220_000,
    kind: server,
  });
  trace.add(root, { name: 'render', resource: web, at: 210_000, lasts: 8_000 });
  const call = trace.add(root, {
    name: '/Goods/BatchGetGoods',
    resource: web,
    at: 2_000,
    lasts: 60_000,
    kind: client,
  });
  const batch = trace.add(call, {
    name: '/Goods/BatchGetGoods',
    resource: goods,
    at: 4_000,
    lasts: 55_000,
    kind: server,
  });
  trace.add(batch, {
    name: 'SELECT goods',
    resource: goods,
    at: 5_000,
    lasts: 47_000,
    kind: client,
  });
  trace.add(root, { name: 'load cart', resource: web, at: 64_000, lasts: 5_000 });
  for (const [nth, at] of [72_000, 96_000, 120_000].entries()) {
    const failed = nth < 2 ? { error: 'deadline exceeded' } : {};
    const reserve = trace.add(root, {
      ...{ name: '/Stock/Reserve', resource: web, at, lasts: 20_000, kind: client, ...failed },
    });
    trace.add(reserve, {
      ...{ name: '/Stock/Reserve', resource: stock, at: at + 1_000, lasts: 18_000, kind: server },
      ...failed,
    });
  }
  trace.add(root, {
    name: 'check fraud',
    resource: fraud,
    at: 145_000,
    lasts: 40_000,
    kind: server,
  });
  return trace.spans;
}
