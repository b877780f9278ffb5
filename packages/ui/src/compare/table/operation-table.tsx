import { SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { Notice } from '../../controls/notice.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import { doNow } from '../../trace/data/turns.ts';
import { DataGrid, type GridColumn, type GridRows } from '../../trace/grid/data-grid.tsx';
import { fitWidth, samplePositions } from '../../trace/grid/fit-width.ts';
import { formatOrder, type GridOrder, nextOrder, parseOrder } from '../../trace/grid/grid-order.ts';
import { sortRows } from '../../trace/grid/sort-rows.ts';
import cells from '../../trace/table/table-view.module.css';
import { ChangeText } from '../change-text.tsx';
import styles from '../compare-view.module.css';
import { changeAt } from '../data/change.ts';
import type { Comparison } from '../data/comparison.ts';
import { ratioText } from '../data/difference-text.ts';
import type { Shown } from '../data/shown-nodes.ts';
import {
  figureText,
  isFigure,
  OPERATION_COLUMNS,
  type OperationColumn,
  sortKeys,
} from './operation-columns.ts';

const DEFAULT_ORDER: GridOrder = { column: 'difference', isDescending: true };
/** Pixels beside a text that has a sign. */
const SIGN_WIDTH = 20;

/** The operations of both traces, wherever they were called from. */
export function OperationTable({
  comparison,
  shown,
  least,
  order: orderText,
  onOrder,
  onOpen,
  onShowAll,
}: {
  readonly comparison: Comparison;
  readonly shown: Shown;
  /** Nanoseconds. */
  readonly least: number;
  /** As the address has it. */
  readonly order: string;
  readonly onOrder: (order: string) => void;
  readonly onOpen: (operation: number) => void;
  readonly onShowAll: () => void;
}) {
  const { t } = useTranslation();
  const wanted = parseOrder(orderText);
  const sorted = OPERATION_COLUMNS.find((column) => column === wanted.column);
  const order = sorted === undefined ? DEFAULT_ORDER : wanted;
  const { column, isDescending } = order;
  const operations = useMemo(() => {
    const left = comparison.operations
      .map((_, operation) => operation)
      .filter((operation) => isAsked(comparison, operation, shown, least));
    const keys = sortKeys(comparison, sorted ?? 'difference', least);
    return doNow(sortRows(Int32Array.from(left), keys, isDescending));
  }, [comparison, shown, least, sorted, isDescending]);
  const columns = useColumns(comparison);
  const rows = useRows(comparison, operations, least);

  if (operations.length === 0) {
    return (
      <Notice icon={<SearchX size={26} />} title={t('compare.nothing')}>
        <p>{t('compare.nothingHint')}</p>
        <Button onClick={onShowAll}>{t('compare.showAll')}</Button>
      </Notice>
    );
  }
  return (
    <div className={styles['body']}>
      <DataGrid
        label={t('compare.table')}
        columns={columns}
        rows={rows}
        order={{ column, isDescending }}
        onOrder={(id) => {
          const one = OPERATION_COLUMNS.find((known) => known === id);
          onOrder(formatOrder(nextOrder(order, id, one !== undefined && isFigure(one))));
        }}
        onChoose={(position) => onOpen(operations[position] ?? 0)}
      />
    </div>
  );
}

function isAsked(
  { byOperation }: Comparison,
  operation: number,
  shown: Shown,
  least: number,
): boolean {
  if (shown === 'all') return true;
  const change = changeAt(byOperation, 'self', operation, least);
  return shown === 'structure' ? change === 'new' || change === 'gone' : change !== 'same';
}

function useColumns(comparison: Comparison): readonly GridColumn[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () =>
      OPERATION_COLUMNS.map((id): GridColumn => {
        const label = t(`compare.column.${id}`);
        const texts = Array.from(samplePositions(comparison.operations.length), (at) =>
          textOf(comparison, id, at, format),
        );
        const sign = id === 'service' || id === 'change' ? SIGN_WIDTH : 0;
        return {
          id,
          label,
          isNumber: isFigure(id),
          width: fitWidth(label, id === 'change' ? [t('compare.change.faster')] : texts) + sign,
          ...(id === 'operation' && { grows: true }),
        };
      }),
    [comparison, t, format],
  );
}

function useRows(comparison: Comparison, operations: Int32Array, least: number): GridRows {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => ({
      count: operations.length,
      cell: (position, index) => {
        const at = operations[position] ?? 0;
        const column = OPERATION_COLUMNS[index] ?? 'operation';
        const { service = '', name = '' } = comparison.operations[at] ?? {};
        const change = changeAt(comparison.byOperation, 'self', at, least);
        switch (column) {
          case 'service':
            return (
              <span className={cells['service']} title={service}>
                <ServiceDot service={service} />
                <span className={cells['text']}>{service || t('trace.noService')}</span>
              </span>
            );
          case 'operation':
            return name || t('trace.noName');
          case 'change':
            return <ChangeText change={change}>{t(`compare.change.${change}`)}</ChangeText>;
          default:
            return textOf(comparison, column, at, format);
        }
      },
      look: () => ({}),
    }),
    [comparison, operations, least, t, format],
  );
}

function textOf(
  comparison: Comparison,
  column: OperationColumn,
  at: number,
  format: ReturnType<typeof useFormat>,
): string {
  if (column === 'service') return comparison.operations[at]?.service ?? '';
  if (column === 'operation') return comparison.operations[at]?.name ?? '';
  if (column === 'change') return '';
  const text = figureText(comparison, column, at, format);
  if (column !== 'difference') return text;
  const { a, b } = comparison.byOperation;
  const ratio = ratioText(a.self[at] ?? 0, b.self[at] ?? 0, format);
  return ratio === '' ? text : `${text} (${ratio})`;
}
