import { ApplicationFailure } from '@temporalio/common';
import { DomainError, ERRORS } from '../domain/errors';

/**
 * Runs a command for an update. What is refused is refused for good, with its code and the catalogue's words: the
 * command's own text can name a customer, and histories are kept.
 */
export async function asCommand<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { title, whatToDo } = ERRORS[error.code];
    throw ApplicationFailure.create({
      type: error.code,
      nonRetryable: true,
      message: `${title.en}. ${whatToDo.en}`,
    });
  }
}
