export { ConfigError } from './config-error.ts';
export {
  type ConfigSources,
  type EffectiveConfig,
  type EffectiveOption,
  effectiveConfig,
  type Origin,
} from './effective-config.ts';
export type { Address } from './option-readers.ts';
export {
  type Config,
  OPTION_KEYS,
  OPTIONS,
  type Option,
  type OptionKey,
  optionName,
  optionVariable,
} from './options.ts';
