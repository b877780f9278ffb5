// What a link says, in the order in which a reader asks: what it is, who is linked to, in which trace; and then the rest.
import { type Attribute, type SpanLink, TRACE_ID_TEXT_KEY } from '@clew/model';
import { referenceKeys } from '@clew/protocols/sw8-reference-keys';
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
  [referenceKeys.instance]: 'instance',
  [referenceKeys.address]: 'address',
  [referenceKeys.segmentId]: 'segment',
  [referenceKeys.spanNumber]: 'spanNumber',
} as const;
type FactWord = (typeof words)[keyof typeof words];

/** What stands in a link's head, where it is a text. */
const headKeys: ReadonlySet<string> = new Set([
  ...[referenceKeys.type, referenceKeys.service, referenceKeys.endpoint],
]);

/** What a link says. */
export function shownLink(link: Pick<SpanLink, 'traceId' | 'attributes'>): ShownLink {
  const { traceId, attributes } = link;
  const said = (wanted: string) => attributes.find(({ key }) => key === wanted)?.value;
  const refType = said(referenceKeys.type);
  const textId = textOfTrace(traceId, said(TRACE_ID_TEXT_KEY));
  const service = said(referenceKeys.service);
  const endpoint = said(referenceKeys.endpoint);
  const isShown = ({ key, value }: Attribute) =>
    (key === TRACE_ID_TEXT_KEY && value === textId) ||
    (typeof value === 'string' && headKeys.has(key));
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
