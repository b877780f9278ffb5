import styles from './meter.module.css';

/** From this share on a meter is drawn as one that asks for a look. */
const HIGH_SHARE = 0.9;

/** How much of something is taken, as a bar with words. */
export function Meter({
  label,
  text,
  share,
  warns = true,
}: {
  readonly label: string;
  readonly text: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Whether it is bad when nearly all is taken. */
  readonly warns?: boolean;
}) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div className={styles['meter']}>
      <div className={styles['words']} aria-hidden="true">
        <span>{label}</span>
        <span className={styles['text']}>{text}</span>
      </div>
      <meter
        className={styles['spoken']}
        aria-label={`${label}: ${text}`}
        min={0}
        max={100}
        value={percent}
      />
      <div className={styles['track']} aria-hidden="true">
        <div
          className={styles['fill']}
          data-high={(warns && share >= HIGH_SHARE) || undefined}
          style={{ width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
