import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../app/search-text.ts';
import { NEW_SEARCH, readSearch, searchParameters, writeSearch } from './search-state.ts';

const jaegerLink =
  'end=1795451200000000&limit=50&lookback=custom&maxDuration=1.5s&minDuration=20ms&operation=%2Fg%2Fv1%2Fgoods' +
  '&service=goods-web&start=1795451100000000&tags=%7B%22http.status_code%22%3A%22500%22%2C%22error%22%3A%22true%22%7D';

test("Jaeger's links ask for the same here", () => {
  expect(readSearch(parseAddress(jaegerLink))).toEqual({
    ...NEW_SEARCH,
    service: 'goods-web',
    operation: '/g/v1/goods',
    error: 'true',
    tags: ['http.status_code=500'],
    minDuration: '20ms',
    maxDuration: '1.5s',
    lookback: 'custom',
    start: '1795451100000000',
    end: '1795451200000000',
    limit: 50,
  });
});

test("a relative link of Jaeger's stays relative, though it also says when it was made", () => {
  const state = readSearch(parseAddress('lookback=2d&start=1&end=2&operation=all&service=a'));
  expect(state).toEqual({ ...NEW_SEARCH, service: 'a', lookback: '2d' });
});

test("Jaeger's tag=key:value is understood", () => {
  expect(readSearch(parseAddress('tag=a:b&tag=c%3Dd&tag=!e')).tags).toEqual(['a=b', 'c=d', '!e']);
});

test('an address that holds nonsense asks for the usual', () => {
  expect(readSearch(parseAddress('tags=%7Bx&limit=-1&kind=wizard&error=maybe&lookback=x'))).toEqual(
    NEW_SEARCH,
  );
});

test('a search survives its address', () => {
  const state = {
    ...NEW_SEARCH,
    service: '商品 服务',
    kind: 'server',
    error: 'false',
    tags: ['a=b c', '!d', 'e'],
    lookback: '7d',
    limit: 100,
  };
  expect(readSearch(parseAddress(formatAddress(writeSearch(state))))).toEqual(state);
});

test('the API is asked for nanoseconds, and only for what is asked', () => {
  const asked = searchParameters({ ...NEW_SEARCH, tags: ['a=b'] }, 1_795_451_101_000);
  expect(asked).toMatchObject({
    tag: ['a=b'],
    from: '1795447501000000000',
    to: '1795451101000000000',
    limit: '20',
  });
  expect(asked['service']).toBeUndefined();
});

test('an end left open is now', () => {
  const state = { ...NEW_SEARCH, lookback: 'custom', start: '1795451100000000' };
  expect(searchParameters(state, 1_795_451_101_000)).toMatchObject({
    from: '1795451100000000000',
    to: '1795451101000000000',
  });
});
