import { RowMark, SpanKind } from '@clew/model';
import type { TFunction } from 'i18next';
import {
  ArrowDownLeft,
  ArrowUpRight,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  ClockAlert,
  CornerDownRight,
  Inbox,
  Send,
  TriangleAlert,
  Unlink,
} from 'lucide-react';
import { type CSSProperties, memo, type ReactNode } from 'react';
import { keyed } from '../../controls/keyed.ts';
import type { Format } from '../../format/format.ts';
import { serviceColor } from '../../theme/service-color.ts';
import { placeOf, placeText } from '../data/place.ts';
import { pathParts } from '../data/time-use.ts';
import { hasMark, isError, type Trace } from '../data/trace.ts';
import { barOf, placeOfTime, type TimeRange } from './bar.ts';
import styles from './timeline-row.module.css';
import { ROW_HEIGHT } from './use-row-scroll.ts';

const MOST_EVENT_MARKS = 40;
const MOST_PATH_PARTS = 60;

interface RowProps {
  readonly trace: Trace;
  readonly row: number;
  // One for all rows: a hook of each row's own would cost more than drawing it.
  readonly t: TFunction;
  readonly format: Format;
  /** Where it stands among the visible rows. */
  readonly position: number;
  readonly range: TimeRange;
  readonly isPathShown: boolean;
  /** Undefined for a span without children. */
  readonly isFolded: boolean | undefined;
  readonly isCursor: boolean;
  readonly isOpen: boolean;
  readonly isMatch: boolean;
  readonly isDimmed: boolean;
  readonly onToggle: (row: number) => void;
  readonly onChoose: (row: number) => void;
}

/** One span: its place in the tree, its name, and its bar. */
export const TimelineRow = memo(function TimelineRow(props: RowProps) {
  const { trace, row, t, format, position, isFolded, onToggle, onChoose } = props;
  const service = trace.serviceOf(row);
  const name = trace.nameOf(row);
  const parent = trace.parent[row] ?? -1;
  const isNewService = parent < 0 || trace.service[parent] !== trace.service[row];
  const depth = trace.depth[row] ?? 0;
  const style: CSSProperties & Record<`--${string}`, string | number> = {
    transform: `translateY(${position * ROW_HEIGHT}px)`,
    '--depth': depth,
    '--service': serviceColor(service),
  };
  return (
    // The keyboard works on the whole grid, which names its current row: see use-trace-keys.ts.
    <tr
      id={`span-row-${row}`}
      tabIndex={-1}
      className={styles['row']}
      style={style}
      aria-level={depth + 1}
      aria-rowindex={position + 1}
      aria-expanded={isFolded === undefined ? undefined : !isFolded}
      aria-selected={props.isOpen}
      data-cursor={props.isCursor || undefined}
      data-open={props.isOpen || undefined}
      data-match={props.isMatch || undefined}
      data-dimmed={props.isDimmed || undefined}
      title={tooltip(trace, row, format)}
      onClick={() => onChoose(row)}
    >
      <td className={styles['name']}>
        <span className={styles['guides']} />
        {isFolded === undefined ? (
          <span className={styles['leaf']} />
        ) : (
          <button
            type="button"
            className={styles['fold']}
            tabIndex={-1}
            aria-label={isFolded ? t('trace.unfold') : t('trace.fold')}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(row);
            }}
          >
            {isFolded ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
          </button>
        )}
        <span className={styles['color']} />
        {isError(trace, row) && (
          <Sign label={t('trace.error')} tone="error">
            <CircleAlert size={13} />
          </Sign>
        )}
        <span className={styles['text']}>
          {isNewService && (
            <span className={styles['service']}>{service || t('trace.noService')}</span>
          )}
          <span className={styles['operation']}>{name || t('trace.noName')}</span>
        </span>
        <RowSigns trace={trace} row={row} t={t} />
      </td>
      <td className={styles['bars']}>
        <RowBar {...props} />
      </td>
    </tr>
  );
});

function RowBar({ trace, row, range, isPathShown, isFolded, format }: RowProps) {
  const bar = barOf(trace.offset[row] ?? 0, trace.length[row] ?? 0, range);
  if (bar === undefined) return null;
  const events = trace.eventsOf(row, MOST_EVENT_MARKS);
  const label = format.duration(trace.length[row] ?? 0);
  return (
    <>
      <span
        className={styles['bar']}
        data-error={isError(trace, row) || undefined}
        data-follows={hasMark(trace, row, RowMark.followsFrom) || undefined}
        data-folded={isFolded || undefined}
        style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
      />
      {isPathShown &&
        pathParts(trace.timeUse, row, MOST_PATH_PARTS).map(({ from, to }) => {
          const part = barOf(from, to - from, range);
          if (part === undefined) return null;
          const place = { left: `${part.left}%`, width: `${part.width}%` };
          return <span key={from} className={styles['path']} style={place} />;
        })}
      {keyed(events, ({ offset }) => String(offset)).map(({ key, item }) => (
        <span
          key={key}
          className={styles['event']}
          style={{ left: `${placeOfTime(item.offset, range)}%` }}
        />
      ))}
      <span
        className={styles['label']}
        style={{ left: `calc(${bar.left}% + max(${bar.width}%, 3px))` }}
      >
        {label}
      </span>
    </>
  );
}

/** What is special about a span, as small pictures with words for who points or listens. */
function RowSigns({ trace, row, t }: Pick<RowProps, 'trace' | 'row' | 't'>) {
  const kind = trace.kindOf(row);
  return (
    <span className={styles['signs']}>
      {hasMark(trace, row, RowMark.parentMissing) && (
        <Sign label={t('trace.parentMissing')} tone="warning">
          <Unlink size={13} />
        </Sign>
      )}
      {hasMark(trace, row, RowMark.skewAdjusted) && (
        <Sign label={t('trace.skewAdjusted')} tone="warning">
          <ClockAlert size={13} />
        </Sign>
      )}
      {hasMark(trace, row, RowMark.warning) && (
        <Sign label={t('trace.hasWarnings')} tone="warning">
          <TriangleAlert size={13} />
        </Sign>
      )}
      {hasMark(trace, row, RowMark.followsFrom) && (
        <Sign label={t('trace.followsFrom')}>
          <CornerDownRight size={13} />
        </Sign>
      )}
      {kind === SpanKind.server && (
        <Sign label={t('kind.server')} tone="minor">
          <ArrowDownLeft size={13} />
        </Sign>
      )}
      {kind === SpanKind.client && (
        <Sign label={t('kind.client')} tone="minor">
          <ArrowUpRight size={13} />
        </Sign>
      )}
      {kind === SpanKind.producer && (
        <Sign label={t('kind.producer')} tone="minor">
          <Send size={12} />
        </Sign>
      )}
      {kind === SpanKind.consumer && (
        <Sign label={t('kind.consumer')} tone="minor">
          <Inbox size={13} />
        </Sign>
      )}
    </span>
  );
}

function Sign({
  label,
  tone,
  children,
}: {
  readonly label: string;
  /** What is minor gives way on narrow screens. */
  readonly tone?: 'error' | 'warning' | 'minor';
  readonly children: ReactNode;
}) {
  return (
    <span className={styles['sign']} role="img" aria-label={label} title={label} data-tone={tone}>
      {children}
    </span>
  );
}

/** Who, how long, when, and where. */
function tooltip(trace: Trace, row: number, format: Format): string {
  const time = `${format.duration(trace.length[row] ?? 0)} · +${format.duration(trace.offset[row] ?? 0)}`;
  const place = placeText(placeOf(trace.resourceOf(row)));
  return [`${trace.serviceOf(row)}: ${trace.nameOf(row)}`, time, place].filter(Boolean).join('\n');
}
