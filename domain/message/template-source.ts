import type { Channel, Language, Purpose } from '../types';

/** One text of a template: what an author saves, in one channel and language. All parts are Liquid. */
export type TemplateSource = {
  readonly name: string;
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly language: Language;
  /** Email only. */
  readonly subject: string | null;
  /** Email only. */
  readonly html: string | null;
  /** Email only; `null` = the text part is made from the HTML. */
  readonly text: string | null;
  /** SMS only. */
  readonly sms: string | null;
};
