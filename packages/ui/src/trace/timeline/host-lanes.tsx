// Which machine did the request reach, and when: a lane a machine, above the rows and against the same time.
import { CircleAlert, Server } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Canvas } from '../../canvas/canvas.tsx';
import { useFormat } from '../../format/use-format.ts';
import { serviceCanvasColor } from '../../theme/service-color.ts';
import { useDark } from '../../theme/theme.ts';
import type { Trace } from '../data/trace.ts';
import { type HostUse, hostUsesOf } from '../data/trace-uses.ts';
import { hostActivity } from './host-activity.ts';
import styles from './host-lanes.module.css';
import { barsOf, type SceneLayout } from './scene.ts';
import type { TimeRange } from './time-range.ts';
import { useRested } from './use-rested.ts';

const FEW = 5;
/** So many are counted within a frame. */
const FEW_SPANS = 100_000;
const LANE_HEIGHT = 24;
const PIXELS_A_PART = 2;
const LEAST_ALPHA = 0.4;

/** The machines of a trace, busiest first; a click finds the spans of one. */
export function HostLanes({
  trace,
  range,
  layout,
  onFind,
}: {
  readonly trace: Trace;
  readonly range: TimeRange;
  readonly layout: SceneLayout;
  readonly onFind: (text: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const dark = useDark();
  const [isOpen, setOpen] = useState(false);
  const hosts = useMemo(() => hostUsesOf(trace), [trace]);
  const shown = isOpen ? hosts : hosts.slice(0, FEW);
  const more = hosts.length - FEW;
  const bars = barsOf(layout);
  // Many spans are counted anew for another range: not at each step of a zoom.
  const counted = useRested(range, trace.count > FEW_SPANS);
  const parts = Math.max(1, Math.floor(bars.width / PIXELS_A_PART));
  const activity = useMemo(() => hostActivity(trace, counted, parts), [trace, counted, parts]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      for (const [lane, { name }] of shown.entries()) {
        context.fillStyle = serviceCanvasColor(name, dark);
        const at = trace.hosts.indexOf(name) * parts;
        drawLane(context, activity.subarray(at, at + parts), lane * LANE_HEIGHT + 6);
      }
    },
    [activity, parts, shown, trace, dark],
  );
  if (hosts.length === 0) return null;
  return (
    <div className={styles['lanes']}>
      <ul
        className={styles['names']}
        style={{ width: layout.nameWidth }}
        aria-label={t('trace.hosts')}
      >
        {shown.map((host) => (
          <li key={host.name} style={{ height: LANE_HEIGHT }}>
            <button
              type="button"
              className={styles['host']}
              title={titleOf(host)}
              onClick={() => onFind(host.name)}
            >
              <Server size={13} aria-hidden="true" />
              <span className={styles['name']}>{host.name}</span>
              <span className={styles['note']}>{host.address}</span>
              <span className={styles['count']}>
                {t('search.spans', {
                  count: host.spanCount,
                  number: format.number(host.spanCount),
                })}
              </span>
              {host.errorCount > 0 && (
                <span className={styles['errors']}>
                  <CircleAlert size={11} role="img" aria-label={t('trace.errors')} />
                  {format.number(host.errorCount)}
                </span>
              )}
            </button>
          </li>
        ))}
        {more > 0 && (
          <li>
            <button type="button" className={styles['more']} onClick={() => setOpen(!isOpen)}>
              {isOpen ? t('trace.less') : t('trace.more', { number: format.number(more) })}
            </button>
          </li>
        )}
      </ul>
      <div
        className={styles['canvas']}
        style={{
          left: bars.left,
          width: bars.width,
          height: shown.length * LANE_HEIGHT,
        }}
      >
        <Canvas draw={draw} />
      </div>
    </div>
  );
}

function titleOf({ services, instances, address }: HostUse): string {
  return [services.join(', '), address, ...instances].filter((line) => line !== '').join('\n');
}

/** The busier a part of the time, the fuller its color. */
function drawLane(context: CanvasRenderingContext2D, open: Uint32Array, top: number): void {
  let most = 1;
  for (const count of open) if (count > most) most = count;
  for (let part = 0; part < open.length; part++) {
    const count = open[part] ?? 0;
    if (count === 0) continue;
    context.globalAlpha = LEAST_ALPHA + (1 - LEAST_ALPHA) * (count / most);
    context.fillRect(part * PIXELS_A_PART, top, PIXELS_A_PART, LANE_HEIGHT - 12);
  }
  context.globalAlpha = 1;
}
