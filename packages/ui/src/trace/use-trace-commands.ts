import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../app/commands.ts';
import { copyText } from '../controls/copy-text.ts';
import { isTyping } from '../controls/is-typing.ts';
import type { Trace } from './data/trace.ts';
import { linkingSearch } from './linking-search.ts';
import { TRACE_VIEWS, type TraceViewName } from './trace-views.tsx';

const route = getRouteApi('/trace/$traceId');

/** What the timeline offers as commands. */
interface TimelineActions {
  readonly onFoldAll: () => void;
  readonly onUnfoldAll: () => void;
  readonly onShowAll: () => void;
}

/** Offers what can be done with a trace in the command palette, and its views by number keys. */
export function useTraceCommands(
  trace: Trace,
  view: TraceViewName,
  timeline: TimelineActions,
): void {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const show = useEffectEvent((name: TraceViewName) => {
    void navigate({
      search: ({ view: _, by: __, ...rest }) => ({
        ...rest,
        ...(name !== 'timeline' && { view: name }),
      }),
      resetScroll: false,
    });
  });
  const run = useEffectEvent((action: keyof TimelineActions) => timeline[action]());
  const askForLinks = useEffectEvent(() => {
    void navigate({ to: '/search', search: linkingSearch(trace) });
  });
  const [shows, runs, asks] = useMemo(() => [show, run, askForLinks] as const, []);
  useCommands(
    useMemo((): readonly Command[] => {
      const id = trace.shownId;
      const group = t('trace.view.timeline');
      return [
        ...TRACE_VIEWS.map((name, index) => ({
          id: `view-${name}`,
          title: t(`trace.view.${name}`),
          group: t('commands.view'),
          keys: String(index + 1),
          run: () => shows(name),
        })),
        ...(view === 'timeline'
          ? [
              { id: 'fold-all', title: t('trace.foldAll'), group, run: () => runs('onFoldAll') },
              {
                id: 'unfold-all',
                title: t('trace.unfoldAll'),
                group,
                run: () => runs('onUnfoldAll'),
              },
              {
                id: 'show-all',
                title: t('keys.does.showAll'),
                group,
                keys: '0',
                run: () => runs('onShowAll'),
              },
            ]
          : []),
        {
          id: 'copy-link',
          title: t('commands.copyLink'),
          group: t('commands.traces'),
          run: () => void copyText(window.location.href),
        },
        {
          id: 'copy-id',
          title: t('commands.copyId'),
          group: t('commands.traces'),
          run: () => void copyText(id),
        },
        ...(trace.source.isLocal
          ? []
          : [
              {
                id: 'linking',
                title: t('trace.linking'),
                group: t('commands.traces'),
                run: () => asks(),
              },
            ]),
        {
          id: 'print',
          title: t('commands.print'),
          group: t('commands.traces'),
          run: () => window.print(),
        },
      ];
    }, [t, trace, view, shows, runs, asks]),
  );
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const name = isTyping(event.target) ? undefined : TRACE_VIEWS[Number(event.key) - 1];
      if (name !== undefined) show(name);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
