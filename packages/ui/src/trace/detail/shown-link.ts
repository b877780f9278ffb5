// What a link says, in the order in which a reader asks: what it is, who is linked to, in which trace; and then the rest.
import type { Attribute, SpanLink } from '@clew/model';
import { TRACE_ID_TEXT_KEY } from '@clew/model';
import { referenceType } from '../data/reference-type.ts';
import { textOfTrace } from '../data/trace-id.ts';

/** A link as a reader sees it. */
export interface ShownLink {
  /** The client's word for what it is. */
  readonly type: string | undefined;
  /** What agents call the trace; undefined where that is its id in hex. */
  readonly textId: string | undefined;
  /** The service that is linked to, and what of it; empty where that is not told. */
  readonly service: string;
  readonly endpoint: string;
  readonly rest: readonly LinkFact[];
}

/** An attribute, and which of the words of `link.…` says what it is, where one does. */
interface LinkFact extends Attribute {
  readonly word: FactWord | undefined;
}

/** What references of SkyWalking's agents say, by our words. */
const words = {
  'sw8.parent_service_instance': 'instance',
  'sw8.address_used_at_peer': 'address',
  'sw8.parent_segment_id': 'segment',
  'sw8.parent_span_id': 'spanNumber',
} as const;
type FactWord = (typeof words)[keyof typeof words];

const REF_TYPE = 'sw8.ref_type';
const SERVICE = 'sw8.parent_service';
const ENDPOINT = 'sw8.parent_endpoint';

/** What a link says. */
export function shownLink(link: Pick<SpanLink, 'traceId' | 'attributes'>): ShownLink {
  const { traceId, attributes } = link;
  const said = (wanted: string) => attributes.find(({ key }) => key === wanted)?.value;
  const refType = said(REF_TYPE);
  const textId = textOfTrace(traceId, said(TRACE_ID_TEXT_KEY));
  const service = said(SERVICE);
  const endpoint = said(ENDPOINT);
  const isShown = ({ key, value }: Attribute) =>
    (key === TRACE_ID_TEXT_KEY && value === textId) ||
    (typeof value === 'string' && (key === REF_TYPE || key === SERVICE || key === ENDPOINT));
  return {
    type: referenceType(link) ?? textIn(refType),
    textId,
    service: textIn(service) ?? '',
    endpoint: textIn(endpoint) ?? '',
    rest: attributes
      .filter((one) => !isShown(one))
      .map((one) => ({ ...one, word: isKnown(one.key) ? words[one.key] : undefined })),
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isKnown(key: string): key is keyof typeof words {
  return Object.hasOwn(words, key);
}
