import { ArrowDown, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useElementSize } from '../../canvas/element-size.ts';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import type { TraceCalls } from './flame-data.ts';
import styles from './operation-list.module.css';
import { OPERATION_COLUMNS, type OperationColumn, operationsWith } from './operation-order.ts';
import { useOperationOrder } from './use-flame-data.ts';

/** Pixels; each row is exactly this high. */
const ROW_HEIGHT = 30;
/** Rows in the page beyond those in view, on either side. */
const SPARE = 8;
/** The list is read by its head: beyond so many operations a filter finds them. */
const MOST_ROWS = 200_000;

const NONE = new Uint32Array(0);

const idOf = (operation: number): string => `operation-${operation}`;

/** The operations of a trace, to choose one from: searched, sorted, walked by keys. Only rows near the view are in the page. */
export function OperationList({
  trace,
  calls,
  chosen,
  onChoose,
}: {
  readonly trace: Trace;
  readonly calls: TraceCalls;
  readonly chosen: number;
  readonly onChoose: (operation: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operations, merged } = calls;
  const { figures } = merged;
  const [by, setBy] = useState<OperationColumn>('self');
  const [text, setText] = useState('');
  const order = useOperationOrder(trace, calls, by);
  const shown = useFiltered(trace, calls, order, text);
  const scroller = useRef<HTMLDivElement>(null);
  const view = useRows(scroller, Math.min(MOST_ROWS, shown.length));
  const chosenAt = useMemo(() => shown.indexOf(chosen), [shown, chosen]);

  // A list that is sorted or filtered anew begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order is another list
  useEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [by, text]);

  function move(event: KeyboardEvent) {
    const page = Math.max(1, view.size - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: chosenAt + 1,
      ArrowUp: chosenAt - 1,
      PageDown: chosenAt + page,
      PageUp: chosenAt - page,
      Home: 0,
      End: shown.length - 1,
    };
    const wanted = steps[event.key];
    if (wanted === undefined || shown.length === 0) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(shown.length - 1, wanted));
    view.show(at);
    onChoose(shown[at] ?? 0);
  }

  const row = (operation: number, at: number) => (
    <tr
      key={operation}
      id={idOf(operation)}
      aria-rowindex={at + 2}
      aria-selected={operation === chosen}
      style={{ top: at * ROW_HEIGHT }}
      onClick={() => onChoose(operation)}
    >
      <th scope="row" title={nameOf(operation).join(': ')}>
        <ServiceDot service={serviceOf(operation)} />
        <span className={styles['name']}>{nameOf(operation)[1]}</span>
        <span className={styles['service']}>{nameOf(operation)[0]}</span>
      </th>
      {OPERATION_COLUMNS.map((column) => (
        <td key={column}>
          {column === 'spans'
            ? format.number(figures.spans[operation] ?? 0)
            : format.duration(figures[column][operation] ?? 0)}
        </td>
      ))}
    </tr>
  );

  function serviceOf(operation: number): string {
    return trace.services[operations.service[operation] ?? 0] ?? '';
  }
  function nameOf(operation: number): readonly [service: string, name: string] {
    const name = trace.nameText(operations.name[operation] ?? 0);
    return [serviceOf(operation) || t('trace.noService'), name || t('trace.noName')];
  }

  // As the ARIA practices have it: a table that is a grid, whose rows keep their meaning, and that has the focus for
  // its chosen row.
  const grid = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': t('flame.operations'),
    'aria-rowcount': shown.length + 1,
    ...(chosenAt >= view.first && chosenAt < view.end && { 'aria-activedescendant': idOf(chosen) }),
    onKeyDown: move,
  } as const;
  return (
    <div className={styles['list']}>
      <search className={styles['search']}>
        <Search size={14} aria-hidden="true" />
        <input
          value={text}
          placeholder={t('flame.filter')}
          aria-label={t('flame.filter')}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
        <output>{format.number(shown.length)}</output>
      </search>
      <div ref={scroller} className={styles['scroller']} onScroll={view.onScroll}>
        <table className={styles['table']} {...grid}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{t('flame.operation')}</th>
              {OPERATION_COLUMNS.map((column) => (
                <th key={column} scope="col" aria-sort={column === by ? 'descending' : undefined}>
                  <button
                    type="button"
                    title={t(`flame.hint.column.${column}`)}
                    onClick={() => setBy(column)}
                  >
                    {t(`flame.column.${column}`)}
                    {column === by && <ArrowDown size={11} aria-hidden="true" />}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height: view.count * ROW_HEIGHT }}>
            {Array.from(shown.subarray(view.first, view.end), (operation, i) =>
              row(operation, view.first + i),
            )}
          </tbody>
        </table>
        {shown.length === 0 && text !== '' && (
          <p className={styles['none']}>{t('flame.noOperations')}</p>
        )}
      </div>
    </div>
  );
}

function useFiltered(
  trace: Trace,
  { operations }: TraceCalls,
  order: Uint32Array | undefined,
  text: string,
): Uint32Array {
  const [shown, setShown] = useState<Uint32Array>(NONE);
  useEffect(() => {
    if (order === undefined) return;
    const abort = new AbortController();
    operationsWith(trace, operations, order, text, abort.signal).then(
      (found) => {
        if (!abort.signal.aborted) setShown(found);
      },
      () => undefined,
    );
    return () => abort.abort();
  }, [trace, operations, order, text]);
  return shown;
}

/** The rows of a scrolled list that are in the page. */
function useRows(scroller: React.RefObject<HTMLDivElement | null>, count: number) {
  const [top, setTop] = useState(0);
  const { height } = useElementSize(scroller);
  const size = Math.ceil(height / ROW_HEIGHT);
  const first = Math.max(0, Math.min(count, Math.floor(top / ROW_HEIGHT) - SPARE));
  return {
    first,
    end: Math.min(count, first + size + 2 * SPARE),
    size,
    count,
    onScroll: () => setTop(scroller.current?.scrollTop ?? 0),
    /** Brings a row into view, no further than needed. */
    show: (at: number) => {
      const element = scroller.current;
      if (element === null) return;
      const from = at * ROW_HEIGHT;
      if (from < element.scrollTop) element.scrollTop = from;
      // The head stands over the first row's height.
      else if (from + 2 * ROW_HEIGHT > element.scrollTop + element.clientHeight) {
        element.scrollTop = from + 2 * ROW_HEIGHT - element.clientHeight;
      }
    },
  };
}
