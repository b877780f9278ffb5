// What the programs in consumer/ print, on every Node and in both forms.

/** A format that carries ids, the decision and baggage. */
const carried = (headers: string) => ({
  headers,
  ids: true,
  sampled: true,
  baggage: 'bé',
});

const B3 = 'uberctx-user,x-b3-sampled,x-b3-spanid,x-b3-traceid';

export const EXPECTED_OUTPUT = {
  seen: {
    names: ['root', 'awaited', 'root'],
    store: 'of the application',
    formats: {
      'jaeger text_map': carried('uber-trace-id,uberctx-user'),
      'jaeger http_headers': carried('uber-trace-id,uberctx-user'),
      'jaeger binary': carried('buffer'),
      'b3 text_map': carried(B3),
      'b3 http_headers': carried(B3),
      'b3 binary': carried('buffer'),
      'b3-single text_map': carried('b3,uberctx-user'),
      'b3-single http_headers': carried('b3,uberctx-user'),
      'b3-single binary': carried('buffer'),
      'w3c text_map': carried('baggage,traceparent'),
      'w3c http_headers': carried('baggage,traceparent'),
      'w3c binary': carried('buffer'),
    },
  },
  failed: 'as asked',
  after: 'none',
  opentracing: 'function',
  testing: {
    tree: 'parent\n  child',
    message: "AssertionError: expected span 'parent' to have the tag 'absent'",
  },
  both: { trace: true, parent: true, baggage: '7' },
  isVersion: true,
} as const;

/** The spans that an agent gets of them: name and parent's name, and what else is looked at. */
export const EXPECTED_SPANS: readonly string[] = [
  'packed: awaited of root',
  'packed: failed of nothing, error',
  'packed: root of nothing, answer 42, log begun',
  'packed: timed of root',
];
