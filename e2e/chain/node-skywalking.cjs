// A server that SkyWalking's agent for Node.js traces, by itself. It relays as ../interop/relay.ts does, by those functions of Node that
// the agent knows.
//   node-skywalking.cjs SERVICE COLLECTOR_HOST:PORT AGENT
const [serviceName, collectorAddress, agentPath] = process.argv.slice(2);
const { default: agent, ContextManager } = require(agentPath);
agent.start({ serviceName, collectorAddress });

// Only what is loaded after the agent is traced.
const http = require('node:http');

const server = http.createServer((request, response) => {
  const [next, ...further] = new URL(request.url, 'http://localhost').searchParams.getAll('next');
  const hop = { service: serviceName, traceId: ContextManager.current.traceId(), baggage: {} };
  const answer = next === undefined ? Promise.resolve([]) : send(next, further);
  answer.then(
    (hops) => response.end(JSON.stringify([hop, ...hops])),
    (error) => response.writeHead(502).end(String(error)),
  );
});

function send(next, further) {
  const { hostname, port, pathname } = new URL(next);
  const query = new URLSearchParams(further.map((url) => ['next', url]));
  return new Promise((resolve, reject) => {
    http
      .request({ host: hostname, port, path: `${pathname}?${query}` }, async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${next} answers ${response.statusCode}: ${text}`));
      })
      .on('error', reject)
      .end();
  });
}

server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}` }));
});
// The agent sends once a second, and has no way to be asked to.
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 2000));
