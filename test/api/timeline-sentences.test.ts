import { timelineSentence } from '../../api/sentences/timeline-sentence';
import { documentedKinds } from '../docs/documented-kinds';

const ZONE = 'Asia/Shanghai';
const lead = { invoice: 'INV-7', step: 'reminder-1' };
const contact = { channel: 'email', address: 'b@example.com', role: 'billing' };
const part = { invoice: 'INV-7', instalment: 2, amount: '40.00', balance: '10.00' };
const moved = { because: { en: 'it is outside the contact window', zh: '不在可联系时段内' } };

test.each<readonly [kind: string, data: object, en: string, zh: string]>([
  [
    'customer.changed',
    { changes: { zone: { from: 'UTC', to: ZONE } } },
    'The customer was changed. Zone UTC → Asia/Shanghai.',
    '客户资料已修改。zone UTC → Asia/Shanghai。',
  ],
  [
    'customer.paused',
    { from: 'active', reason: 'migration' },
    'The customer was paused: no touches. Reason: migration.',
    '客户已暂停，不做触达。原因：migration。',
  ],
  [
    'contact.added',
    { ...contact, stays: { state: 'opted_out', code: 'STOP', withdrawn: ['collections'] } },
    'Email address b@example.com (billing) was added. That address has opted out (STOP). Consent for collections stays withdrawn there.',
    '邮箱 b@example.com (billing) 已添加。该地址已退订 (STOP)。该地址的 collections 许可仍为撤回。',
  ],
  [
    'contact.bounced',
    { ...contact, code: '550' },
    'Email address b@example.com (billing) takes no messages (550).',
    '邮箱 b@example.com (billing) 无法接收消息 (550)。',
  ],
  [
    'consent.changed',
    { ...contact, purpose: 'marketing', from: true, to: false, source: 'unsubscribe link' },
    'Consent for marketing by email address b@example.com (billing) was withdrawn (unsubscribe link).',
    '邮箱 b@example.com (billing) 的 marketing 许可已撤回（unsubscribe link）。',
  ],
  [
    'payment.received',
    { amount: '50.00', currency: 'USD', allocations: [part], unallocated: '10.00' },
    'A payment of 50.00 USD was received. 40.00 on invoice INV-7 (instalment 2), now owed 10.00. 10.00 is kept as a credit.',
    '收到付款 50.00 USD。账单 INV-7（第 2 期） 40.00，尚欠 10.00。10.00 留作预收。',
  ],
  [
    'payment.received',
    { amount: '50.00', currency: 'USD', allocations: [], unallocated: '0.00' },
    'A payment of 50.00 USD was received.',
    '收到付款 50.00 USD。',
  ],
  [
    'hold.placed',
    { scope: 'invoice', invoice: 'INV-7', reason: 'dispute', untilOn: '2026-04-01', untilAt: null },
    'A hold was placed for invoice INV-7. Reason: dispute. Until 2026-04-01.',
    '账单 INV-7 已暂停触达。原因：dispute。至 2026-04-01。',
  ],
  [
    'assignment.offered',
    {
      staff: { id: 'a', name: 'Ann Lee' },
      number: 2,
      dueAt: '2026-10-10T08:00:00Z',
      because: { en: 'Entry "all": load 3', zh: '条目“all”：负载 3' },
    },
    'The customer was offered to Ann Lee (try 2), to be accepted by 2026-10-10 16:00 Asia/Shanghai. Entry "all": load 3.',
    '客户已分配给 Ann Lee（第 2 次），须在 2026-10-10 16:00 Asia/Shanghai 前接受。条目“all”：负载 3。',
  ],
  [
    'assignment.by-hand',
    { staff: { name: 'Ann Lee' }, from: { name: 'Bo Li' }, reason: 'knows them' },
    'The customer was given to Ann Lee by hand; before, Bo Li looked after it. Reason: knows them.',
    '客户由人工指定给 Ann Lee，此前由 Bo Li 负责。原因：knows them。',
  ],
  [
    'interaction.recorded',
    { interaction: 'complaint', staff: null, note: 'late again' },
    'The customer complained. Note: late again.',
    '客户投诉。备注：late again。',
  ],
  [
    'escalation.level-told',
    {
      ladder: 'standard',
      level: 2,
      staff: { name: 'Mia Wu' },
      dueAt: '2026-10-10T03:00:00Z',
      because: { en: 'Nobody has acknowledged in time', zh: '未在时限内确认' },
      passedOver: [{ target: 'owner-manager', staff: { name: 'Bo Li' }, because: 'absent' }],
    },
    'Level 2 of the ladder standard was told: Mia Wu, until 2026-10-10 11:00 Asia/Shanghai. Nobody has acknowledged in time. Passed over: owner-manager Bo Li is absent.',
    '升级链 standard 第 2 级已通知：Mia Wu，截至 2026-10-10 11:00 Asia/Shanghai。未在时限内确认。跳过：owner-manager Bo Li 不在岗。',
  ],
  [
    'escalation.level-skipped',
    { ladder: 'standard', level: 1, passedOver: [{ target: 'owner', staff: null, because: 'nobody' }] },
    'Level 1 of the ladder standard was skipped. Passed over: nobody is owner.',
    '升级链 standard 第 1 级已跳过。跳过：owner 无此人。',
  ],
  [
    'escalation.acknowledged',
    { ladder: 'standard', level: 2, by: 'staff:1', byName: 'Mia Wu', dueAt: '2026-10-10T03:00:00Z', note: null },
    'The escalation was acknowledged at level 2 by Mia Wu, to be resolved by 2026-10-10 11:00 Asia/Shanghai.',
    '升级在第 2 级由 Mia Wu 确认，须在 2026-10-10 11:00 Asia/Shanghai 前解决。',
  ],
  [
    'reconcile.repaired',
    {
      ...{ fault: 'overdue-touch', episode: 'win-back', number: 2, after: { done: 'woken' } },
      before: { plannedFor: '2026-10-10T08:00:00Z' },
    },
    'Mended: the touch of win-back 2 planned for 2026-10-10 16:00 Asia/Shanghai had not been done; it was woken.',
    '已修复：win-back 2 计划于 2026-10-10 16:00 Asia/Shanghai 的触达未执行，已唤醒。',
  ],
  [
    'reconcile.repaired',
    { fault: 'unsent-events', episode: null, before: { events: 3, waitedForMs: 600_000 }, after: { done: 'relayed' } },
    'Mended: 3 events had waited for 10 minutes; they were relayed.',
    '已修复：3 个事件已等待 10 分钟，现已转发。',
  ],
  [
    'touch.done',
    { action: 'email', lead, covers: [lead, lead, lead], moves: [moved], insteadOf: null },
    'Email: "reminder-1" of invoice INV-7 and 2 more. It is outside the contact window.',
    '邮件：账单 INV-7 的步骤“reminder-1”等 3 项。不在可联系时段内。',
  ],
  [
    'touch.moved',
    { action: 'sms', at: '2024-02-18T01:00:00.000Z', lead, moves: [moved] },
    'SMS for "reminder-1" of invoice INV-7 waits until 2024-02-18 09:00 Asia/Shanghai. It is outside the contact window.',
    '短信（账单 INV-7 的步骤“reminder-1”）推迟至 2024-02-18 09:00 Asia/Shanghai。不在可联系时段内。',
  ],
  [
    'touch.guarded',
    {
      planned: { action: 'email', at: '2024-02-18T02:00:00.000Z' },
      because: [{ en: 'no invoice is open', zh: '没有未结账单' }],
    },
    'Email planned for 2024-02-18 10:00 Asia/Shanghai was not done. No invoice is open.',
    '原定 2024-02-18 10:00 Asia/Shanghai 的邮件未执行。没有未结账单。',
  ],
  [
    'step.skipped',
    {
      pairs: [{ ...lead, explanation: { en: 'balance 42.10 CNY is under 100.00', zh: '余额 42.10 CNY 低于 100.00' } }],
    },
    'Skipped "reminder-1" of invoice INV-7: balance 42.10 CNY is under 100.00.',
    '跳过账单 INV-7 的步骤“reminder-1”：余额 42.10 CNY 低于 100.00。',
  ],
  [
    'step.superseded',
    { because: 'later-step', pairs: [lead] },
    'Superseded: "reminder-1" of invoice INV-7. A later step stands for them.',
    '已取代：账单 INV-7 的步骤“reminder-1”。由后续步骤取代。',
  ],
  [
    'credit-review.decided',
    { decision: 'approved', by: 'scorecard', byName: null, note: null },
    'The credit review was approved by scorecard.',
    '信用评审已由 scorecard 批准。',
  ],
  [
    'episode.acted',
    { episode: 'escalation', number: 1, action: 'escalateToLevel', because: { en: 'It begins', zh: '开始' } },
    'Escalation 1: Next level of the ladder. It begins.',
    '升级处理 1：升级到下一级。开始。',
  ],
  [
    'message.sent',
    { channel: 'email', template: 'reminder-1', handedOverAt: null, failedCopies: [] },
    'The email "reminder-1" was taken by the provider.',
    '邮件“reminder-1”已由服务商接收。',
  ],
  [
    'message.refused',
    { channel: 'sms', code: '21610' },
    'The SMS was refused for good (21610).',
    '短信被拒收 (21610)。',
  ],
  ['message.received', { text: 'STOP' }, 'The customer answered: "STOP".', '客户回复：“STOP”。'],
])('%s is told in both languages', (kind, data, en, zh) => {
  expect(timelineSentence(kind, data, ZONE)).toEqual({ en, zh });
});

test('entries of later releases, and entries with fields missing, read as something', () => {
  expect(timelineSentence('promise.kept', { amount: '5.00' }, ZONE)).toEqual({
    en: 'promise.kept',
    zh: 'promise.kept',
  });
  for (const data of [null, 7, [], {}, { lead: 'x', covers: 3, moves: [null], changes: [1] }])
    for (const kind of documentedKinds()) expect(timelineSentence(kind, data, ZONE).en.length).toBeGreaterThan(0);
});

test('every kind that developers are told of has a sentence', () => {
  const kinds = documentedKinds();
  expect(kinds.length).toBeGreaterThan(35);
  const full = {
    changes: {},
    pairs: [{ invoice: 'I', step: 's' }],
    lead,
    title: { en: 'Call', zh: '致电' },
    interaction: 'reply',
  };
  expect(kinds.filter((kind) => timelineSentence(kind, full, ZONE).en === kind)).toEqual([]);
});
