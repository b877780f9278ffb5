import { ThriftBinaryEncoder } from '../encoding/thrift-binary-encoder.ts';
import { HttpSender, type HttpSenderOptions } from './http-sender.ts';

/** Posts Jaeger's Thrift to a collector's port 14268, `/api/traces`. */
export class JaegerHttpSender extends HttpSender {
  constructor(options: HttpSenderOptions) {
    super(new ThriftBinaryEncoder('batch'), 'application/x-thrift', options);
  }
}
