// Light, dark, or as the system says. The attribute sets `color-scheme`, and every color in tokens.css
// is a light-dark() pair that follows it.
import { useSyncExternalStore } from 'react';
import { isPrintingNow, subscribePrinting } from '../app/printing.ts';
import { readSetting, writeSetting } from '../app/stored-setting.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const listeners = new Set<() => void>();
let current: Theme = 'system';

/** Applies the theme that was chosen before. */
export function startTheme(): void {
  const stored = readSetting('theme');
  apply(THEMES.find((theme) => theme === stored) ?? 'system');
  systemDark().addEventListener('change', notify);
  subscribePrinting(() => {
    // Paper is light.
    apply(isPrintingNow() ? 'light' : current, current);
    notify();
  });
}

export function switchTheme(theme: Theme): void {
  writeSetting('theme', theme);
  apply(theme);
  notify();
}

function apply(theme: Theme, chosen = theme): void {
  current = chosen;
  document.documentElement.dataset['theme'] = theme;
}

function systemDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

function isDark(): boolean {
  if (isPrintingNow()) return false;
  return current === 'dark' || (current === 'system' && systemDark().matches);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(): void {
  for (const listener of listeners) listener();
}

/** The theme that was chosen. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => current);
}

/** Whether the page is dark now: for canvases, which CSS does not reach. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
