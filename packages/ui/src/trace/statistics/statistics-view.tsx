import { traceStatistics } from '@clew/model';
import { ArrowDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { AllSpansGate } from '../all-spans-gate.tsx';
import {
  attributeKeysOf,
  attributeOf,
  byAttribute,
  FIXED_GROUPINGS,
  groupSpans,
} from '../data/group-spans.ts';
import { isError, type Trace } from '../data/trace.ts';
import type { TraceViewProps } from '../trace-views.tsx';
import { useAllSpans } from '../use-all-spans.ts';
import { COLUMNS, type SortKey, sortedRows } from './sorted-rows.ts';
import styles from './statistics-view.module.css';

/** Beyond this attributes are fetched only when a grouping asks for them. */
const FEW_SPANS = 50_000;
const DEFAULT_GROUPING = 'operation';

/** Where the time of a trace went, by service, operation, host or any attribute. */
export function StatisticsView({ trace, by, onByChange }: TraceViewProps) {
  const { t } = useTranslation();
  const grouping = by || DEFAULT_GROUPING;
  const isByAttribute = attributeOf(grouping) !== undefined;
  return (
    <section className={styles['view']} aria-label={t('statistics.title')}>
      <GroupingBar trace={trace} grouping={grouping} onGroupingChange={onByChange} />
      <AllSpansGate trace={trace} isNeeded={isByAttribute}>
        {() => <StatisticsTable key={grouping} trace={trace} grouping={grouping} />}
      </AllSpansGate>
    </section>
  );
}

function GroupingBar({
  trace,
  grouping,
  onGroupingChange,
}: {
  readonly trace: Trace;
  readonly grouping: string;
  readonly onGroupingChange: (grouping: string) => void;
}) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const { count } = useAllSpans(trace, isAsked || trace.count <= FEW_SPANS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more spans have come when the count changes
  const keys = useMemo(() => attributeKeysOf(trace), [trace, count]);
  const chosen = attributeOf(grouping);
  const shown = chosen === undefined || keys.includes(chosen) ? keys : [chosen, ...keys];
  return (
    <div className={styles['bar']}>
      <label className={styles['grouping']}>
        <span>{t('statistics.groupBy')}</span>
        <select
          value={grouping}
          onFocus={() => setAsked(true)}
          onChange={(event) => onGroupingChange(event.target.value)}
        >
          {FIXED_GROUPINGS.map((one) => (
            <option key={one} value={one}>
              {t(`statistics.by.${one}`)}
            </option>
          ))}
          <optgroup label={t('search.tags')}>
            {shown.map((key) => (
              <option key={key} value={byAttribute(key)}>
                {key}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
    </div>
  );
}

function StatisticsTable({
  trace,
  grouping,
}: {
  readonly trace: Trace;
  readonly grouping: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [sortKey, setSortKey] = useState<SortKey>('self');
  const groups = useMemo(() => groupSpans(trace, grouping), [trace, grouping]);
  const statistics = useMemo(
    () =>
      traceStatistics({
        times: trace.timeUse.times,
        group: groups.group,
        groupCount: groups.names.length,
        isError: trace.marks.map((_, row) => Number(isError(trace, row))),
        selfTime: trace.timeUse.self,
        path: trace.timeUse.path,
      }),
    [trace, groups],
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
    <>
      <p className={styles['hint']} role="status">
        {t('statistics.groups', { count: rows.length, number: format.number(rows.length) })}
      </p>
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
    </>
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
