import { getRouteApi } from '@tanstack/react-router';
import { GitCompareArrows } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { Field } from '../controls/field.tsx';
import { traceIdInAddress, traceIdOf } from '../trace/data/trace-id.ts';
import styles from './trace-picker.module.css';
import type { ComparedTrace } from './use-compared-trace.ts';

const route = getRouteApi('/compare');

/** What is known of one of the traces. */
interface PickedSide {
  readonly name: 'a' | 'b';
  readonly text: string;
  readonly state: ComparedTrace['state'];
}

/** Asks for the ids of the traces; one that is there already is kept. */
export function TracePicker({ sides }: { readonly sides: readonly [PickedSide, PickedSide] }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const [texts, setTexts] = useState({ a: sides[0].text, b: sides[1].text });
  const [isChecked, setChecked] = useState(false);

  function faultOf({ name, text, state }: PickedSide): string | undefined {
    const typed = texts[name].trim();
    if (typed === text && state === 'notFound') return t('compare.notFound');
    const isAsked = isChecked || (typed === text && state === 'noId');
    return isAsked && traceIdOf(typed) === undefined ? t('compare.noId') : undefined;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const [a, b] = [texts.a.trim(), texts.b.trim()];
    setChecked(true);
    if (traceIdOf(a) === undefined || traceIdOf(b) === undefined) return;
    void navigate({
      search: (before) => ({ ...before, a: traceIdInAddress(a), b: traceIdInAddress(b) }),
    });
  }

  // The first one that is still to be put in.
  const wanted = sides.find(({ state }) => state !== 'ready' && state !== 'loading')?.name;
  return (
    <form className={styles['picker']} onSubmit={submit}>
      <h1 className={styles['title']}>
        <GitCompareArrows size={20} aria-hidden="true" />
        {t('compare.title')}
      </h1>
      <p className={styles['hint']}>{t('compare.pickHint')}</p>
      {sides.map((side) => {
        const { name } = side;
        const fault = faultOf(side);
        const isFound = side.state === 'ready' && texts[name].trim() === side.text;
        return (
          <Field
            key={name}
            label={t('compare.idOf', { side: name.toUpperCase() })}
            error={fault}
            {...(isFound && { hint: t('compare.found') })}
          >
            {(id, describedBy) => (
              <input
                id={id}
                className={styles['id']}
                aria-describedby={describedBy}
                aria-invalid={fault !== undefined}
                placeholder={t('compare.idPlaceholder')}
                // biome-ignore lint/a11y/noAutofocus: the page has nothing else to do
                autoFocus={name === wanted}
                spellCheck={false}
                autoComplete="off"
                autoCapitalize="off"
                value={texts[name]}
                onChange={({ target }) => {
                  setChecked(false);
                  setTexts((before) => ({ ...before, [name]: target.value }));
                }}
              />
            )}
          </Field>
        );
      })}
      <Button type="submit" look="primary">
        {t('compare.go')}
      </Button>
    </form>
  );
}
