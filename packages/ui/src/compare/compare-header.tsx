import { Link } from '@tanstack/react-router';
import { ArrowDownUp, Pencil } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { SCROLLABLE } from '../controls/scrollable.ts';
import { ServiceDot } from '../controls/service-dot.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Trace } from '../trace/data/trace.ts';
import styles from './compare-header.module.css';
import { ContributorList } from './contributor-list.tsx';
import type { Comparison } from './data/comparison.ts';
import { countText, differenceText, ratioText } from './data/difference-text.ts';
import { topChanges } from './data/top-changes.ts';
import { useFileOf } from './use-file-of.ts';

const MOST_CONTRIBUTORS = 6;

/** Which traces are compared, how they differ as a whole, and what made the difference. */
export function CompareHeader({
  a,
  b,
  comparison,
  least,
  onSwap,
  onOperation,
}: {
  readonly a: Trace;
  readonly b: Trace;
  /** Undefined until it is there. */
  readonly comparison: Comparison | undefined;
  /** Nanoseconds. */
  readonly least: number;
  readonly onSwap: () => void;
  readonly onOperation: (operation: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const contributors = useMemo(
    () =>
      comparison === undefined
        ? undefined
        : topChanges(
            comparison.byOperation,
            comparison.operations.length,
            least,
            MOST_CONTRIBUTORS,
          ),
    [comparison, least],
  );
  const longer = b.duration - a.duration;
  return (
    <header className={styles['header']}>
      <h1 className={styles['title']}>{t('compare.title')}</h1>
      {/* A wide one on a narrow page scrolls by itself. */}
      <div className={styles['traces']}>
        <Button
          className={styles['swap'] ?? ''}
          aria-label={t('compare.swap')}
          title={t('compare.swap')}
          onClick={onSwap}
        >
          <ArrowDownUp size={15} />
        </Button>
        <div className={styles['scroller']} {...SCROLLABLE}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('compare.trace')}</th>
                <th scope="col">{t('compare.duration')}</th>
                <th scope="col">{t('compare.spans')}</th>
                <th scope="col">{t('compare.errors')}</th>
                <th scope="col">{t('compare.services')}</th>
                <th scope="col">{t('compare.start')}</th>
              </tr>
            </thead>
            <tbody>
              <TraceLine side="A" trace={a} />
              <TraceLine side="B" trace={b} />
              <tr className={styles['difference']}>
                <th scope="row">
                  <span className={styles['differenceLabel']}>{t('compare.difference')}</span>
                </th>
                <td data-change={longer > 0 ? 'slower' : longer < 0 ? 'faster' : undefined}>
                  {differenceText(longer, format)}{' '}
                  {inBrackets(ratioText(a.duration, b.duration, format))}
                </td>
                <td>{countText(b.count - a.count, format)}</td>
                <td data-change={b.errorCount > a.errorCount ? 'error' : undefined}>
                  {countText(b.errorCount - a.errorCount, format)}
                </td>
                <td>{countText(b.services.length - a.services.length, format)}</td>
                <td />
              </tr>
            </tbody>
          </table>
        </div>
      </div>
      {a === b ? (
        <p className={styles['same']} role="status">
          {t('compare.same')}
        </p>
      ) : (
        comparison !== undefined &&
        contributors !== undefined && (
          <ContributorList
            comparison={comparison}
            contributors={contributors}
            least={least}
            onOperation={onOperation}
          />
        )
      )}
    </header>
  );
}

function inBrackets(text: string): string {
  return text === '' ? '' : `(${text})`;
}

function TraceLine({ side, trace }: { readonly side: 'A' | 'B'; readonly trace: Trace }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fileOf = useFileOf();
  const service = trace.serviceOf(0);
  const id = trace.shownId;
  return (
    <tr>
      <th scope="row">
        <span className={styles['trace']}>
          <span className={styles['side']}>{side}</span>
          <Link
            to="/trace/$traceId"
            params={{ traceId: id }}
            search={fileOf(trace)}
            preload={false}
            className={styles['link']}
            title={id}
          >
            <ServiceDot service={service} />
            <span className={styles['service']}>{service || t('trace.noService')}</span>{' '}
            <span className={styles['name']}>{trace.nameOf(0) || t('trace.noName')}</span>{' '}
            <code className={styles['id']}>{id.replace(/^0+/, '').slice(0, ID_SHOWN)}</code>
          </Link>
          <Link
            to="/compare"
            from="/compare"
            search={
              side === 'A'
                ? ({ a: _, at: __, ...rest }) => rest
                : ({ b: _, at: __, ...rest }) => rest
            }
            className={styles['change']}
            aria-label={t('compare.change', { side })}
            title={t('compare.change', { side })}
          >
            <Pencil size={12} />
          </Link>
        </span>
      </th>
      <td>
        <strong>{format.duration(trace.duration)}</strong>
      </td>
      <td>{format.number(trace.count)}</td>
      <td data-change={trace.errorCount > 0 ? 'error' : undefined}>
        {format.number(trace.errorCount)}
      </td>
      <td>{format.number(trace.services.length)}</td>
      <td>{format.dateTime(trace.start)}</td>
    </tr>
  );
}

const ID_SHOWN = 8;
