import { normalizeEmail, normalizePhone } from '../../../domain/message/contact-address';

describe('normalizeEmail', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    [' Ada.Byron+ar@Example.COM ', 'ada.byron+ar@example.com'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
    ['billing@müller.example', 'billing@xn--mller-kva.example'],
    ['a@例子.测试', 'a@xn--fsqu00a.xn--0zwm56d'],
    ["o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"],
  ])('reads %j as %s', (text, address) => {
    expect(normalizeEmail(text)).toEqual({ ok: true, address });
  });

  it.each([
    ['', 'is empty'],
    ['ada', 'expected name@domain'],
    ['@example.com', 'expected name@domain'],
    ['ada@', 'expected name@domain'],
    ['ada byron@example.com', 'before the @'],
    ['ada..b@example.com', 'before the @'],
    ['财务@example.com', 'before the @'],
    ['a@b@example.com', 'before the @'],
    ['Ada <ada@example.com>', 'before the @'],
    ['<ada@example.com>', 'before the @'],
    ['ada@example.com, bob@example.com', 'before the @'],
    ['ada@example', 'no domain'],
    ['ada@-example.com', 'no domain'],
    ['ada@exa_mple.com', 'no domain'],
    ['ada@127.0.0.1', 'no domain'],
    ['ada@example.com\r\nBcc: x@example.com', 'before the @'],
    [`${'a'.repeat(65)}@example.com`, 'before the @'],
    [`a@${'b.'.repeat(150)}com`, 'no domain'],
    ['ada@example.com/path', 'no domain'],
    ['ada@example.com:25', 'no domain'],
  ])('refuses %j, saying what is accepted', (text, reason) => {
    const result = normalizeEmail(text);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.reason.en).toContain(reason);
    expect(!result.ok && result.reason.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('gives the same for what it gave', () => {
    for (const text of ['Ada@Müller.example', 'x@例子.测试']) {
      const once = normalizeEmail(text);
      expect(once.ok && normalizeEmail(once.address)).toEqual(once);
    }
  });
});

describe('normalizePhone', () => {
  it.each([
    ['138 0013 8000', 'CN', '+8613800138000'],
    ['１３８００１３８０００', 'cn', '+8613800138000'],
    ['+1 (202) 555-0123', 'CN', '+12025550123'],
    ['202-555-0123', 'US', '+12025550123'],
    ['0044 20 7946 0958', null, '+442079460958'],
    ['+15005550006', null, '+15005550006'],
  ])('reads %j in %s as %s', (text, country, address) => {
    expect(normalizePhone(text, country)).toEqual({ ok: true, address });
  });

  it.each([
    ['', 'CN', 'is empty'],
    ['13800138000', null, 'has no country code'],
    ['13800138000', 'Atlantis', 'has no country code'],
    ['+999 123 456', null, 'no country code in use'],
    ['12', 'CN', 'no number in use in CN'],
    ['1'.repeat(40), 'CN', 'too long'],
    ['+1 202 555 012', null, 'no number in use in'],
    ['call me', 'CN', 'is no phone number'],
    ['+1 202 555 0123 ext. 5', null, 'extension'],
    ['13800138000/13900139000', 'CN', 'too long'],
  ])('refuses %j in %s, saying why', (text, country, reason) => {
    const result = normalizePhone(text, country);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.reason.en).toContain(reason);
    expect(!result.ok && result.reason.zh).toMatch(/[\u4e00-\u9fff]/);
  });
});
