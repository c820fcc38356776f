import { z } from 'zod';

/** What every refused request is answered with (RFC 9457). */
export const problemOut = z
  .object({
    type: z.string().meta({ example: 'urn:perennial:error:validation-failed' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What was given, where, and what is accepted.' }),
    code: z.string().meta({ description: 'Stable; texts are not. docs/reference/errors.md lists all.' }),
    requestId: z.string().meta({ description: 'Also the header X-Request-Id and a field of the log.' }),
    whatToDo: z.string(),
    retryable: z.boolean().meta({ description: 'Whether the same request can succeed later.' }),
    errors: z.array(
      z.object({
        pointer: z.string().meta({
          description: 'JSON pointer into the body; for parameters it begins with `query/` or `path/`.',
          example: '/dueOn',
        }),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'Problem' });
