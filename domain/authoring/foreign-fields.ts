import type { Fields } from './fields';

/** Fields of a map that does one of several things: those of all of them, of each of them, and of this one. */
export type FieldsByAction = {
  readonly all: readonly string[];
  readonly common: readonly string[];
  readonly own: readonly string[];
};

/** Reports every field that belongs to another action than the one that `do` names. */
export function reportForeignFields(fields: Fields, { all, common, own }: FieldsByAction, action: string): void {
  for (const name of all) {
    const node = fields.get(name);
    if (node === null || common.includes(name) || own.includes(name)) continue;
    const takes =
      own.length === 0 ? { en: 'none besides', zh: '无其他字段' } : { en: own.join(', '), zh: own.join('、') };
    fields.report.error(node.place, 'misplaced-field', {
      en: `${fields.subject.en} has ${name}, which does not belong to "do: ${action}"; expected ${takes.en}`,
      zh: `${fields.subject.zh}的 ${name} 不属于 "do: ${action}"；可用字段：${takes.zh}`,
    });
  }
}
