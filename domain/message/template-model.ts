import type { Language, Purpose } from '../types';
import { sampleLetter, type LetterModel } from './letter-model';
import type { MessageModel } from './message-model';
import { SAMPLE_KINDS, sampleModel, type SampleKind } from './sample-models';

/** What templates are rendered with: about invoices for purpose `collections`, else a letter. */
export type TemplateModel = MessageModel | LetterModel;

/** The samples that a template of this purpose has to render with, the fullest first. */
export function sampleKindsFor(purpose: Purpose): readonly SampleKind[] {
  return purpose === 'collections' ? SAMPLE_KINDS : ['full', 'before-due'];
}

/** The sample of that kind for the purpose; for a letter, everything that can be missing is in all but `full`. */
export function sampleFor(purpose: Purpose, kind: SampleKind, language: Language): TemplateModel {
  if (purpose === 'collections') return sampleModel(kind, language);
  return sampleLetter(kind === 'full' ? 'full' : 'bare', language);
}
