// Where the time of a trace went, by service, operation, host or any attribute, or by two of them at once. The numbers are
// those of `traceStatistics`; a group leads to its spans.
import { type TraceStatistics, traceStatistics } from '@clew/model';
import { getRouteApi } from '@tanstack/react-router';
import { type CSSProperties, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import { AllSpansGate } from '../all-spans-gate.tsx';
import {
  attributeOf,
  type CrossGroups,
  crossGroups,
  FIXED_GROUPINGS,
} from '../data/group-spans.ts';
import { isError, type Trace } from '../data/trace.ts';
import { doNow } from '../data/turns.ts';
import { DataGrid, type GridColumn, type GridRows } from '../grid/data-grid.tsx';
import type { TextTable } from '../grid/delimited-text.ts';
import { ExportMenu } from '../grid/export-menu.tsx';
import { fitWidth, samplePositions } from '../grid/fit-width.ts';
import { nextOrder } from '../grid/grid-order.ts';
import view from '../grid/grid-view.module.css';
import { sortRows } from '../grid/sort-rows.ts';
import { textRanks } from '../grid/text-ranks.ts';
import bar from '../grid/view-bar.module.css';
import { formatTableChoice } from '../table/table-choice.ts';
import type { TraceViewProps } from '../trace-views.tsx';
import { useAllSpans } from '../use-all-spans.ts';
import { useWork } from '../use-work.ts';
import { GroupingSelects } from './grouping-bar.tsx';
import {
  formatStatisticsChoice,
  parseStatisticsChoice,
  type StatisticsChoice,
} from './statistics-choice.ts';
import { fileNameOf, NUMBER_COLUMNS, type NumberColumn, sumOf } from './statistics-columns.ts';
import styles from './statistics-view.module.css';

const route = getRouteApi('/trace/$traceId');

/** Pixels of a dot beside a service. */
const MARK_WIDTH = 20;
/** Pixels that the bar of a share needs to be told from others. */
const SHARE_WIDTH = 118;
const WIDEST_NAME = 380;
/** Up to this the spans are grouped at once. */
const FEW_SPANS = 30_000;
const NO_GROUPS: CrossGroups = { values: [], group: new Int32Array(0), first: [] };

/** The statistics of a trace. */
export function StatisticsView({ trace, by, onByChange }: TraceViewProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  const choice = useMemo(() => parseStatisticsChoice(by), [by]);
  const { groupings } = choice;
  const isNeeded = groupings.some((grouping) => attributeOf(grouping) !== undefined);
  const { isComplete } = useAllSpans(trace, isNeeded);
  const isReady = isComplete || !isNeeded;
  const { values, first, statistics, rows, order, isBusy } = useStatistics(trace, choice, isReady);
  const columns = useStatisticsColumns(groupings, values);
  const change = (part: Partial<StatisticsChoice>) =>
    onByChange(formatStatisticsChoice({ ...choice, ...part }));

  const gridRows = useMemo<GridRows>(() => {
    const sums = { total: sumOf(statistics, 'total'), self: sumOf(statistics, 'self') };
    return {
      count: rows.length,
      cell: (position, column) => {
        const group = rows[position] ?? 0;
        const name = NUMBER_COLUMNS[column - groupings.length];
        if (name === undefined) {
          const grouping = groupings[column];
          return grouping === 'operation' ? (
            <OperationCell trace={trace} row={first[group] ?? 0} />
          ) : (
            <NameCell grouping={grouping} value={values[group]?.[column]} />
          );
        }
        const value = statistics[name][group] ?? 0;
        const text = numberText(name, value, format);
        if (name === 'total' || name === 'self') {
          const share = sums[name] > 0 ? value / sums[name] : 0;
          return (
            <ShareCell share={share} title={format.percent(share)}>
              {text}
            </ShareCell>
          );
        }
        if (name === 'errors' && value > 0) return <span className={styles['bad']}>{text}</span>;
        return text;
      },
      look: () => ({}),
    };
  }, [trace, groupings, values, first, statistics, rows, format]);
  const text = useMemo(
    () => textTable(groupings, values, statistics, rows),
    [groupings, values, statistics, rows],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order is shown from its beginning
  const reveal = useMemo(() => ({ position: 0 }), [rows]);

  const showSpans = (position: number) => {
    const group = values[rows[position] ?? 0] ?? [];
    const conditions = groupings.map((grouping, index) => ({ grouping, value: group[index] }));
    const found = formatTableChoice({
      order: { column: 'duration', isDescending: true },
      attributes: groupings.flatMap((grouping) => attributeOf(grouping) ?? []),
      onlyErrors: false,
      onlyFound: false,
      least: '',
      conditions,
    });
    void navigate({
      search: (before) => ({ ...before, view: 'table', by: found }),
      resetScroll: false,
    });
  };

  return (
    <section className={view['view']} aria-label={t('statistics.title')}>
      <div className={bar['bar']}>
        <GroupingSelects
          trace={trace}
          groupings={groupings}
          onChange={(chosen) => change({ groupings: chosen })}
        />
        <div className={bar['end']}>
          <ExportMenu table={text} fileName={`trace-${trace.traceId}-statistics`} />
        </div>
        {!isBusy && (
          <p className={bar['summary']} role="status">
            <strong>
              {t('statistics.groups', { count: rows.length, number: format.number(rows.length) })}
            </strong>
            {' · '}
            {t('statistics.sums', {
              spans: format.number(sumOf(statistics, 'count')),
              total: format.duration(sumOf(statistics, 'total')),
              self: format.duration(sumOf(statistics, 'self')),
            })}
            {' · '}
            <span className={styles['hint']}>{t('statistics.showSpans')}</span>
          </p>
        )}
      </div>
      <AllSpansGate trace={trace} isNeeded={isNeeded}>
        {() => (
          <DataGrid
            label={t('statistics.title')}
            columns={columns}
            rows={gridRows}
            order={order}
            onOrder={(column) =>
              change({ order: nextOrder(order, column, !groupings.includes(column)) })
            }
            onChoose={showSpans}
            reveal={reveal}
          />
        )}
      </AllSpansGate>
    </section>
  );
}

/** The groups with their numbers, in their order. */
function useStatistics(trace: Trace, choice: StatisticsChoice, isReady: boolean) {
  const { groupings, order: wanted } = choice;
  // The same groupings are another list when the order has changed.
  const [first = '', second] = groupings;
  const group = useMemo(() => {
    if (!isReady) return undefined;
    return () => crossGroups(trace, second === undefined ? [first] : [first, second]);
  }, [trace, first, second, isReady]);
  const { value: groups = NO_GROUPS, isBusy } = useWork(group, trace.count <= FEW_SPANS);
  const statistics = useMemo(
    () =>
      traceStatistics({
        times: trace.timeUse.times,
        group: groups === NO_GROUPS ? new Int32Array(trace.count).fill(-1) : groups.group,
        groupCount: groups.values.length,
        isError: trace.marks.map((_, row) => Number(isError(trace, row))),
        selfTime: trace.timeUse.self,
        path: trace.timeUse.path,
      }),
    [trace, groups],
  );
  const known: readonly string[] = [...groupings, ...NUMBER_COLUMNS];
  const order = known.includes(wanted.column) ? wanted : parseStatisticsChoice('').order;
  const { column, isDescending } = order;
  const rows = useMemo(() => {
    const all = Int32Array.from(groups.values.keys());
    const byName = groupings.indexOf(column);
    return doNow(
      sortRows(
        all,
        byName < 0
          ? Float64Array.from(statistics[column as NumberColumn])
          : nameKeys(groups.values.map((value) => value[byName])),
        isDescending,
      ),
    );
  }, [groups, statistics, groupings, column, isDescending]);
  return { values: groups.values, first: groups.first, statistics, rows, order, isBusy };
}

function nameKeys(names: readonly (string | undefined)[]): Float64Array {
  const distinct = [...new Set(names.filter((name) => name !== undefined))];
  const ranks = doNow(textRanks(distinct));
  const rankOf = new Map(distinct.map((name, index) => [name, ranks[index] ?? 0]));
  return Float64Array.from(names, (name) =>
    name === undefined ? Number.NaN : (rankOf.get(name) ?? 0),
  );
}

function useStatisticsColumns(
  groupings: readonly string[],
  values: CrossGroups['values'],
): readonly GridColumn[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const names = groupings.map((grouping, index): GridColumn => {
      const fixed = FIXED_GROUPINGS.find((one) => one === grouping);
      const label =
        fixed === undefined ? (attributeOf(grouping) ?? grouping) : t(`statistics.head.${fixed}`);
      const texts = Array.from(
        samplePositions(values.length),
        (at) => values[at]?.[index] ?? t('statistics.notSet'),
      );
      const besides = grouping === 'service' || grouping === 'operation' ? MARK_WIDTH : 0;
      return {
        id: grouping,
        label,
        hint: t('statistics.hint.name'),
        width: fitWidth(label, texts, WIDEST_NAME) + besides,
        ...(index === 0 && { grows: true }),
      };
    });
    const numbers = NUMBER_COLUMNS.map((column): GridColumn => {
      const label = t(`statistics.column.${column}`);
      const isShare = column === 'total' || column === 'self';
      return {
        id: column,
        label,
        hint: t(`statistics.hint.${column}`),
        isNumber: true,
        width: isShare ? SHARE_WIDTH : fitWidth(label, ['000 ms']),
      };
    });
    return [...names, ...numbers];
  }, [groupings, values, t]);
}

function numberText(
  column: NumberColumn,
  value: number,
  format: ReturnType<typeof useFormat>,
): string {
  if (column === 'count' || column === 'errors') return format.number(value);
  return column === 'pathShare' ? format.percent(value) : format.duration(value);
}

function textTable(
  groupings: readonly string[],
  values: CrossGroups['values'],
  statistics: TraceStatistics,
  rows: Int32Array,
): TextTable {
  return {
    head: [
      ...groupings.map((grouping) => attributeOf(grouping) ?? grouping),
      ...NUMBER_COLUMNS.map(fileNameOf),
    ],
    count: rows.length,
    row: (position) => {
      const group = rows[position] ?? 0;
      return [
        ...groupings.map((_, index) => values[group]?.[index] ?? ''),
        ...NUMBER_COLUMNS.map((column) => statistics[column][group] ?? 0),
      ];
    },
  };
}

function NameCell({
  grouping,
  value,
}: {
  readonly grouping: string | undefined;
  readonly value: string | undefined;
}) {
  const { t } = useTranslation();
  if (value === undefined) return <span className={styles['none']}>{t('statistics.notSet')}</span>;
  const text = value || t(grouping === 'service' ? 'trace.noService' : 'statistics.empty');
  return (
    <span className={styles['name']} title={text}>
      {grouping === 'service' && <ServiceDot service={value} />}
      <span className={styles['text']}>{text}</span>
    </span>
  );
}

/** An operation before its service, since it is what tells rows apart. */
function OperationCell({ trace, row }: { readonly trace: Trace; readonly row: number }) {
  const { t } = useTranslation();
  const service = trace.serviceOf(row);
  const operation = trace.nameOf(row) || t('trace.noName');
  const serviceName = service || t('trace.noService');
  return (
    <span className={styles['name']} title={`${serviceName}: ${operation}`}>
      <ServiceDot service={service} />
      <span className={styles['text']}>
        {operation} <span className={styles['of']}>{serviceName}</span>
      </span>
    </span>
  );
}

/** A number with a bar for its share of all. */
function ShareCell({
  share,
  title,
  children,
}: {
  readonly share: number;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--share': `${share * 100}%`,
  };
  return (
    <span className={styles['share']} style={style} title={title}>
      {children}
    </span>
  );
}
