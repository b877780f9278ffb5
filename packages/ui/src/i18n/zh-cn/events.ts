import type { Messages } from '../en.ts';

export const events = {
  'events.title': '链路的事件列表',
  'events.none': '这条链路的 Span 都没有事件',
  'events.noneHint': '客户端写入 Span 的日志和异常会按时间顺序显示在这里。',
  'events.noneLeft': '没有符合条件的事件',
  'events.showAll': '显示全部事件',
  'events.text': '文本',
  'events.textHint': '消息或 key=value',
  'events.onlyErrors': '错误与异常',
  'events.choosing': '正在查找事件…',
  'events.all_other': '{{number}} 个事件',
  'events.some_other': '{{number}} / {{total}} 个事件',
  'events.open': '展开事件',
  'events.close': '收起事件',
  'events.warning': '警告',
  'events.column.time': '时间',
  'events.column.gap': '间隔',
  'events.column.service': '服务',
  'events.column.operation': '操作',
  'events.column.event': '事件',
  'events.column.details': '内容',
} as const satisfies Partial<Messages>;
