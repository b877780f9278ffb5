import { useTranslation } from 'react-i18next';
import { SCROLLABLE } from '../controls/scrollable.ts';
import { Dialog } from './dialog.tsx';
import styles from './key-help.module.css';

/** Every key and what it does; the names of messages end with those here. */
const KEYS = {
  everywhere: [
    ['Ctrl K', 'commands'],
    ['?', 'help'],
    ['/', 'find'],
    ['Esc', 'close'],
  ],
  search: [
    ['J K', 'found'],
    ['Enter', 'openTrace'],
    ['X', 'choose'],
    ['← → ↑ ↓', 'cells'],
    ['Shift ← → ↑ ↓', 'selectCells'],
    ['Enter', 'narrow'],
  ],
  trace: [
    ['↑ ↓, J K', 'rows'],
    ['← →, H L', 'fold'],
    ['PageUp PageDown, Home End', 'pages'],
    ['Enter', 'open'],
    ['N, P', 'matches'],
    ['W S', 'zoom'],
    ['A D', 'pan'],
    ['F', 'zoomTo'],
    ['0', 'showAll'],
    ['1 – 9', 'views'],
  ],
} as const;

/** What the pointer does. */
const POINTER = [
  ['drag', 'dragZoom'],
  ['double', 'doubleZoom'],
  ['ctrlWheel', 'wheelZoom'],
  ['shiftWheel', 'wheelPan'],
] as const;

/** The keys of the app. */
export default function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog label={t('keys.title')} onClose={onClose}>
      <div className={styles['groups']} {...SCROLLABLE}>
        {(['everywhere', 'search', 'trace'] as const).map((group) => (
          <section key={group}>
            <h3 className={styles['heading']}>{t(`keys.${group}`)}</h3>
            <dl>
              {KEYS[group].map(([keys, does]) => (
                <div key={does} className={styles['row']}>
                  <dt className={styles['keys']}>{keys}</dt>
                  <dd>{t(`keys.does.${does}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 className={styles['heading']}>{t('keys.pointer')}</h3>
          <dl>
            {POINTER.map(([move, does]) => (
              <div key={does} className={styles['row']}>
                <dt>{t(`keys.on.${move}`)}</dt>
                <dd>{t(`keys.does.${does}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
