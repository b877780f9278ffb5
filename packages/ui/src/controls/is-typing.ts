/** Whether a key goes into a field or a window upon the page, so that the page itself leaves it alone. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const dialog = target.closest('dialog');
  // The browser leaves the focus in a dialog that has closed until it draws the page again; a key pressed by then is for the page.
  if (dialog !== null) return dialog.open;
  return target.closest('input, textarea, select, [contenteditable]') !== null;
}
