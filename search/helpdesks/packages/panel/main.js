import { host } from './host.js';
import { openPanel } from './panel.js';

openPanel(host);
