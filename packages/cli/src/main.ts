// The `clew` command. What it needs is loaded when a command runs, so that --help and --version answer at once.
import { readFileSync } from 'node:fs';
import { createProgram } from './program.ts';

const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { readonly version: string };

await createProgram({ version, environment: process.env }).parseAsync();
