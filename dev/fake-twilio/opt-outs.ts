// Twilio acts on these by itself, for English; other words are the product's affair.
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);

/** Who told which of our numbers to stop. Twilio refuses further messages of that number to them with 21610. */
export class OptOuts {
  private readonly pairs = new Set<string>();

  hear(customer: string, ours: string, body: string): void {
    const word = body.trim().toUpperCase();
    if (STOP.has(word)) this.pairs.add(`${customer} ${ours}`);
    if (START.has(word)) this.pairs.delete(`${customer} ${ours}`);
  }

  has(customer: string, ours: string): boolean {
    return this.pairs.has(`${customer} ${ours}`);
  }
}
