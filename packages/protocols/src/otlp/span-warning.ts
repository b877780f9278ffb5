// What is repaired in a span on the way in, as the warnings that the span then carries.
import { utf8Encode } from '@clew/model';

/** The end came before the start. */
export const END_BEFORE_START: Uint8Array = utf8Encode(
  'the end time is before the start time; the duration is shown as 0',
);
/** The resource had attributes that could not be read. */
export const RESOURCE_DAMAGED: Uint8Array = utf8Encode(
  'the resource is malformed; what could be read of it is kept',
);
/** The scope had attributes that could not be read. */
export const SCOPE_DAMAGED: Uint8Array = utf8Encode(
  'the instrumentation scope is malformed; what could be read of it is kept',
);
