import { REF_TYPE_KEY, type SpanLink } from '@clew/model';

/** OpenTracing's name for what a link is, where it was one of its references. */
export function referenceType(link: Pick<SpanLink, 'attributes'>): string | undefined {
  const value = link.attributes.find(({ key }) => key === REF_TYPE_KEY)?.value;
  return typeof value === 'string' ? value : undefined;
}
