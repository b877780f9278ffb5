import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/testing.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node18',
  fixedExtension: false,
  dts: { sourcemap: false },
  sourcemap: true,
  deps: { alwaysBundle: [/^@clew\//] },
});
