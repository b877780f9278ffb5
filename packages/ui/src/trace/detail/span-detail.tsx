import { SpanKind, StatusCode, spanKindName } from '@clew/model';
import { CircleAlert, CornerLeftUp, Link2, Server, TriangleAlert, X } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { CopyButton } from '../../controls/copy-button.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import { placeOf } from '../data/host-use.ts';
import type { TimeUse } from '../data/time-use.ts';
import { hasMark, Mark, type Trace } from '../data/trace.ts';
import { AttributeTable } from './attribute-table.tsx';
import { EventList } from './event-list.tsx';
import { LinkList } from './link-list.tsx';
import { Section } from './section.tsx';
import styles from './span-detail.module.css';

/** Everything about one span. */
export const SpanDetail = memo(function SpanDetail({
  trace,
  timeUse,
  row,
  onClose,
  onJump,
}: {
  readonly trace: Trace;
  readonly timeUse: TimeUse;
  readonly row: number;
  readonly onClose: () => void;
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const span = trace.spans[row];
  if (span === undefined) return null;
  const { resource, scope } = span;
  const parent = trace.parent[row] ?? -1;
  const parentSpan = trace.spans[parent];
  const isError = hasMark(trace, row, Mark.error);
  return (
    <aside className={styles['panel']} aria-label={t('detail.title')}>
      <div className={styles['head']}>
        <div className={styles['titles']}>
          <p className={styles['service']}>
            <ServiceDot service={resource.serviceName} />
            {resource.serviceName || t('trace.noService')}
          </p>
          <h2 className={styles['name']}>{span.name || t('trace.noName')}</h2>
        </div>
        <CopyButton
          text={spanAddress(span.spanId)}
          label={t('detail.copyLink')}
          icon={<Link2 size={14} />}
        />
        <Button
          look="quiet"
          small
          aria-label={t('detail.close')}
          title={t('detail.close')}
          onClick={onClose}
        >
          <X size={16} />
        </Button>
      </div>
      {isError && (
        <p className={styles['error']}>
          <CircleAlert size={14} aria-hidden="true" />
          {span.statusMessage || t('trace.error')}
        </p>
      )}
      {span.warnings.map((warning) => (
        <p key={warning} className={styles['warning']}>
          <TriangleAlert size={14} aria-hidden="true" />
          {warning}
        </p>
      ))}
      <dl className={styles['facts']}>
        <Fact label={t('trace.duration')}>
          <strong>{format.duration(span.duration)}</strong>
          {trace.duration > 0 && (
            <span className={styles['aside']}>
              {t('detail.ofTrace', {
                share: format.percent(Number(span.duration) / trace.duration),
              })}
            </span>
          )}
        </Fact>
        <TimeUseFacts trace={trace} timeUse={timeUse} row={row} />
        <Fact label={t('trace.start')}>
          <span>+{format.duration(trace.offset[row] ?? 0)}</span>
          <span className={styles['aside']}>{format.dateTime(span.start)}</span>
        </Fact>
        <HostFact trace={trace} row={row} />
        {span.kind !== SpanKind.unspecified && (
          <Fact label={t('search.kind')}>{t(`kind.${spanKindName(span.kind)}`)}</Fact>
        )}
        <Fact label={t('search.status')}>
          <span className={isError ? styles['bad'] : undefined}>
            {t(statusMessage(span.status))}
          </span>
        </Fact>
        <Fact label={t('detail.parent')}>
          {parentSpan === undefined ? (
            <span className={styles['aside']}>
              {hasMark(trace, row, Mark.parentMissing)
                ? t('detail.parentMissing', { id: span.parentSpanId })
                : t('detail.noParent')}
            </span>
          ) : (
            <button type="button" className={styles['jump']} onClick={() => onJump(parent)}>
              <CornerLeftUp size={13} aria-hidden="true" />
              {parentSpan.resource.serviceName}: {parentSpan.name}
            </button>
          )}
        </Fact>
        {hasMark(trace, row, Mark.skewAdjusted) && (
          <Fact label={t('detail.clock')}>
            {t('detail.clockMoved', { shift: format.duration(trace.shifts.get(row) ?? 0) })}
          </Fact>
        )}
      </dl>
      <Section title={t('search.tags')} count={span.attributes.length} isOpen>
        <AttributeTable attributes={span.attributes} dropped={span.droppedAttributesCount} />
      </Section>
      {span.events.length > 0 && (
        <Section title={t('detail.events')} count={span.events.length} isOpen>
          <EventList events={span.events} start={span.start} />
        </Section>
      )}
      {span.links.length > 0 && (
        <Section title={t('detail.links')} count={span.links.length} isOpen>
          <LinkList trace={trace} links={span.links} onJump={onJump} />
        </Section>
      )}
      <Section title={t('detail.process')} count={resource.attributes.length} isOpen>
        <AttributeTable
          attributes={resource.attributes}
          dropped={resource.droppedAttributesCount}
        />
      </Section>
      {scope.name !== '' && (
        <Section title={t('detail.scope')} count={scope.attributes.length}>
          <AttributeTable
            attributes={[
              { key: 'name', value: scope.name },
              ...(scope.version === '' ? [] : [{ key: 'version', value: scope.version }]),
              ...scope.attributes,
            ]}
            dropped={scope.droppedAttributesCount}
          />
        </Section>
      )}
      <Section title={t('detail.ids')}>
        <AttributeTable
          attributes={[
            { key: t('detail.spanId'), value: span.spanId },
            ...(span.parentSpanId === ''
              ? []
              : [{ key: t('detail.parentId'), value: span.parentSpanId }]),
            { key: t('trace.id'), value: span.traceId },
            { key: t('detail.flags'), value: BigInt(span.flags) },
            ...(span.traceState === '' ? [] : [{ key: 'tracestate', value: span.traceState }]),
          ]}
          dropped={0}
        />
      </Section>
    </aside>
  );
});

/** How much of its time is its own, and how much of that the trace waited for. */
function TimeUseFacts({
  trace,
  timeUse,
  row,
}: {
  readonly trace: Trace;
  readonly timeUse: TimeUse;
  readonly row: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const length = trace.length[row] ?? 0;
  const self = timeUse.self[row] ?? 0;
  const onPath = timeUse.onPath[row] ?? 0;
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
  const resource = trace.spans[row]?.resource;
  if (resource === undefined) return null;
  const { host, address, instance } = placeOf(resource);
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

/** The address of this page with this span open. */
function spanAddress(spanId: string): string {
  const url = new URL(window.location.href);
  url.hash = '';
  url.searchParams.set('span', spanId);
  return url.href;
}
