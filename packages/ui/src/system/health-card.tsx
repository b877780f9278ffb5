import { CircleAlert, CircleCheck, CircleHelp, Info, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HealthFinding, SystemAnswer } from '../api/system-answer.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './health-card.module.css';

const STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;
const SEVERITIES = ['critical', 'warning', 'notice'] as const;
/** What there are words for in every language. */
const CODES = [
  'write-failed',
  'sealing-failed',
  'sealing-behind',
  'segments-unreadable',
  'retention-failed',
  'disk-full',
  'disk-nearly-full',
  'disk-smaller-than-limit',
  'dropped-before-retention',
  'requests-at-limit',
  'faults',
] as const;

const STATUS_ICONS = { healthy: CircleCheck, degraded: TriangleAlert, unhealthy: CircleAlert };
const SEVERITY_ICONS = { critical: CircleAlert, warning: TriangleAlert, notice: Info };

/** Whether all is well, and if not, what is wrong and what to do. */
export function HealthCard({
  system,
  isStale,
}: {
  readonly system: SystemAnswer;
  /** Whether nothing is known of now. */
  readonly isStale: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { health, version, uptime } = system;
  // What this page does not know is at least no reason for calm.
  const status = STATUSES.find((one) => one === health.status) ?? 'degraded';
  const Icon = isStale ? CircleHelp : STATUS_ICONS[status];
  const words = t(`system.status.${status}`);
  const title = isStale ? t('system.lastKnown', { status: words }) : words;
  return (
    <section className={styles['card']} data-status={status} aria-label={title}>
      <div className={styles['status']}>
        <Icon size={26} aria-hidden="true" />
        <div role="status">
          <h2 className={styles['title']}>{title}</h2>
          <p className={styles['uptime']}>
            {t('system.upFor', { version, duration: format.duration(wholeSeconds(uptime)) })}
          </p>
        </div>
      </div>
      {health.findings.length > 0 && (
        <ul className={styles['findings']}>
          {health.findings.map((finding) => (
            <Finding key={finding.code} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Finding({ finding }: { readonly finding: HealthFinding }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { since, count, reason = '', bytes = 0, limitBytes = 0, option = '' } = finding;
  const severity = SEVERITIES.find((one) => one === finding.severity) ?? 'warning';
  const Icon = SEVERITY_ICONS[severity];
  const code = CODES.find((one) => one === finding.code);
  const values = {
    number: format.number(count ?? 0),
    ...{ reason, option },
    bytes: format.bytes(bytes),
    limit: format.bytes(limitBytes),
  };
  return (
    <li className={styles['finding']} data-severity={severity}>
      <span role="img" aria-label={t(`system.severity.${severity}`)}>
        <Icon size={17} aria-hidden="true" />
      </span>
      <div>
        <p className={styles['what']}>
          {code === undefined ? finding.message : t(`system.finding.${code}`, values)}
          {since !== undefined && (
            <span className={styles['since']}>
              {t('system.since', { time: format.moment(Number(since / 1_000_000n), 'second') })}
            </span>
          )}
        </p>
        {code !== undefined && (
          <p className={styles['advice']}>{t(`system.advice.${code}`, values)}</p>
        )}
      </div>
    </li>
  );
}

/** A duration in nanoseconds without what is below a second. */
function wholeSeconds(nanos: bigint): bigint {
  return nanos - (nanos % 1_000_000_000n);
}
