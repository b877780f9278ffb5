// All spans of a trace as a table, sorted by any column, with the attributes that the reader wants as columns.
import { CircleAlert, SearchX } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { Notice } from '../../controls/notice.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import { AllSpansGate } from '../all-spans-gate.tsx';
import { attributeOf, byAttribute } from '../data/group-spans.ts';
import { needsAttributes } from '../data/span-conditions.ts';
import { isError, type Trace } from '../data/trace.ts';
import { DataGrid, type GridColumn, type GridRows } from '../grid/data-grid.tsx';
import type { TextTable } from '../grid/delimited-text.ts';
import { fitWidth, samplePositions } from '../grid/fit-width.ts';
import { nextOrder } from '../grid/grid-order.ts';
import styles from '../grid/grid-view.module.css';
import type { TraceViewProps } from '../trace-views.tsx';
import { useAllSpans } from '../use-all-spans.ts';
import { useWork } from '../use-work.ts';
import { SPAN_COLUMNS, type SpanColumn, SpanColumns } from './span-columns.ts';
import { TableBar } from './table-bar.tsx';
import {
  DEFAULT_ORDER,
  formatTableChoice,
  parseTableChoice,
  type TableChoice,
} from './table-choice.ts';
import { chosenRows, sumsOf } from './table-rows.ts';
import cells from './table-view.module.css';

const NO_ROWS = new Int32Array(0);
const NO_MATCHES: ReadonlySet<number> = new Set();
/** Up to this the rows are chosen and sorted at once. */
const FEW_SPANS = 30_000;
const WIDEST = 300;
/** Service and operation. */
const NAME_COLUMNS = 2;
/** Pixels of a dot or a sign beside a text. */
const MARK_WIDTH = 18;
/** Pixels of the button that takes a column away. */
const REMOVE_WIDTH = 20;

/** The spans of a trace in a table. */
export function TableView(props: TraceViewProps) {
  const { trace, openRow, matches, reveal: wanted, onOpen, by, onByChange } = props;
  const { t } = useTranslation();
  const choice = useMemo(() => parseTableChoice(by), [by]);
  const isNeeded = needsAllSpans(choice);
  const { isComplete } = useAllSpans(trace, isNeeded);
  const isReady = isComplete || !isNeeded;
  const table = useSpanTable(trace, choice, matches, isReady);
  const { order, columns } = table;
  const rows = table.rows ?? NO_ROWS;

  const change = (part: Partial<TableChoice>) =>
    onByChange(formatTableChoice({ ...choice, ...part }));
  const gridColumns = useGridColumns(trace, columns);
  const gridRows = useMemo<GridRows>(
    () => ({
      count: rows.length,
      cell: (position, column) => {
        const row = rows[position] ?? 0;
        return cellOf(trace, row, columns[column]);
      },
      look: (position) => {
        const row = rows[position] ?? 0;
        return {
          isOpen: row === openRow,
          isMatch: matches.has(row),
          ...(isError(trace, row) && { tone: 'error' }),
        };
      },
    }),
    [trace, rows, columns, openRow, matches],
  );
  // Nothing was jumped to yet when the view comes up.
  const [initial] = useState(wanted);
  const target = wanted === initial ? openRow : wanted.row;
  const reveal = useMemo(() => ({ position: Math.max(0, rows.indexOf(target)) }), [rows, target]);
  const text = useMemo<TextTable>(
    () => ({
      head: columns.map(({ fileName }) => fileName),
      count: rows.length,
      row: (position) => columns.map((column) => column.value(rows[position] ?? 0)),
    }),
    [columns, rows],
  );

  return (
    <section className={styles['view']} aria-label={t('table.title')}>
      <TableBar
        trace={trace}
        choice={choice}
        isFinding={matches.size > 0}
        count={table.count}
        isSorting={table.isSorting}
        sums={table.sums}
        text={text}
        onChange={change}
      />
      <AllSpansGate trace={trace} isNeeded={isNeeded}>
        {() =>
          table.rows?.length === 0 ? (
            <Notice icon={<SearchX size={26} />} title={t('table.none')}>
              <Button
                onClick={() =>
                  change({ onlyErrors: false, onlyFound: false, least: '', conditions: [] })
                }
              >
                {t('table.showAll')}
              </Button>
            </Notice>
          ) : (
            <DataGrid
              label={t('table.title')}
              columns={gridColumns.map((column) => {
                const key = attributeOf(column.id);
                if (key === undefined) return column;
                const attributes = choice.attributes.filter((one) => one !== key);
                return { ...column, onRemove: () => change({ attributes }) };
              })}
              rows={gridRows}
              order={order}
              onOrder={(id) => {
                const isNumber = columns.find((column) => column.id === id)?.isNumber === true;
                // A trace is read from its start; of other numbers the largest are looked for.
                const isLargestFirst = isNumber && id !== DEFAULT_ORDER.column;
                change({ order: nextOrder(order, id, isLargestFirst) });
              }}
              onChoose={(position) => onOpen(rows[position] ?? 0)}
              // An open panel follows.
              {...(openRow >= 0 && {
                onMove: (position: number) => onOpen(rows[position] ?? 0),
              })}
              reveal={reveal}
            />
          )
        }
      </AllSpansGate>
    </section>
  );
}

function needsAllSpans({ attributes, conditions, order }: TableChoice): boolean {
  return (
    attributes.length > 0 || needsAttributes(conditions) || attributeOf(order.column) !== undefined
  );
}

/** The columns, and the rows in their order with what they come to. */
function useSpanTable(
  trace: Trace,
  choice: TableChoice,
  matches: ReadonlySet<number>,
  isReady: boolean,
) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = useMemo(() => new SpanColumns(trace, { t, format }), [trace, t, format]);
  const columns = useMemo(() => {
    const added = isReady ? choice.attributes.map(byAttribute) : [];
    // Beside the names, where who added them sees them.
    return [
      ...SPAN_COLUMNS.slice(0, NAME_COLUMNS),
      ...added,
      ...SPAN_COLUMNS.slice(NAME_COLUMNS),
    ].flatMap((id) => all.column(id) ?? []);
  }, [all, choice, isReady]);
  const order = columns.some(({ id }) => id === choice.order.column) ? choice.order : DEFAULT_ORDER;

  // What is looked for leaves rows out only where it is asked to.
  const found = choice.onlyFound ? matches : NO_MATCHES;
  const isLittle = trace.count <= FEW_SPANS;
  // Another order or column leaves out the same rows.
  const filterText = formatTableChoice({ ...choice, order: DEFAULT_ORDER, attributes: [] });
  const choose = useMemo(() => {
    if (!isReady) return undefined;
    const filter = parseTableChoice(filterText);
    return () => chosenRows(trace, filter, found);
  }, [trace, filterText, found, isReady]);
  const chosen = useWork(choose, isLittle);
  const among = chosen.value;
  const column = all.column(order.column);
  const { isDescending } = order;
  const sort = useMemo(() => {
    if (among === undefined || column === undefined) return undefined;
    return () => all.sorted(column, among, isDescending);
  }, [all, among, column, isDescending]);
  const sorted = useWork(sort, isLittle);
  const sums = useMemo(() => sumsOf(trace, among ?? NO_ROWS), [trace, among]);
  return {
    columns,
    order,
    /** Those before while other ones are not known yet. */
    rows: sorted.value,
    count: chosen.isBusy ? undefined : among?.length,
    sums,
    isSorting: sorted.isBusy && !chosen.isBusy,
  };
}

function useGridColumns(trace: Trace, columns: readonly SpanColumn[]): readonly GridColumn[] {
  const { t } = useTranslation();
  return useMemo(
    () =>
      columns.map((column): GridColumn => {
        const { id, isNumber, text } = column;
        const key = attributeOf(id);
        const name = SPAN_COLUMNS.find((one) => one === id);
        const label = name === undefined ? (key ?? id) : t(`table.column.${name}`);
        const texts =
          name === 'service' ? trace.services : Array.from(samplePositions(trace.count), text);
        const besides = name === 'service' || name === 'status' ? MARK_WIDTH : 0;
        return {
          id,
          label,
          isNumber,
          width:
            fitWidth(label, texts, WIDEST, name === 'span' ? '--mono' : '--font') +
            besides +
            (key === undefined ? 0 : REMOVE_WIDTH),
          ...(name !== undefined && { hint: t(`table.hint.${name}`) }),
          ...(name === 'operation' && { grows: true }),
        };
      }),
    [trace, columns, t],
  );
}

function cellOf(trace: Trace, row: number, column: SpanColumn | undefined): ReactNode {
  if (column === undefined) return null;
  const text = column.text(row);
  switch (column.id) {
    case 'service':
      return (
        <span className={cells['service']} title={text}>
          <ServiceDot service={trace.serviceOf(row)} />
          <span className={cells['text']}>{text}</span>
        </span>
      );
    case 'status':
      return isError(trace, row) ? (
        <span className={cells['error']}>
          <CircleAlert size={13} aria-hidden="true" />
          {text}
        </span>
      ) : (
        text
      );
    case 'span':
      return <code title={text}>{text}</code>;
    default:
      return text;
  }
}
