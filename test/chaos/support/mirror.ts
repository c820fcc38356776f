import assert from 'node:assert/strict';
import type { WebhookEvent } from '../../../domain/webhook/webhook-event';

type Change = { readonly from: unknown; readonly to: unknown };
type Part = { readonly invoice: string; readonly balance: string };
type Invoice = { readonly items: unknown; readonly balance: string };

/**
 * Another system's picture of one customer, made of nothing but events. What an event says was before must be what the
 * events before it have made.
 */
export class Mirror {
  /** Name, segment, engagement, stage and address. */
  readonly fields = new Map<string, unknown>();
  readonly invoices = new Map<string, Invoice>();

  hear({ kind, data }: WebhookEvent): void {
    const about = data as Readonly<Record<string, unknown>>;
    switch (kind) {
      case 'customer.created':
        this.fields.set('name', about['name']);
        return;
      case 'contact.added':
        this.fields.set('address', about['address']);
        return;
      case 'customer.changed':
      case 'contact.changed':
        for (const [field, change] of changesOf(about)) this.change(kind, field, change);
        return;
      case 'customer.paused':
      case 'customer.activated': {
        const to = kind === 'customer.paused' ? 'paused' : 'active';
        this.change(kind, 'engagement', { from: about['from'], to });
        return;
      }
      case 'stage.changed':
        this.change(kind, 'stage', about as Change);
        return;
      case 'invoice.issued':
        this.invoices.set(about['number'] as string, { items: about['items'], balance: about['amount'] as string });
        return;
      case 'invoice.changed': {
        const number = about['number'] as string;
        const [[, items] = ['', { from: null, to: null }]] = changesOf(about);
        assert.deepEqual(items.from, this.invoices.get(number)?.items, `${kind} of ${number}: what was before`);
        this.invoices.set(number, { balance: this.invoices.get(number)?.balance ?? '', items: items.to });
        return;
      }
      case 'payment.received':
        return this.settle(about['allocations'] as readonly Part[]);
      case 'payment.reversed':
        return this.settle(about['reopened'] as readonly Part[]);
      default:
        assert.ok(Object.keys(about).length > 0, `${kind} carries nothing`);
    }
  }

  private change(kind: string, field: string, { from, to }: Change): void {
    // What a customer begins with is not told field by field.
    if (this.fields.has(field)) assert.deepEqual(from, this.fields.get(field), `${kind}: what ${field} was before`);
    assert.notDeepEqual(from, to, `${kind} of ${field} changes nothing`);
    this.fields.set(field, to);
  }

  private settle(parts: readonly Part[]): void {
    for (const { invoice, balance } of parts) {
      this.invoices.set(invoice, { items: this.invoices.get(invoice)?.items, balance });
    }
  }
}

function changesOf(about: Readonly<Record<string, unknown>>): readonly (readonly [string, Change])[] {
  return Object.entries(about['changes'] as Readonly<Record<string, Change>>);
}
