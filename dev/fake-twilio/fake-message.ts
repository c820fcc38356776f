/** The states of a message that the fake goes through, in Twilio's words. */
export type FakeMessageStatus = 'queued' | 'sent' | 'delivered' | 'failed' | 'undelivered' | 'received';
