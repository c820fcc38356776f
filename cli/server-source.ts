import type { Server } from './http/api-client';

/** Where commands that need a running product get one from. */
export interface ServerSource {
  /**
   * The server that the user has named, or one that is made for the command and kept for the next, so that what one
   * command puts there is found by another.
   */
  withServer<T>(work: (server: Server) => Promise<T>): Promise<T>;
  /** A server of its own, with nothing in it but what the seed puts there, gone after `work`. */
  withScratchServer<T>(work: (server: Server) => Promise<T>): Promise<T>;
  /** The environment that `doctor` looks at. */
  withEnvironment<T>(work: (env: Environment) => Promise<T>): Promise<T>;
}

export type Environment = Readonly<Record<string, string | undefined>>;
