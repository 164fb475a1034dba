import '../config/require-node';
import { main } from './framework/main';
import { replay } from './replay/command';

void main(replay);
