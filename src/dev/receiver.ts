import { main } from '../app/main';
import { createListenAtParent } from './listen-at-parent';

main({ listen: createListenAtParent() });
