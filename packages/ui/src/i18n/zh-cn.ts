import type { Messages } from './en.ts';
import { commands } from './zh-cn/commands.ts';
import { compare } from './zh-cn/compare.ts';
import { events } from './zh-cn/events.ts';
import { file } from './zh-cn/file.ts';
import { flame } from './zh-cn/flame.ts';
import { graph } from './zh-cn/graph.ts';
import { layout } from './zh-cn/layout.ts';
import { query } from './zh-cn/query.ts';
import { results } from './zh-cn/results.ts';
import { search } from './zh-cn/search.ts';
import { span } from './zh-cn/span.ts';
import { statistics } from './zh-cn/statistics.ts';
import { system } from './zh-cn/system.ts';
import { table } from './zh-cn/table.ts';
import { trace } from './zh-cn/trace.ts';

/** 简体中文. Terms as Chinese engineers use them: Span stays Span. */
export const zhCn: Messages = {
  ...layout,
  ...commands,
  ...file,
  ...compare,
  ...search,
  ...query,
  ...results,
  ...trace,
  ...span,
  ...flame,
  ...statistics,
  ...system,
  ...table,
  ...events,
  ...graph,
};
