// For tests only: whether JSON says the same to every reader.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Whether a text is JSON in which no object has a key twice and no integer is larger than a double holds. */
export function isPlainJson(text: string): boolean {
  try {
    JSON.parse(text);
  } catch {
    return false;
  }
  const open: (Set<string> | undefined)[] = [];
  const tokens = text.match(TOKEN) ?? [];
  for (const [index, token] of tokens.entries()) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (tokens[index + 1] === ':') {
      const keys = open.at(-1);
      const key: string = JSON.parse(token);
      if (keys?.has(key)) return false;
      keys?.add(key);
    } else if (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) return false;
  }
  return true;
}
