// A comparison made ready to be asked of canonical bytes instead of decoded values.
import { type AttributeValue, decodeValue, encodeValue, utf8Encode } from '@clew/model';
import { type Comparison, type ComparisonValue, satisfies } from '@clew/storage';

/** Belongs to one condition. Whether the canonical value `bytes[start, end)`, whose type byte is given apart, is accepted. */
export type ValueTest = (type: number, bytes: Uint8Array, start: number, end: number) => boolean;

/** A test that accepts every value. */
export function anyValue(): ValueTest {
  return () => true;
}

/** The test of a comparison with an attribute's value. */
export function valueTest(is: Comparison, wanted: ComparisonValue): ValueTest {
  if (is === '=' && typeof wanted === 'string') {
    const text = encodeValue(wanted);
    return (type, bytes, start, end) => type === text[0] && equalRuns(bytes, start, end, text, 1);
  }
  return (type, bytes, start, end) => satisfies(decodeTyped(type, bytes, start, end), is, wanted);
}

/** The test of a field that is a text: a service or an operation. */
export function textTest(is: '=' | '!=', wanted: string): ValueTest {
  const text = utf8Encode(wanted);
  const equal = is === '=';
  return (_type, bytes, start, end) => equalRuns(bytes, start, end, text, 0) === equal;
}

/** The canonical bytes of every value that equals the wanted one: what filters are asked for. */
export function equalValues(wanted: ComparisonValue): readonly Uint8Array[] {
  if (typeof wanted === 'string' || typeof wanted === 'boolean') return [encodeValue(wanted)];
  const values: AttributeValue[] = [];
  if (Number.isNaN(wanted)) return [];
  const whole =
    typeof wanted === 'bigint' ? wanted : Number.isInteger(wanted) ? BigInt(wanted) : undefined;
  if (whole !== undefined && whole === BigInt.asIntN(64, whole)) values.push(whole);
  const double = Number(wanted);
  if (typeof wanted === 'number' || BigInt(double) === wanted) values.push(double);
  // Zero has two doubles.
  if (double === 0) values.push(Object.is(double, -0) ? 0 : -0);
  return values.map((value) => encodeValue(value));
}

function equalRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: Uint8Array,
  from: number,
): boolean {
  if (end - start !== wanted.length - from) return false;
  for (let i = start, j = from; i < end; i++, j++) if (bytes[i] !== wanted[j]) return false;
  return true;
}

function decodeTyped(type: number, bytes: Uint8Array, start: number, end: number): AttributeValue {
  // In dictionaries the type byte stands before the payload already.
  if (start > 0 && bytes[start - 1] === type) return decodeValue(bytes, start - 1, end);
  const run = new Uint8Array(end - start + 1);
  run[0] = type;
  run.set(bytes.subarray(start, end), 1);
  return decodeValue(run);
}
