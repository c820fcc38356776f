import { mainOf } from './main-of';
import { namedServerOnly } from './named-server';

void mainOf(namedServerOnly(process.env));
