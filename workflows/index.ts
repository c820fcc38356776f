export { clockAdvance } from './clock-advance';
export { collections } from './collections';
export { creditReview } from './credit-review';
export { customerLifecycle } from './customer-lifecycle';
export { escalation } from './escalation';
export { onboarding } from './onboarding';
export { reconcile } from './reconcile';
export { winBack } from './win-back';
