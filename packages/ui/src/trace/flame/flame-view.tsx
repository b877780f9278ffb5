import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { Button } from '../../controls/button.tsx';
import { ChoiceRow } from '../../controls/choice-row.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import { Loading } from '../loading.tsx';
import { useViewport } from '../timeline/use-viewport.ts';
import { Viewport } from '../timeline/viewport.ts';
import type { TraceViewProps } from '../trace-views.tsx';
import { serviceOfBox } from './box-facts.tsx';
import { FLAME_MODES, type Flame, type FlameMode } from './flame.ts';
import type { TraceCalls } from './flame-data.ts';
import { FlameFigures } from './flame-figures.tsx';
import { FlameGraph, zoomToBox } from './flame-graph.tsx';
import { LEVEL_HEIGHT } from './flame-layout.ts';
import { FlameMotion } from './flame-motion.ts';
import { FlamePath } from './flame-path.tsx';
import styles from './flame-view.module.css';
import { foundShare } from './found-share.ts';
import { OperationList } from './operation-list.tsx';
import { heaviestOperation, operationOfText, operationText } from './operation-order.ts';
import { useFlame, useTraceCalls } from './use-flame-data.ts';

const SANDWICH = 'sandwich:';
const ZOOM = 0.6;
/** Of what is in view: a glide may end a little beside its aim. */
const SLACK = 1e-6;

/** A trace as a flame graph: by time, merged with the heaviest at the left, or one operation between callers and callees. */
export function FlameView(props: TraceViewProps) {
  const { trace, matches, by, onByChange } = props;
  const { t } = useTranslation();
  const mode = modeOf(by);
  const change = useEffectEvent((value: FlameMode) => onByChange(value === 'time' ? '' : value));
  useModeCommands(useMemo(() => change, []));
  return (
    <section className={styles['view']} aria-label={t('flame.title')}>
      <div className={styles['bar']}>
        <ChoiceRow<FlameMode>
          label={t('flame.mode')}
          value={mode}
          options={FLAME_MODES.map((value) => ({ value, label: t(`flame.mode.${value}`) }))}
          onChange={(value) => onByChange(value === 'time' ? '' : value)}
        />
        <p className={styles['hint']}>{t(`flame.hint.${mode}`)}</p>
        <FoundShare trace={trace} matches={matches} />
      </div>
      {mode === 'sandwich' ? <Sandwich {...props} /> : <WholeTrace {...props} mode={mode} />}
    </section>
  );
}

/** Offers the ways to lay the graph in the command palette. */
function useModeCommands(onMode: (mode: FlameMode) => void): void {
  const { t } = useTranslation();
  useCommands(
    useMemo(
      () =>
        FLAME_MODES.map((mode) => ({
          id: `flame-${mode}`,
          title: t(`flame.mode.${mode}`),
          group: t('trace.view.flame'),
          run: () => onMode(mode),
        })),
      [t, onMode],
    ),
  );
}

function modeOf(by: string): FlameMode {
  if (by.startsWith(SANDWICH)) return 'sandwich';
  return FLAME_MODES.find((mode) => mode === by) ?? 'time';
}

function FoundShare({
  trace,
  matches,
}: {
  readonly trace: Trace;
  readonly matches: ReadonlySet<number>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = useMemo(() => foundShare(trace, matches), [trace, matches]);
  if (matches.size === 0) return null;
  return (
    <p className={styles['found']} role="status" title={t('flame.foundHint')}>
      {t('flame.found', {
        count: matches.size,
        number: format.number(matches.size),
        share: format.percent(share),
      })}
    </p>
  );
}

function WholeTrace({ mode, ...props }: TraceViewProps & { readonly mode: 'time' | 'left' }) {
  const flame = useFlame(props.trace, mode);
  if (flame === undefined) return <Loading />;
  return <FlamePane key={flame.mode} {...props} flame={flame} />;
}

function Sandwich(props: TraceViewProps) {
  const calls = useTraceCalls(props.trace);
  if (calls === undefined) return <Loading />;
  return <SandwichPanes {...props} calls={calls} />;
}

function SandwichPanes({ calls, ...props }: TraceViewProps & { readonly calls: TraceCalls }) {
  const { trace, by, onByChange } = props;
  const { operations, merged } = calls;
  const operation = useMemo(() => {
    const named = operationOfText(trace, operations, by.slice(SANDWICH.length));
    return named >= 0 ? named : heaviestOperation(merged.figures);
  }, [trace, operations, merged, by]);
  const flame = useFlame(trace, 'sandwich', operation);
  return (
    <div className={styles['panes']}>
      <OperationList
        trace={trace}
        calls={calls}
        chosen={operation}
        onChoose={(one) => onByChange(SANDWICH + operationText(trace, operations, one))}
      />
      {flame === undefined ? (
        <Loading />
      ) : (
        <FlamePane key={`${flame.service[0]} ${flame.nameOf(0)}`} {...props} flame={flame} />
      )}
    </div>
  );
}

/** A flame graph with what belongs to it. */
function FlamePane({ flame, ...props }: TraceViewProps & { readonly flame: Flame }) {
  const { trace, openRow, matches, reveal, onOpen, onByChange } = props;
  const { t } = useTranslation();
  const { layout } = flame;
  const viewport = useMemo(() => {
    const made = new Viewport(layout.width, LEVEL_HEIGHT);
    made.setRowCount(layout.levels);
    return made;
  }, [layout]);
  const motion = useMemo(() => new FlameMotion(viewport), [viewport]);
  const [cursor, setCursor] = useState(() => Math.max(0, flame.boxOf(openRow)));
  const [wanted, setWanted] = useState(-1);
  const zoomed = useZoomed(flame, viewport, wanted < 0 ? cursor : wanted);
  useEffect(() => () => motion.stop(), [motion]);

  // A span that is opened or jumped to elsewhere on the page has the cursor here too.
  const reach = useEffectEvent((row: number) => {
    const box = row < 0 ? -1 : flame.boxOf(row);
    if (box < 0) return;
    setCursor(box);
    viewport.showRow(layout.level[box] ?? 0, true);
    viewport.showTime(layout.left[box] ?? 0, layout.right[box] ?? 0);
  });
  useEffect(() => reach(openRow), [openRow]);
  const [revealed, setRevealed] = useState(reveal);
  useEffect(() => {
    if (reveal === revealed) return;
    setRevealed(reveal);
    reach(reveal.row);
  }, [reveal, revealed]);

  const zoomTo = useCallback(
    (box: number) => {
      setCursor(box);
      setWanted(box);
      zoomToBox(flame, viewport, motion, box);
    },
    [flame, viewport, motion],
  );
  const showAll = useCallback(() => {
    setWanted(-1);
    motion.to(viewport.whole);
  }, [motion, viewport]);
  const open = useCallback(
    (box: number) => {
      if (flame.mode === 'time') onOpen(box);
    },
    [flame, onOpen],
  );

  return (
    <div className={styles['pane']} data-open={openRow >= 0 || undefined}>
      <div className={styles['tools']}>
        <FlamePath
          trace={trace}
          flame={flame}
          zoomed={zoomed}
          onZoomTo={zoomTo}
          onShowAll={showAll}
        />
        <ViewButton label={t('flame.zoomIn')} onClick={() => motion.zoom(ZOOM)}>
          <ZoomIn size={15} />
        </ViewButton>
        <ViewButton label={t('flame.zoomOut')} onClick={() => motion.zoom(1 / ZOOM)}>
          <ZoomOut size={15} />
        </ViewButton>
        <ViewButton label={t('flame.showAll')} onClick={showAll}>
          <Maximize2 size={14} />
        </ViewButton>
      </div>
      <FlameGraph
        trace={trace}
        flame={flame}
        viewport={viewport}
        motion={motion}
        matches={matches}
        cursor={cursor}
        onCursor={setCursor}
        onOpen={open}
        onZoomTo={zoomTo}
        onShowAll={showAll}
      />
      <FlameFigures
        trace={trace}
        flame={flame}
        cursor={cursor}
        onOpenRow={onOpen}
        onSandwich={(box) =>
          onByChange(`${SANDWICH}${serviceOfBox(trace, flame, box)}: ${flame.nameOf(box)}`)
        }
      />
    </div>
  );
}

function ViewButton({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <Button look="quiet" small aria-label={label} title={label} onClick={onClick}>
      {children}
    </Button>
  );
}

/** A box, or the nearest above it, that has all of what is in view; −1 for none. */
function useZoomed(flame: Flame, viewport: Viewport, inner: number): number {
  const { parent, left, right } = flame.layout;
  return useViewport(viewport, ({ range: { from, to }, isZoomed }) => {
    if (!isZoomed) return -1;
    const slack = (to - from) * SLACK;
    let box = inner;
    while (box >= 0 && !((left[box] ?? 0) <= from + slack && (right[box] ?? 0) >= to - slack)) {
      box = parent[box] ?? -1;
    }
    return box;
  });
}
