import {
  decodeZipkinJson,
  decodeZipkinProtobuf,
  decodeZipkinThrift,
  decodeZipkinV1Json,
} from '@clew/protocols/zipkin';
import type { ZipkinDecoders } from '../receivers/zipkin-http-receiver.ts';

/** Zipkin's two versions as `@clew/protocols` reads them. */
export const zipkinDecoders: ZipkinDecoders = {
  v1: { json: decodeZipkinV1Json, thrift: decodeZipkinThrift },
  v2: { json: decodeZipkinJson, protobuf: decodeZipkinProtobuf },
};
