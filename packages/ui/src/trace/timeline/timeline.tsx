import { ChevronsDownUp, ChevronsUpDown, Palette, Route, ZoomOut } from 'lucide-react';
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { readSetting, writeSetting } from '../../app/stored-setting.ts';
import { Button } from '../../controls/button.tsx';
import { IconSelect } from '../../controls/icon-select.tsx';
import type { Trace } from '../data/trace.ts';
import { positionOf } from '../data/visible-rows.ts';
import type { Reveal } from '../trace-view.tsx';
import { ColumnDivider } from './column-divider.tsx';
import { HostLanes } from './host-lanes.tsx';
import { Minimap } from './minimap.tsx';
import { COLORINGS, type Coloring } from './row-colors.ts';
import type { SceneLayout } from './scene.ts';
import { TimeAxis } from './time-axis.tsx';
import styles from './timeline.module.css';
import { TimelineCanvas } from './timeline-canvas.tsx';
import { useRowsSize } from './use-row-canvas.ts';
import { useViewport } from './use-viewport.ts';
import type { Viewport } from './viewport.ts';

const NAME_WIDTH_SETTING = 'nameWidth';
const PATH_SETTING = 'criticalPath';
const COLORING_SETTING = 'coloring';
const PATH_HIDDEN = 'hidden';
const DEFAULT_NAME_WIDTH = 38;
const NARROW = 640;
const NARROW_NAME_WIDTH = 48;
const INDENT = 14;
const MOST_INDENT = 280;

/** The rows of a trace against time. */
export function Timeline({
  trace,
  viewport,
  rows,
  folded,
  cursor,
  openRow,
  matches,
  reveal,
  onToggle,
  onChoose,
  onFind,
  onFoldAll,
  onUnfoldAll,
}: {
  readonly trace: Trace;
  readonly viewport: Viewport;
  readonly rows: Int32Array;
  readonly folded: Uint8Array;
  readonly cursor: number;
  readonly openRow: number;
  readonly matches: ReadonlySet<number>;
  readonly reveal: Reveal;
  readonly onToggle: (row: number) => void;
  readonly onChoose: (row: number) => void;
  readonly onFind: (text: string) => void;
  readonly onFoldAll: () => void;
  readonly onUnfoldAll: () => void;
}) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [nameWidth, setNameWidth] = useState(storedNameWidth);
  const [isPathShown, setPathShown] = useState(() => readSetting(PATH_SETTING) !== PATH_HIDDEN);
  const [coloring, setColoring] = useState(storedColoring);
  const layout = useLayout(scroller, viewport, trace, nameWidth);
  const range = useViewport(viewport, (view) => view.range);
  const scrollHeight = useViewport(viewport, (view) => view.scrollHeight);
  useLayoutEffect(() => viewport.setRowCount(rows.length), [viewport, rows]);
  useReveal(viewport, trace, rows, reveal, layout.height > 0);

  return (
    <div className={styles['timeline']}>
      <Minimap trace={trace} viewport={viewport} rows={rows} coloring={coloring} />
      <HostLanes trace={trace} range={range} layout={layout} onFind={onFind} />
      <div
        className={styles['head']}
        style={{ gridTemplateColumns: `${layout.nameWidth}px minmax(0, 1fr)` }}
      >
        <div className={styles['headName']}>
          <span className={styles['headText']}>{t('trace.serviceAndOperation')}</span>
          <IconSelect
            label={t('trace.colorBy')}
            icon={<Palette size={14} />}
            value={coloring}
            options={COLORINGS.map((value) => ({ value, label: t(`trace.colorBy.${value}`) }))}
            onChange={(chosen) => {
              setColoring(chosen);
              writeSetting(COLORING_SETTING, chosen);
            }}
          />
          <HeadButton label={t('trace.foldAll')} onClick={onFoldAll}>
            <ChevronsDownUp size={14} />
          </HeadButton>
          <HeadButton label={t('trace.unfoldAll')} onClick={onUnfoldAll}>
            <ChevronsUpDown size={14} />
          </HeadButton>
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
        <TimeAxis range={range} layout={layout} />
        {viewport.isZoomed && (
          <span className={styles['zoomOut']}>
            <Button small onClick={() => viewport.showAll()}>
              <ZoomOut size={13} aria-hidden="true" /> {t('trace.showAll')}
            </Button>
          </span>
        )}
        <ColumnDivider
          width={nameWidth}
          left={layout.nameWidth}
          onChange={(width) => {
            setNameWidth(width);
            writeSetting(NAME_WIDTH_SETTING, String(width));
          }}
        />
      </div>
      <div ref={scroller} className={styles['scroller']}>
        <div style={{ height: Math.max(scrollHeight, layout.height) }}>
          <TimelineCanvas
            trace={trace}
            viewport={viewport}
            layout={layout}
            rows={rows}
            folded={folded}
            cursor={cursor}
            openRow={openRow}
            matches={matches}
            coloring={coloring}
            isPathShown={isPathShown}
            scroller={scroller}
            onToggle={onToggle}
            onChoose={onChoose}
          />
        </div>
      </div>
    </div>
  );
}

function HeadButton({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Button look="quiet" small aria-label={label} title={label} onClick={onClick}>
      {children}
    </Button>
  );
}

/** Follows the size of the rows' container. */
function useLayout(
  scroller: RefObject<HTMLDivElement | null>,
  viewport: Viewport,
  trace: Trace,
  nameWidth: number,
): SceneLayout {
  const { width, height } = useRowsSize(scroller, viewport);
  const isNarrow = width <= NARROW;
  const share = (isNarrow ? Math.max(nameWidth, NARROW_NAME_WIDTH) : nameWidth) / 100;
  const indent = Math.min(isNarrow ? INDENT / 2 : INDENT, MOST_INDENT / Math.max(1, trace.levels));
  return { width, height, nameWidth: Math.round(width * share), indent, isNarrow };
}

/** Brings a row into view when that is newly wished: folding rows must leave the view where it is. */
function useReveal(
  viewport: Viewport,
  trace: Trace,
  rows: Int32Array,
  reveal: Reveal,
  hasSize: boolean,
): void {
  const done = useRef<Reveal>(undefined);
  const show = useEffectEvent(() => {
    if (done.current === reveal || !hasSize) return;
    done.current = reveal;
    const position = positionOf(rows, reveal.row);
    if (position < 0) return;
    viewport.showRow(position, reveal.center);
    const from = trace.offset[reveal.row] ?? 0;
    viewport.showTime(from, from + (trace.length[reveal.row] ?? 0));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish is granted once there are rows and room for it
  useEffect(() => show(), [reveal, rows, hasSize]);
}

function storedNameWidth(): number {
  const stored = Number(readSetting(NAME_WIDTH_SETTING));
  return stored >= 15 && stored <= 75 ? stored : DEFAULT_NAME_WIDTH;
}

function storedColoring(): Coloring {
  const stored = readSetting(COLORING_SETTING);
  return COLORINGS.find((one) => one === stored) ?? 'service';
}
