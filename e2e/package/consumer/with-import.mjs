import { createRequire } from 'node:module';
import * as tracing from '@clew/tracer';
import * as testing from '@clew/tracer/testing';
import { exercise, exerciseBoth, exerciseTesting } from './exercise.cjs';

const require = createRequire(import.meta.url);
const { version } = require('@clew/tracer/package.json');
const result = await exercise(tracing, Number(process.argv[2]));
const both = exerciseBoth(testing, require('@clew/tracer/testing'));
const isVersion = tracing.VERSION === version;
console.log(JSON.stringify({ ...result, testing: exerciseTesting(testing), both, isVersion }));
