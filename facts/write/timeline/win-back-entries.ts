import type { LocalizedText } from '../../../domain/types';

/** What losing customers and winning them back leaves in the timeline. */
export type WinBackEntry =
  | {
      readonly kind: 'customer.marked-lost';
      readonly data: { readonly reason: string; readonly note: string | null };
    }
  | {
      readonly kind: 'win-back.started';
      readonly data: {
        readonly winBackId: string;
        readonly number: number;
        readonly reason: string;
        readonly potential: string;
        /** Why it is of this potential. */
        readonly because: LocalizedText;
        readonly branch: string;
        readonly holdOut: boolean;
        readonly policy: { readonly name: string; readonly version: number };
        /** ISO instant. */
        readonly measureUntilAt: string;
      };
    }
  | { readonly kind: 'win-back.stopped'; readonly data: { readonly winBackId: string; readonly reason: string } };
