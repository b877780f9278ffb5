// For tests only: what real clients sent, and what Zipkin and Jaeger made of it.
import { readFileSync } from 'node:fs';

/** A file of the fixtures. */
export function fixture(file: string): Buffer {
  return readFileSync(new URL(`../fixtures/${file}`, import.meta.url));
}

/** What Zipkin or Jaeger answered for what a client had sent. */
export function answerOf<T>(client: string, whose: 'zipkin' | 'jaeger'): T {
  return (JSON.parse(fixture(`${client}.${whose}.json`).toString('utf8')) as { data: T }).data;
}
