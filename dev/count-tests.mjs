// Prints `N passed, N failed, N skipped` from Jest's JSON result. Fails when a test or a file failed, and when no test ran.
import { existsSync, readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const nothing = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: false };
const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : nothing;
const skipped = result.numPendingTests + result.numTodoTests;
// A file that cannot be loaded counts no failed test, but its tests did not run.
const failed = result.numFailedTests + (result.numRuntimeErrorTestSuites ?? 0);
console.log(`${result.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = result.success && failed === 0 && result.numPassedTests > 0 ? 0 : 1;
