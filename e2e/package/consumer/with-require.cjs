const tracing = require('@clew/tracer');
const testing = require('@clew/tracer/testing');
const { version } = require('@clew/tracer/package.json');
const { exercise, exerciseBoth, exerciseTesting } = require('./exercise.cjs');

async function main() {
  const result = await exercise(tracing, Number(process.argv[2]));
  const both = exerciseBoth(testing, await import('@clew/tracer/testing'));
  const isVersion = tracing.VERSION === version;
  console.log(JSON.stringify({ ...result, testing: exerciseTesting(testing), both, isVersion }));
}

void main();
