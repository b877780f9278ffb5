import { ChevronDown, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './combo-box.module.css';

const MOST_SHOWN = 200;

/** A text box with a list of what is known, narrowed by what is typed; other texts do as well. */
export function ComboBox({
  label,
  isLabelHidden = false,
  value,
  options,
  placeholder,
  disabled = false,
  onChange,
}: {
  readonly label: string;
  /** Whether the label is for screen readers alone. */
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly options: readonly string[];
  readonly placeholder: string;
  readonly disabled?: boolean;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(false);
  const [active, setActive] = useState(-1);

  // Everything is offered until something is typed, also when a value is there already.
  const needle = typed ? value.toLowerCase() : '';
  const shown = options
    .filter((option) => option.toLowerCase().includes(needle))
    .slice(0, MOST_SHOWN);

  function close() {
    setOpen(false);
    setTyped(false);
    setActive(-1);
  }

  function choose(option: string) {
    onChange(option);
    close();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((now) => Math.max(0, Math.min(shown.length - 1, now + step)));
    } else if (event.key === 'Enter' && open && active >= 0) {
      event.preventDefault();
      const option = shown[active];
      if (option !== undefined) choose(option);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    }
  }

  return (
    <div className={styles['field']}>
      {!isLabelHidden && (
        <label className={styles['label']} htmlFor={id}>
          {label}
        </label>
      )}
      <div className={styles['box']}>
        <input
          ref={input}
          id={id}
          className={styles['input']}
          role="combobox"
          aria-label={isLabelHidden ? label : undefined}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          onChange={(event) => {
            onChange(event.target.value);
            setTyped(true);
            setOpen(true);
            setActive(-1);
          }}
          onClick={() => setOpen(true)}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {value === '' ? (
          <ChevronDown className={styles['mark']} size={15} aria-hidden="true" />
        ) : (
          <button
            type="button"
            className={styles['clear']}
            aria-label={t('controls.clear', { label })}
            onClick={() => {
              choose('');
              input.current?.focus();
            }}
          >
            <X size={14} />
          </button>
        )}
        {open && shown.length > 0 && (
          <div id={`${id}-list`} role="listbox" aria-label={label} className={styles['list']}>
            {shown.map((option, index) => (
              <div
                key={option}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={option === value}
                data-active={index === active || undefined}
                className={styles['option']}
                ref={
                  index === active
                    ? (element) => {
                        element?.scrollIntoView({ block: 'nearest' });
                      }
                    : undefined
                }
                onPointerDown={(event) => {
                  event.preventDefault();
                  choose(option);
                }}
              >
                {option}
              </div>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
