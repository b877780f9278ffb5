// The list of segments: which files count. It is replaced as a whole, and only after what it names is durable.
import { crc32 } from 'node:zlib';
import { utf8Decode, utf8Encode } from '@clew/model';
import type { FileSystem } from './files/file-system.ts';

const MANIFEST_VERSION = 1;
const MANIFEST_NAME = 'manifest.json';

/** A segment as the manifest names it. */
export interface SegmentEntry {
  readonly id: number;
  /** Path below the data directory: the day of the last arrival, and a name. */
  readonly file: string;
  readonly bytes: number;
  readonly spans: number;
  /** Unix milliseconds of the first and the last arrival. */
  readonly arrivedFrom: number;
  readonly arrivedTo: number;
  /** Numbers of the logs whose batches the segment holds: logs that are still there are obsolete. */
  readonly logs: readonly number[];
}

/** What the manifest says. */
export interface Manifest {
  readonly version: number;
  /** Grows with every change. */
  readonly generation: number;
  /** Greater than every number that a log or a segment ever had. */
  readonly nextNumber: number;
  /** In the order in which they were made. */
  readonly segments: readonly SegmentEntry[];
}

/** Thrown when the manifest can't be read: which segments count is then unknown. */
export class ManifestError extends Error {
  readonly code = 'CLEW_MANIFEST';
}

/** The manifest of a new data directory. */
export const EMPTY_MANIFEST: Manifest = {
  version: MANIFEST_VERSION,
  generation: 0,
  nextNumber: 1,
  segments: [],
};

/**
 * Reads the manifest of a data directory, the empty one for a new directory.
 * @throws {ManifestError} when it is damaged or of another version
 */
export async function readManifest(files: FileSystem, directory: string): Promise<Manifest> {
  const names = await files.list(directory);
  if (!names.includes(MANIFEST_NAME)) return EMPTY_MANIFEST;
  const path = `${directory}/${MANIFEST_NAME}`;
  const bytes = await files.readAll(path);
  const [body = '', sum = ''] = utf8Decode(bytes, 0, bytes.length).split('\n');
  if (sum !== checksum(body)) {
    throw new ManifestError(
      `${path} is damaged: restore it from a backup, or move the data directory away to start anew`,
    );
  }
  const manifest = JSON.parse(body) as Manifest;
  if (manifest.version !== MANIFEST_VERSION) {
    throw new ManifestError(
      `${path} has format ${manifest.version}; this program reads ${MANIFEST_VERSION}: run the version that wrote it`,
    );
  }
  return manifest;
}

/** Replaces the manifest durably. */
export async function writeManifest(
  files: FileSystem,
  directory: string,
  manifest: Manifest,
): Promise<void> {
  const body = JSON.stringify(manifest);
  const temporary = `${directory}/${MANIFEST_NAME}.tmp`;
  await files.unlink(temporary);
  const file = await files.create(temporary);
  try {
    await file.append([utf8Encode(`${body}\n${checksum(body)}\n`)]);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, `${directory}/${MANIFEST_NAME}`);
  await files.syncDirectory(directory);
}

function checksum(body: string): string {
  return crc32(utf8Encode(body)).toString(16).padStart(8, '0');
}
