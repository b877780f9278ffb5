import { useTranslation } from 'react-i18next';
import type { Histogram } from '../api/answers.ts';
import { useFormat } from '../format/use-format.ts';

/** How many traces are shown, of how many there are. */
export function ResultCount({
  found,
  hasMore,
  histogram,
  fresh,
}: {
  readonly found: number;
  readonly hasMore: boolean;
  readonly histogram: Histogram | undefined;
  /** How many of them came in while the search was live; undefined when it is not. */
  readonly fresh: number | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = { count: found, number: format.number(found) };
  // What grows every two seconds is not read aloud each time.
  if (fresh !== undefined) {
    const text = t('live.fresh', { count: fresh, number: format.number(fresh) });
    return <p>{fresh === 0 ? t('live.none') : text}</p>;
  }
  if (!hasMore) return <p role="status">{t('search.found', shown)}</p>;
  if (histogram === undefined) return <p role="status">{t('results.first', shown)}</p>;
  const all = {
    count: histogram.traceCount,
    shown: shown.number,
    all: format.number(histogram.traceCount),
  };
  return (
    <p role="status">{histogram.partial ? t('results.ofAtLeast', all) : t('results.of', all)}</p>
  );
}
