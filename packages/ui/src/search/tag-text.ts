// The tags box: `http.status_code=500 message="not found" !retry error`. Items stand apart by blanks; quotes keep
// blanks, and a backslash keeps a quote. Each item becomes one `tag` parameter of the API.

/** The items of a text, quotes taken off: `key=value`, `key`, or `!key`. */
export function parseTagText(text: string): readonly string[] {
  const items: string[] = [];
  let item = '';
  let quoted = false;
  let started = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] as string;
    if (quoted && letter === '\\' && i + 1 < text.length) {
      i++;
      item += text[i] as string;
    } else if (letter === '"') {
      quoted = !quoted;
      started = true;
    } else if (!quoted && /\s/.test(letter)) {
      if (started) items.push(item);
      item = '';
      started = false;
    } else {
      item += letter;
      started = true;
    }
  }
  if (started) items.push(item);
  return items.filter((one) => one !== '' && one !== '!' && !one.startsWith('='));
}

/** The text whose items these are: what `parseTagText` takes back. */
export function formatTagText(tags: readonly string[]): string {
  return tags
    .map((tag) => {
      const equals = tag.indexOf('=');
      if (equals < 0) return quoteIfNeeded(tag);
      return `${quoteIfNeeded(tag.slice(0, equals))}=${quoteIfNeeded(tag.slice(equals + 1))}`;
    })
    .join(' ');
}

function quoteIfNeeded(text: string): string {
  return /[\s"\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
