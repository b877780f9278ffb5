import { Radio, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { RecentMenu } from './recent-menu.tsx';
import styles from './result-bar.module.css';
import { ORDERS, type SearchState } from './search-state.ts';
import { DEFAULT_LOOKBACK } from './time-range.ts';
import { isLive } from './use-live-tail.ts';
import { useResultCommands } from './use-result-commands.ts';

/** What stands above the traces: how many there are, in which order, and whether new ones come in. */
export function ResultBar({
  state,
  busy,
  held,
  children,
  onRelist,
  onSearch,
  onWiden,
}: {
  readonly state: SearchState;
  readonly busy: boolean;
  /** Whether what comes in is held back for the moment. */
  readonly held: boolean;
  /** How many there are. */
  readonly children: ReactNode;
  readonly onRelist: (part: Partial<SearchState>) => void;
  readonly onSearch: (state: SearchState) => void;
  /** Takes the last narrowing back; undefined where there was none. */
  readonly onWiden: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const live = isLive(state);

  function toggleLive() {
    if (live) return onRelist({ live: false });
    // A time that has ended has nothing to come.
    const time = state.end === '' ? {} : { lookback: DEFAULT_LOOKBACK, start: '', end: '' };
    onRelist({ live: true, order: 'start', ...time });
  }

  function changeOrder(order: SearchState['order']) {
    onRelist({ order, live: order === 'start' && state.live });
  }

  useResultCommands({
    onToggleLive: toggleLive,
    onOrder: changeOrder,
    onSearch: () => onSearch(state),
    onWiden,
  });

  return (
    <div className={styles['bar']}>
      <div className={styles['count']}>{children}</div>
      <Button
        small
        className={styles['live']}
        aria-pressed={live}
        title={t('live.hint')}
        data-held={held || undefined}
        onClick={toggleLive}
      >
        <Radio size={13} aria-hidden="true" />
        {held ? t('live.paused') : t('live.live')}
      </Button>
      <select
        className={styles['order']}
        aria-label={t('results.order')}
        value={state.order}
        onChange={(event) => {
          changeOrder(ORDERS.find((one) => one === event.target.value) ?? 'start');
        }}
      >
        {ORDERS.map((order) => (
          <option key={order} value={order}>
            {t(`results.order.${order}`)}
          </option>
        ))}
      </select>
      <RecentMenu />
      <Button
        look="quiet"
        small
        onClick={() => onSearch(state)}
        aria-label={t('search.refresh')}
        title={t('search.refresh')}
      >
        <RotateCw size={14} data-spin={busy || undefined} />
      </Button>
    </div>
  );
}
