import { describe, expect, test } from 'vitest';
import { TraceNotFoundError } from './failure.ts';
import { foundUnder, givenTraceId } from './given-trace-id.ts';
import { ParameterError, UnreadableError } from './parameters.ts';

const hex = (id: Uint8Array | undefined): string => Buffer.from(id ?? []).toString('hex');
const nothing = async (): Promise<undefined> => undefined;

/** MurmurHash3_x86_128 of the text, seed 0. */
const JAVA_AGENT = '5d1ab2a4.41.16500000000000001';

describe('a trace id that a client gives', () => {
  test('in hex is that id and no other', () => {
    expect(givenTraceId('ABC').ids.map(hex)).toEqual(['abc'.padStart(32, '0')]);
  });

  test('that is no hex is what an agent of SkyWalking calls a trace', async () => {
    const { ids, fault } = givenTraceId(JAVA_AGENT);
    expect([ids.length, typeof fault]).toEqual([1, 'string']);
    const found = await foundUnder('id', givenTraceId(JAVA_AGENT), async (id) =>
      hex(id) === hex(ids[0]) ? 'trace' : undefined,
    );
    expect(found).toBe('trace');
  });

  test('that may be base64 or an agent’s is looked for as both', async () => {
    const { ids } = givenTraceId('k0a8nk-OrloC_9G82mAJLg');
    expect(hex(ids[0])).toBe('9346bc9e4f8eae5a02ffd1bcda60092e');
    expect(
      await foundUnder('id', givenTraceId('k0a8nk-OrloC_9G82mAJLg'), async (id) =>
        hex(id) === hex(ids[1]) ? 'second' : undefined,
      ),
    ).toBe('second');
  });

  test('and that no trace has is not found, or can’t be read where it is no id by its form', async () => {
    await expect(foundUnder('id', givenTraceId('abc'), nothing)).rejects.toThrow(
      TraceNotFoundError,
    );
    const mistyped = foundUnder('id', givenTraceId('9346bc9g'), nothing);
    await expect(mistyped).rejects.toThrow(ParameterError);
    await expect(mistyped).rejects.toThrow(
      `parameter 'id' must be 1 to 32 hex digits, not "9346bc9g"`,
    );
  });

  test('must not be empty', () => {
    expect(() => givenTraceId('')).toThrow(UnreadableError);
  });
});
