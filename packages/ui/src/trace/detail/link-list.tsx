import type { SpanLink } from '@clew/model';
import type { CarriedSpan } from '@clew/protocols/captured-headers';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyed } from '../../controls/keyed.ts';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useOpenedFile } from '../../file/use-files.ts';
import type { Trace } from '../data/trace.ts';
import { shortTraceId } from '../data/trace-id.ts';
import { AttributeTable } from './attribute-table.tsx';
import styles from './link-list.module.css';
import { type ShownLink, shownLink } from './shown-link.ts';

const route = getRouteApi('/trace/$traceId');

/** References to other spans: of this trace they jump, of another they lead there. */
export function LinkList({
  trace,
  links,
  callers,
  onJump,
}: {
  readonly trace: Trace;
  readonly links: readonly SpanLink[];
  /** Those that only a header tells of. */
  readonly callers: readonly CarriedSpan[];
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <ul>
      {keyed(links, ({ spanId }) => spanId).map(({ key, item: link }) => {
        const shown = shownLink(link);
        const type = shown.type ?? t('detail.link');
        return (
          <Reference key={key} type={type} shown={shown} dropped={link.droppedAttributesCount}>
            <Target trace={trace} to={link} shown={shown} onJump={onJump} />
          </Reference>
        );
      })}
      {callers.map((caller) => {
        const shown = shownLink(caller);
        const type = t('detail.callerBy', { header: caller.header });
        return (
          <Reference key={caller.header} type={type} shown={shown} dropped={0}>
            <Target trace={trace} to={caller} shown={shown} onJump={onJump} />
          </Reference>
        );
      })}
    </ul>
  );
}

function Reference({
  type,
  shown,
  dropped,
  children,
}: {
  readonly type: string;
  readonly shown: ShownLink;
  /** How many attributes the client left out. */
  readonly dropped: number;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { rest } = shown;
  return (
    <li className={styles['link']}>
      <p className={styles['head']}>
        <span className={styles['type']}>{type}</span>
        {children}
      </p>
      {rest.length + dropped > 0 && (
        <AttributeTable
          attributes={rest.map(({ key, value, word }) => ({
            key: word === undefined ? key : t(`link.${word}`),
            value,
          }))}
          dropped={dropped}
        />
      )}
    </li>
  );
}

/** The span that is linked to: a jump within the trace, the address of another. */
function Target({
  trace,
  to: { traceId, spanId },
  shown: { textId, service, endpoint },
  onJump,
}: {
  readonly trace: Trace;
  readonly to: { readonly traceId: string; readonly spanId: string };
  readonly shown: ShownLink;
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const file = useOpenedFile(route.useSearch().file ?? '');
  if (traceId === trace.traceId) {
    const row = trace.rowOf(spanId);
    if (row < 0) {
      return <span className={styles['missing']}>{t('detail.parentMissing', { id: spanId })}</span>;
    }
    return (
      <button type="button" className={styles['jump']} onClick={() => onJump(row)}>
        {trace.serviceOf(row)}: {trace.nameOf(row)}
      </button>
    );
  }
  return (
    <Link
      to="/trace/$traceId"
      params={{ traceId: textId ?? shortTraceId(traceId) }}
      search={{
        span: spanId,
        // The other trace may be in the same file.
        ...(file?.has(traceId) === true && { file: file.name }),
      }}
      preload={false}
      className={styles['target']}
    >
      {service !== '' && (
        <span>
          <ServiceDot service={service} /> {service}
          {endpoint !== '' && `: ${endpoint}`}
        </span>
      )}
      <code>{textId ?? `${shortTraceId(traceId)} / ${spanId}`}</code>
    </Link>
  );
}
