import { namedServerOnly } from './named-server';
import { run } from './run';

void run(namedServerOnly(process.env));
