import { parseAssignmentPolicy } from '../../../domain/assign/parse-assignment-policy';
import { loadSeedDocuments } from '../../../prisma/seed/load-documents';

const documents = loadSeedDocuments('assignment-policies').map(({ name, text }) => [name, text] as const);

test.each(documents)('the seed assignment policy %s has no fault and bears its name', (name, text) => {
  const { value, faults } = parseAssignmentPolicy(text);
  expect(faults).toEqual([]);
  expect(value?.name).toBe(name);
});
