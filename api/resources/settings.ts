import type { z } from 'zod';
import { changeSettings } from '../../facts/write/change-settings';
import { stopPlaybook } from '../../facts/write/stop-playbook';
import type { Settings } from '../../prisma/generated/client';
import {
  changeSettingsBody,
  killSwitchBody,
  killSwitchParams,
  playbookSwitchParams,
  settingsOut,
} from '../contract/settings';
import { defineRoute, type Route } from '../http/route';

const TAG = 'Settings';

function presentSettings(row: Settings): z.input<typeof settingsOut> {
  const { companyName, emailFrom, emailReplyTo, smsFrom, portalUrl, defaultCalendar, version } = row;
  const { sendingStopped, emailStopped, smsStopped, stoppedPlaybooks } = row;
  const senders = { companyName, emailFrom, emailReplyTo, smsFrom, portalUrl, defaultCalendar };
  return { ...senders, sendingStopped, emailStopped, smsStopped, stoppedPlaybooks, version };
}

export const settingsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/settings',
    name: 'getSettings',
    tag: TAG,
    summary: 'Read the settings',
    access: 'read',
    success: { status: 200, schema: settingsOut, description: 'The settings.' },
    handle: async ({ db }) => {
      const row = await db.settings.findUniqueOrThrow({ where: { id: 1 } });
      return { body: presentSettings(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/settings',
    name: 'changeSettings',
    tag: TAG,
    summary: 'Change settings, and stop or resume sending',
    description:
      '`sendingStopped`, `emailStopped`, `smsStopped` and each name in `stoppedPlaybooks` stop every claim that begins after the answer. Taken back, what has come due meanwhile goes by the playbook’s `catchUp`.',
    access: 'admin',
    body: changeSettingsBody,
    success: { status: 200, schema: settingsOut, description: 'The settings.' },
    handle: async ({ db, body, ifVersion, actor, now }) => {
      const given = Object.entries(body).filter(([, value]) => value !== undefined);
      const changes = Object.fromEntries(given) as Partial<Omit<Settings, 'id' | 'version'>>;
      const { row } = await changeSettings(db, { version: ifVersion, changes }, { actor, now });
      return { body: presentSettings(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/kill-switches/{name}',
    name: 'setKillSwitch',
    tag: TAG,
    summary: 'Stop all sending, email or SMS at once, or let it go on',
    description:
      'What operators reach for: no version to read first. It applies to every claim that begins afterwards.',
    access: 'operate',
    versioned: 'no',
    params: killSwitchParams,
    body: killSwitchBody,
    success: { status: 200, schema: settingsOut, description: 'The settings.' },
    handle: async ({ db, params, body, actor, now }) => {
      const changes = { [`${params.name}Stopped`]: body.stopped };
      const { row } = await changeSettings(db, { version: null, changes }, { actor, now });
      return { body: presentSettings(row), version: row.version };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/kill-switches/playbooks/{name}',
    name: 'setPlaybookKillSwitch',
    tag: TAG,
    summary: 'Stop what one playbook does, or let it go on',
    description:
      'No version to read first. It applies to every claim that begins afterwards: messages, tasks, credit holds and escalations of the playbook’s steps.',
    access: 'operate',
    versioned: 'no',
    params: playbookSwitchParams,
    body: killSwitchBody,
    success: { status: 200, schema: settingsOut, description: 'The settings.' },
    handle: async ({ db, params, body, actor, now }) => {
      const { row } = await stopPlaybook(db, { name: params.name, stopped: body.stopped }, { actor, now });
      return { body: presentSettings(row), version: row.version };
    },
  }),
];
