// Times every decoder beside the libraries that read the same bytes:
//   node packages/protocols/bench/decode-bench.ts [--rounds 40] [--messages 60] [--spans 512] [--only NAME]
import { parseArgs } from 'node:util';
import { timedDecoders } from './timed-decoders.ts';
import { timeDecoder } from './timing.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '40' },
    messages: { type: 'string', default: '60' },
    spans: { type: 'string', default: '512' },
    only: { type: 'string', default: '' },
  },
});
for (const timed of timedDecoders(Number(values.messages), Number(values.spans), values.only)) {
  const { decoder, decode, finish, peers, ...rest } = timeDecoder(timed, Number(values.rounds));
  console.log(
    `${decoder}: ${decode.median} µs a span (best ${decode.best}), of it finish ${finish.median}; ` +
      `${rest.megabytesPerSecond} MB/s, ${rest.bytesPerSpan} bytes on the wire, ${rest.batchBytesPerSpan} in the batch`,
  );
  for (const { name, median, best } of peers) console.log(`  ${name}: ${median} (best ${best})`);
}
