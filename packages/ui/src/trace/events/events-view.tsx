// All events of all spans in the order of time: what a log of the request would have said.
import { valueJson } from '@clew/model';
import { ListX, SearchX } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { ErrorNotice } from '../../controls/error-notice.tsx';
import { Notice } from '../../controls/notice.tsx';
import { useFormat } from '../../format/use-format.ts';
import { AllSpansGate } from '../all-spans-gate.tsx';
import { DataGrid, type GridColumn, type GridRows } from '../grid/data-grid.tsx';
import type { TextTable } from '../grid/delimited-text.ts';
import { fitWidth, samplePositions } from '../grid/fit-width.ts';
import styles from '../grid/grid-view.module.css';
import { useIsNarrow } from '../grid/use-is-narrow.ts';
import { Loading } from '../loading.tsx';
import type { TraceViewProps } from '../trace-views.tsx';
import { useAllSpans } from '../use-all-spans.ts';
import { useWork } from '../use-work.ts';
import { needsAllSpans } from './choose-events.ts';
import { EventBar } from './event-bar.tsx';
import { NameCell, PiecesCell, ServiceCell, TimeCell } from './event-cells.tsx';
import {
  ALL_EVENTS,
  type EventChoice,
  formatEventChoice,
  parseEventChoice,
} from './event-choice.ts';
import { EventDetail } from './event-detail.tsx';
import { eventPieces } from './event-text.ts';
import { TraceEvents } from './trace-events.ts';
import { useChosenEvents } from './use-chosen-events.ts';
import { usePagesInView } from './use-pages-in-view.ts';

type ColumnName = 'time' | 'gap' | 'service' | 'operation' | 'event' | 'details';
const COLUMNS: readonly ColumnName[] = ['time', 'gap', 'service', 'operation', 'event', 'details'];
/** What is said comes first where there is no room for the rest. */
const NARROW_COLUMNS: readonly ColumnName[] = [
  'time',
  'event',
  'details',
  'gap',
  'service',
  'operation',
];

const WIDEST_NAME = 220;
/** Up to this the events are put in order at once. */
const FEW_SPANS = 30_000;
const DETAILS_WIDTH = 420;
/** Pixels of a dot, a sign or a button beside a text. */
const MARK_WIDTH = 20;
/** Pixels by which an error's name is wider: it has a sign and a heavier weight. */
const ERROR_WIDTH = 32;
/** No gap is wider. */
const GAP_SAMPLE = '00.0 ms';
const NO_EVENTS = new Int32Array(0);

/** The events of a trace. */
export function EventsView(props: TraceViewProps) {
  const { t } = useTranslation();
  const { trace } = props;
  const read = useMemo(() => () => TraceEvents.of(trace), [trace]);
  const { value: events } = useWork(read, trace.count <= FEW_SPANS);
  return (
    <section className={styles['view']} aria-label={t('events.title')}>
      {events === undefined ? (
        <Loading />
      ) : events.columns.count === 0 ? (
        <Notice icon={<ListX size={26} />} title={t('events.none')}>
          <p>{t('events.noneHint')}</p>
        </Notice>
      ) : (
        <EventList {...props} events={events} />
      )}
    </section>
  );
}

function EventList({
  trace,
  events,
  openRow,
  matches,
  onOpen,
  by,
  onByChange,
}: TraceViewProps & { readonly events: TraceEvents }) {
  const { t } = useTranslation();
  const choice = useMemo(() => parseEventChoice(by), [by]);
  const change = (part: Partial<EventChoice>) =>
    onByChange(formatEventChoice({ ...choice, ...part }));
  const isNeeded = needsAllSpans(choice);
  const { isComplete } = useAllSpans(trace, isNeeded);
  const chosen = useChosenEvents(events, choice, isComplete || !isNeeded);
  const shown = chosen.value ?? NO_EVENTS;

  const [openedEvent, setOpenedEvent] = useState(-1);
  const openedPosition = useMemo(
    () => (openedEvent < 0 ? -1 : shown.indexOf(openedEvent)),
    [shown, openedEvent],
  );
  const toggle = (position: number, isOpened: boolean) => {
    const event = shown[position] ?? -1;
    if (isOpened) setOpenedEvent(event);
    else if (event === openedEvent) setOpenedEvent(-1);
  };

  const { show, ...pages } = usePagesInView(trace);
  const onView = useCallback(
    (first: number, end: number) =>
      show(Array.from(shown.subarray(first, end), (event) => events.rowOf(event))),
    [show, shown, events],
  );
  const names = useIsNarrow() ? NARROW_COLUMNS : COLUMNS;
  const columns = useEventColumns(events, names);
  const rows = useEventRows({
    events,
    names,
    shown,
    openRow,
    matches,
    arrived: pages.arrived,
    openedPosition,
    onToggle: setOpenedEvent,
  });
  const text = useMemo(() => textTable(events, shown), [events, shown]);
  const [first] = useState(() => shown.findIndex((event) => events.rowOf(event) === openRow));
  const reveal = useMemo(
    () => ({ position: Math.max(0, shown === events.inTime ? first : 0) }),
    [shown, events, first],
  );

  return (
    <>
      <EventBar
        events={events}
        choice={choice}
        count={chosen.isBusy ? undefined : shown.length}
        text={text}
        onChange={change}
      />
      {pages.error !== undefined ? (
        <ErrorNotice error={pages.error} onRetry={pages.retry} />
      ) : (
        <AllSpansGate trace={trace} isNeeded={isNeeded}>
          {() =>
            chosen.value?.length === 0 ? (
              <Notice icon={<SearchX size={26} />} title={t('events.noneLeft')}>
                <Button onClick={() => change(ALL_EVENTS)}>{t('events.showAll')}</Button>
              </Notice>
            ) : (
              <DataGrid
                label={t('events.title')}
                columns={columns}
                rows={rows}
                onChoose={(position) => onOpen(events.rowOf(shown[position] ?? 0))}
                onToggle={toggle}
                reveal={reveal}
                opened={
                  openedPosition < 0
                    ? undefined
                    : {
                        position: openedPosition,
                        content: <EventDetail events={events} event={openedEvent} />,
                      }
                }
                onView={onView}
              />
            )
          }
        </AllSpansGate>
      )}
    </>
  );
}

function useEventColumns(events: TraceEvents, names: readonly ColumnName[]): readonly GridColumn[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const { trace, inTime } = events;
    const textsOf = (name: ColumnName): readonly string[] => {
      switch (name) {
        case 'time':
          return [format.timeAfter(trace.duration)];
        case 'gap':
          return [GAP_SAMPLE];
        case 'service':
          return trace.services;
        case 'operation':
          return Array.from(samplePositions(inTime.length), (at) =>
            trace.nameOf(events.rowOf(inTime[at] ?? 0)),
          );
        case 'event':
          return [t('detail.log'), ...events.names()];
        case 'details':
          return [];
      }
    };
    return names.map((name): GridColumn => {
      const label = t(`events.column.${name}`);
      const isMarked = name === 'time' || name === 'service';
      const besides = name === 'event' ? ERROR_WIDTH : isMarked ? MARK_WIDTH : 0;
      return {
        id: name,
        label,
        isSortable: false,
        ...(name === 'gap' && { isNumber: true }),
        ...(name === 'details'
          ? { width: DETAILS_WIDTH, grows: true }
          : { width: fitWidth(label, textsOf(name), WIDEST_NAME) + besides }),
      };
    });
  }, [events, names, format, t]);
}

function useEventRows({
  events,
  names,
  shown,
  openRow,
  matches,
  arrived,
  openedPosition,
  onToggle,
}: {
  readonly events: TraceEvents;
  readonly names: readonly ColumnName[];
  readonly shown: Int32Array;
  readonly openRow: number;
  readonly matches: ReadonlySet<number>;
  /** Rows are drawn anew when it grows. */
  readonly arrived: number;
  readonly openedPosition: number;
  readonly onToggle: (event: number) => void;
}): GridRows {
  const { t } = useTranslation();
  const format = useFormat();
  // biome-ignore lint/correctness/useExhaustiveDependencies: attributes have come when it grows
  return useMemo(() => {
    const { trace } = events;
    return {
      count: shown.length,
      cell: (position, column) => {
        const event = shown[position] ?? 0;
        const row = events.rowOf(event);
        switch (names[column]) {
          case 'time':
            return (
              <TimeCell
                text={format.timeAfter(events.offsetOf(event))}
                isOpened={position === openedPosition}
                onToggle={() => onToggle(position === openedPosition ? -1 : event)}
              />
            );
          case 'gap':
            return position === 0
              ? ''
              : format.duration(events.offsetOf(event) - events.offsetOf(shown[position - 1] ?? 0));
          case 'service':
            return (
              <ServiceCell
                service={trace.serviceOf(row)}
                text={trace.serviceOf(row) || t('trace.noService')}
              />
            );
          case 'operation':
            return trace.nameOf(row) || t('trace.noName');
          case 'event':
            return <NameCell name={events.nameOf(event)} severity={events.severityOf(event)} />;
          default: {
            const attributes = events.attributesOf(event);
            return (
              <PiecesCell pieces={attributes && eventPieces(events.nameOf(event), attributes)} />
            );
          }
        }
      },
      look: (position) => {
        const event = shown[position] ?? 0;
        const row = events.rowOf(event);
        const severity = events.severityOf(event);
        return {
          isOpen: row === openRow,
          isMatch: matches.has(row),
          ...(severity !== undefined && severity !== 'none' && { tone: severity }),
        };
      },
    };
  }, [events, names, shown, openRow, matches, arrived, openedPosition, onToggle, format, t]);
}

function textTable(events: TraceEvents, shown: Int32Array): TextTable {
  const { trace } = events;
  return {
    head: ['timeNanos', 'gapNanos', 'service', 'operation', 'event', 'attributes', 'spanId'],
    count: shown.length,
    row: (position) => {
      const event = shown[position] ?? 0;
      const before = shown[position - 1];
      const row = events.rowOf(event);
      const time = events.offsetOf(event);
      const attributes = (events.attributesOf(event) ?? []).map(({ key, value }) => [
        key,
        valueJson(value),
      ]);
      return [
        time,
        before === undefined ? 0 : time - events.offsetOf(before),
        trace.serviceOf(row),
        trace.nameOf(row),
        events.nameOf(event),
        JSON.stringify(Object.fromEntries(attributes)),
        trace.spanIdOf(row),
      ];
    },
  };
}
