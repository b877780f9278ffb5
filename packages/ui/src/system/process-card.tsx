import { useTranslation } from 'react-i18next';
import type { SystemAnswer } from '../api/system-answer.ts';
import { useFormat } from '../format/use-format.ts';
import { Card } from './card.tsx';
import { Facts } from './facts.tsx';
import { Meter } from './meter.tsx';

/** What runs, since when, and what it takes of its machine. */
export function ProcessCard({ system }: { readonly system: SystemAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { memoryBytes, memoryLimitBytes, heapBytes, cpuTime } = system.process;
  return (
    <Card title={t('system.process.title')}>
      <Meter
        label={t('system.tile.memory')}
        text={t('system.storage.usedOf', {
          used: format.bytes(memoryBytes),
          limit: format.bytes(memoryLimitBytes),
        })}
        share={memoryBytes / memoryLimitBytes}
      />
      <Facts
        facts={[
          { name: t('system.process.version'), value: system.version },
          { name: t('system.process.node'), value: system.nodeVersion },
          {
            name: t('system.process.startedAt'),
            value: format.moment(Number(system.startedAt / 1_000_000n), 'second'),
          },
          { name: t('system.process.heap'), value: format.bytes(heapBytes) },
          { name: t('system.process.processor'), value: format.duration(cpuTime) },
        ]}
      />
    </Card>
  );
}
