// What can be done now, for the command palette: each part of the page registers its own while it is there.
import { useEffect, useSyncExternalStore } from 'react';

/** Something to do. */
export interface Command {
  /** Unlike any other's. */
  readonly id: string;
  readonly title: string;
  /** Under which heading it stands. */
  readonly group: string;
  /** The keys that do the same, as they are written: `W`, `Ctrl K`. */
  readonly keys?: string;
  readonly run: () => void;
}

let all: readonly Command[] = [];
const parts = new Set<readonly Command[]>();
const listeners = new Set<() => void>();

function changed(): void {
  // What came last is the nearest to what the reader does.
  all = [...parts].reverse().flat();
  for (const listener of listeners) listener();
}

/** Offers commands while the component is there. The list is the same object as long as it says the same. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    parts.add(commands);
    changed();
    return () => {
      parts.delete(commands);
      changed();
    };
  }, [commands]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every command that is offered now. */
export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => all);
}

/**
 * Commands that a text asks for, the best first: every word of the text stands in the title or its group; words that
 * begin a word of the title count more.
 */
export function matchingCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .map((command) => ({ command, rank: rankOf(command, words) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ command }) => command);
}

function rankOf({ title, group }: Command, words: readonly string[]): number {
  const haystack = title.toLowerCase();
  let rank = 0;
  for (const word of words) {
    const at = haystack.indexOf(word);
    if (at === 0) rank += 3;
    else if (at > 0) rank += haystack[at - 1] === ' ' ? 2 : 1;
    else if (!group.toLowerCase().includes(word)) return -1;
  }
  return rank;
}
