import { CircleAlert, TriangleAlert, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Histogram } from '../../api/answers.ts';
import { Button } from '../../controls/button.tsx';
import { useFormat } from '../../format/use-format.ts';
import { type HeatGrid, type HeatRegion, heatGrid } from './heat-grid.ts';
import { HeatLegend } from './heat-legend.tsx';
import { HeatPlot } from './heat-plot.tsx';
import { HeatTable } from './heat-table.tsx';
import styles from './heatmap.module.css';

/** How long the matches of a search last, over the time that was searched: all of them, whatever page is shown. */
export function Heatmap({
  histogram,
  error,
  stale,
  onNarrow,
  onRetry,
  onWiden,
}: {
  /** Undefined until it is there. */
  readonly histogram: Histogram | undefined;
  readonly error: Error | null;
  /** Whether it is of the search before, and the new one is being counted. */
  readonly stale: boolean;
  readonly onNarrow: (grid: HeatGrid, region: HeatRegion) => void;
  readonly onRetry: () => void;
  /** Takes the last narrowing back; undefined when there was none. */
  readonly onWiden: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const [wantsErrors, setWantsErrors] = useState(false);
  const grid = useMemo(() => histogram && heatGrid(histogram), [histogram]);
  const hasErrors = (histogram?.errorTraceCount ?? 0) > 0;
  const errorsOnly = wantsErrors && hasErrors;

  return (
    <section
      className={styles['panel']}
      aria-label={t('heat.title')}
      aria-busy={stale || (histogram === undefined && error === null)}
    >
      <div className={styles['head']}>
        <Total histogram={histogram} />
        {onWiden !== undefined && (
          <Button small onClick={onWiden}>
            <Undo2 size={13} aria-hidden="true" />
            {t('heat.widen')}
          </Button>
        )}
        <span className={styles['hint']} aria-hidden="true">
          {histogram !== undefined && t('heat.hint')}
        </span>
        {hasErrors && (
          <fieldset className={styles['switch']}>
            <legend className={styles['hidden']}>{t('heat.show')}</legend>
            {[false, true].map((errors) => (
              <Button
                key={String(errors)}
                look="quiet"
                small
                aria-pressed={errorsOnly === errors}
                onClick={() => setWantsErrors(errors)}
              >
                {errors ? t('heat.errors') : t('heat.all')}
              </Button>
            ))}
          </fieldset>
        )}
        {grid !== undefined && !errorsOnly && <HeatLegend kind="traces" most={grid.mostTraces} />}
        {grid !== undefined && hasErrors && <HeatLegend kind="errors" most={grid.mostErrors} />}
      </div>
      {error !== null ? (
        <p className={styles['failed']} role="alert">
          <CircleAlert size={15} aria-hidden="true" />
          {t('heat.failed', { message: error.message })}
          <Button small onClick={onRetry}>
            {t('error.retry')}
          </Button>
        </p>
      ) : grid === undefined ? (
        <div className={styles['waiting']} />
      ) : (
        <div data-stale={stale || undefined} className={styles['body']}>
          <HeatPlot
            grid={grid}
            errorsOnly={errorsOnly}
            onNarrow={(region) => onNarrow(grid, region)}
          />
          <HeatTable grid={grid} />
        </div>
      )}
    </section>
  );
}

/** How many traces match in all. */
function Total({ histogram }: { readonly histogram: Histogram | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (histogram === undefined) {
    return (
      <p className={styles['total']} role="status">
        {t('heat.counting')}
      </p>
    );
  }
  const { traceCount, errorTraceCount, partial } = histogram;
  const all = { count: traceCount, number: format.number(traceCount) };
  return (
    <p className={styles['total']} role="status">
      <strong className={styles['matches']}>{t('heat.matches')}</strong>
      {partial ? t('heat.totalAtLeast', all) : t('heat.total', all)}
      {errorTraceCount > 0 && (
        <span className={styles['errorTotal']}>
          {t('heat.withErrors', { count: errorTraceCount, number: format.number(errorTraceCount) })}
        </span>
      )}
      {partial && (
        <span className={styles['partial']} title={t('heat.partialHint')}>
          <TriangleAlert size={13} aria-hidden="true" />
          {t('heat.partial')}
        </span>
      )}
    </p>
  );
}
