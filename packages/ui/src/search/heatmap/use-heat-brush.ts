// The state of pointing at and selecting cells, by mouse, touch, pen and keys.
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import {
  brushRegion,
  fullestPlace,
  type HeatPlace,
  moveTo,
  type Pixels,
  placeAt,
  regionBetween,
} from './brush.ts';
import type { HeatGrid, HeatRegion } from './heat-grid.ts';

interface BrushState {
  /** The grid that the places are of. */
  readonly grid: HeatGrid;
  /** The cell that is pointed at. */
  readonly place?: HeatPlace | undefined;
  /** The cell where a selection by keys began. */
  readonly anchor?: HeatPlace | undefined;
  /** Where a drag began. */
  readonly start?: Pixels | undefined;
  readonly region?: HeatRegion | undefined;
}

/** What is pointed at and selected, and the handlers that keep it. */
export function useHeatBrush(grid: HeatGrid, onSelect: (region: HeatRegion) => void) {
  const [kept, setState] = useState<BrushState>({ grid });
  // Another answer has other cells.
  const state: BrushState = kept.grid === grid ? kept : { grid };
  const { place, start, region } = state;

  function select(chosen: HeatRegion) {
    setState({ grid });
    onSelect(chosen);
  }

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || !event.isPrimary) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { point, size } = pixelsOf(event);
      setState({ grid, start: point, place: placeAt(grid, point, size) });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const { point, size } = pixelsOf(event);
      const now = placeAt(grid, point, size);
      if (start !== undefined) {
        setState({ grid, start, place: now, region: brushRegion(grid, start, point, size) });
      } else if (now.column !== place?.column || now.row !== place.row) {
        setState({ grid, place: now });
      }
    },
    onPointerUp() {
      if (start !== undefined && region !== undefined) select(region);
      else setState({ grid, place });
    },
    onPointerCancel() {
      setState({ grid });
    },
    onPointerLeave(event: PointerEvent<HTMLElement>) {
      // A finger leaves whenever it is lifted; what it touched stays shown.
      if (start === undefined && event.pointerType !== 'touch') setState({ grid });
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const from = place ?? fullestPlace(grid);
      const to = moveTo(grid, from, event.key);
      if (to !== undefined && event.shiftKey) {
        const anchor = state.anchor ?? from;
        setState({ grid, place: to, anchor, region: regionBetween(anchor, to) });
      } else if (to !== undefined) {
        setState({ grid, place: to });
      } else if (event.key === 'Enter') {
        select(region ?? regionBetween(from, from));
      } else if (event.key === 'Escape' && (region ?? place) !== undefined) {
        event.stopPropagation();
        setState({ grid, place: region === undefined ? undefined : place });
      } else {
        return;
      }
      event.preventDefault();
    },
    onFocus(event: { readonly currentTarget: HTMLElement }) {
      if (event.currentTarget.matches(':focus-visible')) {
        setState({ grid, place: place ?? fullestPlace(grid) });
      }
    },
    onBlur() {
      setState({ grid });
    },
  };
  return { place, region, handlers };
}

function pixelsOf(event: PointerEvent<HTMLElement>): { point: Pixels; size: Pixels } {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    point: { x: event.clientX - box.left, y: event.clientY - box.top },
    size: { x: box.width, y: box.height },
  };
}
