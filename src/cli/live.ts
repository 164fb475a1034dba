import '../config/require-node';
import { live } from './live/command';
import { main } from './framework/main';

void main(live);
