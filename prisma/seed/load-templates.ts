import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { TemplateSource } from '../../domain/message/template-source';
import type { Channel, Language, Purpose } from '../../domain/types';
import { projectRoot } from '../project-root';

const PURPOSES: readonly Purpose[] = ['collections', 'service', 'marketing'];
const FILE_NAME = /^(?<channel>email|sms)\.(?<language>en|zh)\.liquid$/;
const FRONT_MATTER = /^---\n(?<head>.*?)\n---\n(?<body>.*)$/s;

/**
 * The templates that Perennial comes with: `prisma/seed/templates/NAME/CHANNEL.LANGUAGE.liquid`, each with its purpose and
 * (email) its subject above the text, sorted by name, channel and language.
 * @throws Error where a file has another name or another beginning.
 */
export function loadSeedTemplates(): readonly TemplateSource[] {
  const folder = join(projectRoot, 'prisma', 'seed', 'templates');
  return readdirSync(folder)
    .sort()
    .flatMap((name) =>
      readdirSync(join(folder, name))
        .sort()
        .map((file) => readTemplate(name, file, readFileSync(join(folder, name, file), 'utf8'))),
    );
}

function readTemplate(name: string, file: string, content: string): TemplateSource {
  const { channel, language } = FILE_NAME.exec(file)?.groups ?? {};
  const { head, body } = FRONT_MATTER.exec(content)?.groups ?? {};
  if (head === undefined || body === undefined || !isChannel(channel) || !isLanguage(language)) {
    throw new Error(`Template ${name}/${file}: expected CHANNEL.LANGUAGE.liquid that begins with --- and its purpose`);
  }
  const fields: unknown = parse(head);
  const purpose = PURPOSES.find((known) => known === fieldOf(fields, 'purpose'));
  if (purpose === undefined) throw new Error(`Template ${name}/${file}: expected purpose: ${PURPOSES.join(' | ')}`);
  const email = channel === 'email';
  return {
    name,
    purpose,
    channel,
    language,
    subject: email ? fieldOf(fields, 'subject') : null,
    html: email ? body : null,
    text: null,
    sms: email ? null : body.trim(),
  };
}

function fieldOf(fields: unknown, key: string): string | null {
  if (typeof fields !== 'object' || fields === null) return null;
  const value: unknown = Object.entries(fields).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : null;
}

function isChannel(word: string | undefined): word is Channel {
  return word === 'email' || word === 'sms';
}

function isLanguage(word: string | undefined): word is Language {
  return word === 'en' || word === 'zh';
}
