import { didYouMean } from '../../../domain/authoring/did-you-mean';

describe('what a misspelt word was meant to be', () => {
  it.each([
    ['tempalte', ['template', 'title'], 'template'],
    ['Priority', ['priority'], 'priority'],
    ['send-at', ['sendAt', 'steps'], 'sendAt'],
    ['at_age', ['at-age', 'first-step'], 'at-age'],
    ['monday', ['mon', 'tue'], 'mon'],
    ['titel', ['to', 'title'], 'title'],
    ['colour', ['template', 'title'], null],
    ['', ['a', 'template'], null],
    ['x'.repeat(1000), ['template'], null],
  ])('%p of %j is %p', (word, candidates, expected) => {
    expect(didYouMean(word, candidates)).toBe(expected);
  });
});
