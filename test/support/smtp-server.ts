/** An SMTP server for tests that records what it took, and refuses, drops or hangs on demand. */
export type TestSmtpServer = { readonly url: string; readonly stop: () => Promise<void> };
