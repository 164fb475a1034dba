import '../config/require-node';
import { doctor } from './doctor/command';
import { main } from './framework/main';

void main(doctor);
