// A program under SkyWalking's Node.js agent: a server (entry) that calls itself (exit), local spans, one of them with an error.
const [collectorAddress, agentPath] = process.argv.slice(2);
const { default: agent, ContextManager } = require(agentPath);

agent.start({
  serviceName: 'node-shop',
  serviceInstance: 'lab-1',
  collectorAddress,
  maxBufferSize: 1000,
});

// Only what is loaded after the agent is traced.
const http = require('node:http');

function local(name, work) {
  const span = ContextManager.current.newLocalSpan(name);
  span.start();
  try {
    work(span);
  } catch (error) {
    span.error(error);
  }
  span.stop();
}

const server = http.createServer(async (request, response) => {
  if (request.url === '/checkout') {
    local('prepare', (span) => span.tag({ key: 'order', val: '订单-1', overridable: false }));
    response.statusCode = await get('/stock');
  } else {
    local('select', () => {
      throw new Error('库存不足');
    });
    response.statusCode = 500;
  }
  response.end();
});

function get(path) {
  const { port } = server.address();
  return new Promise((resolve, reject) => {
    http
      .request({ host: '127.0.0.1', port, path }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      })
      .on('error', reject)
      .end();
  });
}

server.listen(0, '127.0.0.1', async () => {
  await get('/checkout');
  setTimeout(() => process.exit(0), 4000);
});
