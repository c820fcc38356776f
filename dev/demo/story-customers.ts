import { addDays, weekdayOf } from '../../domain/calendar/civil-date';
import type { CivilDate } from '../../domain/types';

export type StoryInvoice = {
  readonly number: string;
  readonly currency: string;
  readonly amount: string;
  /** From the customer's today; negative: overdue. */
  readonly dueOn: (today: CivilDate) => CivilDate;
  /** Why nobody is to be reminded of it. */
  readonly hold?: string;
};

export type StoryCustomer = {
  readonly externalId: string;
  readonly name: string;
  readonly segment: string;
  readonly country: string;
  readonly zone: string;
  readonly language: 'en' | 'zh';
  /** External ID of the member of staff. */
  readonly owner: string;
  readonly contactPoints: readonly {
    readonly channel: 'email' | 'sms';
    readonly address: string;
    readonly role?: 'manager';
  }[];
  /** By the policy of the demo, which allows messages at any hour: whoever tries it at night wants to see something. */
  readonly anyHour: boolean;
  readonly invoices: readonly StoryInvoice[];
};

const inDays = (days: number) => (today: CivilDate) => addDays(today, days);
const email = (address: string) => ({ channel: 'email', address }) as const;
const sms = (address: string) => ({ channel: 'sms', address }) as const;

/** Such that the step three days before falls on a Saturday, which the policy of working hours does not allow. */
function remindedOnSaturday(today: CivilDate): CivilDate {
  let saturday = addDays(today, 1);
  while (weekdayOf(saturday) !== 'sat') saturday = addDays(saturday, 1);
  return addDays(saturday, 3);
}

/** Who appears in what there is to try. */
export const TOLD = {
  moved: 'HARBOR',
  paying: 'HUDSON',
  payingZone: 'America/New_York',
  stopping: 'BEACON',
  sandbox: ['MAPLE', 'LOTUS'],
} as const;

const american = { country: 'US', language: 'en', owner: 'sam', segment: 'smb' } as const;
const chinese = { country: 'CN', zone: 'Asia/Shanghai', language: 'zh', owner: 'li-na' } as const;

/** Real customers: real time, mails into the inbox, SMS to the fake provider. */
export const STORY_CUSTOMERS: readonly StoryCustomer[] = [
  {
    ...american,
    externalId: 'ALDER',
    name: 'Alder & Finch Books',
    zone: 'America/New_York',
    contactPoints: [email('accounts@alderfinch.example')],
    anyHour: true,
    invoices: [
      { number: 'ALD-101', currency: 'USD', amount: '1240.00', dueOn: inDays(-5) },
      { number: 'ALD-102', currency: 'USD', amount: '310.50', dueOn: inDays(9) },
    ],
  },
  {
    ...american,
    externalId: TOLD.stopping,
    name: 'Beacon Street Coffee',
    zone: 'America/New_York',
    contactPoints: [email('hello@beaconcoffee.example'), sms('+16175550123')],
    anyHour: true,
    invoices: [
      { number: 'BEA-201', currency: 'USD', amount: '386.40', dueOn: inDays(-9) },
      { number: 'BEA-202', currency: 'USD', amount: '120.00', dueOn: inDays(2) },
    ],
  },
  {
    ...chinese,
    externalId: 'CINNABAR',
    name: '朱砂印务有限公司',
    segment: 'mid',
    contactPoints: [email('caiwu@zhusha.example'), sms('+8613800138001')],
    anyHour: true,
    invoices: [
      { number: 'CIN-301', currency: 'CNY', amount: '12800.00', dueOn: inDays(-6) },
      { number: 'CIN-302', currency: 'CNY', amount: '3450.00', dueOn: inDays(-5) },
      { number: 'CIN-303', currency: 'CNY', amount: '9999.00', dueOn: inDays(-5), hold: '数量有争议，正在核对' },
    ],
  },
  {
    ...chinese,
    externalId: 'WESTLAKE',
    name: '西湖茶叶行',
    segment: 'smb',
    contactPoints: [sms('+8613800138000')],
    anyHour: true,
    invoices: [{ number: 'WES-401', currency: 'CNY', amount: '8800.00', dueOn: inDays(-9) }],
  },
  {
    externalId: 'ELBE',
    name: 'Elbe Maschinenbau GmbH',
    segment: 'enterprise',
    country: 'DE',
    zone: 'Europe/Berlin',
    language: 'en',
    owner: 'sam',
    contactPoints: [email('kreditoren@elbe.example'), { ...email('leitung@elbe.example'), role: 'manager' }],
    anyHour: true,
    invoices: [{ number: 'ELB-501', currency: 'EUR', amount: '48000.00', dueOn: inDays(-9) }],
  },
  {
    ...american,
    externalId: TOLD.moved,
    name: 'Harbor Lane Dental',
    zone: 'America/Los_Angeles',
    contactPoints: [email('office@harborlane.example')],
    anyHour: false,
    invoices: [{ number: 'HAR-601', currency: 'USD', amount: '920.00', dueOn: remindedOnSaturday }],
  },
  {
    ...american,
    externalId: TOLD.paying,
    name: 'Hudson Bike Works',
    zone: TOLD.payingZone,
    contactPoints: [email('books@hudsonbikes.example')],
    anyHour: false,
    invoices: [{ number: 'HUD-701', currency: 'USD', amount: '2150.00', dueOn: inDays(7) }],
  },
  {
    externalId: 'IRIS',
    name: 'Iris Garden Design',
    segment: 'consumer',
    country: 'GB',
    zone: 'Europe/London',
    language: 'en',
    owner: 'sam',
    contactPoints: [email('iris@garden.example')],
    anyHour: true,
    invoices: [{ number: 'IRI-801', currency: 'EUR', amount: '84.90', dueOn: inDays(-16) }],
  },
  {
    ...chinese,
    externalId: 'JADE',
    name: '玉兰花店',
    segment: 'smb',
    contactPoints: [],
    anyHour: true,
    invoices: [{ number: 'JAD-901', currency: 'CNY', amount: '560.00', dueOn: inDays(-5) }],
  },
  {
    ...american,
    externalId: 'KAURI',
    name: 'Kauri Print',
    country: 'NZ',
    zone: 'Pacific/Auckland',
    contactPoints: [email('accounts@kauriprint.example'), { ...email('owner@kauriprint.example'), role: 'manager' }],
    anyHour: true,
    invoices: [{ number: 'KAU-111', currency: 'USD', amount: '5600.00', dueOn: inDays(-32) }],
  },
];

/** Sandbox customers: they live by a test clock. */
export const SANDBOX_CUSTOMERS: readonly Omit<StoryCustomer, 'invoices'>[] = [
  {
    ...american,
    externalId: TOLD.sandbox[0],
    name: 'Maple Street Hardware',
    zone: 'America/New_York',
    contactPoints: [email('orders@maplehardware.example'), sms('+12125550142')],
    anyHour: false,
  },
  {
    ...chinese,
    externalId: TOLD.sandbox[1],
    name: '莲塘食品有限公司',
    segment: 'smb',
    contactPoints: [email('caiwu@liantang.example'), sms('+8613800138002')],
    anyHour: false,
  },
];
