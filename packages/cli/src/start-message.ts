import type { OpenAddress } from '@clew/server';

/** What is printed once everything is open. */
export function startMessage(
  version: string,
  place: string,
  addresses: readonly OpenAddress[],
): string {
  const width = Math.max(0, ...addresses.map(({ what }) => what.length));
  return [
    `Clew ${version} is ready and keeps spans ${place}`,
    ...addresses.map(({ what, where }) => `  ${what.padEnd(width)}  ${where}`),
  ].join('\n');
}
