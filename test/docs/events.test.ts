import { TIMELINE_KINDS } from '../../api/sentences/timeline-sentence';
import { documentedKinds } from './documented-kinds';

it('lists every kind of event in the documents, and no other', () => {
  expect(documentedKinds().toSorted()).toEqual(TIMELINE_KINDS);
});
