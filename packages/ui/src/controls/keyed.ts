/** An item with a key for React. */
export interface Keyed<T> {
  readonly key: string;
  readonly item: T;
}

/** Gives keys to items that may repeat: their own text, and which of its kind they are. */
export function keyed<T>(items: readonly T[], textOf: (item: T) => string): readonly Keyed<T>[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const text = textOf(item);
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return { key: `${text}/${before}`, item };
  });
}
