import type { Messages } from '../en.ts';

export const layout = {
  'layout.skip': '跳到正文',
  'layout.home': 'Clew，前往搜索',
  'layout.navigation': '页面',
  'layout.search': '搜索',
  'layout.compare': '对比',
  'layout.openTrace': '输入 Trace ID 打开链路',
  'layout.open': '打开',
  'layout.noTraceId': '全零不是有效的 Trace ID。',
  'layout.language': '语言',
  'layout.theme': '主题',
  'layout.close': '关闭 (Esc)',
  'layout.commands': '命令 (Ctrl K)',
  'layout.notFound': '页面不存在',
  'layout.toSearch': '前往搜索',

  'theme.system': '跟随系统',
  'theme.light': '浅色',
  'theme.dark': '深色',

  'controls.clear': '清除：{{label}}',
  'controls.copied': '已复制',

  'error.unreachable': 'Clew 没有响应',
  'error.unreachableHint': '请确认服务正在运行、网络通畅。',
  'error.failed': '请求失败',
  'error.retry': '重试',
} as const satisfies Partial<Messages>;
