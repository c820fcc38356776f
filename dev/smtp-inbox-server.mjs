// The process of the inbox: `node smtp-inbox-server.mjs SMTP_PORT WEB_PORT MAIL_FOLDER`, 0 for a free port. It prints its
// ports as one line of JSON when it listens. It is a file of its own because maildev is an ES module only, and so that its
// DOM and its page live outside of the process that is being looked at.
import { MailDev } from 'maildev';

const [smtp, web, mailDirectory] = process.argv.slice(2);
const maildev = new MailDev({
  silent: true,
  smtp: Number(smtp),
  ip: '127.0.0.1',
  web: Number(web),
  webIp: '127.0.0.1',
  mailDirectory,
});
const servers = await maildev.start();
console.log(JSON.stringify({ smtpPort: servers.smtp.getPort(), webPort: servers.api.getAddress().port }));
