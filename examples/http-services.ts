// One trace through two services: the shop calls the stock over HTTP, and the headers carry the span's context.
//   node examples/http-services.ts
// Spans go to 127.0.0.1:6831, or where JAEGER_AGENT_HOST and JAEGER_AGENT_PORT say.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initTracerFromEnv, opentracing } from '@clew/tracer';

const { FORMAT_HTTP_HEADERS, Tags } = opentracing;
const sampler = { type: 'const', param: 1 }; // 1 records every trace, 0 none
// Two programs in truth; a program has one tracer.
const shop = initTracerFromEnv({ serviceName: 'shop', sampler });
const stock = initTracerFromEnv({ serviceName: 'stock', sampler });

const server = createServer((request, response) => {
  const caller = stock.extract(FORMAT_HTTP_HEADERS, request.headers);
  const span = stock.startSpan('GET /stock', {
    ...(caller && { childOf: caller }),
    tags: {
      [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_SERVER,
      [Tags.HTTP_METHOD]: request.method,
      [Tags.HTTP_URL]: request.url,
    },
  });
  span.log({ event: 'looked up', customer: span.getBaggageItem('customer') });
  response.end(JSON.stringify({ inStock: 3 }));
  span.setTag(Tags.HTTP_STATUS_CODE, response.statusCode).finish();
});
const url = `${await addressOf(server)}/stock`;

const traceId = await shop.startActiveSpan('place_order', async (order) => {
  order.setBaggageItem('customer', '7'); // goes wherever the trace goes
  await shop.startActiveSpan('GET /stock', async (span) => {
    span.addTags({
      [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT,
      [Tags.HTTP_METHOD]: 'GET',
      [Tags.HTTP_URL]: url,
    });
    const headers = {};
    shop.inject(span, FORMAT_HTTP_HEADERS, headers);
    const response = await fetch(url, { headers });
    await response.text();
    span.setTag(Tags.HTTP_STATUS_CODE, response.status);
  });
  return order.context().toTraceId();
});

console.log(`trace ${traceId}: http://127.0.0.1:16686/trace/${traceId}`);
server.close();
await Promise.all([shop.close(), stock.close()]); // sends what was not sent yet

/** Starts a server on a free port. */
async function addressOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
