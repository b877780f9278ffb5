import type { Messages } from '../en.ts';

export const query = {
  'query.bar': '查询',
  'query.placeholder': '关键词、Trace ID，或 { duration > 20ms && .http.status_code >= 500 }',
  'query.form': '筛选条件',
  'query.showForm': '显示筛选条件',
  'query.hideForm': '隐藏筛选条件',
  'query.more': '查询中还有这里无法显示的条件，它们会原样保留。',
  'query.unreadable': '查询栏中的内容暂时无法解析。',
  'query.addRow': '添加标签',
  'query.removeRow': '删除标签 {{number}}',
  'query.rowKey': '标签 {{number}}',
  'query.rowOperator': '标签 {{number}} 的比较方式',
  'query.rowValue': '标签 {{number}} 的值',
  'query.anyKey': '键',
  'query.anyValue': '值',
  'query.exists': '存在',
  'query.missing': '不存在',
  'query.trace': '按回车打开链路 {{traceId}}',
  'query.words': '按回车在服务、操作和状态信息中搜索这些关键词',
} as const satisfies Partial<Messages>;
