/** Whether a key goes into a field or a window upon the page, so that the page itself leaves it alone. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, dialog, [contenteditable]') !== null
  );
}
