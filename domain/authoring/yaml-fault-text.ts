import type { YAMLError } from 'yaml';
import type { LocalizedText } from '../types';
import { quoted } from './source-node';

/**
 * What is wrong with the YAML itself, said for people who write playbooks rather than parsers.
 * @param source the whole YAML text
 */
export function yamlFaultText(error: YAMLError, source: string): LocalizedText {
  const rest = source.slice(error.pos[0]).split('\n', 1)[0]?.trimEnd() ?? '';
  const near = rest === '' ? 'the end' : quoted(rest);
  const nearZh = rest === '' ? '结尾处' : `${quoted(rest)} 附近`;
  const missing = /(?:end with an?|Missing closing) (\S)/.exec(error.message)?.[1];
  if (missing !== undefined) {
    return {
      en: `A ${missing} is missing near ${near}; expected what is opened to be closed`,
      zh: `${nearZh}缺少 ${missing}；左右符号应成对`,
    };
  }
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { en: 'The line is indented with a tab; expected spaces', zh: '该行使用制表符缩进；应使用空格' };
    case 'NON_STRING_KEY':
      return {
        en: `A key is a list or map near ${near}; expected a text`,
        zh: `${nearZh}的键是列表或映射；应为文本`,
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        en: `The tag at ${near} is not supported; expected a plain value`,
        zh: `不支持 ${nearZh}的标签；应为普通值`,
      };
    case 'BAD_ALIAS':
      return {
        en: `An alias stands at ${near}; expected the value itself, or a text in quotes`,
        zh: `${nearZh}是别名；应直接写出值，文本请加引号`,
      };
    case 'MISSING_CHAR':
      return {
        en: `Something is not closed or separated near ${near}: ${error.message}`,
        zh: `${nearZh}缺少结尾符号或分隔符（引号、括号或冒号后的空格）`,
      };
    case 'BAD_INDENT':
      return {
        en: `The indentation does not fit near ${near}; expected the entries of one map or list in one column`,
        zh: `${nearZh}的缩进不一致；同一映射或列表的各项应对齐`,
      };
    default:
      return {
        en: `The YAML cannot be read near ${near}: ${error.message}`,
        zh: `${nearZh}的 YAML 无法解析（${error.code}）`,
      };
  }
}
