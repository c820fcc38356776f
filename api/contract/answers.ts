/** What a route answers besides its success and refusals, in the form of its success and with another status. */
export type FurtherAnswer = {
  readonly status: 200 | 201 | 404 | 503;
  readonly description: string;
};

/** Of what makes something, where the same comes again (`statusOfWritten`). */
export const UNCHANGED: FurtherAnswer = {
  status: 200,
  description: 'It was there already with the same content; nothing was written.',
};

/** Of what saves something under its name, where nothing had the name. */
export const CREATED: FurtherAnswer = { status: 201, description: 'It is new.' };

export const NOT_READY: FurtherAnswer = { status: 503, description: 'Facts are not taken; the parts say why.' };

export const UNKNOWN_LINK: FurtherAnswer = { status: 404, description: 'A page that says that the link is not known.' };
