// The completion of the editor: asks what fits, shows it, puts it in with the blanks and braces that belong around it.
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
  pickedCompletion,
  selectedCompletionIndex,
  setSelectedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import { Annotation, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { type CompletionItem, completionItems, type StoreNames } from './completion-items.ts';
import { type CompletionPlace, completionPlace } from './completion-place.ts';
import { readTypedText } from './typed-text.ts';

/** What the completion needs from around it. */
export interface CompletionHelp {
  readonly names: (place: CompletionPlace) => Promise<StoreNames>;
  /** What there is to say about an item beside its label. */
  readonly detail: (item: CompletionItem) => string | undefined;
  readonly onOpenTrace: (traceId: string) => void;
}

/** What the list shows, and the item behind it. */
interface ItemCompletion extends Completion {
  readonly item: CompletionItem;
}

/** Marks the selection that the list begins with. */
const firstSelection = Annotation.define<boolean>();

/** Completes the query. */
export function queryCompletion(help: () => CompletionHelp): Extension {
  let isNeeded = false;

  async function source(context: CompletionContext): Promise<CompletionResult | null> {
    const query = context.state.doc.toString();
    const place = completionPlace(query, context.pos);
    if (place === undefined || !(context.explicit || isOffered(place, query))) return null;
    const { names } = help();
    let known: StoreNames = { keys: [], values: [] };
    try {
      known = await names(place);
    } catch {
      // The search itself says when the server fails; writing goes on with what needs no server.
    }
    return context.aborted ? null : resultAt(place, query, known);
  }

  function resultAt(place: CompletionPlace, query: string, known: StoreNames): CompletionResult {
    const { detail } = help();
    const items = completionItems(place, query, known);
    isNeeded = isCompletionNeeded(place, query, items);
    const needle = place.typed.replace(/^["`]/, '').toLowerCase();
    return {
      from: place.from,
      to: place.to,
      filter: false,
      // Without a question that is asked again for every letter, the list is never out of step with what is typed.
      update(_, from, __, { state, pos }) {
        const text = state.doc.toString();
        const next = completionPlace(text, pos);
        const isSame = next !== undefined && next.from === from && isSamePlace(next, place);
        return isSame ? resultAt(next, text, known) : null;
      },
      getMatch: ({ label }) => {
        const index = label.toLowerCase().indexOf(needle);
        return needle === '' || index < 0 ? [] : [index, index + needle.length];
      },
      options: items.map((item): ItemCompletion => {
        const said = detail(item);
        return {
          ...{ label: item.label, type: item.kind, item },
          ...(said !== undefined && { detail: said }),
          apply: (view, completion, from, to) => {
            if (item.kind === 'trace') help().onOpenTrace(item.label);
            else putIn(view, completion, item, place, from, to);
          },
        };
      }),
    };
  }

  return [
    autocompletion({
      override: [source],
      defaultKeymap: false,
      icons: false,
      selectOnOpen: false,
      interactionDelay: 0,
      activateOnTypingDelay: 30,
      activateOnCompletion: (completion) => isFollowed((completion as ItemCompletion).item),
    }),
    EditorView.updateListener.of(({ state, view }) => {
      if (completionStatus(state) === null) return;
      // What scrolls is to be reached by the keyboard, as checkers have it; Tab takes an item before it gets there.
      view.dom.querySelector('.cm-tooltip-autocomplete > ul')?.setAttribute('tabindex', '0');
    }),
    // Enter takes the first item only where the query can't be sent as it stands.
    EditorView.updateListener.of(({ state, view, transactions }) => {
      if (!isNeeded || completionStatus(state) !== 'active') return;
      if (selectedCompletionIndex(state) !== null) return;
      if (transactions.some((one) => one.annotation(firstSelection))) return;
      view.dispatch({
        effects: setSelectedCompletion(0),
        annotations: firstSelection.of(true),
      });
    }),
    Prec.highest(
      keymap.of([
        { key: 'Enter', run: acceptCompletion },
        { key: 'Tab', run: acceptFirst },
        { key: 'Escape', run: closeCompletion },
        { key: 'ArrowDown', run: moveCompletionSelection(true) },
        { key: 'ArrowUp', run: moveCompletionSelection(false) },
        { key: 'PageDown', run: moveCompletionSelection(true, 'page') },
        { key: 'PageUp', run: moveCompletionSelection(false, 'page') },
        { key: 'Ctrl-Space', run: startCompletion },
      ]),
    ),
  ];
}

function acceptFirst(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'active') return false;
  if (selectedCompletionIndex(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

/** Whether the same names fit at two places. */
function isSamePlace(one: CompletionPlace, other: CompletionPlace): boolean {
  if (one.type === 'field' && other.type === 'field') return one.opens === other.opens;
  if (one.type !== 'value' || other.type !== 'value') return one.type === other.type;
  const isSameField = JSON.stringify(one.field) === JSON.stringify(other.field);
  return isSameField && one.operator === other.operator && one.service === other.service;
}

/** Whether a list comes up by itself as one writes. */
function isOffered(place: CompletionPlace, query: string): boolean {
  if (place.typed !== '') return true;
  if (place.type === 'field') return !place.opens;
  return place.type !== 'join' || /\s/.test(query.charAt(place.from - 1));
}

/** Whether the query can't do without one of the items: it is not whole, or a text in it is only begun. */
function isCompletionNeeded(
  place: CompletionPlace,
  query: string,
  items: readonly CompletionItem[],
): boolean {
  if (readTypedText(query).type === 'fault') return true;
  if (place.type !== 'value' || place.operator === '=~' || place.operator === '!~') return false;
  const written = query.slice(place.from, place.to);
  return /^["`]/.test(place.typed) && items.every(({ text }) => text !== written);
}

/** Whether something must follow an item. */
function isFollowed({ kind, text }: CompletionItem): boolean {
  if (kind === 'operator') return !text.endsWith('nil');
  return kind === 'field' || kind === 'attribute' || (kind === 'join' && !/[)}]/.test(text));
}

/** Puts an item in: apart from what is before it, and with room for what must follow. */
function putIn(
  view: EditorView,
  completion: Completion,
  item: CompletionItem,
  place: CompletionPlace,
  from: number,
  to: number,
): void {
  const { doc } = view.state;
  const before = doc.sliceString(Math.max(0, from - 1), from);
  const rest = doc.sliceString(to);
  const isApart = before === '' || /[\s(]/.test(before);
  let text = `${isApart ? '' : ' '}${item.text}`;
  let after = '';
  if (place.type === 'field' && place.opens) {
    text = `${isApart ? '' : ' '}{ ${item.text}`;
    after = ' }';
  }
  if (isFollowed(item)) {
    // The blank that is there already serves, unless a sign comes next, which stays apart.
    if (!/^\s(?![})\s])/.test(rest)) text += ' ';
    if (after === '' && /^[})]/.test(rest)) after = ' ';
  } else if (after === '' && /^[})]/.test(rest)) {
    after = ' ';
  }
  const isBlankUsed = isFollowed(item) && !text.endsWith(' ');
  view.dispatch({
    changes: { from, to, insert: text + after },
    selection: { anchor: from + text.length + (isBlankUsed ? 1 : 0) },
    annotations: pickedCompletion.of(completion),
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
}
