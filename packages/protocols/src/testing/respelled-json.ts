// For tests only: the same JSON in other words.

/** A JSON text with its keys in any order, others in between, white space, and letters as escapes. */
export function respelledJson(text: string, random: (bound: number) => number): string {
  const space = (): string => ['', '', '', ' ', '\n\t', '\r\n'][random(6)] ?? '';
  const spell = (value: unknown): string => `${space()}${spellBare(value)}${space()}`;

  function spellBare(value: unknown): string {
    if (typeof value === 'string') return spellText(value);
    if (Array.isArray(value)) return `[${value.map(spell).join(',') || space()}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const entries = Object.entries(value);
    if (random(3) === 0) entries.push([`unknown${random(5)}`, unknownValue(random)]);
    for (let last = entries.length - 1; last > 0; last--) {
      const other = random(last + 1);
      const [a, b] = [entries[last], entries[other]];
      if (a !== undefined && b !== undefined) [entries[last], entries[other]] = [b, a];
    }
    const parts = entries.map(
      ([key, one]) => `${space()}${spellText(key)}${space()}:${spell(one)}`,
    );
    return `{${parts.join(',') || space()}}`;
  }

  function spellText(value: string): string {
    const json = JSON.stringify(value);
    if (random(4) !== 0) return json;
    return json.replaceAll(/\\.[0-9a-f]{0}|[^"\\]/g, (one) =>
      one.length === 1 && random(3) === 0 ? escaped(one) : one,
    );
  }
  return spell(JSON.parse(text));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function unknownValue(random: (bound: number) => number): unknown {
  return [null, [], {}, [[{ a: [1.5e-3, 'x\\"'] }]], { spans: [{ name: 1 }] }, true][random(6)];
}
