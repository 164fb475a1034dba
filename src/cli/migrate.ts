import '../config/require-node';
import { main } from './framework/main';
import { migrate } from './migrate/command';

void main(migrate);
