import { RowMark, SpanKind, StatusCode, spanKindName } from '@clew/model';
import { CornerLeftUp, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { placeOf } from '../data/place.ts';
import { hasMark, isError, type Trace } from '../data/trace.ts';
import styles from './span-detail.module.css';

/** What is known of a span without its attributes: how long, where, what kind, under what. */
export function SpanFacts({
  trace,
  row,
  onJump,
}: {
  readonly trace: Trace;
  readonly row: number;
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const offset = trace.offset[row] ?? 0;
  const length = trace.length[row] ?? 0;
  const kind = trace.kindOf(row);
  const parent = trace.parent[row] ?? -1;
  return (
    <dl className={styles['facts']}>
      <Fact label={t('trace.duration')}>
        <strong>{format.duration(length)}</strong>
        {trace.duration > 0 && (
          <span className={styles['aside']}>
            {t('detail.ofTrace', {
              share: format.percent(length / trace.duration),
            })}
          </span>
        )}
      </Fact>
      <TimeUseFacts trace={trace} row={row} />
      <Fact label={t('trace.start')}>
        <span>+{format.duration(offset)}</span>
        <span className={styles['aside']}>
          {format.dateTime(trace.start + BigInt(Math.round(offset)))}
        </span>
      </Fact>
      <HostFact trace={trace} row={row} />
      {kind !== SpanKind.unspecified && (
        <Fact label={t('search.kind')}>{t(`kind.${spanKindName(kind)}`)}</Fact>
      )}
      <Fact label={t('search.status')}>
        <span className={isError(trace, row) ? styles['bad'] : undefined}>
          {t(statusMessage(trace.statusOf(row)))}
        </span>
      </Fact>
      <Fact label={t('detail.parent')}>
        {parent < 0 ? (
          <span className={styles['aside']}>
            {hasMark(trace, row, RowMark.parentMissing)
              ? t('detail.parentMissing', { id: trace.parentIdOf(row) })
              : t('detail.noParent')}
          </span>
        ) : (
          <button type="button" className={styles['jump']} onClick={() => onJump(parent)}>
            <CornerLeftUp size={13} aria-hidden="true" />
            {trace.serviceOf(parent)}: {trace.nameOf(parent)}
          </button>
        )}
      </Fact>
      {hasMark(trace, row, RowMark.skewAdjusted) && (
        <Fact label={t('detail.clock')}>
          {t('detail.clockMoved', { shift: format.duration(trace.shiftOf(row)) })}
        </Fact>
      )}
    </dl>
  );
}

/** How much of its time is its own, and how much of that the trace waited for. */
function TimeUseFacts({ trace, row }: { readonly trace: Trace; readonly row: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const length = trace.length[row] ?? 0;
  const self = trace.timeUse.self[row] ?? 0;
  const onPath = trace.timeUse.onPath[row] ?? 0;
  if (length === 0) return null;
  return (
    <>
      <Fact label={t('detail.selfTime')}>
        <span>{format.duration(self)}</span>
        <span className={styles['aside']}>
          {t('detail.ofSpan', { share: format.percent(self / length) })}
        </span>
      </Fact>
      <Fact label={t('trace.criticalPath')}>
        {onPath === 0 ? (
          <span className={styles['aside']}>{t('detail.notOnPath')}</span>
        ) : (
          <>
            <span>{format.duration(onPath)}</span>
            <span className={styles['aside']}>
              {t('detail.ofTrace', { share: format.percent(onPath / trace.duration) })}
            </span>
          </>
        )}
      </Fact>
    </>
  );
}

/** Which machine, which instance: asked first, so it stands first. */
function HostFact({ trace, row }: { readonly trace: Trace; readonly row: number }) {
  const { t } = useTranslation();
  const { host, address, instance } = placeOf(trace.resourceOf(row));
  return (
    <>
      <Fact label={t('detail.host')}>
        {host === '' ? (
          <span className={styles['aside']}>{t('detail.unknown')}</span>
        ) : (
          <span className={styles['host']}>
            <Server size={13} aria-hidden="true" />
            {host}
            {address !== '' && address !== host && (
              <span className={styles['address']}>{address}</span>
            )}
          </span>
        )}
      </Fact>
      {instance !== '' && (
        <Fact label={t('detail.instance')}>
          <span className={styles['host']}>{instance}</span>
        </Fact>
      )}
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles['fact']}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function statusMessage(status: StatusCode) {
  if (status === StatusCode.error) return 'status.error';
  return status === StatusCode.ok ? 'status.ok' : 'status.unset';
}
