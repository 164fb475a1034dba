import '../config/require-node';
import { tunnel } from './tunnel/command';
import { main } from './framework/main';

void main(tunnel);
