import type { Span } from '@clew/model';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../data/trace.ts';
import { AttributeTable } from './attribute-table.tsx';
import { EventList } from './event-list.tsx';
import { LinkList } from './link-list.tsx';
import { Section } from './section.tsx';

/** What a span says beside its times: attributes, events, references, process, ids. */
export function SpanContent({
  trace,
  span,
  onJump,
}: {
  readonly trace: Trace;
  readonly span: Span;
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const { resource, scope } = span;
  return (
    <>
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
    </>
  );
}
