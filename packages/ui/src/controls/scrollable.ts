/** For an element that may scroll and has nothing in it that takes the focus: so the keyboard can scroll it. */
export const SCROLLABLE = { tabIndex: 0 } as const;
