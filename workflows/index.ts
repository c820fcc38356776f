export { clockAdvance } from './clock-advance';
export { collections } from './collections';
export { customerLifecycle } from './customer-lifecycle';
