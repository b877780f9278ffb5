// The pages and their addresses: Jaeger's, so that links from dashboards and notes work.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { basePath } from '../api/base-path.ts';
import { compareAddress } from '../compare/compare-address.ts';
import { NotFound } from '../layout/not-found.tsx';
import { Shell } from '../layout/shell.tsx';
import { type AddressParameters, first, formatAddress, parseAddress } from './search-text.ts';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/search', search: {}, replace: true });
  },
});

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: (address): AddressParameters => address as AddressParameters,
  component: lazyRouteComponent(() => import('../search/search-page.tsx'), 'SearchPage'),
});

/** What a trace's address can say besides its id; the rest of what Jaeger writes there is left alone. */
interface TraceAddress {
  /** The span that is open: its id. */
  readonly span?: string;
  /** What is looked for in the trace; Jaeger's name for it. */
  readonly uiFind?: string;
  /** How the trace is looked at; its time line if this is left out. */
  readonly view?: string;
  /** What the view is by: what its statistics group spans by, how its flames are laid. */
  readonly by?: string;
  /** The file that the trace is in; one of the store if this is left out. */
  readonly file?: string;
}

const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace/$traceId',
  validateSearch: (address): TraceAddress => {
    const span = first(address['span']) || spanInFragment();
    const uiFind = first(address['uiFind']);
    const view = first(address['view']);
    const by = first(address['by']);
    const file = first(address['file']);
    return {
      ...(span !== '' && { span }),
      ...(uiFind !== '' && { uiFind }),
      ...(view !== '' && { view }),
      ...(by !== '' && { by }),
      ...(file !== '' && { file }),
    };
  },
  component: lazyRouteComponent(() => import('../trace/trace-page.tsx'), 'TracePage'),
});

/** `#span=…` does as well as `?span=…`. */
function spanInFragment(): string {
  return /^#span=([0-9a-f]{1,16})$/i.exec(window.location.hash)?.[1] ?? '';
}

const systemRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/system',
  component: lazyRouteComponent(() => import('../system/system-page.tsx'), 'SystemPage'),
});

const fileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/file',
  component: lazyRouteComponent(() => import('../file/file-page.tsx'), 'FilePage'),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: compareAddress,
  component: lazyRouteComponent(() => import('../compare/compare-page.tsx'), 'ComparePage'),
});

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      homeRoute,
      searchRoute,
      traceRoute,
      compareRoute,
      fileRoute,
      systemRoute,
    ]),
    basepath: basePath(),
    parseSearch: parseAddress,
    stringifySearch: formatAddress,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
