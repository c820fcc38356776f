export { collections } from './collections';
export { customerLifecycle } from './customer-lifecycle';
