import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './timeline.module.css';

const LEAST = 15;
const MOST = 75;
const KEY_STEP = 2;

/** Moves the border between names and bars. */
export function ColumnDivider({
  width,
  left,
  onChange,
}: {
  /** Percent. */
  readonly width: number;
  /** Where it stands, pixels. */
  readonly left: number;
  readonly onChange: (width: number) => void;
}) {
  const { t } = useTranslation();
  const change = (to: number) =>
    onChange(Math.round(Math.max(LEAST, Math.min(MOST, to)) * 10) / 10);

  function onPointerDown(event: PointerEvent<HTMLHRElement>) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  function onPointerMove(event: PointerEvent<HTMLHRElement>) {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    change(((event.clientX - box.left) / box.width) * 100);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowLeft') change(width - KEY_STEP);
    if (event.key === 'ArrowRight') change(width + KEY_STEP);
  }

  return (
    <hr
      className={styles['divider']}
      aria-orientation="vertical"
      aria-label={t('trace.columnDivider')}
      aria-valuenow={Math.round(width)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      style={{ left }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
