import type { Span } from '@clew/model';
import { carriedSpans } from '@clew/protocols/captured-headers';
import { ListFilter } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { childRows, type Trace } from '../data/trace.ts';
import { AttributeTable } from './attribute-table.tsx';
import { ChildList } from './child-list.tsx';
import { EventList } from './event-list.tsx';
import { LinkList } from './link-list.tsx';
import { Section } from './section.tsx';
import styles from './span-detail.module.css';

/** With the writer of OTLP, which few need. */
const RawSpan = lazy(() => import('./raw-span.tsx'));

/** What a span says beside its times: attributes, events, references, process, ids. */
export function SpanContent({
  trace,
  row,
  span,
  onJump,
}: {
  readonly trace: Trace;
  readonly row: number;
  readonly span: Span;
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const { resource, scope } = span;
  const [typed, setTyped] = useState('');
  const [isRawAsked, setRawAsked] = useState(false);
  const filter = typed.trim().toLowerCase();
  const callers = carriedSpans(span).filter(({ traceId, spanId }) =>
    span.links.every((link) => link.traceId !== traceId || link.spanId !== spanId),
  );
  const children = useMemo(() => childRows(trace, row), [trace, row]);
  return (
    <>
      <label className={styles['filter']}>
        <ListFilter size={13} aria-hidden="true" />
        <input
          type="search"
          value={typed}
          placeholder={t('detail.filter')}
          aria-label={t('detail.filter')}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <Section title={t('search.tags')} count={span.attributes.length} isOpen>
        <AttributeTable
          attributes={span.attributes}
          dropped={span.droppedAttributesCount}
          scope="span"
          filter={filter}
        />
      </Section>
      {span.events.length > 0 && (
        <Section title={t('detail.events')} count={span.events.length} isOpen>
          <EventList events={span.events} start={span.start} filter={filter} />
        </Section>
      )}
      {span.links.length + callers.length > 0 && (
        <Section title={t('detail.links')} count={span.links.length + callers.length} isOpen>
          <LinkList trace={trace} links={span.links} callers={callers} onJump={onJump} />
        </Section>
      )}
      {children.length > 0 && (
        <Section title={t('detail.children')} count={children.length}>
          <ChildList trace={trace} rows={children} onJump={onJump} />
        </Section>
      )}
      <Section title={t('detail.process')} count={resource.attributes.length} isOpen>
        <AttributeTable
          attributes={resource.attributes}
          dropped={resource.droppedAttributesCount}
          scope="resource"
          filter={filter}
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
            filter={filter}
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
      <Section title={t('detail.raw')} onOpen={() => setRawAsked(true)}>
        {isRawAsked && (
          <Suspense fallback={<p className={styles['loading']}>{t('detail.loading')}</p>}>
            <RawSpan span={span} />
          </Suspense>
        )}
      </Section>
    </>
  );
}
