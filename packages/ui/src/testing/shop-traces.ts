// Traces of a small shop, as its Go and Python services' Jaeger clients send them: a list of goods, an
// order that fails, a message that is handled later, a trace whose root is missing.
import { type Span, SpanKind } from '@clew/model';
import { processOf, TraceMaker } from './span-maker.ts';

const { server, client, producer, consumer, internal } = SpanKind;

const goodsWeb = processOf('goods-web', {
  'client-uuid': '453ceed3c1a8e59e',
  hostname: 'web-01',
  ip: '10.0.3.11',
  'jaeger.version': 'Go-2.30.0',
});
const goodsServer = (uuid: string, hostname: string, ip: string, port: bigint) =>
  processOf('goods-srv', {
    'client-uuid': uuid,
    hostname,
    ip,
    'jaeger.version': 'Go-2.30.0',
    'srv.port': port,
  });
const goodsOne = goodsServer('4dd4ceacd3cc7576', 'srv-a', '10.0.4.21', 50061n);
const goodsTwo = goodsServer('6a1177e0b52c90fd', 'srv-b', '10.0.4.22', 50061n);
const orderWeb = processOf('mxshop-order-web', {
  'client-uuid': '15d3e1c07a2b64aa',
  hostname: 'web-02',
  ip: '10.0.3.12',
  'jaeger.version': 'Go-2.30.0',
});
const orderServer = processOf('mxshop-order-srv', {
  hostname: 'srv-a',
  ip: '10.0.4.21',
  'jaeger.version': 'Python-4.8.0',
});
const inventory = processOf('inventory-srv', {
  'service.instance.id': 'inventory-srv-7c9d5b6f4-x2x8q',
  'host.name': 'node-cn-hangzhou-3',
  'host.ip': ['10.0.4.23', 'fe80::1'],
  'telemetry.sdk.language': 'java',
});
const userServer = processOf('user-srv', { hostname: 'srv-b', ip: '10.0.4.22' });

/** A list of goods: five spans on two machines. */
export function goodsTrace(traceId: string, start: number, lasts = 5_106): Span[] {
  const trace = new TraceMaker(traceId, start);
  const root = trace.add('', {
    name: '/g/v1/goods',
    resource: goodsWeb,
    at: 0,
    lasts,
    kind: server,
    attributes: {
      'http.method': 'GET',
      'http.status_code': 200n,
      'sampler.param': true,
      'sampler.type': 'const',
    },
  });
  const call = trace.add(root, {
    name: '/Goods/GoodsList',
    resource: goodsWeb,
    at: 21,
    lasts: Math.round(lasts * 0.87),
    kind: client,
    attributes: { component: 'gRPC' },
  });
  const handle = trace.add(call, {
    name: '/Goods/GoodsList',
    resource: goodsOne,
    at: 724,
    lasts: Math.round(lasts * 0.63),
    kind: server,
    attributes: { component: 'gRPC' },
  });
  trace.add(handle, {
    name: 'select_goods',
    resource: goodsOne,
    at: 747,
    lasts: Math.round(lasts * 0.61),
    kind: client,
    attributes: {
      'db.type': 'mysql',
      'db.statement': "SELECT * FROM goods WHERE name LIKE '%商品%' LIMIT 10",
      'srv.port': 50061n,
    },
  });
  return trace.spans;
}

/** An order that fails because a product is not there: seven services' worth of trouble in Chinese. */
export function orderTrace(traceId: string, start: number): Span[] {
  const trace = new TraceMaker(traceId, start);
  const root = trace.add('', {
    name: '/o/v1/orders',
    resource: orderWeb,
    at: 0,
    lasts: 387_293,
    kind: server,
    error: '创建订单失败：商品不存在',
    attributes: {
      'http.method': 'POST',
      'http.url': 'http://shop.example/o/v1/orders?from=购物车',
      'http.status_code': 500n,
      'request.body':
        '{"goods":[{"id":421,"name":"青岛啤酒","nums":2}],"address":"杭州市西湖区","post":"尽快送达"}',
      'user.id': 30_517n,
      'retry.ratio': 0.25,
      'feature.flags': ['new-cart', 'fast-pay'],
      vip: true,
    },
    logs: [
      { at: 1_200, name: 'request', values: { 用户: '李雷', message: '收到下单请求' } },
      {
        at: 386_000,
        name: 'error',
        values: {
          event: 'error',
          message: 'rpc error: code = NotFound desc = 商品不存在',
          stack:
            'order.CreateOrder\n  /srv/order/handler/order.go:118\nmain.main\n  /srv/order/main.go:42',
        },
      },
    ],
  });
  const userCall = trace.add(root, {
    name: '/User/CheckToken',
    resource: orderWeb,
    at: 2_100,
    lasts: 11_300,
    kind: client,
    attributes: { component: 'gRPC' },
  });
  trace.add(userCall, {
    name: '/User/CheckToken',
    resource: userServer,
    at: 3_900,
    lasts: 7_800,
    kind: server,
    attributes: { component: 'gRPC' },
  });
  const orderCall = trace.add(root, {
    name: '/order.Order/CreateOrder',
    resource: orderWeb,
    at: 15_000,
    lasts: 371_000,
    kind: client,
    error: 'NotFound',
    attributes: { component: 'grpc', 'peer.service': 'mxshop-order-srv' },
  });
  const order = trace.add(orderCall, {
    name: '/order.Order/CreateOrder',
    resource: orderServer,
    at: 19_154,
    lasts: 361_976,
    kind: server,
    error: 'NotFound',
    attributes: { component: 'grpc', 'peer.ipv4': '10.0.3.12', 'peer.port': '42188' },
    logs: [{ at: 300_000, values: { message: '库存扣减失败，开始回滚', level: 'warn' } }],
  });
  trace.add(order, { name: 'select_shopcart', resource: orderServer, at: 31_000, lasts: 40_434 });
  const query = trace.add(order, {
    name: 'query_goods',
    resource: orderServer,
    at: 82_000,
    lasts: 61_148,
    kind: client,
    error: 'NotFound',
  });
  const goods = trace.add(query, {
    name: '/Goods/BatchGetGoods',
    resource: goodsTwo,
    at: 90_000,
    lasts: 44_000,
    kind: server,
    error: '商品不存在',
    attributes: { component: 'gRPC', response_class: '4xx', response_code: 'NotFound' },
  });
  trace.add(goods, {
    name: 'select_goods',
    resource: goodsTwo,
    at: 93_000,
    lasts: 38_200,
    kind: client,
    attributes: { 'db.type': 'mysql', 'db.rows': 0n },
  });
  const inv = trace.add(order, {
    name: 'query_inv',
    resource: orderServer,
    at: 150_000,
    lasts: 120_152,
    kind: client,
  });
  // This machine's clock is 80 ms early.
  const sell = trace.add(inv, {
    name: '/Inventory/Sell',
    resource: inventory,
    at: 75_000,
    lasts: 90_000,
    kind: server,
    attributes: { component: 'gRPC' },
    warnings: ['clock read twice'],
  });
  trace.add(sell, {
    name: 'redis LOCK goods_421',
    resource: inventory,
    at: 80_000,
    lasts: 12_000,
    kind: client,
  });
  trace.add(sell, {
    name: 'UPDATE inventory',
    resource: inventory,
    at: 96_000,
    lasts: 58_000,
    kind: client,
  });
  trace.add(order, {
    name: 'insert_order',
    resource: orderServer,
    at: 276_000,
    lasts: 50_161,
    kind: internal,
    attributes: { 'order.sn': '20261123163054735' },
  });
  const send = trace.add(order, {
    name: 'order_reback send',
    resource: orderServer,
    at: 330_000,
    lasts: 18_000,
    kind: producer,
    attributes: { 'messaging.system': 'rocketmq', 'messaging.destination.name': 'order_reback' },
  });
  trace.add(send, {
    name: 'order_reback process',
    resource: inventory,
    at: 352_000,
    lasts: 33_000,
    kind: consumer,
    follows: true,
    links: [['9346bc9e4f8eae5a02ffd1bcda60092e', '0a48e304b0a8f6e8']],
    attributes: { 'messaging.system': 'rocketmq', 'messaging.message.id': 'C0A80001' },
  });
  return trace.spans;
}

/** What is there of a trace whose root has not come. */
export function rootlessTrace(traceId: string, start: number): Span[] {
  const trace = new TraceMaker(traceId, start);
  const handle = trace.add('00000000deadbeef', {
    name: '/Goods/GoodsDetail',
    resource: goodsOne,
    at: 0,
    lasts: 42_000,
    kind: server,
  });
  trace.add(handle, {
    name: 'select_goods',
    resource: goodsOne,
    at: 600,
    lasts: 39_000,
    kind: client,
  });
  return trace.spans;
}
