import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../app/commands.ts';
import { copyText } from '../controls/copy-text.ts';
import { isTyping } from '../controls/is-typing.ts';
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
  /** The trace's id as it is shown. */
  id: string,
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
  const [shows, runs] = useMemo(() => [show, run] as const, []);
  useCommands(
    useMemo((): readonly Command[] => {
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
        {
          id: 'print',
          title: t('commands.print'),
          group: t('commands.traces'),
          run: () => window.print(),
        },
      ];
    }, [t, id, view, shows, runs]),
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
