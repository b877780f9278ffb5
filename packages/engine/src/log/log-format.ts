// The bytes of a write-ahead log: a header, then frames, each the canonical encoding of one batch.
import { crc32 } from 'node:zlib';

const LOG_MAGIC = 0x4c574c43; // "CLWL", little-endian
const LOG_VERSION = 1;
/** Magic, version, eight bytes of zeros. */
const LOG_HEADER_BYTES = 16;
/** Length of the batch, CRC-32 of the rest of the header and the batch, arrival (8), reserved for the tenant (4), version (4). */
const FRAME_HEADER_BYTES = 24;
const FRAME_VERSION = 1;

/** One frame as read. */
export interface LogFrame {
  /** Unix milliseconds. */
  readonly arrivedAt: number;
  /** The encoded batch, not copied. */
  readonly batch: Uint8Array;
}

export function logHeader(): Uint8Array {
  const bytes = new Uint8Array(LOG_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, LOG_MAGIC, true);
  view.setUint32(4, LOG_VERSION, true);
  return bytes;
}

/** The header of a frame; the batch's bytes follow it in the file. */
export function frameHeader(batch: Uint8Array, arrivedAt: number): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, batch.length, true);
  view.setBigUint64(8, BigInt(arrivedAt), true);
  view.setUint32(16, 0, true);
  view.setUint32(20, FRAME_VERSION, true);
  view.setUint32(4, crc32(batch, crc32(bytes.subarray(8))), true);
  return bytes;
}

/** A part of a log that can't be read. */
export interface LogFault {
  /** Where it begins. */
  readonly offset: number;
  readonly reason: string;
}

/** Thrown for a log of another format: to skip it would lose what it holds. */
export class LogVersionError extends Error {
  readonly code = 'CLEW_LOG_VERSION';

  constructor(version: number) {
    super(
      `the log has format ${version}; this program reads ${LOG_VERSION}: run the version that wrote it`,
    );
  }
}

/**
 * The whole frames of a log, and what can't be read. A frame whose sum is wrong is passed over: the
 * next one may be whole. What a crash cut off at the end was never acknowledged.
 * @throws {LogVersionError} for a log or a frame of another format
 */
export function readLog(bytes: Uint8Array): {
  readonly frames: readonly LogFrame[];
  readonly faults: readonly LogFault[];
} {
  const frames: LogFrame[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < LOG_HEADER_BYTES || view.getUint32(0, true) !== LOG_MAGIC) {
    return { frames, faults: [{ offset: 0, reason: 'the header is not whole' }] };
  }
  const version = view.getUint32(4, true);
  if (version !== LOG_VERSION) throw new LogVersionError(version);
  const faults: LogFault[] = [];
  let at = LOG_HEADER_BYTES;
  while (at < bytes.length) {
    const start = at + FRAME_HEADER_BYTES;
    const end = start > bytes.length ? start : start + view.getUint32(at, true);
    if (end > bytes.length) {
      faults.push({ offset: at, reason: 'a frame is cut off' });
      break;
    }
    if (crc32(bytes.subarray(at + 8, end)) !== view.getUint32(at + 4, true)) {
      faults.push({ offset: at, reason: 'a frame is damaged' });
    } else {
      // The sum holds, so a version was written on purpose.
      const frameVersion = view.getUint32(at + 20, true);
      if (frameVersion !== FRAME_VERSION) throw new LogVersionError(frameVersion);
      const arrivedAt = Number(view.getBigUint64(at + 8, true));
      frames.push({ arrivedAt, batch: bytes.subarray(start, end) });
    }
    at = end;
  }
  return { frames, faults };
}
