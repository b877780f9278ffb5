// Read the text of an option. Each throws an OptionValueError that says what is allowed; who called
// knows where the text stood.

/** A text that is no value of its option; the message says what is allowed. */
export class OptionValueError extends Error {
  readonly code = 'CLEW_OPTION_VALUE';
}

/** Where a server listens; the host is absent where `--host` decides. */
export interface Address {
  readonly host: string | undefined;
  readonly port: number;
}

/** The word that turns an option off. */
const OFF = 'off';

const byteUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const milliUnits: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A reader of a number of bytes: `20GB`, `64MiB`, `1.5 GiB`, or plain bytes. */
export function bytes(least: number, most: number): (text: string) => number {
  return (text) => {
    const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
    const factor = unit === '' ? 1 : byteUnits[unit.toLowerCase()];
    const value = Math.round(Number(digits) * (factor ?? Number.NaN));
    if (digits === '' || !(value >= least && value <= most)) {
      throw new OptionValueError(
        `give a size from ${showBytes(least)} to ${showBytes(most)}, such as 512MB or 2GiB`,
      );
    }
    return value;
  };
}

/** How {@link bytes} would be given a number, in the largest unit that fits. */
function showBytes(value: number): string {
  const fitting = Object.entries(byteUnits)
    .filter(([, factor]) => value >= factor && value % factor === 0)
    .sort(([, a], [, b]) => b - a);
  const [name, factor] = fitting[0] ?? ['b', 1];
  return `${value / factor}${name.toUpperCase().replace('I', 'i')}`;
}

/** Reads a length of time in milliseconds: `7d`, `12h`, `1h30m`, `90s`. */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  const value = parts.reduce(
    (sum, [, digits, unit = '']) => sum + Number(digits) * (milliUnits[unit] ?? Number.NaN),
    0,
  );
  const whole = parts.map(([part]) => part).join('') === text;
  if (!(whole && value >= 1_000 && Number.isSafeInteger(Math.round(value)))) {
    throw new OptionValueError(
      'give a time of at least 1s with its unit, such as 7d, 12h or 1h30m',
    );
  }
  return Math.round(value);
}

/** A reader that also takes `off`, for undefined. */
export function orOff<T>(read: (text: string) => T): (text: string) => T | undefined {
  return (text) => {
    if (text.toLowerCase() === OFF) return undefined;
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof OptionValueError)) throw error;
      throw new OptionValueError(`${error.message}, or ${OFF}`);
    }
  };
}

/** Reads `host:port` or `:port`; an IPv6 host stands in brackets. */
export function address(text: string): Address {
  const [, bracketed, plain, digits] =
    /^(?:\[([\da-f:.%a-z]+)\]|([^\s:/[\]]*)):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits ?? Number.NaN);
  if (!(port <= 65_535)) {
    throw new OptionValueError('give host:port, [ipv6]:port or :port with a port from 0 to 65535');
  }
  return { host: bracketed || plain || undefined, port };
}

/** Reads the name or address of a host, an IPv6 address with or without brackets. */
export function host(text: string): string {
  const name = text.replace(/^\[(.*)\]$/, '$1');
  if (!/^[\w.:%-]+$/.test(name)) {
    throw new OptionValueError('give a host name or IP address without a port, such as 0.0.0.0');
  }
  return name;
}

/** A reader of one of some words. */
export function oneOf<const T extends string>(...words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text.toLowerCase());
    if (found === undefined) throw new OptionValueError(`give one of ${words.join(', ')}`);
    return found;
  };
}

/** Reads any text but the empty one. */
export function path(text: string): string {
  if (text.trim() === '') throw new OptionValueError('give a path');
  return text;
}

/** Reads origins of web pages separated by commas, or `*` for all. */
export function origins(text: string): readonly string[] {
  const list = text.split(',').map((one) => one.trim());
  if (!list.every((one) => one === '*' || /^[a-z][a-z\d+.-]*:\/\/[^\s/]+$/i.test(one))) {
    throw new OptionValueError(
      'give * or origins separated by commas, such as https://shop.example,http://localhost:3000',
    );
  }
  return list;
}
