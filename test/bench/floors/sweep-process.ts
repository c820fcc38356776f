import { Pool } from 'pg';
import { createSmtpEmailSender } from '../../../activities/channels/smtp-email-sender';
import { sendFloorMail } from './floor-mail';

/** As many at a time as the mail sender has connections. */
const LANES = 5;

/**
 * The hand-written sweep: each lane takes what is due, `BATCH` rows in one transaction that lasts as long as sending does,
 * until nothing is left.
 */
async function main(): Promise<void> {
  const { DATABASE_URL: connectionString = '', SMTP_URL: url = '', FLOOR_BATCH: batch = '1' } = process.env;
  const pool = new Pool({ connectionString, max: LANES });
  const sender = createSmtpEmailSender({ url });
  const lane = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      for (let taken = 1; taken > 0;) {
        await client.query('BEGIN');
        const { rows } = await client.query<{ id: string; address: string }>(
          `SELECT id, address FROM floor_reminder WHERE "sentAt" IS NULL AND "dueAt" <= now()
           ORDER BY "dueAt" LIMIT $1 FOR UPDATE SKIP LOCKED`,
          [batch],
        );
        for (const { address } of rows) await sendFloorMail(sender, address);
        await client.query(`UPDATE floor_reminder SET "sentAt" = now() WHERE id = ANY($1::bigint[])`, [
          rows.map(({ id }) => id),
        ]);
        await client.query('COMMIT');
        taken = rows.length;
      }
    } finally {
      client.release();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await sender.close();
  await pool.end();
}

void main();
