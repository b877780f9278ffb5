import { traceStatistics } from '@clew/model';
import { ArrowDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { attributeKeysOf, byAttribute, FIXED_GROUPINGS, groupSpans } from '../data/group-spans.ts';
import type { TimeUse } from '../data/time-use.ts';
import { hasMark, Mark, type Trace } from '../data/trace.ts';
import { COLUMNS, type SortKey, sortedRows } from './sorted-rows.ts';
import styles from './statistics-view.module.css';

/** Where the time of a trace went, by service, operation, host or any attribute. */
export function StatisticsView({
  trace,
  timeUse,
  grouping,
  onGroupingChange,
}: {
  readonly trace: Trace;
  readonly timeUse: TimeUse;
  readonly grouping: string;
  readonly onGroupingChange: (grouping: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [sortKey, setSortKey] = useState<SortKey>('self');
  const keys = useMemo(() => attributeKeysOf(trace), [trace]);
  const groups = useMemo(() => groupSpans(trace, grouping), [trace, grouping]);
  const statistics = useMemo(
    () =>
      traceStatistics({
        times: timeUse.times,
        group: groups.group,
        groupCount: groups.names.length,
        isError: Uint8Array.from(trace.spans, (_, row) => Number(hasMark(trace, row, Mark.error))),
        selfTime: timeUse.self,
        path: timeUse.path,
      }),
    [trace, timeUse, groups],
  );
  const rows = useMemo(
    () => sortedRows(statistics, groups.names, sortKey),
    [statistics, groups, sortKey],
  );

  function cell(column: (typeof COLUMNS)[number], row: number): string {
    const value = statistics[column][row] ?? 0;
    if (column === 'count' || column === 'errors') return format.number(value);
    return column === 'pathShare' ? format.percent(value) : format.duration(value);
  }

  return (
    <section className={styles['view']} aria-label={t('statistics.title')}>
      <div className={styles['bar']}>
        <label className={styles['grouping']}>
          <span>{t('statistics.groupBy')}</span>
          <select value={grouping} onChange={(event) => onGroupingChange(event.target.value)}>
            {FIXED_GROUPINGS.map((one) => (
              <option key={one} value={one}>
                {t(`statistics.by.${one}`)}
              </option>
            ))}
            <optgroup label={t('search.tags')}>
              {keys.map((key) => (
                <option key={key} value={byAttribute(key)}>
                  {key}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        <span className={styles['hint']}>
          {t('statistics.groups', { count: rows.length, number: format.number(rows.length) })}
        </span>
      </div>
      <div className={styles['scroller']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <SortHeader column="name" sortKey={sortKey} onSort={setSortKey} />
              {COLUMNS.map((column) => (
                <SortHeader key={column} column={column} sortKey={sortKey} onSort={setSortKey} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={groups.names[row]}>
                <th scope="row">{groups.names[row] || t('trace.noService')}</th>
                {COLUMNS.map((column) => (
                  <td
                    key={column}
                    data-bad={
                      (column === 'errors' && (statistics.errors[row] ?? 0) > 0) || undefined
                    }
                  >
                    {cell(column, row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SortHeader({
  column,
  sortKey,
  onSort,
}: {
  readonly column: SortKey;
  readonly sortKey: SortKey;
  readonly onSort: (column: SortKey) => void;
}) {
  const { t } = useTranslation();
  const isSorted = column === sortKey;
  const direction = column === 'name' ? 'ascending' : 'descending';
  return (
    <th
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      data-name={column === 'name' || undefined}
    >
      <button type="button" title={t(`statistics.hint.${column}`)} onClick={() => onSort(column)}>
        {t(`statistics.column.${column}`)}
        {isSorted && <ArrowDown size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}
