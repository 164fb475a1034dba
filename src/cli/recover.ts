import '../config/require-node';
import { main } from './framework/main';
import { recover } from './recover/command';

void main(recover);
