import { useTranslation } from 'react-i18next';
import type { SystemAnswer } from '../api/system-answer.ts';
import { useFormat } from '../format/use-format.ts';
import { Card } from './card.tsx';
import { Facts } from './facts.tsx';
import { Meter } from './meter.tsx';

/** What is kept, where, and for how long. */
export function StorageCard({ system: { storage, now } }: { readonly system: SystemAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { usedBytes, limitBytes, disk, dataDir, spans, bytes, retention } = storage;
  const { pendingBatches, pendingHeads } = storage;
  const isOnDisk = storage.kind === 'embedded';
  const option = isOnDisk ? '--max-disk' : '--memory-limit';
  const nowMillis = Number(now / 1_000_000n);

  const moment = (nanos: bigint | undefined) =>
    nanos === undefined ? (
      t('system.storage.never')
    ) : (
      <>
        {format.relative(nanos, nowMillis)}
        <small>{format.moment(Number(nanos / 1_000_000n), 'second')}</small>
      </>
    );
  const dropped = storage.droppedSpans.map(({ reason, count }) =>
    reason === 'age'
      ? t('system.storage.droppedAge', { number: format.number(count) })
      : t('system.storage.droppedBytes', { number: format.number(count), option }),
  );

  return (
    <Card title={t('system.storage.title')}>
      {limitBytes === undefined ? null : (
        <Meter
          label={t('system.storage.used', { option })}
          text={t('system.storage.usedOf', {
            used: format.bytes(usedBytes),
            limit: format.bytes(limitBytes),
          })}
          share={usedBytes / limitBytes}
          // The oldest go when it is full: that is how it is meant to be.
          warns={false}
        />
      )}
      {disk !== undefined && (
        <Meter
          label={t('system.storage.disk')}
          text={t('system.storage.diskFree', {
            free: format.bytes(disk.freeBytes),
            size: format.bytes(disk.sizeBytes),
          })}
          share={1 - disk.freeBytes / disk.sizeBytes}
        />
      )}
      <Facts
        facts={[
          {
            name: t('system.storage.kind'),
            value: isOnDisk ? t('system.storage.embedded') : t('system.storage.memory'),
          },
          ...(dataDir === undefined
            ? []
            : [{ name: t('system.storage.dataDir'), value: <code>{dataDir}</code> }]),
          {
            name: t('system.storage.spans'),
            value: (
              <>
                {format.number(spans.segments + spans.heads)}
                {spans.heads > 0 && (
                  <small>
                    {t('system.storage.inHeads', { number: format.number(spans.heads) })}
                  </small>
                )}
              </>
            ),
          },
          {
            name: t('system.storage.bytes'),
            value: t('system.storage.bytesParts', {
              segments: format.bytes(bytes.segments),
              logs: format.bytes(bytes.logs),
              heads: format.bytes(bytes.heads),
            }),
          },
          { name: t('system.storage.segments'), value: format.number(storage.segments) },
          { name: t('system.storage.oldest'), value: moment(storage.oldestArrival) },
          { name: t('system.storage.newest'), value: moment(storage.newestArrival) },
          {
            name: t('system.storage.retention'),
            value:
              retention === undefined
                ? t('system.storage.keptForEver')
                : t('system.storage.keptFor', { duration: format.duration(retention) }),
          },
          {
            name: t('system.storage.dropped'),
            value:
              dropped.length === 0
                ? t('system.storage.droppedNothing')
                : dropped.map((words) => <p key={words}>{words}</p>),
          },
          ...(pendingBatches + pendingHeads === 0
            ? []
            : [
                {
                  name: t('system.storage.waiting'),
                  value: t('system.storage.waitingFor', {
                    batches: format.number(pendingBatches),
                    heads: format.number(pendingHeads),
                  }),
                },
              ]),
        ]}
      />
    </Card>
  );
}
