/** A regular expression that matches just this text, in RE2's syntax. */
export function escapedForPattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}
