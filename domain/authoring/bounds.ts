/** Far above any real playbook; keeps what one document can cost within bounds. */
export const MAX_NODES = 20_000;
/** Levels of maps and lists in one another. */
export const MAX_DEPTH = 64;
/** Characters of YAML text: 200 steps with long conditions take a fifth of it. */
export const MAX_CHARACTERS = 262_144;

/** The text of the fault for a document with more values or levels. */
export const TOO_BIG = {
  en: `The document is too big; expected at most ${MAX_NODES} values, in at most ${MAX_DEPTH} levels`,
  zh: `文档过大；最多 ${MAX_NODES} 个值、${MAX_DEPTH} 层嵌套`,
} as const;
