// Which file is long is known before the first run, too: the longest begin first, so that the last to end is a short one.
const LONGEST = [
  'test/chaos/chaos.test.ts',
  'test/api/every-route-answers.test.ts',
  'test/journey/customers-at-once.test.ts',
  'test/replay/replay.test.ts',
  'test/activities/episodes/win-back.test.ts',
  'test/demo/demo-check.test.ts',
  'test/workflows/reconcile.test.ts',
  'test/activities/episodes/escalation.test.ts',
  'test/worker/kill.test.ts',
  'test/workflows/collections.test.ts',
  'test/workflows/kill-switches.test.ts',
];

/** A sequencer of Jest: `sort` says in which order the files begin. */
module.exports = class LongestFirst {
  sort(tests) {
    const places = new Map(tests.map((test) => [test, LONGEST.findIndex((name) => test.path.endsWith(`/${name}`))]));
    const placeOf = (test) => (places.get(test) === -1 ? LONGEST.length : places.get(test));
    return [...tests].sort((a, b) => placeOf(a) - placeOf(b));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
};
