import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import styles from './dialog.module.css';

/** A window upon the page: the browser's own, which keeps the focus in it and closes with Escape. */
export function Dialog({
  label,
  hasTitle = true,
  onClose,
  children,
}: {
  readonly label: string;
  /** Whether the label is to be seen, with a button that closes. */
  readonly hasTitle?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={label}
      onClose={onClose}
      onPointerDown={(event) => {
        // The dark around it belongs to the dialog; what is in it does not.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles['content']}>
        {hasTitle && (
          <div className={styles['head']}>
            <h2 className={styles['title']}>{label}</h2>
            <Button look="quiet" small aria-label={t('layout.close')} onClick={onClose}>
              <X size={16} />
            </Button>
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
