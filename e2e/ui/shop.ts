// The traces of most tests of the web app: a shop's, a moment ago.
import type { Span } from '@clew/model';
import { goodsTrace, orderTrace, rootlessTrace } from '@clew/ui/testing/shop-traces.ts';

/** An order that failed: 16 spans, five services, four hosts. */
export const ORDER = '104a41e92ef1cd2e5b1f0c3a7d9e8f60';
/** A page of goods, all well. */
export const GOODS = '4bb5b8be7e6b0c';
/** A trace whose root never came. */
export const ROOTLESS = '7caa23b212329b16';

/** An order, thirty pages of goods, and a trace without a root. */
export function shopTraces(): readonly (readonly Span[])[] {
  const now = Date.now() * 1000;
  return [
    orderTrace(ORDER, now - 30_000_000),
    ...Array.from({ length: 29 }, (_, index) =>
      goodsTrace(`${GOODS}${index.toString(16).padStart(2, '0')}`, now - (index + 1) * 60_000_000),
    ),
    goodsTrace(GOODS, now - 40_000_000),
    rootlessTrace(ROOTLESS, now - 45_000_000),
  ];
}
