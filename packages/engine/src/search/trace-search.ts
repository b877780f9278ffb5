// Answers a search on one view: goes through the matching traces, keeps those of the page, and
// summarizes them.
import type { TraceSummary } from '@clew/model';
import { type CallContext, expectPatterns, type SearchPage, type TraceQuery } from '@clew/storage';
import { FragmentHosts } from './fragment-hosts.ts';
import { MatchingTraces } from './matching-traces.ts';
import { ResultPage } from './result-page.ts';
import type { StoreView } from './store-view.ts';
import { Turn } from './turn.ts';

/** Answers one query on one view. */
export async function searchTraces(
  view: StoreView,
  query: TraceQuery,
  context: CallContext,
): Promise<SearchPage> {
  expectPatterns(query.where);
  const turn = new Turn(context);
  const page = new ResultPage(query);
  const complete = await new MatchingTraces(view, query, turn).visit(page);
  // What was found is given, also when the deadline has passed: there is not much left to do.
  const hosts = new FragmentHosts(turn);
  const traces: TraceSummary[] = [];
  for (const trace of page.traces) traces.push(await trace.summary(hosts));
  const { cursor } = page;
  return { traces, partial: !complete, ...(cursor === undefined ? {} : { cursor }) };
}
