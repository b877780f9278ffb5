// Everything that can be done, by typing: commands of the page, services, a trace by its id.
import { parseTraceId } from '@clew/model';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { servicesQuery } from '../api/queries.ts';
import { type Command, matchingCommands, useAllCommands } from '../app/commands.ts';
import { traceIdOf } from '../trace/data/trace-id.ts';
import styles from './command-palette.module.css';
import { Dialog } from './dialog.tsx';

const MOST_SHOWN = 60;

export default function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const offered = useAllCommands();
  const found = useFoundCommands(text);
  const first = [...found.first, ...matchingCommands(offered, text)];
  const shown = [...first.slice(0, MOST_SHOWN), ...found.last];
  const current = Math.min(index, shown.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  function run(command: Command | undefined) {
    if (command === undefined) return;
    onClose();
    command.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setIndex((current + step + shown.length) % Math.max(1, shown.length));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(shown[current]);
    }
  }

  return (
    <Dialog label={t('commands.title')} hasTitle={false} onClose={onClose}>
      <input
        className={styles['input']}
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
        aria-label={t('commands.title')}
        placeholder={t('commands.placeholder')}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={id}
        className={styles['list']}
        role="listbox"
        aria-label={t('commands.title')}
      >
        {shown.map((command, at) => (
          <div
            key={command.id}
            id={`${id}-${at}`}
            className={styles['command']}
            role="option"
            tabIndex={-1}
            aria-selected={at === current}
            onPointerMove={() => setIndex(at)}
            onPointerUp={() => run(command)}
          >
            <span className={styles['group']}>{command.group}</span>
            <span className={styles['title']}>{command.title}</span>
            {command.keys !== undefined && <kbd className={styles['keys']}>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className={styles['nothing']}>{t('commands.nothing')}</p>}
    </Dialog>
  );
}

/** What a text asks for that no part of the page offers. */
interface FoundCommands {
  /** A trace of that id, traces of a service. */
  readonly first: readonly Command[];
  /** A trace that is called so: SkyWalking's may be called by almost anything, so whatever else is meant comes before it. */
  readonly last: readonly Command[];
}

function useFoundCommands(text: string): FoundCommands {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const services = useQuery(servicesQuery).data;
  return useMemo(() => {
    const typed = text.trim();
    if (typed === '') return { first: [], last: [] };
    const commands: Command[] = [];
    const openTrace: Command = {
      id: 'open-trace',
      title: t('commands.openTrace', { traceId: typed }),
      group: t('commands.traces'),
      run: () => void navigate({ to: '/trace/$traceId', params: { traceId: typed }, search: {} }),
    };
    const isId = parseTraceId(typed) !== undefined;
    if (isId) commands.push(openTrace);
    for (const service of services ?? []) {
      if (!service.toLowerCase().includes(typed.toLowerCase())) continue;
      const q = `{ resource.service.name = ${JSON.stringify(service)} }`;
      commands.push({
        id: `service-${service}`,
        title: t('commands.tracesOf', { service }),
        group: t('commands.traces'),
        run: () => void navigate({ to: '/search', search: { q } }),
      });
    }
    // What has blanks is rather words that no command has.
    const mayBeText = !isId && !/\s/.test(typed) && traceIdOf(typed) !== undefined;
    return { first: commands, last: mayBeText ? [openTrace] : [] };
  }, [text, services, navigate, t]);
}
