// Moves a viewport to where it shall be in a short glide, so that the eye can follow what a key or a click did.
import type { TimeRange } from '../timeline/time-range.ts';
import type { Viewport } from '../timeline/viewport.ts';

const GLIDE_MS = 130;

/** Glides one viewport. */
export class FlameMotion {
  readonly #viewport: Viewport;
  #frame = 0;
  #target: TimeRange | undefined;

  constructor(viewport: Viewport) {
    this.#viewport = viewport;
  }

  /** Where the viewport is or is on its way to. */
  get target(): TimeRange {
    return this.#target ?? this.#viewport.range;
  }

  /** Goes to a part of the width; at once for who wants no motion. */
  to(target: TimeRange): void {
    this.stop();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#viewport.setRange(target);
      return;
    }
    const begin = this.#viewport.range;
    const started = performance.now();
    this.#target = target;
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - started) / GLIDE_MS));
      const eased = 1 - (1 - share) ** 3;
      if (share === 1) {
        this.#target = undefined;
        this.#viewport.setRange(target);
        return;
      }
      this.#viewport.setRange({
        from: begin.from + (target.from - begin.from) * eased,
        to: begin.to + (target.to - begin.to) * eased,
      });
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** Closer or further around the middle. */
  zoom(factor: number): void {
    const { from, to } = this.target;
    const middle = (from + to) / 2;
    const half = ((to - from) * factor) / 2;
    this.to(this.#viewport.within({ from: middle - half, to: middle + half }));
  }

  /** To the side by a share of what is in view. */
  pan(share: number): void {
    const { from, to } = this.target;
    const move = (to - from) * share;
    this.to(this.#viewport.within({ from: from + move, to: to + move }));
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#target = undefined;
  }
}
