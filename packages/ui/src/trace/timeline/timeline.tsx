import { ChevronsDownUp, ChevronsUpDown, Route } from 'lucide-react';
import { type CSSProperties, type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readSetting, writeSetting } from '../../app/stored-setting.ts';
import { Button } from '../../controls/button.tsx';
import { useFormat } from '../../format/use-format.ts';
import { hasChildren, type Trace } from '../data/trace.ts';
import type { Reveal } from '../trace-view.tsx';
import { wholeRange } from './bar.ts';
import { ColumnDivider } from './column-divider.tsx';
import { Minimap } from './minimap.tsx';
import { TimeAxis, useTicks } from './time-axis.tsx';
import styles from './timeline.module.css';
import { TimelineRow } from './timeline-row.tsx';
import { ROW_HEIGHT, useRowScroll } from './use-row-scroll.ts';

const NAME_WIDTH_SETTING = 'nameWidth';
const PATH_SETTING = 'criticalPath';
const PATH_HIDDEN = 'hidden';
const DEFAULT_NAME_WIDTH = 38;
const INDENT = 14;
const MOST_INDENT = 280;

/** The rows of a trace against time. Only those in view are in the page. */
export function Timeline({
  trace,
  rows,
  folded,
  cursor,
  openRow,
  matches,
  reveal,
  onToggle,
  onChoose,
  pageSize,
  onFoldAll,
  onUnfoldAll,
}: {
  readonly trace: Trace;
  readonly rows: Int32Array;
  readonly folded: ReadonlySet<number>;
  readonly cursor: number;
  readonly openRow: number;
  readonly matches: ReadonlySet<number>;
  readonly reveal: Reveal;
  readonly onToggle: (row: number) => void;
  readonly onChoose: (row: number) => void;
  /** Told how many rows fit into the view. */
  readonly pageSize: RefObject<number>;
  readonly onFoldAll: () => void;
  readonly onUnfoldAll: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const [nameWidth, setNameWidth] = useState(storedNameWidth);
  const [isPathShown, setPathShown] = useState(() => readSetting(PATH_SETTING) !== PATH_HIDDEN);
  const view = useRowScroll(scroller, rows, reveal, pageSize);
  const range = useMemo(() => wholeRange(trace.duration), [trace]);
  const marks = useTicks(range, view.width * (1 - nameWidth / 100));
  const changeNameWidth = useCallback((width: number) => {
    setNameWidth(width);
    writeSetting(NAME_WIDTH_SETTING, String(width));
  }, []);

  const height = rows.length * ROW_HEIGHT;
  // As the ARIA practices have it: a table that is a treegrid, whose rows and cells keep their meaning,
  // and that has the focus for its current row.
  const treegrid = {
    role: 'treegrid',
    tabIndex: 0,
    'aria-label': t('trace.spanTree'),
    'aria-rowcount': rows.length,
    'aria-activedescendant': `span-row-${cursor}`,
  } as const;
  const shown = rows.subarray(view.window.first, view.window.end);
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--name-width': `${nameWidth}%`,
    '--indent': `${Math.min(INDENT, MOST_INDENT / trace.levels)}px`,
    '--row': `${ROW_HEIGHT}px`,
  };
  return (
    <div className={styles['timeline']} style={style}>
      <Minimap
        trace={trace}
        rows={rows}
        first={view.first}
        size={view.size}
        onJump={view.showPosition}
      />
      <div className={styles['head']}>
        <div className={styles['headName']}>
          <span className={styles['headText']}>{t('trace.serviceAndOperation')}</span>
          <Button
            look="quiet"
            small
            aria-label={t('trace.foldAll')}
            title={t('trace.foldAll')}
            onClick={onFoldAll}
          >
            <ChevronsDownUp size={14} />
          </Button>
          <Button
            look="quiet"
            small
            aria-label={t('trace.unfoldAll')}
            title={t('trace.unfoldAll')}
            onClick={onUnfoldAll}
          >
            <ChevronsUpDown size={14} />
          </Button>
          <Button
            look="quiet"
            small
            aria-label={t('trace.criticalPath')}
            aria-pressed={isPathShown}
            title={t('trace.criticalPathHint')}
            onClick={() => {
              setPathShown(!isPathShown);
              writeSetting(PATH_SETTING, isPathShown ? PATH_HIDDEN : 'shown');
            }}
          >
            <Route size={14} />
          </Button>
        </div>
        <TimeAxis ticks={marks} />
        <ColumnDivider width={nameWidth} onChange={changeNameWidth} />
      </div>
      <div ref={scroller} className={styles['scroller']} onScroll={view.onScroll}>
        <div className={styles['grid']} aria-hidden="true" style={{ height }}>
          {marks.map((mark) => (
            <span key={mark.time} style={{ left: `${mark.place}%` }} />
          ))}
        </div>
        <table className={styles['rows']} style={{ height }} {...treegrid}>
          <tbody>
            {Array.from(shown, (row, index) => (
              <TimelineRow
                key={row}
                trace={trace}
                row={row}
                t={t}
                format={format}
                position={view.window.first + index}
                range={range}
                isPathShown={isPathShown}
                isFolded={hasChildren(trace, row) ? folded.has(row) : undefined}
                isCursor={row === cursor}
                isOpen={row === openRow}
                isMatch={matches.has(row)}
                isDimmed={matches.size > 0 && !matches.has(row)}
                onToggle={onToggle}
                onChoose={onChoose}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function storedNameWidth(): number {
  const stored = Number(readSetting(NAME_WIDTH_SETTING));
  return stored >= 15 && stored <= 75 ? stored : DEFAULT_NAME_WIDTH;
}
