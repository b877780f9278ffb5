import { expect, test } from 'vitest';
import { serviceCanvasColor, serviceColor } from './service-color.ts';

const names = ['goods-srv', 'goods-web', 'order-srv', 'order-web', 'user-srv', 'inventory-srv'];

test('a service has the same color every time, from its name alone', () => {
  expect(serviceColor('goods-srv')).toBe(serviceColor('goods-srv'));
  expect(serviceColor('goods-srv')).toContain(serviceCanvasColor('goods-srv', false));
  expect(serviceColor('goods-srv')).toContain(serviceCanvasColor('goods-srv', true));
});

test('services of one system rarely share a color', () => {
  expect(new Set(names.map(serviceColor)).size).toBe(names.length);
});

test('no service is red, which means errors', () => {
  for (let i = 0; i < 1000; i++) {
    const hue = Number(/([\d.]+)\)$/.exec(serviceCanvasColor(`service-${i}`, false))?.[1]);
    expect(hue >= 50 && hue <= 350).toBe(true);
  }
});
