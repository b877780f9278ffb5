import { getRouteApi } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { Trace } from './data/trace.ts';
import { allFolded, nothingFolded, toggled, unfoldTo, visibleRows } from './data/visible-rows.ts';
import { SpanDetail } from './detail/span-detail.tsx';
import { FindBox } from './find-box.tsx';
import { Loading } from './loading.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { zoomToRow } from './timeline/timeline-canvas.tsx';
import { Viewport } from './timeline/viewport.ts';
import { TraceHeader } from './trace-header.tsx';
import styles from './trace-view.module.css';
import { OTHER_VIEWS, TRACE_VIEWS } from './trace-views.tsx';
import { useFind } from './use-find.ts';
import { useTraceCommands } from './use-trace-commands.ts';
import { useTraceKeys } from './use-trace-keys.ts';

const route = getRouteApi('/trace/$traceId');

/** A row to bring into view; a new object each time, also for the same row. */
export interface Reveal {
  readonly row: number;
  /** In the middle, for jumps; else no further than needed. */
  readonly center: boolean;
}

/** A trace: what it is, its time line, and the span that is open. The open span stands in the address. */
export function TraceView({ trace }: { readonly trace: Trace }) {
  const { t } = useTranslation();
  const format = useFormat();
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const view = TRACE_VIEWS.find((one) => one === address.view) ?? 'timeline';
  const OtherView = view === 'timeline' ? undefined : OTHER_VIEWS[view];
  const openRow = useMemo(() => trace.rowOf(address.span ?? ''), [trace, address.span]);

  const [folded, setFolded] = useState(() => nothingFolded(trace));
  const [cursor, setCursor] = useState(Math.max(0, openRow));
  const [reveal, setReveal] = useState<Reveal>({ row: 0, center: false });
  const viewport = useMemo(() => new Viewport(trace.duration), [trace]);
  const findInput = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => visibleRows(trace, folded), [trace, folded]);
  const find = useFind(trace, address.uiFind ?? '');

  const title = `${trace.serviceOf(0)}: ${trace.nameOf(0)}`;
  const duration = format.duration(trace.duration);
  useEffect(() => {
    document.title = `${title} (${duration}) · ${trace.shownId} · Clew`;
  }, [title, duration, trace]);

  const openSpan = useCallback(
    (row: number, replace: boolean) => {
      const span = row < 0 ? undefined : trace.addressOf(row);
      void navigate({
        search: ({ span: _, ...rest }) => ({ ...rest, ...(span !== undefined && { span }) }),
        hash: '',
        replace,
        resetScroll: false,
      });
    },
    [navigate, trace],
  );
  const close = useCallback(() => openSpan(-1, false), [openSpan]);

  /** Puts the cursor on a row, unfolded and in view; an open panel follows. */
  const goTo = useCallback(
    (row: number, center: boolean) => {
      setFolded((before) => unfoldTo(trace, before, row));
      setCursor(row);
      setReveal({ row, center });
      if (openRow >= 0 && openRow !== row) openSpan(row, true);
    },
    [trace, openRow, openSpan],
  );

  const jump = useCallback((row: number) => goTo(row, true), [goTo]);

  // An address that names a span, also by back and forward, shows it.
  useEffect(() => {
    if (openRow < 0) return;
    setFolded((before) => unfoldTo(trace, before, openRow));
    setCursor(openRow);
    setReveal({ row: openRow, center: true });
  }, [trace, openRow]);

  const toggle = useCallback((row: number) => {
    setFolded((before) => toggled(before, row));
  }, []);
  const choose = useCallback(
    (row: number) => {
      setCursor(row);
      openSpan(row, openRow >= 0);
    },
    [openSpan, openRow],
  );

  const foldAll = useCallback(() => {
    setFolded(allFolded(trace, 1));
    setCursor(0);
    setReveal({ row: 0, center: false });
  }, [trace]);
  const unfoldAll = useCallback(() => setFolded(nothingFolded(trace)), [trace]);
  useTraceCommands(trace, view, {
    onFoldAll: foldAll,
    onUnfoldAll: unfoldAll,
    onShowAll: () => viewport.showAll(),
  });

  const [wantedStep, setWantedStep] = useState(0);
  const stepToMatch = useEffectEvent(() => {
    setWantedStep(0);
    const row = find.step(cursor, wantedStep);
    if (row >= 0) goTo(row, true);
  });
  // Enter may come before what is looked for is found.
  useEffect(() => {
    if (wantedStep !== 0 && !find.isBusy) stepToMatch();
  }, [wantedStep, find.isBusy]);

  useTraceKeys({
    isOn: view === 'timeline',
    state: { trace, rows, folded, cursor, viewport },
    isOpen: openRow >= 0,
    onMove: (row) => goTo(row, false),
    onToggle: toggle,
    onZoomTo: (row) => zoomToRow(viewport, trace, row),
    onOpen: choose,
    onClose: close,
    onFind: () => findInput.current?.select(),
    onMatch: setWantedStep,
  });

  return (
    <div className={styles['view']}>
      <TraceHeader trace={trace} view={view} onFind={find.setText}>
        <FindBox
          ref={findInput}
          text={find.text}
          matchCount={find.rows.length}
          matchIndex={find.indexOf(cursor)}
          isBusy={find.isBusy}
          error={find.error}
          onChange={find.setText}
          onStep={setWantedStep}
          onDone={() => {
            void navigate({
              search: ({ uiFind: _, ...rest }) => ({
                ...rest,
                ...(find.text !== '' && { uiFind: find.text }),
              }),
              replace: true,
              resetScroll: false,
            });
          }}
        />
      </TraceHeader>
      <div className={styles['body']} data-open={openRow >= 0 || undefined}>
        {OtherView !== undefined ? (
          <Suspense fallback={<Loading />}>
            <OtherView
              trace={trace}
              openRow={openRow}
              matches={find.matches}
              reveal={reveal}
              onOpen={choose}
              by={address.by ?? ''}
              onByChange={(by) => {
                void navigate({
                  search: ({ by: _, ...rest }) => ({ ...rest, ...(by !== '' && { by }) }),
                  replace: true,
                  resetScroll: false,
                });
              }}
            />
          </Suspense>
        ) : (
          <section className={styles['main']} aria-label={t('trace.timeline')}>
            <Timeline
              trace={trace}
              viewport={viewport}
              rows={rows}
              folded={folded}
              cursor={cursor}
              openRow={openRow}
              matches={find.matches}
              reveal={reveal}
              onToggle={toggle}
              onChoose={choose}
              onFind={find.setText}
              onFoldAll={foldAll}
              onUnfoldAll={unfoldAll}
            />
          </section>
        )}
        {openRow >= 0 && (
          <SpanDetail key={openRow} trace={trace} row={openRow} onClose={close} onJump={jump} />
        )}
      </div>
    </div>
  );
}
