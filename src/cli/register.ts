import '../config/require-node';
import { register } from './register/command';
import { main } from './framework/main';

void main(register);
