// Makes the service and the instance that a segment names a resource.
import type { SpanBatchBuilder } from '@clew/model';
import { HOST_IP, SERVICE_INSTANCE, SERVICE_NAME } from './segment-texts.ts';

const AT = 0x40;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LONGEST_ADDRESS = 15;

/** Makes one resource after another. */
export class SegmentResource {
  /** Makes the resource of the spans that come next; a name that is empty is none. */
  append(
    builder: SpanBatchBuilder,
    bytes: Uint8Array,
    serviceStart: number,
    serviceEnd: number,
    instanceStart: number,
    instanceEnd: number,
  ): void {
    const attributes = builder.resourceAttributes;
    builder.beginResource();
    if (serviceStart < serviceEnd) {
      attributes.setKey(SERVICE_NAME, 0, SERVICE_NAME.length);
      attributes.string(bytes, serviceStart, serviceEnd);
    }
    if (instanceStart < instanceEnd) {
      attributes.setKey(SERVICE_INSTANCE, 0, SERVICE_INSTANCE.length);
      attributes.string(bytes, instanceStart, instanceEnd);
      const address = addressIn(bytes, instanceStart, instanceEnd);
      if (address < instanceEnd) {
        attributes.setKey(HOST_IP, 0, HOST_IP.length);
        attributes.string(bytes, address, instanceEnd);
      }
    }
    builder.endResource();
  }
}

/** Where the IPv4 address begins with which an instance's name ends, as agents name it by themselves (`…@10.0.0.9`), or `end`. */
function addressIn(bytes: Uint8Array, start: number, end: number): number {
  let dots = 0;
  let digits = 0;
  const first = Math.max(start, end - LONGEST_ADDRESS - 1);
  for (let at = end - 1; at >= first; at--) {
    const byte = bytes[at] as number;
    if (byte >= ZERO && byte <= NINE && digits < 3) digits++;
    else if (byte === DOT && digits > 0) {
      dots++;
      digits = 0;
    } else return byte === AT && dots === 3 && digits > 0 ? at + 1 : end;
  }
  return end;
}
