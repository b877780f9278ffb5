import { useTranslation } from 'react-i18next';
import { lookbackText } from './range-text.ts';
import type { SearchTime } from './search-state.ts';
import styles from './time-fields.module.css';
import { LOOKBACKS, localInputToMicros, microsToLocalInput } from './time-range.ts';

const HOUR_MICROS = 3_600_000_000;

/** The time that a search covers. */
export function TimeFields({
  state,
  onChange,
}: {
  readonly state: SearchTime;
  readonly onChange: (time: SearchTime) => void;
}) {
  const { t } = useTranslation();
  const known = LOOKBACKS.some((lookback) => lookback === state.lookback);
  const lookbacks =
    known || state.lookback === 'custom' ? LOOKBACKS : [...LOOKBACKS, state.lookback];

  function choose(lookback: string) {
    if (lookback !== 'custom') {
      onChange({ lookback, start: '', end: '' });
      return;
    }
    const now = Math.floor(Date.now() / 1000) * 1_000_000;
    onChange({ lookback, start: String(now - HOUR_MICROS), end: String(now) });
  }

  return (
    <div className={styles['time']} data-custom={state.lookback === 'custom' || undefined}>
      <select
        className={styles['control']}
        aria-label={t('search.time')}
        value={state.lookback}
        onChange={(event) => choose(event.target.value)}
      >
        {lookbacks.map((lookback) => (
          <option key={lookback} value={lookback}>
            {lookbackText(t, lookback)}
          </option>
        ))}
        <option value="custom">{t('search.customTime')}</option>
      </select>
      {state.lookback === 'custom' && (
        <>
          <input
            className={styles['control']}
            aria-label={t('search.from')}
            type="datetime-local"
            step="1"
            value={microsToLocalInput(state.start)}
            onChange={(event) =>
              onChange({ ...state, start: localInputToMicros(event.target.value) })
            }
          />
          <span className={styles['dash']} aria-hidden="true">
            –
          </span>
          <input
            className={styles['control']}
            aria-label={t('search.to')}
            type="datetime-local"
            step="1"
            value={microsToLocalInput(state.end)}
            onChange={(event) =>
              onChange({ ...state, end: localInputToMicros(event.target.value) })
            }
          />
        </>
      )}
    </div>
  );
}
