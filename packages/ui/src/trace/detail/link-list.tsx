import type { SpanLink } from '@clew/model';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { keyed } from '../../controls/keyed.ts';
import { useOpenedFile } from '../../file/use-files.ts';
import { referenceType } from '../data/reference-type.ts';
import type { Trace } from '../data/trace.ts';
import { AttributeTable } from './attribute-table.tsx';
import styles from './link-list.module.css';

const route = getRouteApi('/trace/$traceId');

/** References to other spans: of this trace they jump, of another they lead there. */
export function LinkList({
  trace,
  links,
  onJump,
}: {
  readonly trace: Trace;
  readonly links: readonly SpanLink[];
  readonly onJump: (row: number) => void;
}) {
  const { t } = useTranslation();
  const file = useOpenedFile(route.useSearch().file ?? '');
  return (
    <ul>
      {keyed(links, ({ spanId }) => spanId).map(({ key, item: link }) => {
        const row = link.traceId === trace.traceId ? trace.rowOf(link.spanId) : -1;
        return (
          <li key={key} className={styles['link']}>
            <p className={styles['head']}>
              <span className={styles['type']}>{referenceType(link) ?? t('detail.link')}</span>
              {row >= 0 ? (
                <button type="button" className={styles['jump']} onClick={() => onJump(row)}>
                  {trace.serviceOf(row)}: {trace.nameOf(row)}
                </button>
              ) : (
                <Link
                  to="/trace/$traceId"
                  params={{ traceId: link.traceId }}
                  search={{
                    span: link.spanId,
                    // The other trace may be in the same file.
                    ...(file?.has(link.traceId) === true && { file: file.name }),
                  }}
                  preload={false}
                >
                  <code>
                    {link.traceId} / {link.spanId}
                  </code>
                </Link>
              )}
            </p>
            {link.attributes.length > 0 && (
              <AttributeTable attributes={link.attributes} dropped={link.droppedAttributesCount} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
