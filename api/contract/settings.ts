import { z } from 'zod';
import { lineField, textThat, versionOut } from './fields';

const httpsField = textThat(
  (text) => text.length <= 1_000 && URL.canParse(text) && new URL(text).protocol === 'https:',
  { en: 'an https address', zh: 'https 地址' },
  { format: 'uri', example: 'https://pay.example.com' },
);
const emailField = textThat(
  (text) => text.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+$/.test(text),
  { en: 'an email address such as "billing@example.com"', zh: '邮箱地址，例如 "billing@example.com"' },
  { example: 'billing@example.com' },
);
const smsFromField = textThat(
  (text) => /^(?:\+[1-9]\d{6,14}|MG[0-9a-f]{32})$/.test(text),
  {
    en: 'a number such as "+15005550006", or a messaging service "MG…"',
    zh: '号码，例如 "+15005550006"，或消息服务 "MG…"',
  },
  { example: '+15005550006' },
);
const stop = z.boolean().meta({ description: 'Kill switch: while true, nothing of it is claimed.' });

export const changeSettingsBody = z
  .strictObject({
    companyName: lineField(200, 'Lee Trading'),
    emailFrom: emailField,
    emailReplyTo: emailField.nullable(),
    smsFrom: smsFromField,
    portalUrl: httpsField.nullable(),
    defaultCalendar: lineField(40, 'default'),
    sendingStopped: stop,
    emailStopped: stop,
    smsStopped: stop,
    stoppedPlaybooks: z
      .array(lineField(80, 'standard'))
      .max(1_000)
      .meta({ description: 'Kill switches: names of playbooks of which nothing is claimed.' }),
  })
  .partial();

export const killSwitchParams = z.object({ name: z.enum(['sending', 'email', 'sms']) });
export const playbookSwitchParams = z.object({ name: lineField(80, 'standard') });
export const killSwitchBody = z.strictObject({ stopped: z.boolean() });

export const settingsOut = z
  .object({
    companyName: z.string(),
    emailFrom: z.string(),
    emailReplyTo: z.string().nullable(),
    smsFrom: z.string(),
    portalUrl: z.string().nullable(),
    defaultCalendar: z.string(),
    sendingStopped: z.boolean(),
    emailStopped: z.boolean(),
    smsStopped: z.boolean(),
    stoppedPlaybooks: z.array(z.string()),
    version: versionOut,
  })
  .meta({ id: 'Settings' });
