// The thread that lays graphs out.
import { type GraphLayout, type LayoutRequest, layoutGraph } from './graph-layout.ts';

/** A request and its answer have the same number. */
export interface NumberedRequest {
  readonly number: number;
  readonly request: LayoutRequest;
}

/** What the thread answers. */
export interface NumberedLayout {
  readonly number: number;
  readonly layout: GraphLayout;
}

/** What a worker has of its global scope and this one uses. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<NumberedRequest>) => void) | null;
  postMessage(message: NumberedLayout): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: { number, request } }) => {
  scope.postMessage({ number, layout: layoutGraph(request) });
};
