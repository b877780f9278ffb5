import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../app/search-text.ts';
import {
  NEW_SEARCH,
  readSearch,
  type SearchState,
  searchParameters,
  writeSearch,
} from './search-state.ts';

const jaegerLink =
  'end=1795451200000000&limit=50&lookback=custom&maxDuration=1.5s&minDuration=20ms&operation=%2Fg%2Fv1%2Fgoods' +
  '&service=goods-web&start=1795451100000000&tags=%7B%22http.status_code%22%3A%22500%22%2C%22error%22%3A%22true%22%7D';

test("Jaeger's links ask for the same here", () => {
  expect(readSearch(parseAddress(jaegerLink))).toEqual({
    ...NEW_SEARCH,
    q:
      '{ resource.service.name = "goods-web" && name = "/g/v1/goods" && status = error && duration >= 20ms' +
      ' && duration <= 1.5s && (.http.status_code = 500 || .http.status_code = "500") }',
    lookback: 'custom',
    start: '1795451100000000',
    end: '1795451200000000',
    limit: 50,
  });
});

test("a relative link of Jaeger's stays relative, though it also says when it was made", () => {
  const state = readSearch(parseAddress('lookback=2d&start=1&end=2&operation=all&service=a'));
  expect(state).toEqual({
    ...NEW_SEARCH,
    q: '{ resource.service.name = "a" }',
    lookback: '2d',
  });
});

test.each([
  ['tag=a:b&tag=c%3Dd&tag=!e&tag=f', '{ .a = "b" && .c = "d" && .e = nil && .f != nil }'],
  ['tag=a%3D', '{ .a = "" }'],
  ['tag=span.kind%3Dserver', '{ (.span.kind = "server" || kind = server) }'],
  ['tags={"event":"retry"}', '{ (.event = "retry" || event:name = "retry") }'],
  ['tags={"error":"false"}', '{ trace:errorCount = 0 }'],
  ['error=true&kind=client', '{ kind = client && status = error }'],
  ['minDuration=0&maxDuration=1m30s', '{ duration <= 1m30s }'],
  ['service=a&q={.b=1}', '{ resource.service.name = "a" } && {.b=1}'],
  ['service=a&q={.b=1}||{.c=2}', '{ resource.service.name = "a" } && ({.b=1}||{.c=2})'],
  ['q={.b=1}', '{.b=1}'],
  ['q={.b=', '{.b='],
])('the address %s asks for %s', (address, q) => {
  expect(readSearch(parseAddress(address.replaceAll('&&', '%26%26'))).q).toBe(q);
});

test('an address that holds nonsense asks for the usual', () => {
  const nonsense =
    'tags=%7Bx&limit=-1&kind=wizard&error=maybe&lookback=x&minDuration=soon&order=size&live=x&tag=!';
  expect(readSearch(parseAddress(nonsense))).toEqual(NEW_SEARCH);
});

test('a search survives its address', () => {
  const state: SearchState = {
    q: '{ name = "商品 服务" && kind = server } || {}',
    lookback: '7d',
    start: '',
    end: '',
    limit: 100,
    order: 'errors',
    live: true,
  };
  expect(readSearch(parseAddress(formatAddress(writeSearch(state))))).toEqual(state);
});

test('the API is asked for nanoseconds, and only for what is asked', () => {
  const asked = searchParameters({ ...NEW_SEARCH, q: '{ .a = 1 }' }, 1_795_451_101_000);
  expect(asked).toEqual({
    q: '{ .a = 1 }',
    from: '1795447501000000000',
    to: '1795451101000000000',
    order: undefined,
    limit: '20',
  });
  expect(searchParameters({ ...NEW_SEARCH, order: 'spans' }, 1)).toMatchObject({ order: 'spans' });
});

test('an end left open is now', () => {
  const state = { ...NEW_SEARCH, lookback: 'custom', start: '1795451100000000' };
  expect(searchParameters(state, 1_795_451_101_000)).toMatchObject({
    from: '1795451100000000000',
    to: '1795451101000000000',
  });
});
