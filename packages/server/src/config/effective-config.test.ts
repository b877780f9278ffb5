import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { parseConfigFile } from './config-file.ts';
import { effectiveConfig } from './effective-config.ts';
import { OPTION_KEYS, optionName, optionVariable } from './options.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'clew-config-'));
  folders.push(folder);
  const file = join(folder, 'clew.yaml');
  writeFileSync(file, text);
  return file;
}

describe('what counts', () => {
  test('nothing given: the defaults', () => {
    const { config, options, warnings } = effectiveConfig({ flags: {}, environment: {} });
    expect(config).toEqual({
      dataDir: './clew-data',
      storage: 'embedded',
      memoryLimit: 512e6,
      retention: 7 * 86_400_000,
      maxDisk: 20e9,
      host: '127.0.0.1',
      ui: { host: undefined, port: 16686 },
      queryGrpc: { host: undefined, port: 16685 },
      otlpHttp: { host: undefined, port: 4318 },
      otlpGrpc: { host: undefined, port: 4317 },
      jaegerUdpCompact: { host: undefined, port: 6831 },
      jaegerUdpBinary: { host: undefined, port: 6832 },
      jaegerHttp: { host: undefined, port: 14268 },
      jaegerGrpc: { host: undefined, port: 14250 },
      zipkin: { host: undefined, port: 9411 },
      skywalkingGrpc: { host: undefined, port: 11800 },
      skywalkingHttp: { host: undefined, port: 12800 },
      sampling: { host: undefined, port: 5778 },
      samplingStrategies: undefined,
      admin: { host: undefined, port: 14269 },
      strictTraceId: 'on',
      corsOrigins: ['*'],
      maxRequestBytes: 64 * 2 ** 20,
      inFlightLimit: 128 * 2 ** 20,
      logLevel: 'info',
    });
    expect(options.ui).toEqual({ text: ':16686', origin: { kind: 'default', where: 'default' } });
    expect(warnings).toEqual([]);
  });

  test('a flag beats a variable, a variable the file, the file the default', () => {
    const config = fileOf('retention: 1d\nmax-disk: 1GB\nhost: 10.0.0.1\n');
    const effective = effectiveConfig({
      flags: { config, retention: '3d' },
      environment: { CLEW_RETENTION: '2d', CLEW_MAX_DISK: '2GB', CLEW_STORAGE: '' },
    });
    expect(effective.options).toMatchObject({
      retention: { text: '3d', origin: { kind: 'flag', where: '--retention' } },
      maxDisk: { text: '2GB', origin: { kind: 'variable', where: 'CLEW_MAX_DISK' } },
      host: { text: '10.0.0.1', origin: { kind: 'file', where: `${config} line 3` } },
      storage: { text: 'embedded', origin: { kind: 'default' } },
    });
  });

  test('a variable can name the file', () => {
    const file = fileOf('ui: off');
    const { config } = effectiveConfig({ flags: {}, environment: { CLEW_CONFIG: file } });
    expect(config.ui).toBeUndefined();
  });

  test('every option has a flag and a variable', () => {
    expect(OPTION_KEYS.map(optionName)).toContain('jaeger-udp-compact');
    expect(OPTION_KEYS.map(optionVariable)).toContain('CLEW_JAEGER_UDP_COMPACT');
  });
});

describe('one line says what is wrong, where, and what is allowed', () => {
  test('in a flag', () => {
    expect(() => effectiveConfig({ flags: { otlpHttp: '4318' }, environment: {} })).toThrow(
      new ConfigError(
        '--otlp-http: "4318" is not allowed; give host:port, [ipv6]:port or :port with a port from 0 to 65535, or off',
      ),
    );
  });

  test('in a variable', () => {
    expect(() => effectiveConfig({ flags: {}, environment: { CLEW_RETENTION: 'x' } })).toThrow(
      /^CLEW_RETENTION: "x" is not allowed; give a time/,
    );
  });

  test('in the file', () => {
    const config = fileOf('# spans\n\nstorage: disk\n');
    expect(() => effectiveConfig({ flags: { config }, environment: {} })).toThrow(
      /clew\.yaml line 3, storage: "disk" is not allowed; give one of embedded, memory$/,
    );
  });

  test('in two options that do not go together', () => {
    const flags = { inFlightLimit: '32MiB' };
    expect(() => effectiveConfig({ flags, environment: {} })).toThrow(
      /^in-flight-limit is below max-request-bytes/,
    );
  });

  test('a file that is not there', () => {
    expect(() =>
      effectiveConfig({ flags: { config: '/nowhere/clew.yaml' }, environment: {} }),
    ).toThrow(/can't be read: ENOENT.*clew\.yaml/);
  });

  test("a variable that looks misspelled is a warning, another is nobody's business", () => {
    const environment = { CLEW_DATADIR: 'x', CLEW_LOG: 'silent', CLEWLESS: '1' };
    expect(effectiveConfig({ flags: {}, environment }).warnings).toEqual([
      'CLEW_DATADIR is not a variable of Clew; did you mean CLEW_DATA_DIR?',
    ]);
  });
});

describe('a configuration file', () => {
  const texts = (yaml: string): object =>
    Object.fromEntries([...parseConfigFile(yaml, 'f')].map(([key, { text }]) => [key, text]));

  test('gives values as they were written', () => {
    expect(
      texts(
        'ui: :16686\notlp-http: "[::1]:4318"\nmax-request-bytes: 1000000\nretention: off\ncors-origins: [https://a.example, "https://b.example"]',
      ),
    ).toEqual({
      ui: ':16686',
      otlpHttp: '[::1]:4318',
      maxRequestBytes: '1000000',
      retention: 'off',
      corsOrigins: 'https://a.example,https://b.example',
    });
  });

  test('may be empty', () => {
    expect(texts('# nothing\n')).toEqual({});
  });

  test.each([
    ['data_dir: x', /^f line 1: there is no option "data_dir"; did you mean "data-dir"\?$/],
    ['\nzipkin-v9: x', /^f line 2: there is no option "zipkin-v9"; there are data-dir, storage/],
    ['retention:', /^f line 1: retention needs a value/],
    ['host: {a: b}', /^f line 1: host needs a value/],
    ['- host', /^f must hold names and values/],
    ['host: "x', /^f line \d+ is no YAML/],
    ['host: a\nhost: b', /^f line 2 is no YAML: Map keys must be unique/],
  ])('%j is refused', (yaml, message) => {
    expect(() => parseConfigFile(yaml, 'f')).toThrow(message);
  });
});
