import { useEffectEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../app/commands.ts';
import { ORDERS, type SearchState } from './search-state.ts';

interface ResultActions {
  readonly onToggleLive: () => void;
  readonly onOrder: (order: SearchState['order']) => void;
  readonly onSearch: () => void;
  /** Undefined where nothing was narrowed. */
  readonly onWiden: (() => void) | undefined;
}

/** Offers what can be done with the results of a search in the command palette. */
export function useResultCommands(actions: ResultActions): void {
  const { t } = useTranslation();
  const live = useEffectEvent(() => actions.onToggleLive());
  const order = useEffectEvent((chosen: SearchState['order']) => actions.onOrder(chosen));
  const search = useEffectEvent(() => actions.onSearch());
  const widen = useEffectEvent(() => actions.onWiden?.());
  const isNarrowed = actions.onWiden !== undefined;
  const [runLive, runOrder, runSearch, runWiden] = useMemo(
    () => [live, order, search, widen] as const,
    [],
  );
  useCommands(
    useMemo((): readonly Command[] => {
      const group = t('search.results');
      return [
        { id: 'search-again', title: t('search.refresh'), group, run: () => runSearch() },
        { id: 'live', title: `${t('live.live')}: ${t('live.hint')}`, group, run: () => runLive() },
        ...ORDERS.map((one) => ({
          id: `order-${one}`,
          title: t(`results.order.${one}`),
          group: t('results.order'),
          run: () => runOrder(one),
        })),
        ...(isNarrowed
          ? [{ id: 'widen', title: t('heat.widen'), group, run: () => runWiden() }]
          : []),
      ];
    }, [t, isNarrowed, runLive, runOrder, runSearch, runWiden]),
  );
}
