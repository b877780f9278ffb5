import { useState, useSyncExternalStore } from 'react';
import { readSetting, writeSetting } from '../../app/stored-setting.ts';

const NARROW = '(max-width: 860px)';
const SETTING = 'searchForm';

/** The search form's place on the page. */
export interface FormShown {
  readonly isShown: boolean;
  readonly toggle: () => void;
  /** Whether it stands above the results and not beside them. */
  readonly isNarrow: boolean;
}

/**
 * Whether the search form is to be seen, and what changes that. Beside the results it stays as it was left, on later
 * visits too; on a narrow screen, where it stands above them, each visit begins without it.
 */
export function useFormShown(): FormShown {
  const isNarrow = useSyncExternalStore(onNarrowChange, isNarrowNow);
  const [isWideShown, setWideShown] = useState(() => readSetting(SETTING) !== 'hidden');
  const [isNarrowShown, setNarrowShown] = useState(false);
  return {
    isNarrow,
    isShown: isNarrow ? isNarrowShown : isWideShown,
    toggle() {
      if (isNarrow) {
        setNarrowShown(!isNarrowShown);
      } else {
        writeSetting(SETTING, isWideShown ? 'hidden' : 'shown');
        setWideShown(!isWideShown);
      }
    },
  };
}

function onNarrowChange(onChange: () => void): () => void {
  const media = window.matchMedia(NARROW);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}

function isNarrowNow(): boolean {
  return window.matchMedia(NARROW).matches;
}
