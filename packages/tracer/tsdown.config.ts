import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/testing.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node18',
  fixedExtension: false,
  dts: { sourcemap: false },
  // The code is not minified, so that stack traces can be read without a map, which would double the package.
  sourcemap: false,
  deps: { alwaysBundle: [/^@clew\//] },
});
