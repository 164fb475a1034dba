import '../config/require-node';
import { help } from './help/command';
import { main } from './framework/main';

void main(help);
