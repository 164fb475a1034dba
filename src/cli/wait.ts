import '../config/require-node';
import { main } from './framework/main';
import { wait } from './wait/command';

void main(wait);
